package guidance

import (
	"fmt"
	"strings"

	"github.com/resonetics/playground/experiment/stat"
)

// String gives a line per rule, the comparisons and the bars; nothing as long as no seed is
// finished in every world.
func (t *Table) String() string {
	if len(t.Seeds) == 0 {
		return ""
	}
	w := new(strings.Builder)
	fmt.Fprintf(w, "%d worlds, %d paired seeds, %d steps of training, %d held-out episodes of the set %s. ± is half of the 95 %% interval of the mean over the seeds, and so are the intervals in brackets.\n",
		len(t.Worlds), len(t.Seeds), t.Steps, t.Episodes, t.HeldOut)
	for i := range t.Rows {
		r := &t.Rows[i]
		fmt.Fprintf(w, "%-15s failures while training %15s   handed over %14s   then returns %13s, fails %14s%s\n", r.Rule,
			plusMinus(r.Failures, 1, 1, ""), plusMinus(r.Share, 100, 1, " %"), plusMinus(r.Return, 1, 1, ""), plusMinus(r.Failed, 100, 1, " %"), r.guarded())
	}
	for i := range t.Against {
		c := &t.Against[i]
		fmt.Fprintf(w, "%-14s against %-15s failures %s = %.0f %%, p %s (Holm); fewer with probability %s; return %s\n",
			c.Rule, c.Other, interval(c.Failures.Difference, 1), 100*c.Part, stat.PText(c.Failures.Holm), bootstrap(c.Better, 2), interval(c.Return.Difference, 2))
	}
	for _, b := range t.Bars {
		fmt.Fprintf(w, "%s: %s, %s\n", b.Text, verdict(b.Met), b.Got)
	}
	for i := range t.Worlds {
		t.Worlds[i].write(w)
	}
	return w.String()
}

// guarded says what the policy came to with guidance left on; empty where it cannot be.
func (r *Row) guarded() string {
	if r.Guarded == nil {
		return ""
	}
	return fmt.Sprintf("; left on: returns %s, fails %s, acts at %s of steps",
		plusMinus(r.Guarded.Return, 1, 1, ""), plusMinus(r.Guarded.Failed, 100, 1, " %"), plusMinus(r.Guarded.Share, 100, 1, " %"))
}

// write writes the means of a world.
func (s *WorldScores) write(w *strings.Builder) {
	fmt.Fprintf(w, "%s (%s)\n", s.World, s.Words)
	for i := range s.Rules {
		x := &s.Rules[i]
		fmt.Fprintf(w, "  %-15s failures %6.1f   handed over %5.1f %%   then returns %6.1f, fails %5.1f %%   %s\n",
			x.Rule, stat.Mean(x.Failures), 100*stat.Mean(x.Share), stat.Mean(x.Return), 100*stat.Mean(x.Failed), x.Setting)
	}
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "not met"
}

// plusMinus writes a mean with half the width of its interval, where there is one.
func plusMinus(e stat.Estimate, scale float64, decimals int, unit string) string {
	return e.PlusMinus(scale, 0, decimals) + unit
}

// interval writes a difference with its 95 % interval, where there is one.
func interval(e stat.Estimate, decimals int) string {
	text := fmt.Sprintf("%+.*f", decimals, float64(e.Mean))
	if e.Low == e.Low {
		text += fmt.Sprintf(" (%+.*f to %+.*f)", decimals, float64(e.Low), decimals, float64(e.High))
	}
	return text
}

// bootstrap writes a statistic with its 95 % interval by the bootstrap, where there is one.
func bootstrap(i stat.Interval, decimals int) string {
	text := fmt.Sprintf("%.*f", decimals, float64(i.Value))
	if i.Low == i.Low {
		text += fmt.Sprintf(" (%.*f to %.*f)", decimals, float64(i.Low), decimals, float64(i.High))
	}
	return text
}
