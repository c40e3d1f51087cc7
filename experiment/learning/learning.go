// Package learning measures how fast and how well a learner learns: learning curves of
// several seeds on held-out episodes, what they came to on others, beside h.3 and the
// omniscient planner, and which of the stated bars they meet.
package learning

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"runtime"
	"strings"
	"time"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/safetensors"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/shard"
)

// Options says what to measure.
type Options struct {
	Learner string // names the table
	Preset  string // of Config's world; names the table and its bars
	Config  train.Config
	Seeds   []uint64 // that Config is run with, without repetition
	Steps   int      // environment steps per seed
	Stated  int      // steps that the bars are stated over; 0 for a run without bars

	Every int // environment steps between two points of a curve
	Early int // the same in the first tenth of the steps; 0: Every
	Curve int // held-out episodes of a point, of the set baselines.Curves

	Episodes int           // held out, for what a seed has learned at the end
	HeldOut  baselines.Set // of which they are
	Workers  int           // 0: one per processor
	Store    *shard.Store

	Prepare  func(t *train.Trainer, seed uint64) error // called before the first step of a seed, from several goroutines; may be nil
	Progress func(seed uint64, p Point)                // called after every evaluation, from several goroutines; may be nil
}

// Seeds returns n seeds from the first one on.
func Seeds(first uint64, n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = first + uint64(i)
	}
	return seeds
}

// Curve is how one seed learned.
type Curve struct {
	Seed     uint64          `json:"seed,string"`
	Final    baselines.Score `json:"final"`       // after the last step, on the episodes of the table
	Beat     int             `json:"beats_h3_at"` // steps of the first point from which on it stays above h.3's mean return; 0 for none
	Failures int             `json:"failures_while_training"`
	Digest   string          `json:"digest"` // of what was learned; see Digest
	Points   Points          `json:"points"`

	seconds []float64 // of training, until each point
}

// learned is a curve as a shard keeps it.
type learned struct {
	*Curve
	Seconds []float64 `json:"seconds"`
}

// Measure trains every seed and evaluates it on held-out episodes as it learns and at the
// end. When ctx ends first, the table covers the seeds that were finished by then. The error is
// shard.ErrElsewhere where other processes train some of them.
func Measure(ctx context.Context, o Options) (*Table, error) {
	if len(o.Seeds) < 1 || o.Every < 1 || o.Steps < o.Every || o.Curve < 1 || o.Episodes < 1 {
		return nil, fmt.Errorf("learning: %d seeds, %d steps, evaluated every %d on %d and at the end on %d episodes: want at least one of each",
			len(o.Seeds), o.Steps, o.Every, o.Curve, o.Episodes)
	}
	t := &Table{
		Learner: o.Learner, Preset: o.Preset, Steps: o.Steps, Wanted: len(o.Seeds),
		Set: o.HeldOut.Key, SetSeed: o.HeldOut.Seed, Episodes: o.Episodes, PointEpisodes: o.Curve,
	}
	elsewhere := o.baselines(ctx, t)
	if elsewhere != nil && elsewhere != shard.ErrElsewhere {
		return nil, elsewhere
	}
	work := shard.Work{Workers: o.Workers}
	for _, seed := range o.Seeds {
		work.Keys = append(work.Keys, fmt.Sprintf("%s%s, seed %d", o.Learner, t.of(" on "), seed))
	}
	curves, err := shard.Map(ctx, o.Store, work, func(ctx context.Context, i int) (learned, error) {
		c, err := o.learn(ctx, o.Seeds[i])
		return learned{&c, c.seconds}, err
	})
	if err = cmp.Or(err, elsewhere); err != nil {
		return nil, err
	}
	for _, l := range curves {
		if l != nil {
			l.seconds, l.Beat = l.Seconds, l.Points.beats(t.PointBaselines.H3.Return)
			t.Curves = append(t.Curves, l.Curve)
		}
	}
	t.Partial = len(t.Curves) < t.Wanted
	t.summarize()
	t.measureBars(&o)
	return t, nil
}

