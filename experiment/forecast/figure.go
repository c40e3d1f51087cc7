package forecast

import (
	"math"

	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/experiment/stat"
)

// drawn are the predictors of the reliability diagrams.
var drawn = [][2]string{{"Prophet, grid", mixedPolicies}, {"Prophet, grid", whileLearning}, {"Prophet, stats", onePolicy}}

// Figure returns the reliability diagrams under the policy that was learned from and under
// one that was not: what Prophets forecast, against how
// often it came true, with the 95 % interval of its mean over the seeds.
func (t *Table) Figure() plot.Figure {
	unseen := t.diagram(unseenH3)
	own := t.diagram(ownPolicy)
	own.Below = &unseen
	return own
}

func (t *Table) diagram(policy int) plot.Figure {
	f := plot.Figure{X: "forecast of failure, %", Y: "came true, % of the forecasts"}
	if len(t.Seeds) == 0 {
		return f
	}
	f.Title = "Under " + t.Policies[policy].Name
	for _, row := range drawn {
		predictor := t.find(row[0], row[1])
		if predictor < 0 {
			continue
		}
		line, bars := t.reliability(predictor, policy)
		line.Label = row[0] + ", learned from " + row[1]
		f.Series = append(f.Series, bars, line)
	}
	f.Series = append(f.Series, plot.Series{Label: "what is forecast comes true", Style: plot.Faint, X: []float64{0, 100}, Y: []float64{0, 100}})
	return f
}

// reliability returns the mean over the seeds that have forecasts in a bin, and bars of its
// interval where at least two do.
func (t *Table) reliability(predictor, policy int) (line, bars plot.Series) {
	bars.Style = plot.Bars
	var forecast, happened [prophet.Bins][]float64
	for _, s := range t.Seeds {
		if c := s.Predictors[predictor].Scores[policy].Curve; c != nil {
			for i, bin := range c.Bins {
				forecast[bin] = append(forecast[bin], 100*float64(c.Forecast[i]))
				happened[bin] = append(happened[bin], 100*float64(c.Happened[i]))
			}
		}
	}
	for bin := range forecast {
		if len(forecast[bin]) == 0 {
			continue
		}
		x, y := stat.Mean(forecast[bin]), stat.Describe(happened[bin])
		line.X, line.Y = append(line.X, x), append(line.Y, float64(y.Mean))
		if !math.IsNaN(float64(y.Low)) {
			bars.X = append(bars.X, x)
			bars.Y, bars.High = append(bars.Y, max(0, float64(y.Low))), append(bars.High, min(100, float64(y.High)))
		}
	}
	return line, bars
}
