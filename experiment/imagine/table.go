package imagine

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/stat"
)

// Table is what Measure measured: the finished seeds only.
type Table struct {
	Learner string `json:"learner"`
	Preset  string `json:"preset"`
	Command string `json:"command,omitempty"`
	Steps   int    `json:"trained_steps"`
	Wanted  int    `json:"seeds_wanted"` // seeds

	Set       string           `json:"held_out"`
	SetSeed   uint64           `json:"held_out_seed,string"`
	Episodes  int              `json:"episodes"`
	Futures   int              `json:"futures"` // of an action
	Horizon   int              `json:"horizon"` // steps of a future
	Baselines baselines.Scores `json:"baselines"`

	Rules []Rule         `json:"by_rule"`
	Bars  []learning.Bar `json:"bars"`
	Runs  []*Run         `json:"scores"`
}

// Rule is what the seeds came to under one rule.
type Rule struct {
	Rule   string        `json:"rule"`
	Failed stat.Estimate `json:"failed_share"` // share of a seed's episodes
	IQM    stat.Interval `json:"failed_share_iqm"`
	Return stat.Estimate `json:"return"`
	Looked stat.Estimate `json:"looked_share"` // share of the steps
	Acted  stat.Estimate `json:"overruled_share"`
	Fewer  *Paired       `json:"against_alone"` // nil: the policy by itself
}

// Paired are the differences from the policy by itself, seed by seed.
type Paired struct {
	Failed stat.Paired `json:"failed_share_paired"`
	Return stat.Paired `json:"return_paired"`
}

// each returns a number of every run under the i-th rule.
func (t *Table) each(i int, of func(*Played) float64) []float64 {
	values := make([]float64, len(t.Runs))
	for k, r := range t.Runs {
		values[k] = of(&r.Played[i])
	}
	return values
}

func failed(p *Played) float64   { return p.Failed }
func returned(p *Played) float64 { return p.Return }
func looked(p *Played) float64   { return p.Looked }
func acted(p *Played) float64    { return p.Acted }

// summarize works out what the seeds came to together.
func (t *Table) summarize() {
	if len(t.Runs) == 0 {
		return
	}
	for i, rule := range Rules() {
		fails, returns := t.each(i, failed), t.each(i, returned)
		iqm := aggregate.IQMInterval([][]float64{fails}, aggregate.Resamples, rng.New(1))
		r := Rule{
			Rule: rule, Failed: stat.Describe(fails), IQM: stat.IntervalOf(iqm), Return: stat.Describe(returns),
			Looked: stat.Describe(t.each(i, looked)), Acted: stat.Describe(t.each(i, acted)),
		}
		if i > 0 {
			r.Fewer = &Paired{stat.Pair(fails, t.each(0, failed)), stat.Pair(returns, t.each(0, returned))}
		}
		t.Rules = append(t.Rules, r)
	}
}

// Report is the tables of several learners and presets.
type Report struct {
	Wanted int      `json:"seeds_wanted"` // seeds of all tables together
	Tables []*Table `json:"results"`
}

// Read returns the report that was written as JSON.
func Read(b []byte) (*Report, error) {
	r := new(Report)
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("imagine: not a report of this measurement: %w", err)
	}
	if len(r.Tables) == 0 {
		return nil, fmt.Errorf("imagine: the report has no results, want at least one")
	}
	for _, t := range r.Tables {
		if len(t.Runs) == 0 || len(t.Rules) != len(Rules()) {
			return nil, fmt.Errorf("imagine: the result of %s on %s has %d seeds and %d rules, want at least one and %d", t.Learner, t.Preset, len(t.Runs), len(t.Rules), len(Rules()))
		}
	}
	return r, nil
}

// Finished returns how many seeds were finished, and of how many.
func (r *Report) Finished() (done, wanted int, unit string) {
	for _, t := range r.Tables {
		done += len(t.Runs)
	}
	return done, r.Wanted, "seeds"
}

