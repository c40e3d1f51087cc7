package gardener

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/exact"
)

// Verdict sorts the risk into three bands.
type Verdict uint8

// The verdicts, in rising order of risk.
const (
	Creative Verdict = iota // below BubbleRisk
	Bubble                  // from BubbleRisk
	Collapse                // from CollapseRisk
	Verdicts = 3
)

var verdictNames = [Verdicts]string{"creative", "bubble", "collapse"}

// String returns "creative", "bubble" or "collapse".
func (v Verdict) String() string { return verdictNames[v] }

// Stats are the signals after one step. Flow is how far two summaries of the world (mean
// dirt, share of hotspots) move when every cell is shaken a little, per size of the
// shaking: a world with many cells at the edge of the hotspot threshold is sensitive.
type Stats struct {
	Gen            int     // steps since the start
	Population     int     // creatures in the list, the just starved included
	MeanEnergy     float64 // of all creatures, 50 at arrival; about 0.6 is the edge of emergency; 0 without any
	MeanAge        float64 // in steps; 0 without any
	TotalEntropy   float64 // sum of dirt over all cells
	HotFraction    float64 // share of cells strictly above HotThreshold, [0, 1]
	EmergencyMoves int     // in this step
	IsolationSaves int     // emergency moves since the start, lost contests included

	EntropyGradient      float64 // change of TotalEntropy over this step; large where growth and cleaning are out of balance
	PopulationVolatility int     // absolute change of Population over this step
	EmergencyRatio       float64 // emergency moves per creature
	Flow                 float64 // smoothed sensitivity to tiny noise, [0, 1]
	Risk                 float64 // smoothed and weighted sum of the four above, [0, 1]
	Verdict              Verdict
}

// CSVHeader is the first line of resonetics_data.csv, without a newline.
const CSVHeader = "Gen,Population,Avg_Energy,Total_Entropy,Emergency_Moves,Isolation_Saves,Entropy_Gradient,Population_Volatility,Emergency_Ratio,Collapse_Risk,Flow,Verdict"

// AppendCSV appends the row of these signals, with its newline, to dst.
func (s *Stats) AppendCSV(dst []byte) []byte {
	return fmt.Appendf(dst, "%d,%d,%.3f,%.3f,%d,%d,%.3f,%d,%.6f,%.6f,%.6f,%s\n",
		s.Gen, s.Population, s.MeanEnergy, s.TotalEntropy, s.EmergencyMoves, s.IsolationSaves,
		s.EntropyGradient, s.PopulationVolatility, s.EmergencyRatio, s.Risk, s.Flow, s.Verdict)
}

// AppendCSV appends the row of the last step to dst; see CSVHeader.
func (w *World) AppendCSV(dst []byte) []byte { return w.stats.AppendCSV(dst) }

// census is what one pass over the dirt counts.
type census struct {
	total, shaken float64 // sum of dirt, without and with the perturbation
	hot, shakenUp int     // cells above the threshold, likewise
}

// count adds cells, perturbed by eps times noise, to the census. The product is
// formed in float32, as in the reference.
func (s *census) count(cells, noise []float64, eps float32, hot float64) {
	noise = noise[:len(cells)]
	limit := int64(math.Float64bits(hot))
	total, shaken := s.total, s.shaken
	up, shakenUp := 0, 0
	for len(cells) >= 4 {
		d, z := (*[4]float64)(cells), (*[4]float64)(noise)
		p0, p1 := exact.Unit(d[0]+float64(float32(z[0])*eps)), exact.Unit(d[1]+float64(float32(z[1])*eps))
		p2, p3 := exact.Unit(d[2]+float64(float32(z[2])*eps)), exact.Unit(d[3]+float64(float32(z[3])*eps))
		total = total + d[0] + d[1] + d[2] + d[3]
		shaken = shaken + p0 + p1 + p2 + p3
		up += above(d[0], limit) + above(d[1], limit) + above(d[2], limit) + above(d[3], limit)
		shakenUp += above(p0, limit) + above(p1, limit) + above(p2, limit) + above(p3, limit)
		cells, noise = cells[4:], noise[4:]
	}
	for i, d := range cells {
		p := exact.Unit(d + float64(float32(noise[i])*eps))
		total, shaken = total+d, shaken+p
		up, shakenUp = up+above(d, limit), shakenUp+above(p, limit)
	}
	s.total, s.shaken = total, shaken
	s.hot, s.shakenUp = s.hot+up, s.shakenUp+shakenUp
}

