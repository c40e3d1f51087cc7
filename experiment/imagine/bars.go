package imagine

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
)

// StatedEpisodes is how many episodes the bars are stated over, per seed. The seeds are
// learning.StatedSeeds.
const StatedEpisodes = 300

// criterion is a bar before anything was measured. rules are those of a table in its order.
type criterion struct {
	text  string
	judge func(rules []Rule) (met bool, note string)
}

// The places of the rules in a table.
const (
	alone = iota
	lookAhead
	distilled
)

// rounding is what a sum of fractions may be off.
const rounding = 1e-9

// actsAtMost is met when look-ahead overrules no larger share of the steps.
func actsAtMost(share float64) criterion {
	return criterion{fmt.Sprintf("look-ahead acts on at most %g %% of the steps", 100*share), func(r []Rule) (bool, string) {
		acts := float64(r[lookAhead].Acted.Mean)
		return acts <= share+rounding, fmt.Sprintf("%.2f %%", 100*acts)
	}}
}

// failsAtMost is met when no larger share of the episodes fails with look-ahead.
func failsAtMost(share float64) criterion {
	return criterion{fmt.Sprintf("fails at most %g %% with look-ahead", 100*share), func(r []Rule) (bool, string) {
		fails := float64(r[lookAhead].Failed.Mean)
		return fails <= share+rounding, fmt.Sprintf("%.2f %%", 100*fails)
	}}
}

// stated are the bars by learner and preset.
var stated = map[string]map[string][]criterion{
	"pilot": {"scarcity": {
		{"look-ahead cuts failures by at least 15 points", func(r []Rule) (bool, string) {
			d := r[lookAhead].Fewer.Failed.Difference
			return float64(d.Mean) <= -0.15+rounding, d.PlusMinus(100, 0, 1) + " points"
		}},
		actsAtMost(0.03),
		{"return is not lower with look-ahead", func(r []Rule) (bool, string) {
			d := r[lookAhead].Fewer.Return.Difference
			return d.Mean >= -rounding, d.PlusMinus(1, 0, 1)
		}},
		{"distilled, failures are cut by a third without a future being played", func(r []Rule) (bool, string) {
			share := 1 - float64(r[distilled].Failed.Mean/r[alone].Failed.Mean)
			return share >= 1./3-rounding, fmt.Sprintf("by %.0f %%", 100*share)
		}},
	}},
	"pqn": {
		"scarcity": {failsAtMost(0.01), actsAtMost(0.03)},
		"crisis":   {failsAtMost(0.005), actsAtMost(0.03)},
	},
}

// judge says which bars the seeds meet.
func (t *Table) judge(o *Options) {
	t.Bars = []learning.Bar{}
	lacking := t.lacking(o)
	for _, c := range stated[t.Learner][t.Preset] {
		if lacking != "" {
			t.Bars = append(t.Bars, learning.Bar{Text: c.text, Note: lacking})
			continue
		}
		met, note := c.judge(t.Rules)
		t.Bars = append(t.Bars, learning.Judge(c.text, met, note))
	}
}

// lacking says why the bars are not judged; empty: they are.
func (t *Table) lacking(o *Options) string {
	switch {
	case len(t.Runs) < learning.StatedSeeds:
		return fmt.Sprintf("%d of %d seeds", len(t.Runs), learning.StatedSeeds)
	case t.Episodes < StatedEpisodes:
		return fmt.Sprintf("%d of %d episodes", t.Episodes, StatedEpisodes)
	case t.Steps != o.Stated:
		return fmt.Sprintf("after %s steps, and it is stated after %s", lab.Thousands(t.Steps), lab.Thousands(o.Stated))
	case t.SetSeed == baselines.Tuning.Seed:
		return "on the episodes that hyperparameters are chosen on"
	}
	return ""
}
