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
	AUROC       stat.Number `json:"auroc"` // probability that a state before a failure scores above another state; ties count half
	Brier       stat.Number `json:"brier"`
	Skill       stat.Number `json:"skill"`
	Lead        stat.Number `json:"lead_steps"`   // median lead time over the failures, in steps; 0 for a failure without an alarm
	Announced   stat.Number `json:"announced"`    // fraction of the failures with an alarm
	FalseAlarms stat.Number `json:"false_alarms"` // fraction of the other states that score above the threshold
	Failures    int         `json:"failures"`
	Episodes    int         `json:"episodes"`

	calibration prophet.Calibration
}

// Threshold is the probability above which a forecast is an alarm.
const Threshold = 0.5

// Evaluate compares scores, which must be probabilities, with the failures within
// horizon steps.
//
// The lead time of a failure is the number of steps from the first alarm within the
// horizon to the failure. Earlier alarms are false by definition and add no lead time.
func Evaluate(episodes []Episode, horizon int) Score {
	v := Score{Episodes: len(episodes), AUROC: stat.Number(AUROC(episodes, horizon))}
	var leads []float64
	quiet, alarms, announced := 0.0, 0.0, 0.0
	for _, e := range episodes {
		for t, s := range e.Scores {
			happens := e.happens(t, horizon)
			v.calibration.Add(s, happens)
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
	v.Brier, v.Skill = stat.Number(v.calibration.Brier()), stat.Number(v.calibration.Skill())
	v.FalseAlarms, v.Announced = stat.Number(ratio(alarms, quiet)), stat.Number(ratio(announced, float64(len(leads))))
	v.Failures, v.Lead = len(leads), stat.Number(median(leads))
	return v
}

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

// AUROC returns the area under the receiver operating characteristic (Hanley and
// McNeil 1982) of scores on any scale; NaN if every state or none is within horizon
// steps of a failure.
func AUROC(episodes []Episode, horizon int) float64 {
	type state struct {
		score   float64
		happens bool
	}
	var states []state
	for _, e := range episodes {
		for t, s := range e.Scores {
			states = append(states, state{s, e.happens(t, horizon)})
		}
	}
	slices.SortFunc(states, func(a, b state) int { return cmp.Compare(a.score, b.score) })
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
	negatives := float64(len(states)) - positives
	return ratio(ranks-positives*(positives+1)/2, positives*negatives)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
