package learning

import (
	"fmt"
	"io"
	"slices"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/stat"
)

// write writes the table as text: failures first, then return.
func (t *Table) write(w io.Writer, took *Time) {
	n := len(t.Curves)
	fmt.Fprintf(w, "%s%s: %s, %s steps, then %s held-out episodes of the set %s\n", t.Learner, t.of(" on preset "),
		lab.Count(n, "seed", "seeds"), lab.Thousands(t.Steps), lab.Thousands(t.Episodes), t.Set)
	score := func(name string, s baselines.Score, rest string) {
		fmt.Fprintf(w, "%-26s fails %6.2f %%   returns %6.1f%s\n", name, 100*s.Failed, s.Return, rest)
	}
	for _, b := range t.Baselines.List() {
		score(b.Name, b.Score, fmt.Sprintf("   (95 %%: %.2f to %.2f %%, %.1f to %.1f)", 100*b.FailedLow, 100*b.FailedHigh, b.ReturnLow, b.ReturnHigh))
	}
	for _, c := range t.Curves {
		score(fmt.Sprintf("seed %d", c.Seed), c.Final, fmt.Sprintf("   stays above h.3 %s   failures while training %s", after(c.Beat), lab.Thousands(c.Failures)))
	}
	t.writeTogether(w)
	t.writeTime(w, took)
	for _, b := range slices.Concat(t.Bars, took.Bars) {
		fmt.Fprintf(w, "bar: %s\n", b)
	}
	t.writeAgain(w)
	fmt.Fprintln(w)
}

// writeTogether writes what the seeds came to together.
func (t *Table) writeTogether(w io.Writer) {
	f, r := &t.Failed, &t.Return
	fmt.Fprintf(w, "%-26s fails %s   returns %s\n", "interquartile mean", interval(f.IQM, 100, 2, " %"), interval(r.IQM, 1, 1, ""))
	fmt.Fprintf(w, "%-26s fails %s   returns %s   (± is half of the 95 %% interval of the mean)\n", "mean", plusMinus(f.Mean, 100, 2, " %"), plusMinus(r.Mean, 1, 1, ""))
	fmt.Fprintf(w, "%-26s fails %6.2f %%   returns %6.1f\n", "worst seed", 100*f.Worst, r.Worst)
	for _, a := range t.Against {
		fmt.Fprintf(w, "a seed improves on %-11s fails less: %s   returns more: %s", a.Other+",", interval(a.Failed, 1, 2, ""), interval(a.Return, 1, 2, ""))
		if d := a.Paired.Difference; d.Low == d.Low {
			fmt.Fprintf(w, ", by %+.1f (95 %%: %+.1f to %+.1f), p %s (Holm)", d.Mean, d.Low, d.High, stat.PText(a.Paired.Holm))
		}
		fmt.Fprintln(w)
	}
}

// writeTime writes how long training took, and when h.3 was beaten.
func (t *Table) writeTime(w io.Writer, took *Time) {
	fmt.Fprintf(w, "trained in %.1f s %s a seed (%.1f to %.1f), %s at the same time\n",
		stat.Mean(took.PerSeed), took.Clock, slices.Min(took.PerSeed), slices.Max(took.PerSeed), lab.Count(took.AtOnce, "seed", "seeds"))
	if t.Beat > 0 {
		fmt.Fprintf(w, "the interquartile mean of return stays above h.3 after %s steps, %.2f s; above local %s\n", lab.Thousands(t.Beat), took.Beat, after(t.BeatLocal))
	}
}

// after says from which steps on, 0 for none.
func after(steps int) string {
	if steps == 0 {
		return "never"
	}
	return "after " + lab.Thousands(steps)
}

// writeAgain writes how to repeat it.
func (t *Table) writeAgain(w io.Writer) {
	if t.Command != "" {
		fmt.Fprintf(w, "again: %s\n", t.Command)
	}
	if l := t.Link; l != nil {
		fmt.Fprintf(w, "seed %d again in a tab: #%s\nthe network that it learns there has the digest %s, as here\n", l.Seed, l.Text, l.Digest)
	} else if t.NoLink != "" {
		fmt.Fprintf(w, "no link repeats it: %s\n", t.NoLink)
	}
}

// interval writes a statistic in a unit with its interval, where there is one.
func interval(i stat.Interval, scale float64, decimals int, unit string) string {
	value := func(v stat.Number) string { return fmt.Sprintf("%.*f", decimals, scale*float64(v)) }
	text := fmt.Sprintf("%6s", value(i.Value)) + unit
	if i.Low == i.Low {
		text += fmt.Sprintf(" (95 %%: %s to %s)", value(i.Low), value(i.High))
	}
	return text
}

// plusMinus writes a mean with half the width of its interval, where there is one.
func plusMinus(e stat.Estimate, scale float64, decimals int, unit string) string {
	return e.PlusMinus(scale, 6, decimals) + unit
}