// baselines lets the policies that do not learn play the episodes of the points and of the end.
func (o *Options) baselines(ctx context.Context, t *Table) error {
	sets, episodes := []baselines.Set{baselines.Curves, o.HeldOut}, []int{o.Curve, o.Episodes}
	work := shard.Work{Workers: 1} // which take all processors
	for i, set := range sets {
		work.Keys = append(work.Keys, fmt.Sprintf("baselines%s, %d episodes of the set %s", t.of(" on "), episodes[i], set.Key))
	}
	scores, err := shard.Whole(ctx, o.Store, work, func(ctx context.Context, i int) (baselines.Scores, error) {
		scores, err := sets[i].Baselines(ctx, o.Config.World, episodes[i])
		return scores, cmp.Or(err, ctx.Err())
	})
	if err != nil && err == ctx.Err() {
		return nil // and there will be no curve
	}
	if err == nil {
		t.PointBaselines, t.Baselines = scores[0], scores[1]
	}
	return err
}

// learn trains one seed.
func (o *Options) learn(ctx context.Context, seed uint64) (Curve, error) {
	c := Curve{Seed: seed}
	config := o.Config
	config.Seed = seed
	t, err := train.New(config)
	if err == nil && o.Prepare != nil {
		err = o.Prepare(t, seed)
	}
	if err != nil {
		return c, err
	}
	runtime.LockOSThread() // whose time is measured
	defer runtime.UnlockOSThread()
	var took time.Duration
	for done := 0; done < o.Steps; {
		done = o.next(done)
		began := processorTime()
		if err := Train(ctx, t, done-t.Steps(), nil); err != nil {
			return c, fmt.Errorf("seed %d: %w", seed, err)
		}
		took += processorTime() - began
		score, err := baselines.Curves.Play(ctx, config.World, t.Learner().Greedy(), o.Curve)
		if err != nil {
			return c, err
		}
		c.add(Point{done, score}, took)
		if o.Progress != nil {
			o.Progress(seed, Point{done, score})
		}
	}
	_, c.Failures = t.Learner().Numbers().Played()
	c.Digest = Digest(t.Learner())
	c.Final, err = o.HeldOut.Play(ctx, config.World, t.Learner().Greedy(), o.Episodes)
	return c, err
}

// SessionSteps returns how many steps a session takes, which counts those of the world that
// a visitor sees, until its learner has taken Steps.
func (o *Options) SessionSteps() uint64 {
	worlds := 1
	if o.Config.Algorithm == train.PQN {
		worlds = o.Config.PQN.Worlds
	}
	return uint64((o.Steps + worlds - 1) / worlds)
}

// next returns the steps of the point after that one.
func (o *Options) next(done int) int {
	if o.Early > 0 && done < o.Steps/10 {
		return min(done+o.Early, o.Steps)
	}
	return min(done+o.Every, o.Steps)
}

// add adds a point, and the time of training until there.
func (c *Curve) add(p Point, took time.Duration) {
	c.Points, c.seconds = append(c.Points, p), append(c.seconds, took.Seconds())
}

// Digest returns 16 digits that follow from every weight by which a learner acts when it does
// not explore: those of two learners are the same when they act alike, bit for bit.
func Digest(l *train.Learner) string {
	f, err := safetensors.Parse(l.Append(nil, 0))
	if err != nil {
		panic("learning: a learner wrote what cannot be read: " + err.Error())
	}
	h := fnv.New64a()
	for _, t := range f.Tensors {
		if strings.Contains(t.Name, ".average.") || t.Name == "qtable.values" {
			h.Write([]byte(t.Name))
			h.Write(t.Data)
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// slice is how many steps Train takes between two looks at its context.
const slice = 100

// Train takes the given number of steps, or the few more that train.Trainer.Run says. When
// ctx ends it stops within 100 of them and returns ctx's error. progress, unless nil, is
// told the steps taken so far.
func Train(ctx context.Context, t *train.Trainer, steps int, progress func(done int)) error {
	before := t.Steps()
	for done := 0; done < steps; done = t.Steps() - before {
		if err := ctx.Err(); err != nil {
			return err
		}
		if progress != nil {
			progress(done)
		}
		if err := t.Run(min(slice, steps-done)); err != nil {
			return err
		}
	}
	return nil
}
