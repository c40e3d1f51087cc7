package learning

import (
	"fmt"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/baselines"
)

// Bar is what a learner has to reach, and whether it did. That is said only of a run of as
// many seeds, steps and episodes as the bar is stated over.
type Bar struct {
	Text string  `json:"bar"`
	Met  *string `json:"met"` // "met" or "not met"; nil: not measured
	Note string  `json:"note"`
}

// String is the bar with its verdict.
func (b Bar) String() string {
	verdict := "not measured"
	if b.Met != nil {
		verdict = *b.Met
	}
	return fmt.Sprintf("%s: %s (%s)", b.Text, verdict, b.Note)
}

// Judge returns the bar with its verdict.
func Judge(text string, met bool, note string) Bar {
	verdict := "not met"
	if met {
		verdict = "met"
	}
	return Bar{text, &verdict, note}
}

// criterion is a bar before anything was measured.
type criterion struct {
	text  string
	judge func(t *Table) (met bool, note string)
}

// onSeeds is met when nearly all seeds meet it: one in so many may miss it; 0: none.
func onSeeds(text string, oneIn int, met func(*Curve) bool) criterion {
	if oneIn > 0 {
		text += fmt.Sprintf(" on %d of %d seeds", oneIn-1, oneIn)
	} else {
		text += " on all seeds"
	}
	return criterion{text, func(t *Table) (bool, string) {
		missed := 0
		for _, c := range t.Curves {
			if !met(c) {
				missed++
			}
		}
		n := len(t.Curves)
		return missed*oneIn <= n && (oneIn > 0 || missed == 0), fmt.Sprintf("%d of %d seeds", n-missed, n)
	}}
}

func aboveWithin(steps int) func(*Curve) bool {
	return func(c *Curve) bool { return c.Beat > 0 && c.Beat <= steps }
}

// rounding is what a sum of fractions may be off.
const rounding = 1e-9

func failsAtMost(share float64) func(*Curve) bool {
	return func(c *Curve) bool { return c.Final.Failed <= share+rounding }
}

func returnsAtLeast(least float64) func(*Curve) bool {
	return func(c *Curve) bool { return c.Final.Return >= least }
}

// together are the bars of what all seeds come to on average, and of the worst of them: it
// may fail twice as often as all together, or by two points more.
func together(failed, returned float64) []criterion {
	worst := max(2*failed, failed+0.02)
	return []criterion{
		{fmt.Sprintf("fails at most %.3g %% on average", 100*failed), func(t *Table) (bool, string) {
			mean := float64(t.Failed.Mean.Mean)
			return mean <= failed+rounding, fmt.Sprintf("%.3g %%", 100*mean)
		}},
		{fmt.Sprintf("the worst seed fails at most %.3g %%", 100*worst), func(t *Table) (bool, string) {
			return t.Failed.Worst <= worst+rounding, fmt.Sprintf("%.3g %%", 100*t.Failed.Worst)
		}},
		{fmt.Sprintf("returns at least %g on average", returned), func(t *Table) (bool, string) {
			mean := float64(t.Return.Mean.Mean)
			return mean >= returned-rounding, fmt.Sprintf("%.1f", mean)
		}},
	}
}

// What bars are stated over: training takes seconds, and so no claim is made on less.
const (
	StatedSeeds    = 20
	statedEpisodes = 1000
)

// stated are the bars by learner and preset.
var stated = map[train.Algorithm]map[string][]criterion{
	train.Pilot: {
		"red-queen": {
			onSeeds("fails at most 4 % at the end", 10, failsAtMost(0.04)),
			onSeeds("returns at least 90 at the end", 10, returnsAtLeast(90)),
			onSeeds("above h3 for good within 25,000 steps", 10, aboveWithin(25_000)),
		},
		"calm": {
			onSeeds("fails at most 2 % at the end", 0, failsAtMost(0.02)),
			onSeeds("above h3 for good within 20,000 steps", 0, aboveWithin(20_000)),
		},
		"crisis": {
			onSeeds("fails at most 6 % at the end", 0, failsAtMost(0.06)),
			onSeeds("returns at least 100 at the end", 0, returnsAtLeast(100)),
		},
		"scarcity": {onSeeds("stretch: above h3 for good within 120,000 steps", 0, aboveWithin(120_000))},
	},
	train.PQN: {
		"calm":      together(0, 74),
		"red-queen": together(0.005, 99),
		"crisis":    together(0.015, 107),
		"scarcity":  together(0.03, 84),
	},
}

// measureBars says which bars the seeds meet.
func (t *Table) measureBars(o *Options) {
	t.Bars = []Bar{}
	if o.Stated == 0 {
		return
	}
	lacking := t.lacking(o)
	for _, c := range stated[o.Config.Algorithm][o.Preset] {
		if lacking != "" {
			t.Bars = append(t.Bars, Bar{Text: c.text, Note: lacking})
			continue
		}
		met, note := c.judge(t)
		t.Bars = append(t.Bars, Judge(c.text, met, note))
	}
}

// lacking says what a run is short of for the bars to be judged; empty for nothing.
func (t *Table) lacking(o *Options) string {
	for _, n := range []struct {
		got, want int
		unit      string
	}{
		{len(t.Curves), StatedSeeds, "seeds"},
		{t.Steps, o.Stated, "steps"},
		{t.Episodes, statedEpisodes, "episodes"},
	} {
		if n.got < n.want {
			return fmt.Sprintf("%s of %s %s", lab.Thousands(n.got), lab.Thousands(n.want), n.unit)
		}
	}
	switch {
	case t.Steps > o.Stated:
		return fmt.Sprintf("%s steps, and it is stated after %s", lab.Thousands(t.Steps), lab.Thousands(o.Stated))
	case t.SetSeed == baselines.Tuning.Seed:
		return "on the episodes that hyperparameters are chosen on"
	}
	return ""
}
