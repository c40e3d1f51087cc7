package learning

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/plot"
)

// Figure draws the curves of every seed of the first table, their interquartile mean with
// its band, and the baselines: failures above, return below. It is empty as long as there
// is no curve.
func (r *Report) Figure() plot.Figure {
	t := r.Tables[0]
	title := fmt.Sprintf("%s%s, %s", t.Learner, t.of(" on preset "), lab.Count(len(t.Curves), "seed", "seeds"))
	below := t.figure("", "mean return", 1, returned, func(s baselines.Score) float64 { return s.Return })
	above := t.figure(title, "held-out episodes that fail, %", 100, failed, func(s baselines.Score) float64 { return s.Failed })
	above.Below = &below
	return above
}

func (t *Table) figure(title, y string, scale float64, of func(*Point) float64, baseline func(baselines.Score) float64) plot.Figure {
	f := plot.Figure{Title: title, X: "environment steps", Y: y}
	if len(t.Curves) == 0 {
		return f
	}
	var x []float64
	for _, p := range t.Curves[0].Points {
		x = append(x, float64(p.Steps))
	}
	for _, c := range t.Curves {
		var heights []float64
		for i := range c.Points {
			heights = append(heights, scale*of(&c.Points[i]))
		}
		f.Series = append(f.Series, plot.Series{Style: plot.Faint, X: x, Y: heights})
	}
	f.Series = append(f.Series, banded("interquartile mean, and its 95 % interval", x, t.band(of), scale)...)
	for _, b := range t.PointBaselines.List() {
		f.Series = append(f.Series, plot.Height(b.Name, scale*baseline(b.Score)))
	}
	return f
}

// banded returns the band of intervals and the line through their values.
func banded(label string, x []float64, intervals []aggregate.Interval, scale float64) []plot.Series {
	band, line := plot.Series{Style: plot.Band, X: x}, plot.Series{Label: label, X: x}
	for _, i := range intervals {
		band.Y, band.High = append(band.Y, scale*i.Low), append(band.High, scale*i.High)
		line.Y = append(line.Y, scale*i.Value)
	}
	return []plot.Series{band, line}
}

// thresholds is at how many a profile is drawn.
const thresholds = 200

// Profile draws the performance profiles of the learners: which share of all seeds, on all
// presets, survives more than a share of the episodes, and below it which share returns more
// than a share of what the planner returns.
func (r *Report) Profile() plot.Figure {
	survival := r.profile("Performance profile", "held-out episodes survived, more than this share, %", func(t *Table) []float64 {
		return scaled(survived(t.failures()), 100)
	})
	below := r.profile("", "return, more than this share of the planner's, %", func(t *Table) []float64 {
		return scaled(t.returns(), 100/t.Baselines.Omniscient.Return)
	})
	survival.Below = &below
	return survival
}

func scaled(x []float64, by float64) []float64 {
	for i := range x {
		x[i] *= by
	}
	return x
}

func (r *Report) profile(title, x string, of func(*Table) []float64) plot.Figure {
	f := plot.Figure{Title: title, X: x, Y: "share of the seeds, %"}
	var learners []string
	scores := make(map[string][][]float64) // by learner and preset
	least, most := math.Inf(1), math.Inf(-1)
	for _, t := range r.Tables {
		if len(t.Curves) == 0 {
			continue
		}
		if scores[t.Learner] == nil {
			learners = append(learners, t.Learner)
		}
		own := of(t)
		scores[t.Learner] = append(scores[t.Learner], own)
		least, most = min(least, slices.Min(own)), max(most, slices.Max(own))
	}
	var at []float64
	for i := range thresholds {
		at = append(at, least-0.02*(most-least)+1.04*(most-least)*float64(i)/(thresholds-1))
	}
	for _, l := range learners {
		f.Series = append(f.Series, banded(l, at, aggregate.Profile(scores[l], at, aggregate.Resamples, resampling()), 100)...)
	}
	return f
}
