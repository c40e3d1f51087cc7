package guidance

import (
	"fmt"
	"math"
	"strings"

	"github.com/resonetics/playground/experiment/plot"
)

// Figure draws the frontier: failures while training against the share of steps that were
// handed over. What is nearer to the lower left corner is better. The lines are the limits at
// all the values that were tried in all worlds, on the seeds of tuning; the dots in their
// color are those that were chosen.
func (t *Table) Figure() plot.Figure {
	f := plot.Figure{
		Title: fmt.Sprintf("What guidance takes and what it saves, in %d worlds", len(t.Worlds)),
		X:     "steps handed over, %", Y: "failures while training",
	}
	t.curve(&f, average, "limits on the average memory")
	t.curve(&f, fullest, "limits on the fullest node")
	var groups []group
	for i := range t.Rows {
		if limitOf(t.Rows[i].Rule) == "" {
			groups = join(groups, t.Rows[i].point(), float64(t.Rows[0].Failures.Mean))
		}
	}
	for _, g := range groups {
		f.Series = append(f.Series, plot.Series{Label: g.name, Style: plot.Named, X: []float64{g.x}, Y: []float64{g.y}})
	}
	return f
}

// group is one place in the figure, with the names of the rules that are there.
type group struct {
	name string
	x, y float64
}

func (r *Row) point() group {
	return group{r.Rule, 100 * float64(r.Share.Mean), float64(r.Failures.Mean)}
}

// join adds a point to the groups, or its name to one that is too near for two names.
func join(groups []group, p group, height float64) []group {
	for i := range groups {
		if g := &groups[i]; math.Abs(g.x-p.x) < 3 && math.Abs(g.y-p.y) < 0.06*height {
			g.name += ", " + p.name
			return groups
		}
	}
	return append(groups, p)
}

// limitOf returns the limit that a rule has; empty for none.
func limitOf(rule string) string {
	for limit := range limits {
		if strings.HasPrefix(rule, limit+"-") {
			return limit
		}
	}
	return ""
}

// curve adds a line through the values of a limit, as far as the trials are of these worlds,
// and the ones that were chosen.
func (t *Table) curve(f *plot.Figure, limit, label string) {
	if len(t.Trials) == 0 || len(t.Rows) == 0 {
		return
	}
	chosen := plot.Series{Style: plot.Dots}
	for i := range t.Rows {
		if p := t.Rows[i].point(); limitOf(p.name) == limit {
			chosen.X, chosen.Y = append(chosen.X, p.x), append(chosen.Y, p.y)
		}
	}
	line := plot.Series{Label: label}
	part := 1 / float64(t.TuningSeeds)
	for _, v := range (&tuned{trials: t.Trials}).sum(limit, t.keys()) {
		line.X, line.Y = append(line.X, 100*v.share*part/float64(len(t.Worlds))), append(line.Y, v.failures*part)
	}
	f.Series = append(f.Series, chosen, line)
}

// keys are those of the worlds.
func (t *Table) keys() (keys []string) {
	for _, w := range t.Worlds {
		keys = append(keys, w.World)
	}
	return keys
}
