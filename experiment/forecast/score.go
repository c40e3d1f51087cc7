package forecast

import (
	"cmp"
	"math"
	"slices"

	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/experiment/stat"
)

// Episode holds the forecasts for one held-out episode.
type Episode struct {
	Scores []float64 // one per step, before the action; larger for more risk
	Failed bool      // terminated by its rules at the step after the last score
}

// happens reports whether the episode fails within horizon steps of step t.
func (e Episode) happens(t, horizon int) bool { return e.Failed && len(e.Scores)-t <= horizon }

// Score is the skill of a forecaster on held-out episodes. Fractions are NaN where
// there is nothing to divide by.
type Score struct {
	AUROC       stat.Number `json:"auroc"`            // probability that a state before a failure scores above another state; ties count half
	Timed       stat.Number `json:"auroc_given_time"` // the same for two states that are equally late in their episodes
	Brier       stat.Number `json:"brier"`
	Skill       stat.Number `json:"skill"`
	Reliability stat.Number `json:"reliability"` // of Brier, over the bins of Curve; see Murphy
	Resolution  stat.Number `json:"resolution"`
	Uncertainty stat.Number `json:"uncertainty"`
	Lead        stat.Number `json:"lead_steps"`   // median lead time over the failures, in steps; 0 for a failure without an alarm
	Announced   stat.Number `json:"announced"`    // fraction of the failures with an alarm
	FalseAlarms stat.Number `json:"false_alarms"` // fraction of the other states that score above the threshold
	Failures    int         `json:"failures"`
	Curve       *Curve      `json:"curve,omitempty"`
}

// Curve is a reliability diagram: the bins that hold forecasts, lowest first.
type Curve struct {
	Bins     []int         `json:"curve_bins"` // of prophet.Bins
	Forecast []stat.Number `json:"curve_forecast"`
	Happened []stat.Number `json:"curve_happened"`
}

// Threshold is the probability above which a forecast is an alarm.
const Threshold = 0.5

// Evaluate compares scores, which must be probabilities, with the failures within
// horizon steps.
//
// The lead time of a failure is the number of steps from the first alarm within the
// horizon to the failure. Earlier alarms are false by definition and add no lead time.
func Evaluate(episodes []Episode, horizon int) Score {
	v := Score{AUROC: stat.Number(AUROC(episodes, horizon)), Timed: stat.Number(AUROCGivenTime(episodes, horizon))}
	var c prophet.Calibration
	var leads []float64
	quiet, alarms, announced := 0.0, 0.0, 0.0
	for _, e := range episodes {
		for t, s := range e.Scores {
			happens := e.happens(t, horizon)
			c.Add(s, happens)
			if !happens {
				quiet++
				if s > Threshold {
					alarms++
				}
			}
		}
		if e.Failed {
			leads = append(leads, lead(e, horizon))
			if leads[len(leads)-1] > 0 {
				announced++
			}
		}
	}
	v.Brier, v.Skill = stat.Number(c.Brier()), stat.Number(c.Skill())
	v.decompose(&c)
	v.FalseAlarms, v.Announced = stat.Number(ratio(alarms, quiet)), stat.Number(ratio(announced, float64(len(leads))))
	v.Failures, v.Lead = len(leads), stat.Number(median(leads))
	return v
}

// decompose splits the Brier score as Murphy does (1973): reliability, by which the
// forecasts of a bin miss the frequency in it, less resolution, by which the bins differ from
// the base rate, plus uncertainty, which no forecast lowers. What is left of the score is
// how much the forecasts within a bin differ.
func (v *Score) decompose(c *prophet.Calibration) {
	v.Curve = new(Curve)
	total, base := 0.0, c.BaseRate()
	for b := range prophet.Bins {
		total += c.Count[b]
	}
	for b := range prophet.Bins {
		f, h, n := c.Point(b)
		if n == 0 {
			continue
		}
		v.Curve.Bins = append(v.Curve.Bins, b)
		v.Curve.Forecast, v.Curve.Happened = append(v.Curve.Forecast, stat.Number(f)), append(v.Curve.Happened, stat.Number(h))
		v.Reliability += stat.Number(n / total * (f - h) * (f - h))
		v.Resolution += stat.Number(n / total * (h - base) * (h - base))
	}
	v.Uncertainty = stat.Number(base * (1 - base))
}

// round leaves five decimals, which is more than any number of seeds can tell apart, and a
// fifth of a file.
func (v *Score) round() {
	for _, n := range []*stat.Number{&v.AUROC, &v.Timed, &v.Brier, &v.Skill, &v.Reliability, &v.Resolution, &v.Uncertainty, &v.Announced, &v.FalseAlarms} {
		*n = fiveDecimals(*n)
	}
	for i := range v.Curve.Bins {
		v.Curve.Forecast[i], v.Curve.Happened[i] = fiveDecimals(v.Curve.Forecast[i]), fiveDecimals(v.Curve.Happened[i])
	}
}

func fiveDecimals(n stat.Number) stat.Number { return stat.Number(math.Round(float64(n)*1e5) / 1e5) }

// lead returns the lead time of a failure, in steps.
func lead(e Episode, horizon int) float64 {
	n := len(e.Scores)
	for t := max(0, n-horizon); t < n; t++ {
		if e.Scores[t] > Threshold {
			return float64(n - t)
		}
	}
	return 0
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = slices.Clone(x)
	slices.Sort(x)
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

// scored is the score of a state and whether a failure follows within the horizon.
type scored struct {
	score   float64
	happens bool
}

// AUROC returns the area under the receiver operating characteristic (Hanley and
// McNeil 1982) of scores on any scale; NaN if every state or none is within horizon
// steps of a failure.
func AUROC(episodes []Episode, horizon int) float64 {
	var states []scored
	for _, e := range episodes {
		for t, s := range e.Scores {
			states = append(states, scored{s, e.happens(t, horizon)})
		}
	}
	return ratio(ranked(states))
}

// AUROCGivenTime is AUROC over pairs of states that the same number of steps have led to:
// the clock alone comes to 0.5. Where failures come late, much of AUROC is due to it.
func AUROCGivenTime(episodes []Episode, horizon int) float64 {
	var states []scored
	won, pairs := 0.0, 0.0
	for t := 0; t == 0 || len(states) > 0; t++ {
		states = states[:0]
		for _, e := range episodes {
			if t < len(e.Scores) {
				states = append(states, scored{e.Scores[t], e.happens(t, horizon)})
			}
		}
		w, n := ranked(states)
		won, pairs = won+w, pairs+n
	}
	return ratio(won, pairs)
}

// ranked returns the number of pairs of a state before a failure and another one, and of
// them those in which the former scores higher, ties counting half. It sorts the states.
func ranked(states []scored) (won, pairs float64) {
	slices.SortFunc(states, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	positives, ranks := 0.0, 0.0
	for i := 0; i < len(states); {
		j := i
		for j < len(states) && states[j].score == states[i].score {
			j++
		}
		rank := float64(i+j+1) / 2 // mean rank of the ties
		for ; i < j; i++ {
			if states[i].happens {
				positives++
				ranks += rank
			}
		}
	}
	return ranks - positives*(positives+1)/2, positives * (float64(len(states)) - positives)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
