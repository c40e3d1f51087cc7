package prophet

import "math"

// Bins is the number of bins of a calibration curve, equally wide.
const Bins = 10

// Calibration collects forecasts and outcomes by bin. The zero value is empty. Counts
// are fractional once they have faded.
type Calibration struct {
	Count    [Bins]float64 // forecasts
	Forecast [Bins]float64 // sum of the forecasts
	Happened [Bins]float64 // forecasts whose event happened
	Squares  float64       // sum of the squared errors over all bins
}

// Add adds a forecast in [0, 1] and whether its event happened.
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

// fading is the weight that a forecast keeps after one more episode.
const fading = 0.98

// Fade lowers the weight of all forecasts so far, once per episode of the first world, so
// that the curve of a forecaster that learns shows about the last fifty episodes of every
// world.
func (c *Calibration) Fade() {
	for b := range Bins {
		c.Count[b] *= fading
		c.Forecast[b] *= fading
		c.Happened[b] *= fading
	}
	c.Squares *= fading
}

// Point returns the mean forecast of bin b, in [0, Bins), the frequency with which
// the event then happened, and the number of forecasts; NaN, NaN and 0 for an empty
// bin.
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

// BaseRate returns the frequency of the event; NaN without any forecast.
func (c *Calibration) BaseRate() float64 {
	n, happened := c.total()
	return ratio(happened, n)
}

// Brier returns the mean squared error of the forecasts (Brier 1950); NaN without any.
func (c *Calibration) Brier() float64 {
	n, _ := c.total()
	return ratio(c.Squares, n)
}

// Skill returns the Brier skill score 1 − Brier / Brier of always forecasting the base
// rate: 1 is perfect, 0 no better than the base rate; NaN when the event always or
// never happened, or all but did: less than one forecast has another outcome.
func (c *Calibration) Skill() float64 {
	n, happened := c.total()
	if min(happened, n-happened) < 1 {
		return math.NaN()
	}
	rate := happened / n
	return 1 - ratio(c.Brier(), rate*(1-rate))
}

// ratio is a/b, and NaN where b is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
