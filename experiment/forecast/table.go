package forecast

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/stat"
)

// Read returns the table that was written as JSON.
func Read(b []byte) (*Table, error) {
	t := new(Table)
	if err := json.Unmarshal(b, t); err != nil {
		return nil, fmt.Errorf("forecast: not a table of this measurement: %w", err)
	}
	if len(t.Seeds) == 0 || len(t.Policies) == 0 {
		return nil, fmt.Errorf("forecast: %d seeds under %d policies, want at least one of each", len(t.Seeds), len(t.Policies))
	}
	for _, s := range t.Seeds {
		for _, p := range s.Predictors {
			if len(s.Failing) != len(t.Policies) || len(p.Scores) != len(t.Policies) || len(s.Predictors) != len(t.Seeds[0].Predictors) {
				return nil, fmt.Errorf("forecast: seed %d has other predictors or policies than the first", s.Seed)
			}
		}
	}
	return t, nil
}

// Finished returns how many seeds were finished, and of how many.
func (t *Table) Finished() (done, wanted int, unit string) { return len(t.Seeds), t.Wanted, "seeds" }

// intervals says what stands in brackets.
func (t *Table) intervals() string {
	return fmt.Sprintf("In brackets: the 95 %% interval of the mean over %s (Student's t).", lab.Count(len(t.Seeds), "seed", "seeds"))
}

// of estimates a value of a predictor under a policy over the seeds at which there is one.
func (t *Table) of(predictor, policy int, value func(*Score) stat.Number) stat.Estimate {
	return t.estimate(func(s *Seed) float64 { return float64(value(&s.Predictors[predictor].Scores[policy])) })
}

func (t *Table) estimate(value func(*Seed) float64) stat.Estimate {
	var x []float64
	for _, s := range t.Seeds {
		if v := value(s); !math.IsNaN(v) {
			x = append(x, v)
		}
	}
	return stat.Describe(x)
}

// clock returns the clock that is best on average under a policy: it may have learned from
// other experience than what it is compared with.
func (t *Table) clock(policy int, value func(*Score) stat.Number) (best int) {
	best = -1
	for i, p := range t.Seeds[0].Predictors {
		if p.Name == Clock && (best < 0 || t.of(i, policy, value).Mean > t.of(best, policy, value).Mean) {
			best = i
		}
	}
	return best
}

// find returns which predictor has that name and learned from that experience; -1 for none.
func (t *Table) find(name, learned string) int {
	return slices.IndexFunc(t.Seeds[0].Predictors, func(p Predictor) bool { return p.Name == name && p.Learned == learned })
}

// written writes a mean with its interval, or says why there is none.
func written(e stat.Estimate, decimals int) string {
	switch {
	case math.IsNaN(float64(e.Mean)):
		return "–"
	case math.IsNaN(float64(e.Low)):
		return fmt.Sprintf("%.*f (one seed)", decimals, float64(e.Mean))
	}
	return fmt.Sprintf("%.*f (%.*f to %.*f)", decimals, float64(e.Mean), decimals, float64(e.Low), decimals, float64(e.High))
}

// skillColumns and brierColumns head the two tables. The clock stands in every line of the
// first, because failures come late: who looks at nothing else forecasts many of them. It is
// the best of those that learned from one kind of experience.
var (
	skillColumns = []string{"forecaster", "learned from", "AUROC given elapsed time", "AUROC", "the best clock's", "Brier skill", "more than the best clock's", "median lead, steps"}
	brierColumns = []string{"forecaster", "learned from", "Brier", "reliability", "resolution", "uncertainty", "failures announced", "false alarms"}
)

func (t *Table) skillCells(predictor, policy int) []string {
	p := t.Seeds[0].Predictors[predictor]
	skill := func(s *Score) stat.Number { return s.Skill }
	auroc := func(s *Score) stat.Number { return s.AUROC }
	clock := t.clock(policy, skill)
	more := t.estimate(func(s *Seed) float64 {
		return float64(s.Predictors[predictor].Scores[policy].Skill - s.Predictors[clock].Scores[policy].Skill)
	})
	return []string{
		p.Name, p.Learned, written(t.of(predictor, policy, func(s *Score) stat.Number { return s.Timed }), 3),
		written(t.of(predictor, policy, auroc), 3), written(t.of(t.clock(policy, auroc), policy, auroc), 3),
		written(t.of(predictor, policy, skill), 2), written(more, 2),
		written(t.of(predictor, policy, func(s *Score) stat.Number { return s.Lead }), 0),
	}
}

func (t *Table) brierCells(predictor, policy int) []string {
	p := t.Seeds[0].Predictors[predictor]
	cell := func(decimals int, value func(*Score) stat.Number) string {
		return written(t.of(predictor, policy, value), decimals)
	}
	return []string{
		p.Name, p.Learned, cell(3, func(s *Score) stat.Number { return s.Brier }), cell(3, func(s *Score) stat.Number { return s.Reliability }),
		cell(3, func(s *Score) stat.Number { return s.Resolution }), cell(3, func(s *Score) stat.Number { return s.Uncertainty }),
		cell(2, func(s *Score) stat.Number { return s.Announced }), cell(3, func(s *Score) stat.Number { return s.FalseAlarms }),
	}
}

// failing writes how often a policy fails, in percent.
func (t *Table) failing(policy int) string {
	return written(t.estimate(func(s *Seed) float64 { return 100 * s.Failing[policy] }), 0)
}

// String gives the predictors that are published under every policy, as means over the seeds;
// nothing as long as no seed is finished. JSON has the others too.
func (t *Table) String() string {
	if len(t.Seeds) == 0 {
		return ""
	}
	b := new(strings.Builder)
	fmt.Fprintf(b, "Preset %s, %s from %d on: failure within %d steps, learned from %s %s, judged on %s of the set %s for each policy\n",
		t.Preset, lab.Count(len(t.Seeds), "seed", "seeds"), t.Seeds[0].Seed, t.Horizon, lab.Count(t.Learn, "episode", "episodes"),
		lab.Count(t.Passes, "time", "times"), lab.Count(t.Episodes, "episode", "episodes"), t.Set)
	fmt.Fprintln(b, t.intervals())
	fmt.Fprint(b, t.Scores)
	for policy := range t.Policies {
		p := t.Policies[policy]
		fmt.Fprintf(b, "\nUnder %s, of which %s of the forecasters have learned: %s %% of the episodes fail\n", p.Name, p.Seen, t.failing(policy))
		t.print(b, skillColumns, func(predictor int) []string { return t.skillCells(predictor, policy) }, published)
		t.print(b, brierColumns, func(predictor int) []string { return t.brierCells(predictor, policy) }, takenApart)
	}
	for _, bar := range t.Bars() {
		fmt.Fprintf(b, "\nbar: %s", bar)
	}
	if t.Command != "" {
		fmt.Fprintf(b, "\nagain: %s\n", t.Command)
	}
	return b.String()
}

func (t *Table) print(to io.Writer, columns []string, cells func(predictor int) []string, rows [][2]string) {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "  "+strings.Join(columns, "\t"))
	for _, row := range rows {
		if predictor := t.find(row[0], row[1]); predictor >= 0 {
			fmt.Fprintln(w, "  "+strings.Join(cells(predictor), "\t"))
		}
	}
	_ = w.Flush() // to a strings.Builder, which takes everything
}
