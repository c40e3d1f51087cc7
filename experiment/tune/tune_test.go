package tune

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/c-bata/goptuna"
	rdb "github.com/c-bata/goptuna/rdb.v2"
	"github.com/glebarez/sqlite"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/resonetics/playground/core/env/cluster"
)

// small is a study that takes a second: a short, tiny world.
func small(learner, method string) Options {
	world := cluster.Default(cluster.V51)
	world.Height, world.Width, world.MaxSteps = 3, 3, 30
	return Options{
		World: world, Title: "tiny", Learner: learner, Method: method,
		Seed: 3, Trials: 14, Steps: 200, Runs: 2, Episodes: 2,
	}
}

func run(t *testing.T, o Options) *Result {
	t.Helper()
	r, err := Run(t.Context(), o)
	require.NoError(t, err)
	return r
}

func TestStudyFollowsFromItsOptions(t *testing.T) {
	for _, learner := range Learners() {
		o := small(learner, TPE)
		first := run(t, o)
		require.Equal(t, first, run(t, o), learner)
		require.False(t, first.Partial)
		require.Len(t, first.Trials, o.Trials)
		o.Seed++
		require.NotEqual(t, first.Trials[0].Settings, run(t, o).Trials[0].Settings)
	}
}

// interruptible returns options that end ctx at the n-th report.
func interruptible(t *testing.T, o Options, n int) (context.Context, Options) {
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	o.Progress = func(int, int) {
		if n--; n == 0 {
			stop()
		}
	}
	return ctx, o
}

func TestInterruptedStudyContinuesAsIfNothingHadHappened(t *testing.T) {
	o := small("qtable", TPE)
	whole := run(t, o)
	o.File = filepath.Join(t.TempDir(), "a study #1?.db")
	for _, reports := range []int{1, 6, 20} {
		ctx, cut := interruptible(t, o, reports)
		r, err := Run(ctx, cut)
		require.NoError(t, err)
		require.True(t, r.Partial)
		done, _, _ := r.Finished()
		require.Less(t, done, o.Trials)
	}
	require.Equal(t, whole, run(t, o))
	require.Equal(t, whole, run(t, o), "a study that is complete stays as it is")
	o.Trials = 16
	require.Len(t, run(t, o).Trials, 16)
}

func TestStudyOfSomethingElseIsRefused(t *testing.T) {
	o := small("qtable", TPE)
	o.Trials, o.File = 1, filepath.Join(t.TempDir(), "study.db")
	run(t, o)
	o.Seed = 99
	_, err := Run(t.Context(), o)
	require.ErrorContains(t, err, o.File)
	require.EqualError(t, err, "study "+o.File+" was begun with seed 3 and not 99; choose another file with --study")
	o.Steps, o.Title = 400, "tinier"
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "world tiny and not tinier, seed 3 and not 99, steps 200 and not 400;")
	o.World.MaxSteps++
	o.Steps, o.Title, o.Seed = 200, "tiny", 3
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "was begun with other rules of its world")
	require.NoError(t, os.WriteFile(o.File, []byte("this is no database at all, whatever it may be called"), 0o600))
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "study "+o.File+" is no study, or damaged")
}

// A second process is told which one works on the file.
func TestAStudyIsWorkedOnByOneProcess(t *testing.T) {
	o := small("qtable", TPE)
	o.Trials, o.File = 2, filepath.Join(t.TempDir(), "study.db")
	second := o
	var told error
	o.Progress = func(trial, report int) {
		if trial == 0 && report == 2 {
			_, told = Run(t.Context(), second)
		}
	}
	run(t, o)
	require.EqualError(t, told, fmt.Sprintf("study %s: process %d works on it; wait until that has ended, or choose another file with --study", o.File, os.Getpid()))
	require.Len(t, run(t, second).Trials, 2)
	left, err := os.ReadDir(filepath.Dir(o.File))
	require.NoError(t, err)
	require.Len(t, left, 1, "only the study stays")
}

