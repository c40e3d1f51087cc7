package guidance

import (
	"fmt"

	"github.com/resonetics/playground/experiment/plot"
)

// Figure draws the frontier: failures while training against the share of steps that were
// handed over. What is nearer to the lower left corner is better. The lines are the limits at
// all the values that were tried in all worlds, on the seeds of tuning.
func (t *Table) Figure() plot.Figure {
	f := plot.Figure{
		Title: fmt.Sprintf("What guidance costs and what it saves, in %d worlds", len(t.Worlds)),
		X:     "steps handed over, %", Y: fmt.Sprintf("failures in %d steps of training in each world", t.Steps),
	}
	t.curve(&f, average, "limits on the average memory")
	t.curve(&f, fullest, "limits on the fullest node")
	for _, r := range t.Rows {
		f.Series = append(f.Series, plot.Series{Label: r.Rule, Style: plot.Named, X: []float64{100 * float64(r.Share.Mean)}, Y: []float64{float64(r.Failures.Mean)}})
	}
	return f
}

// curve adds a line through the values of a limit, as far as the trials are of these worlds.
func (t *Table) curve(f *plot.Figure, limit, label string) {
	if len(t.Trials) == 0 || len(t.Rows) == 0 {
		return
	}
	var worlds []string
	for _, w := range t.Worlds {
		worlds = append(worlds, w.World)
	}
	s := plot.Series{Label: label}
	part := 1 / float64(t.TuningSeeds)
	for _, v := range (&tuned{trials: t.Trials}).sum(limit, worlds) {
		s.X, s.Y = append(s.X, 100*v.share*part/float64(len(worlds))), append(s.Y, v.failures*part)
	}
	f.Series = append(f.Series, s)
}
