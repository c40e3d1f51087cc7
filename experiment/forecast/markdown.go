package forecast

import (
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/stat"
)

// published are the predictors that the document shows: the Prophet that the bars are about,
// the same as a visitor sees it learn, what it learns of one policy, the Prophet of
// version 0.2.0 and the one of five statistics as it was published, and limits on memory. The
// clock has columns of its own.
var published = [][2]string{
	{"Prophet, grid", mixedPolicies},
	{"Prophet, grid", whileLearning},
	{"Prophet, grid", onePolicy},
	{"Prophet, extended", onePolicy},
	{"Prophet, stats", onePolicy},
	{"highest memory", mixedPolicies},
	{"average memory", mixedPolicies},
}

// takenApart are those whose Brier score is shown in its parts.
var takenApart = append(drawn[:len(drawn):len(drawn)], [2]string{Clock, onePolicy})

// Markdown returns the table as docs/measured.md has it.
func (t *Table) Markdown() string {
	b := new(strings.Builder)
	b.WriteString("| acting policy | forecasters that have learned from it | fails, % of the episodes |\n|---|---|---|\n")
	for i, p := range t.Policies {
		fmt.Fprintf(b, "| %s | %s | %s |\n", p.Name, p.Seen, t.failing(i))
	}
	b.WriteByte('\n')
	t.mark(b, skillColumns, t.skillCells, published)
	b.WriteByte('\n')
	t.mark(b, brierColumns, t.brierCells, takenApart)
	b.WriteString("\n| bar | verdict |\n|---|---|\n")
	for _, bar := range t.Bars() {
		fmt.Fprintf(b, "| %s | %s |\n", bar.Text, bar.Verdict)
	}
	fmt.Fprintf(b, "\n%s\n", t.intervals())
	if t.Command != "" {
		fmt.Fprintf(b, "\n- Command: `%s`.\n", t.Command)
	}
	return b.String()
}

func (t *Table) mark(b *strings.Builder, columns []string, cells func(predictor, policy int) []string, rows [][2]string) {
	fmt.Fprintf(b, "| under | %s |\n|---%s|\n", strings.Join(columns, " | "), strings.Repeat("|---", len(columns)))
	for policy, p := range t.Policies {
		for _, row := range rows {
			if predictor := t.find(row[0], row[1]); predictor >= 0 {
				fmt.Fprintf(b, "| %s | %s |\n", p.Name, strings.Join(cells(predictor, policy), " | "))
			}
		}
	}
}

// Bar is what the Prophet on the page has to reach.
type Bar struct{ Text, Verdict string }

// String gives the line of a table.
func (b Bar) String() string { return b.Text + ": " + b.Verdict }

// Bars returns the bars of red-queen, where they are stated, and says which are met. They
// are about the mean over the seeds.
func (t *Table) Bars() []Bar {
	if t.Preset != "red-queen" || t.find(published[0][0], published[0][1]) < 0 {
		return nil
	}
	judge := func(text string, policy int, least float64, decimals int, value func(*Score) stat.Number) Bar {
		e := t.of(t.find(published[0][0], published[0][1]), policy, value)
		verdict := "not met"
		switch {
		case len(t.Seeds) < StatedSeeds:
			return Bar{text, fmt.Sprintf("not measured (%d of %s)", len(t.Seeds), lab.Count(StatedSeeds, "seed", "seeds"))}
		case float64(e.Mean) >= least:
			verdict = "met"
		}
		return Bar{text, fmt.Sprintf("%s: %s", verdict, written(e, decimals))}
	}
	return []Bar{
		judge("AUROC given elapsed time of at least 0.87 under the Pilot", ownPolicy, 0.87, 3, func(s *Score) stat.Number { return s.Timed }),
		judge("Brier skill of at least +0.12 under h.3, which it never saw", unseenH3, 0.12, 2, func(s *Score) stat.Number { return s.Skill }),
	}
}