func TestGridTriesEveryCombinationOnce(t *testing.T) {
	r := run(t, small("qtable", Grid))
	require.Len(t, r.Trials, 9)
	seen := make(map[[2]float64]bool)
	for _, trial := range r.Trials {
		require.Equal(t, "complete", trial.State)
		require.Len(t, trial.Settings, 2)
		require.Contains(t, []float64{0.05, 0.1, 0.2}, trial.Settings[0].Value)
		require.Contains(t, []float64{0.9, 0.95, 0.99}, trial.Settings[1].Value)
		seen[[2]float64{trial.Settings[0].Value, trial.Settings[1].Value}] = true
	}
	require.Len(t, seen, 9)
}

func TestSettingsAreWithinTheirSpace(t *testing.T) {
	for _, s := range spaces {
		for _, trial := range run(t, small(s.learner, TPE)).Trials {
			for i, p := range s.params {
				v := trial.Settings[i].Value
				require.GreaterOrEqual(t, v, p.value(p.low))
				require.LessOrEqual(t, v, p.value(p.high))
				if p.multiple > 0 {
					require.Zero(t, math.Mod(v, p.multiple))
				}
			}
		}
	}
}

func TestHopelessTrialsArePruned(t *testing.T) {
	o := small("qtable", TPE)
	o.Trials, o.Steps, o.World = 20, 1200, cluster.Default(cluster.V51)
	states := make(map[string]int)
	best := math.Inf(-1)
	r := run(t, o)
	for _, trial := range r.Trials {
		states[trial.State]++
		if trial.State == "pruned" {
			require.Less(t, len(trial.Reports), Reports)
		} else {
			best = max(best, *trial.Return)
		}
	}
	require.Positive(t, states["pruned"], "%v", states)
	require.GreaterOrEqual(t, states["complete"], 5, "the median needs trials to compare with")
	require.Equal(t, best, *r.Best.Return)
}

func TestBadOptionsAreNamed(t *testing.T) {
	for want, change := range map[string]func(*Options){
		`"deep"`:          func(o *Options) { o.Learner = "deep" },
		`"guess"`:         func(o *Options) { o.Method = "guess" },
		"grid is for":     func(o *Options) { o.Learner, o.Method = "pilot", Grid },
		"trials is 0":     func(o *Options) { o.Trials = 0 },
		"steps is 201":    func(o *Options) { o.Steps = 201 },
		"runs is 0":       func(o *Options) { o.Runs = 0 },
		"episodes is -1":  func(o *Options) { o.Episodes = -1 },
		"/no/folder/s.db": func(o *Options) { o.File = "/no/folder/s.db" },
		"rows is 0":       func(o *Options) { o.World.Height = 0 },
	} {
		o := small("qtable", TPE)
		change(&o)
		_, err := Run(t.Context(), o)
		require.ErrorContains(t, err, want)
	}
}

// Earlier versions wrote a study bit by bit: one that was killed between two writes opens,
// and its half trial is begun again.
func TestHalfWrittenStudiesOpen(t *testing.T) {
	o := small("qtable", TPE)
	o.Trials = 4
	whole := run(t, o)
	for _, reports := range []int{-1, 0, 2} {
		o.File = filepath.Join(t.TempDir(), "study.db")
		db, err := gorm.Open(sqlite.Open(o.File))
		require.NoError(t, err)
		require.NoError(t, rdb.RunAutoMigrate(db))
		storage := rdb.NewStorage(db)
		study, err := storage.CreateNewStudy(name)
		require.NoError(t, err)
		if reports >= 0 {
			require.NoError(t, storage.SetStudyUserAttr(study, optionsKey, o.text()))
			trial, err := storage.CreateNewTrial(study)
			require.NoError(t, err)
			require.NoError(t, storage.SetTrialParam(trial, "qtable.rate", 0.5, goptuna.UniformDistribution{High: 1}))
			for report := range reports {
				require.NoError(t, storage.SetTrialIntermediateValue(trial, report+1, 1e6))
			}
		}
		pool, err := db.DB()
		require.NoError(t, err)
		require.NoError(t, pool.Close())
		require.Equal(t, whole, run(t, o))
	}
}
