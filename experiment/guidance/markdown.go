package guidance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/experiment/stat"
)

// Markdown returns the table as docs/measured.md has it: what every rule came to in all
// worlds together, what it may see and what was tuned, the comparisons, the failures by world.
func (t *Table) Markdown() string {
	w := new(strings.Builder)
	t.markRows(w)
	t.markSight(w)
	t.markAgainst(w)
	t.markWorlds(w)
	return w.String()
}

func (t *Table) markRows(w *strings.Builder) {
	w.WriteString("| guidance | failures while training | a seed in a world, IQM | steps handed over | return afterwards | fails afterwards | with guidance left on |\n|---|---|---|---|---|---|---|\n")
	for i := range t.Rows {
		r, left := &t.Rows[i], ""
		if g := r.Guarded; g != nil {
			left = fmt.Sprintf("%s, fails %s, acts at %s of steps", plusMinus(g.Return, 1, 1, ""), plusMinus(g.Failed, 100, 1, " %"), plusMinus(g.Share, 100, 1, " %"))
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s |\n", r.Label, plusMinus(r.Failures, 1, 1, ""), bootstrap(r.IQM, 1),
			plusMinus(r.Share, 100, 1, " %"), plusMinus(r.Return, 1, 1, ""), plusMinus(r.Failed, 100, 1, " %"), left)
	}
}

func (t *Table) markSight(w *strings.Builder) {
	w.WriteString("\n| guidance | what it may see | what was tuned |\n|---|---|---|\n")
	for i := range t.Rows {
		r := &t.Rows[i]
		tuned := r.Tuned
		if values := t.settings(r.Rule); values != "" {
			tuned += ": " + values
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", r.Label, r.Sees, tuned)
	}
}

// settings lists what was chosen for a rule by world; empty where nothing was.
func (t *Table) settings(rule string) string {
	var of []string // by setting, with the worlds
	var seen []string
	for i := range t.Worlds {
		w := &t.Worlds[i]
		setting := w.scores(rule).Setting
		if setting == "" {
			return ""
		}
		if j := slices.Index(seen, setting); j >= 0 {
			of[j] += ", " + w.World
			continue
		}
		seen, of = append(seen, setting), append(of, setting+" on "+w.World)
	}
	if len(seen) == 1 {
		return seen[0]
	}
	return strings.Join(of, "; ")
}

func (t *Table) markAgainst(w *strings.Builder) {
	w.WriteString("\n| guidance | against | failures while training | p (Holm) | fewer with probability | return afterwards | fails afterwards |\n|---|---|---|---|---|---|---|\n")
	for i := range t.Against {
		c := &t.Against[i]
		f := c.Failed.Difference
		fmt.Fprintf(w, "| %s | %s | %s, %.0f %% of its | %s | %s | %s | %+.1f %% (%+.1f to %+.1f) |\n", ruleOf(c.Rule).Label, ruleOf(c.Other).Label,
			interval(c.Failures.Difference, 1), 100*c.Part, stat.PText(c.Failures.Holm), bootstrap(c.Better, 2), interval(c.Return.Difference, 2), 100*f.Mean, 100*f.Low, 100*f.High)
	}
	for _, b := range t.Bars {
		fmt.Fprintf(w, "\n- %s: **%s**, %s.", b.Text, verdict(b.Met), b.Got)
	}
	w.WriteString("\n")
}

// markWorlds writes failures while training, and failures afterwards, by world.
func (t *Table) markWorlds(w *strings.Builder) {
	head, rule := "\n| guidance |", "|---|"
	for _, s := range t.Worlds {
		head, rule = head+" "+s.World+" |", rule+"---|"
	}
	fmt.Fprintf(w, "%s\n%s\n", head, rule)
	for _, r := range t.Rows {
		fmt.Fprintf(w, "| %s |", r.Label)
		for i := range t.Worlds {
			s := t.Worlds[i].scores(r.Rule)
			fmt.Fprintf(w, " %s, then %s |", plusMinus(stat.Describe(s.Failures), 1, 1, ""), plusMinus(stat.Describe(s.Failed), 100, 1, " %"))
		}
		w.WriteString("\n")
	}
}
