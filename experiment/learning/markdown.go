package learning

import (
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/stat"
)

// Markdown returns the report as docs/measured.md has it: what every policy came to by
// preset, how probable it is that a learner improves on another policy, how fast it learned,
// which bars are met, and how to repeat each row.
func (r *Report) Markdown() string {
	w := new(strings.Builder)
	r.markScores(w)
	r.markAgainst(w)
	r.markTimes(w)
	r.markBars(w)
	r.markAgain(w)
	return w.String()
}

func (r *Report) markScores(w *strings.Builder) {
	w.WriteString("| preset | policy | fails: IQM (95 %) | mean (95 %, or ± half of it) | worst seed | returns: IQM (95 %) | mean (95 %, or ± half of it) | worst seed |\n|---|---|---|---|---|---|---|---|\n")
	var done []string
	for _, t := range r.Tables {
		if !slices.Contains(done, t.Preset) {
			done = append(done, t.Preset)
			for _, b := range t.Baselines.List() {
				fmt.Fprintf(w, "| %s | %s | | %.2f %% (%.2f to %.2f) | | | %.1f (%.1f to %.1f) | |\n",
					t.Preset, b.Name, 100*b.Failed, 100*b.FailedLow, 100*b.FailedHigh, b.Return, b.ReturnLow, b.ReturnHigh)
			}
		}
		f, m := &t.Failed, &t.Return
		fmt.Fprintf(w, "| %s | %s, %s | %s | %s | %.2f %% | %s | %s | %.1f |\n", t.Preset, t.Learner, lab.Count(len(t.Curves), "seed", "seeds"),
			cell(interval(f.IQM, 100, 2, " %")), cell(plusMinus(f.Mean, 100, 2, " %")), 100*f.Worst,
			cell(interval(m.IQM, 1, 1, "")), cell(plusMinus(m.Mean, 1, 1, "")), m.Worst)
	}
}

// cell writes a number without the blanks that align it.
func cell(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "95 %: ", "")) }

func (r *Report) markAgainst(w *strings.Builder) {
	w.WriteString("\n| preset | a seed of | improves on | fails less (95 %) | returns more (95 %) | by (95 %, paired t) | p (Holm) |\n|---|---|---|---|---|---|---|\n")
	for _, t := range r.Tables {
		for _, a := range t.Against {
			d := a.Paired.Difference
			fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %+.1f (%+.1f to %+.1f) | %s |\n", t.Preset, t.Learner, a.Other,
				cell(interval(a.Failed, 1, 2, "")), cell(interval(a.Return, 1, 2, "")), d.Mean, d.Low, d.High, stat.PText(a.Paired.Holm))
		}
	}
}

func (r *Report) markTimes(w *strings.Builder) {
	fmt.Fprintf(w, "\n| preset | learner | steps | seconds a seed, %s (least to most) | stays above h.3 after | stays above local after |\n|---|---|---|---|---|---|\n", r.Times[0].Clock)
	for i, t := range r.Tables {
		took, beat, local := &r.Times[i], "never", "never"
		if t.BeatLocal > 0 {
			local = lab.Thousands(t.BeatLocal) + " steps"
		}
		if t.Beat > 0 {
			beat = fmt.Sprintf("%s steps, %.2f s", lab.Thousands(t.Beat), took.Beat)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %.1f (%.1f to %.1f) | %s | %s |\n", t.Preset, t.Learner, lab.Thousands(t.Steps),
			stat.Mean(took.PerSeed), slices.Min(took.PerSeed), slices.Max(took.PerSeed), beat, local)
	}
}

func (r *Report) markBars(w *strings.Builder) {
	w.WriteString("\n| preset | learner | bar | verdict |\n|---|---|---|---|\n")
	for i, t := range r.Tables {
		for _, b := range slices.Concat(t.Bars, r.Times[i].Bars) {
			verdict := strings.TrimPrefix(b.String(), b.Text+": ")
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", t.Preset, t.Learner, b.Text, verdict)
		}
	}
}

func (r *Report) markAgain(w *strings.Builder) {
	w.WriteString("\n")
	for _, t := range r.Tables {
		if t.Command == "" {
			continue
		}
		fmt.Fprintf(w, "- %s on %s: `%s`", t.Learner, t.Preset, t.Command)
		if l := t.Link; l != nil {
			fmt.Fprintf(w, "; seed %d again in a tab: `#%s`, digest of the network `%s`", l.Seed, l.Text, l.Digest)
		} else if t.NoLink != "" {
			fmt.Fprintf(w, "; no link repeats it: %s", t.NoLink)
		}
		w.WriteString(".\n")
	}
}
