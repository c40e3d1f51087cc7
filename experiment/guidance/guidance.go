// Package guidance measures what the Prophet's guidance is worth to a Pilot that
// learns: every rule of guidance and its controls, trained from the same seeds.
package guidance

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/experiment/stat"
)

// Options says what to compare: Config under every rule, once per seed.
type Options struct {
	Preset   string // of Config's world
	Config   train.Config
	First    uint64        // of the seeds, which are counted on from it
	Seeds    int           // at least 2
	Steps    int           // environment steps per run
	Episodes int           // held out, after each run
	HeldOut  baselines.Set // of which they are
	Workers  int           // seeds at once; 0: one per processor

	Progress func(seed uint64, rule string, failures int) // called after every run, from several goroutines; may be nil
}

// order is that of one seed's runs and of the text: a control comes after the run
// whose rates it is given.
var order = [...]train.Guidance{train.None, train.Epsilon, train.YokedEpsilon, train.Handover, train.Yoked, train.Threshold}

// pairs are the rules that are compared, each with its controls.
var pairs = [][2]train.Guidance{
	{train.Epsilon, train.None}, {train.Epsilon, train.YokedEpsilon},
	{train.Handover, train.None}, {train.Handover, train.Yoked}, {train.Handover, train.Threshold},
}

// Table is what Measure measured on the seeds that every rule has finished.
type Table struct {
	Preset   string `json:"preset"`
	Steps    int    `json:"trained_steps"`
	Set      string `json:"held_out"` // which episodes are played after training
	Episodes int    `json:"episodes"` // of them
	Wanted   int    `json:"seeds_wanted"`
	Partial  bool   `json:"partial"`
	Seeds    []Seed `json:"seed"`
	baselines.Scores
	Rules       []Rule       `json:"results"` // by train.Guidance
	Comparisons []Comparison `json:"comparisons"`
}

// Seed is a seed, which JSON has as text because not every program reads 64 bits.
type Seed uint64

// MarshalText writes the seed in decimal digits, and UnmarshalText reads them.
func (s Seed) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(s), 10), nil }

// UnmarshalText is described at MarshalText.
func (s *Seed) UnmarshalText(text []byte) (err error) {
	n, err := strconv.ParseUint(string(text), 10, 64)
	*s = Seed(n)
	return err
}

// Rule is what the runs under one rule came to, by seed.
type Rule struct {
	Rule      string    `json:"rule"`
	Failures  []float64 `json:"failures"`     // while training
	Handovers []float64 `json:"handovers"`    // steps of the safe-action override while training
	Returns   []float64 `json:"return"`       // held out, after training: the mean
	Failed    []float64 `json:"failed_share"` // held out, of the episodes
}

// Comparison is a rule against another on the same seeds: the mean differences in
// failures while training and in final return, with 95 % intervals.
type Comparison struct {
	Rule       string      `json:"rule"`
	Against    string      `json:"against"`
	Failures   stat.Number `json:"failures_difference"`
	Low        stat.Number `json:"failures_difference_low"`
	High       stat.Number `json:"failures_difference_high"`
	Share      stat.Number `json:"failures_change"` // as a share of the other's failures; infinite next to none
	T          stat.Number `json:"t"`
	P          stat.Number `json:"p"` // two-sided
	Return     stat.Number `json:"return_difference"`
	ReturnLow  stat.Number `json:"return_difference_low"`
	ReturnHigh stat.Number `json:"return_difference_high"`
}

// run is what one training run came to.
type run struct {
	failures, handovers int
	final               baselines.Score
}

// Measure trains every seed under every rule. The yoked controls act as much as the
// run with the same seed whose control they are, in the same thousand steps. When
// ctx ends first, the table covers the seeds that were finished by then.
func Measure(ctx context.Context, o Options) (*Table, error) {
	if o.Seeds < 2 || o.Steps < 1 || o.Episodes < 1 {
		return nil, fmt.Errorf("guidance: %d seeds, %d steps, %d episodes: want at least two seeds and one of the others", o.Seeds, o.Steps, o.Episodes)
	}
	base, runs, err := baselines.PerSeed(ctx, o.Config.World, o.HeldOut, o.Episodes, o.First, o.Seeds, o.Workers, o.seed)
	if err != nil {
		return nil, err
	}
	t := &Table{Preset: o.Preset, Steps: o.Steps, Set: o.HeldOut.Key, Episodes: o.Episodes, Wanted: o.Seeds, Scores: base}
	t.fill(o.First, runs)
	return t, nil
}

