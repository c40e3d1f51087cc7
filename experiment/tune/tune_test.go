package tune

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

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
	require.ErrorContains(t, err, "seed 99")
	require.NoError(t, os.WriteFile(o.File, []byte("this is no database at all, whatever it may be called"), 0o600))
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, o.File)
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
