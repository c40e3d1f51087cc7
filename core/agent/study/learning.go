package study

import (
	"context"
	"fmt"
	"strings"

	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/core/agent/train"
)

// LearningOptions says what to measure. Seed s of Seeds runs Config with Seed s.
type LearningOptions struct {
	Title    string
	Config   train.Config
	Seeds    []uint64
	Steps    int // environment steps per seed
	Every    int // environment steps between two evaluations
	Episodes int // held out, per evaluation
	Workers  int // 0: one per processor
	// Progress is called after every evaluation, from several goroutines; may be nil.
	Progress func(seed uint64, p Point)
}

// Point is an evaluation of the greedy policy.
type Point struct {
	Steps  int
	Return float64 // mean
	Failed float64 // share of the episodes
}

// Curve is how one seed learned.
type Curve struct {
	Seed     uint64
	Points   []Point
	Beat     int // steps of the first evaluation above h.3's mean; 0 for none
	Failures int // while training
}

// Final returns the last evaluation.
func (c Curve) Final() Point { return c.Points[len(c.Points)-1] }

// LearningTable is what Learning measured.
type LearningTable struct {
	Options   LearningOptions
	Baselines Baselines
	Curves    []Curve // one per seed
}

// Learning trains every seed and evaluates it on held-out episodes as it learns.
func Learning(ctx context.Context, o LearningOptions) (*LearningTable, error) {
	if len(o.Seeds) == 0 || o.Every < 1 || o.Steps < o.Every || o.Episodes < 1 {
		return nil, fmt.Errorf("learning: %d seeds, %d steps, evaluated every %d on %d episodes: want at least one of each", len(o.Seeds), o.Steps, o.Every, o.Episodes)
	}
	base, err := baselines(o.Config.World, o.Episodes)
	if err != nil {
		return nil, err
	}
	t := &LearningTable{Options: o, Baselines: base, Curves: make([]Curve, len(o.Seeds))}
	return t, each(ctx, len(o.Seeds), o.Workers, func(i int) error {
		var err error
		t.Curves[i], err = learn(ctx, &o, o.Seeds[i], base.H3.Return)
		return err
	})
}

func learn(ctx context.Context, o *LearningOptions, seed uint64, h3 float64) (Curve, error) {
	c := Curve{Seed: seed}
	config := o.Config
	config.Seed = seed
	t, err := train.New(config)
	if err != nil {
		return c, err
	}
	for done := 0; done < o.Steps && ctx.Err() == nil; {
		if err := t.Run(o.Every); err != nil {
			return c, fmt.Errorf("seed %d: %w", seed, err)
		}
		done += o.Every
		s, err := t.Evaluate(o.Episodes)
		if err != nil {
			return c, err
		}
		p := Point{done, s.Return, s.FailedRate}
		c.Points = append(c.Points, p)
		if c.Beat == 0 && p.Return > h3 {
			c.Beat = done
		}
		if o.Progress != nil {
			o.Progress(seed, p)
		}
	}
	c.Failures = t.Mind().Numbers().Failures
	return c, nil
}

// String is the table as text.
func (t *LearningTable) String() string {
	var b strings.Builder
	o := &t.Options
	fmt.Fprintf(&b, "%s: %d seeds, %d steps, %d held-out episodes per evaluation\n%s", o.Title, len(o.Seeds), o.Steps, o.Episodes, t.Baselines)
	var beat, last, failed []float64
	for _, c := range t.Curves {
		f := c.Final()
		fmt.Fprintf(&b, "%-24s return %6.1f   fails %4.1f %%   beats h.3 at %6s   failures while training %d\n",
			fmt.Sprintf("seed %d", c.Seed), f.Return, 100*f.Failed, steps(c.Beat), c.Failures)
		last, failed = append(last, f.Return), append(failed, 100*f.Failed)
		if c.Beat > 0 {
			beat = append(beat, float64(c.Beat))
		}
	}
	fmt.Fprintf(&b, "%-24s return %6.1f (sd %.1f)   fails %.1f %%", "mean of the seeds", stat.Mean(last, nil), stat.StdDev(last, nil), stat.Mean(failed, nil))
	if len(beat) > 0 {
		fmt.Fprintf(&b, "   %d of %d beat h.3, on average at %.0f", len(beat), len(t.Curves), stat.Mean(beat, nil))
	}
	return b.String() + "\n"
}

func steps(n int) string {
	if n == 0 {
		return "never"
	}
	return fmt.Sprint(n)
}