// above returns 1 if x > limit and 0 otherwise, for x and limit in [0, 1].
func above(x float64, limit int64) int {
	return int(uint64(limit-int64(math.Float64bits(x))) >> 63)
}

// flow returns |f'-f|^2 / eps^2 for f = (mean dirt, hot fraction), in [0, 1].
func (s *census) flow(cells int, eps float64) float64 {
	n := float64(cells)
	dm := s.shaken/n - s.total/n
	dh := float64(s.shakenUp)/n - float64(s.hot)/n
	return exact.Unit((float64(dm*dm) + float64(dh*dh)) / float64(eps*eps))
}

// monitor measures the step that has just ended.
func (w *World) monitor() {
	var s census
	for lo := 0; lo < len(w.dirt); lo += noiseBatch {
		cells := w.dirt[lo:min(lo+noiseBatch, len(w.dirt))]
		noise := w.noise[:len(cells)]
		w.tremor.FillNormal(noise)
		s.count(cells, noise, float32(w.cfg.FlowEpsilon), w.cfg.HotThreshold)
	}
	w.judge(s)
}

// judge turns a census into the signals of the step.
func (w *World) judge(s census) {
	st := &w.stats
	population := len(w.energy)
	st.EntropyGradient = s.total - st.TotalEntropy
	st.PopulationVolatility = max(population-st.Population, st.Population-population)
	st.EmergencyRatio = float64(st.EmergencyMoves) / float64(max(population, 1))
	st.TotalEntropy, st.Population = s.total, population
	st.HotFraction = float64(s.hot) / float64(len(w.dirt))
	w.flowEMA = smooth(w.flowEMA, s.flow(len(w.dirt), w.cfg.FlowEpsilon), w.cfg.FlowAlpha)
	st.Flow = exact.Unit(w.flowEMA)
	w.riskEMA = smooth(w.riskEMA, w.cfg.rawRisk(st), w.cfg.RiskAlpha)
	st.Risk = exact.Unit(w.riskEMA)
	st.Verdict = w.verdict(st.Risk)
	w.summarize()
}

// rawRisk is the risk before smoothing, in [0, 1].
func (c *Config) rawRisk(st *Stats) float64 {
	g := exact.Sigmoid(3 * (math.Abs(st.EntropyGradient)/c.EntropyScale - 0.5))
	v := exact.Sigmoid(3 * (float64(st.PopulationVolatility)/c.VolatilScale - 0.5))
	e := exact.Sigmoid(4 * (st.EmergencyRatio - 0.25))
	raw := float64(c.EntropyWeight*g) + float64(c.VolatilWeight*v) + float64(c.EmergWeight*e)
	return exact.Unit(exact.Unit(raw) + float64(c.FlowWeight*st.Flow))
}

func (w *World) verdict(risk float64) Verdict {
	switch {
	case risk >= w.cfg.CollapseRisk:
		return Collapse
	case risk >= w.cfg.BubbleRisk:
		return Bubble
	}
	return Creative
}

// summarize fills in the means over the creatures.
func (w *World) summarize() {
	energy, age := 0.0, 0
	for i, e := range w.energy {
		energy += e
		age += int(w.age[i])
	}
	n := float64(max(len(w.energy), 1))
	w.stats.MeanEnergy, w.stats.MeanAge = energy/n, float64(age)/n
}

// smooth moves an exponential average towards x.
func smooth(average, x, alpha float64) float64 {
	return float64((1-alpha)*average) + float64(alpha*x)
}
