package prophet

import (
	"math"
	"slices"
)

// Bins is the number of bins of a calibration curve, equally wide.
const Bins = 10

// Calibration collects forecasts and outcomes. The zero value is empty. Counts
// are not whole numbers once they have faded.
type Calibration struct {
	Count    [Bins]float64 // forecasts per bin
	Forecast [Bins]float64 // sum of the forecasts
	Happened [Bins]float64 // how many came true
	Squares  float64       // sum of the squared errors
}

// Add notes a forecast in [0, 1] and whether it came true.
func (c *Calibration) Add(forecast float64, happened bool) {
	b := min(int(forecast*Bins), Bins-1)
	outcome := 0.0
	if happened {
		outcome = 1
	}
	c.Count[b]++
	c.Forecast[b] += forecast
	c.Happened[b] += outcome
	d := forecast - outcome
	c.Squares += float64(d * d)
}

// fading is what is left of a note after an episode.
const fading = 0.98

// Fade makes everything noted so far count a little less, so that a curve shows
// the last fifty episodes or so of a forecaster that learns.
func (c *Calibration) Fade() {
	for b := range Bins {
		c.Count[b] *= fading
		c.Forecast[b] *= fading
		c.Happened[b] *= fading
	}
	c.Squares *= fading
}

// Point returns the mean forecast of bin b, the frequency with which these
// forecasts came true, and their number; NaN where there are none.
func (c *Calibration) Point(b int) (forecast, frequency, count float64) {
	if c.Count[b] == 0 {
		return math.NaN(), math.NaN(), 0
	}
	return c.Forecast[b] / c.Count[b], c.Happened[b] / c.Count[b], c.Count[b]
}

func (c *Calibration) total() (count, happened float64) {
	for b := range Bins {
		count += c.Count[b]
		happened += c.Happened[b]
	}
	return count, happened
}

// BaseRate returns how often the event happened.
func (c *Calibration) BaseRate() float64 {
	n, happened := c.total()
	return share(happened, n)
}

// Brier returns the mean squared error of the forecasts (Brier, 1950).
func (c *Calibration) Brier() float64 {
	n, _ := c.total()
	return share(c.Squares, n)
}

// Skill returns 1 - Brier / Brier of always forecasting the base rate: 1 is
// perfect, 0 is no better than that; NaN when the event always or never
// happened.
func (c *Calibration) Skill() float64 {
	rate := c.BaseRate()
	return 1 - share(c.Brier(), rate*(1-rate))
}

// share is a/b, with the NaN of this program where b is 0.
func share(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// Episode is what a forecaster said in one held-out episode: one score per step,
// before the action, larger for more risk.
type Episode struct {
	Scores []float64
	Failed bool // by its rules, at the step after the last score
}

// happens tells whether the episode fails within horizon steps of step t.
func (e Episode) happens(t, horizon int) bool { return e.Failed && len(e.Scores)-t <= horizon }

// Verdict is how good a forecaster was.
type Verdict struct {
	AUROC       float64 // chance that a state before a failure scores above one that is not; ties count half
	Calibration Calibration
	Lead        float64 // median lead time over failures, in steps, 0 for a failure nobody announced
	Announced   float64 // fraction of failures announced
	FalseAlarms float64 // fraction of the other states that score above the threshold
	Episodes    int
	Failures    int
	States      int
}

// Threshold is the probability above which a forecast is an alarm.
const Threshold = 0.5

// Judge compares scores, which are probabilities, with what came true within
// horizon steps.
//
// The lead time of a failure is the number of steps from the first alarm within
// the horizon to the failure; alarms before that are false by definition and
// earn nothing.
func Judge(episodes []Episode, horizon int) Verdict {
	v := Verdict{Episodes: len(episodes)}
	var leads []float64
	quiet, alarms := 0.0, 0.0
	for _, e := range episodes {
		v.States += len(e.Scores)
		for t, s := range e.Scores {
			happens := e.happens(t, horizon)
			v.Calibration.Add(s, happens)
			if !happens {
				quiet++
				if s > Threshold {
					alarms++
				}
			}
		}
		if e.Failed {
			leads = append(leads, lead(e, horizon))
		}
	}
	v.AUROC = AUROC(episodes, horizon)
	v.FalseAlarms = share(alarms, quiet)
	v.Failures = len(leads)
	v.Lead = median(leads)
	announced := 0.0
	for _, l := range leads {
		if l > 0 {
			announced++
		}
	}
	v.Announced = share(announced, float64(len(leads)))
	return v
}

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
// McNeil, 1982) of scores on any scale; NaN if the event always or never
// happened.
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
	slices.SortFunc(states, func(a, b state) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	positives, ranks := 0.0, 0.0
	for i := 0; i < len(states); {
		j := i
		for j < len(states) && states[j].score == states[i].score {
			j++
		}
		rank := float64(i+j+1) / 2 // of every one of these ties
		for ; i < j; i++ {
			if states[i].happens {
				positives++
				ranks += rank
			}
		}
	}
	negatives := float64(len(states)) - positives
	return share(ranks-positives*(positives+1)/2, positives*negatives)
}