// seed returns the runs of one seed by rule.
func (o *Options) seed(ctx context.Context, seed uint64, _ baselines.Scores) (runs [len(order)]run, err error) {
	var rates train.Rates
	for _, rule := range order {
		c := o.Config
		c.Seed, c.Guidance, c.Forecast = seed, rule, false
		trainer, err := train.New(c)
		if err != nil {
			return runs, err
		}
		if rule == train.YokedEpsilon || rule == train.Yoked {
			trainer.Learner().Yoke(rates)
		}
		if err := learning.Train(ctx, trainer, o.Steps, nil); err != nil {
			return runs, fmt.Errorf("seed %d, %s: %w", seed, train.GuidanceNames[rule], err)
		}
		rates = trainer.Learner().Rates()
		final, err := o.HeldOut.Play(ctx, c.World, trainer.Learner().Greedy(), o.Episodes)
		if err != nil {
			return runs, err
		}
		n := trainer.Learner().Numbers()
		runs[rule] = run{n.Failures, n.Handovers, final}
		if o.Progress != nil {
			o.Progress(seed, train.GuidanceNames[rule], n.Failures)
		}
	}
	return runs, nil
}

// fill takes over the runs of the seeds that were finished, and compares.
func (t *Table) fill(first uint64, runs []*[len(order)]run) {
	rules := make([]Rule, len(order))
	for i, seed := range runs {
		if seed == nil {
			t.Partial = true
			continue
		}
		t.Seeds = append(t.Seeds, Seed(first+uint64(i)))
		for rule, r := range seed {
			x := &rules[rule]
			x.Rule = train.GuidanceNames[rule]
			x.Failures, x.Handovers = append(x.Failures, float64(r.failures)), append(x.Handovers, float64(r.handovers))
			x.Returns, x.Failed = append(x.Returns, r.final.Return), append(x.Failed, r.final.Failed)
		}
	}
	if len(t.Seeds) == 0 {
		return
	}
	t.Rules = rules
	for _, pair := range pairs {
		t.Comparisons = append(t.Comparisons, compare(&rules[pair[0]], &rules[pair[1]]))
	}
}

func compare(rule, other *Rule) Comparison {
	failures, returns := stat.Pair(rule.Failures, other.Failures), stat.Pair(rule.Returns, other.Returns)
	f, r := failures.Difference, returns.Difference
	return Comparison{
		Rule: rule.Rule, Against: other.Rule,
		Failures: f.Mean, Low: f.Low, High: f.High, T: failures.T, P: failures.P,
		Share:  f.Mean / stat.Number(stat.Mean(other.Failures)),
		Return: r.Mean, ReturnLow: r.Low, ReturnHigh: r.High,
	}
}

// Finished returns how many seeds were finished, and of how many.
func (t *Table) Finished() (done, wanted int, unit string) { return len(t.Seeds), t.Wanted, "seeds" }

// String gives the baselines, a line per rule, and the comparisons; nothing as long
// as no seed is finished.
func (t *Table) String() string {
	if len(t.Seeds) == 0 {
		return ""
	}
	w := new(strings.Builder)
	fmt.Fprintf(w, "Preset %s: %d paired seeds, %d steps, %d held-out episodes of the set %s\n%s", t.Preset, len(t.Seeds), t.Steps, t.Episodes, t.Set, t.Scores)
	for _, rule := range order {
		r := &t.Rules[rule]
		failures, returns := stat.Describe(r.Failures), stat.Describe(r.Returns)
		fmt.Fprintf(w, "%-24s failures while training %5.1f (sd %4.1f)   handed over at %5.1f %% of steps   then return %6.1f (sd %.1f), fails %.1f %%\n",
			r.Rule, failures.Mean, failures.SD, 100*stat.Mean(r.Handovers)/float64(t.Steps), returns.Mean, returns.SD, 100*stat.Mean(r.Failed))
	}
	fmt.Fprintln(w, "paired by seed, with 95 % intervals:")
	for _, c := range t.Comparisons {
		fmt.Fprintf(w, "%-13s against %-13s failures %+.1f = %+.0f %% (%+.1f to %+.1f), t = %.2f, p = %.2g; return %+.1f (%+.1f to %+.1f)\n",
			c.Rule, c.Against, c.Failures, 100*c.Share, c.Low, c.High, c.T, c.P, c.Return, c.ReturnLow, c.ReturnHigh)
	}
	return w.String()
}

// Figure draws the failures of every rule by seed.
func (t *Table) Figure() plot.Figure {
	f := plot.Figure{Title: "Failures while training on preset " + t.Preset, X: "seed", Y: fmt.Sprintf("failures in %d steps", t.Steps)}
	for _, r := range t.Rules {
		s := plot.Series{Label: r.Rule, Y: r.Failures}
		for _, seed := range t.Seeds {
			s.X = append(s.X, float64(seed))
		}
		f.Series = append(f.Series, s)
	}
	return f
}