// String gives the tables one after the other; nothing as long as no seed is finished.
func (r *Report) String() string {
	w := new(strings.Builder)
	for _, t := range r.Tables {
		if len(t.Runs) > 0 {
			t.write(w)
		}
	}
	return w.String()
}

func (t *Table) write(w *strings.Builder) {
	fmt.Fprintf(w, "%s on preset %s: %s, %s steps, then %s held-out episodes of the set %s; %d futures of %d steps an action\n",
		t.Learner, t.Preset, lab.Count(len(t.Runs), "seed", "seeds"), lab.Thousands(t.Steps), lab.Thousands(t.Episodes), t.Set, t.Futures, t.Horizon)
	w.WriteString(t.Baselines.String())
	for i := range t.Rules {
		r := &t.Rules[i]
		fmt.Fprintf(w, "%-24s fails %s %% (interquartile mean %s)   return %s   looks at %s %% and acts at %s %% of steps\n", r.Rule,
			r.Failed.PlusMinus(100, 0, 1), interval(r.IQM, 100, 1), r.Return.PlusMinus(1, 0, 1), r.Looked.PlusMinus(100, 0, 1), r.Acted.PlusMinus(100, 0, 2))
	}
	fmt.Fprintln(w, "± is the 95 % interval of the mean over seeds, by Student's t; that of the interquartile mean is by the bootstrap. Paired by seed:")
	for i := range t.Rules {
		if r := &t.Rules[i]; r.Fewer != nil {
			f, m := r.Fewer.Failed, r.Fewer.Return
			fmt.Fprintf(w, "%-10s against %s: failures %s points, p = %.2g; return %s, p = %.2g\n", r.Rule, Alone, f.Difference.PlusMinus(100, 0, 1), f.P, m.Difference.PlusMinus(1, 0, 1), m.P)
		}
	}
	for _, b := range t.Bars {
		fmt.Fprintf(w, "bar: %s\n", b)
	}
	fmt.Fprintln(w)
}

func interval(i stat.Interval, scale float64, decimals int) string {
	text := fmt.Sprintf("%.*f", decimals, scale*float64(i.Value))
	if i.Low == i.Low {
		text += fmt.Sprintf(", %.*f to %.*f", decimals, scale*float64(i.Low), decimals, scale*float64(i.High))
	}
	return text
}

// Markdown returns the report as docs/measured.md has it.
func (r *Report) Markdown() string {
	w := new(strings.Builder)
	w.WriteString("| preset | policy | fails | its interquartile mean | return | looks at | acts at | failures against alone | return against alone |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, t := range r.Tables {
		for i := range t.Rules {
			x := &t.Rules[i]
			against := " | "
			if x.Fewer != nil {
				against = x.Fewer.Failed.Difference.PlusMinus(100, 0, 1) + " points | " + x.Fewer.Return.Difference.PlusMinus(1, 0, 1)
			}
			fmt.Fprintf(w, "| %s | %s, %s | %s %% | %s %% | %s | %s %% | %s %% | %s |\n", t.Preset, t.Learner, x.Rule, x.Failed.PlusMinus(100, 0, 1),
				interval(x.IQM, 100, 1), x.Return.PlusMinus(1, 0, 1), x.Looked.PlusMinus(100, 0, 1), x.Acted.PlusMinus(100, 0, 2), against)
		}
	}
	w.WriteString("\n| preset | learner | bar | verdict |\n|---|---|---|---|\n")
	for _, t := range r.Tables {
		for _, b := range t.Bars {
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", t.Preset, t.Learner, b.Text, strings.TrimPrefix(b.String(), b.Text+": "))
		}
	}
	w.WriteString("\n")
	for _, t := range r.Tables {
		fmt.Fprintf(w, "- %s on %s: %s, %s episodes each; `%s`.\n", t.Learner, t.Preset, lab.Count(len(t.Runs), "seed", "seeds"), lab.Thousands(t.Episodes), t.Command)
	}
	return w.String()
}
