package study

import (
	"context"
	"fmt"
	"strings"

	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
)

// GuidanceOptions says what to compare: Config under every rule, once per seed.
type GuidanceOptions struct {
	Title    string
	Config   train.Config
	Seeds    []uint64
	Steps    int // environment steps per run
	Episodes int // held out, after each run
	Workers  int // 0: one per processor
	// Progress is called after every run, from several goroutines; may be nil.
	Progress func(seed uint64, rule train.Guidance, r GuidedRun)
}

// GuidedRun is what one training run came to.
type GuidedRun struct {
	Failures  int // while training
	Episodes  int // while training
	Handovers int // steps
	Final     agent.Summary
}

// rules is the order in which one seed's runs are made: a control comes after the
// run whose rates it is given.
var rules = []train.Guidance{train.None, train.Epsilon, train.YokedEpsilon, train.Handover, train.Yoked, train.Threshold}

// GuidanceTable is what Guidance measured: Runs[rule][i] belongs to Seeds[i].
type GuidanceTable struct {
	Options   GuidanceOptions
	Baselines Baselines
	Runs      map[train.Guidance][]GuidedRun
}

// Guidance trains every seed under every rule. The yoked controls act as much as
// the run with the same seed whose control they are, in the same thousand steps.
func Guidance(ctx context.Context, o GuidanceOptions) (*GuidanceTable, error) {
	if len(o.Seeds) < 2 || o.Steps < 1 || o.Episodes < 1 {
		return nil, fmt.Errorf("guidance: %d seeds, %d steps, %d episodes: want at least two seeds and one of the others", len(o.Seeds), o.Steps, o.Episodes)
	}
	base, err := baselines(o.Config.World, o.Episodes)
	if err != nil {
		return nil, err
	}
	t := &GuidanceTable{o, base, make(map[train.Guidance][]GuidedRun)}
	for _, rule := range rules {
		t.Runs[rule] = make([]GuidedRun, len(o.Seeds))
	}
	return t, each(ctx, len(o.Seeds), o.Workers, func(i int) error { return t.seed(ctx, i) })
}

func (t *GuidanceTable) seed(ctx context.Context, i int) error {
	var rates train.Rates
	for _, rule := range rules {
		if ctx.Err() != nil {
			return nil
		}
		c := t.Options.Config
		c.Seed, c.Guidance, c.Forecast = t.Options.Seeds[i], rule, false
		trainer, err := train.New(c)
		if err != nil {
			return err
		}
		if rule == train.YokedEpsilon || rule == train.Yoked {
			trainer.Mind().Yoke(rates)
		}
		if err := trainer.Run(t.Options.Steps); err != nil {
			return fmt.Errorf("seed %d, %s: %w", c.Seed, train.GuidanceNames[rule], err)
		}
		rates = trainer.Mind().Rates()
		final, err := trainer.Evaluate(t.Options.Episodes)
		if err != nil {
			return err
		}
		n := trainer.Mind().Numbers()
		r := GuidedRun{n.Failures, n.Episodes, n.Handovers, final}
		t.Runs[rule][i] = r
		if t.Options.Progress != nil {
			t.Options.Progress(c.Seed, rule, r)
		}
	}
	return nil
}

// Failures returns the training failures of a rule, one per seed.
func (t *GuidanceTable) Failures(rule train.Guidance) []float64 {
	return t.column(rule, func(r GuidedRun) float64 { return float64(r.Failures) })
}

// Returns returns the held-out returns after training, one per seed.
func (t *GuidanceTable) Returns(rule train.Guidance) []float64 {
	return t.column(rule, func(r GuidedRun) float64 { return r.Final.Return })
}

func (t *GuidanceTable) column(rule train.Guidance, value func(GuidedRun) float64) []float64 {
	x := make([]float64, len(t.Runs[rule]))
	for i, r := range t.Runs[rule] {
		x[i] = value(r)
	}
	return x
}

// Compare returns the training failures of rule less those of other, by seed.
func (t *GuidanceTable) Compare(rule, other train.Guidance) Paired {
	return paired(t.Failures(rule), t.Failures(other))
}

// String is the table as text.
func (t *GuidanceTable) String() string {
	var b strings.Builder
	o := &t.Options
	fmt.Fprintf(&b, "%s: %d paired seeds, %d steps, %d held-out episodes\n%s", o.Title, len(o.Seeds), o.Steps, o.Episodes, t.Baselines)
	for _, rule := range rules {
		f, r := t.Failures(rule), t.Returns(rule)
		mean, sd := stat.MeanStdDev(f, nil)
		hand := stat.Mean(t.column(rule, func(r GuidedRun) float64 { return float64(r.Handovers) }), nil)
		fails := stat.Mean(t.column(rule, func(r GuidedRun) float64 { return 100 * r.Final.FailedRate }), nil)
		fmt.Fprintf(&b, "%-24s failures while training %5.1f (sd %4.1f)   handed over at %5.1f %% of steps   then return %6.1f (sd %.1f), fails %.1f %%\n",
			train.GuidanceNames[rule], mean, sd, 100*hand/float64(o.Steps), stat.Mean(r, nil), stat.StdDev(r, nil), fails)
	}
	for _, pair := range [][2]train.Guidance{
		{train.Epsilon, train.None}, {train.Epsilon, train.YokedEpsilon}, {train.Handover, train.None}, {train.Handover, train.Yoked}, {train.Handover, train.Threshold},
	} {
		p, share := t.Compare(pair[0], pair[1]), ""
		if other := stat.Mean(t.Failures(pair[1]), nil); other > 0 {
			share = fmt.Sprintf(" (%+.0f %%)", 100*p.Difference/other)
		}
		fmt.Fprintf(&b, "%-13s against %-13s %+6.1f failures%s, paired t %.2f with %d degrees of freedom\n",
			train.GuidanceNames[pair[0]], train.GuidanceNames[pair[1]], p.Difference, share, p.T, len(o.Seeds)-1)
	}
	return b.String()
}
