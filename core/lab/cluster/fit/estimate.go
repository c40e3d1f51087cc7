package fit

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/exact"
)

const (
	beyond   = 5.0  // standard deviations beyond which a change is no noise
	normal95 = 1.96 // of which 95 % of all noise is within
	enough   = 30   // changes that an estimate needs
)

// change is a change of a node as fractions.
type change struct {
	from, to, before float64 // before is the change before it, NaN for none
	node             int32
}

// model is what is estimated of a channel, with the changes that it is of.
type model struct {
	drift, noise         float64
	driftError, noiseErr float64 // standard errors; that of noise as a part of it
	used                 []change
	all                  int
	restarts, jumps      int
}

// changesOf returns the changes of single steps as fractions.
func (h *history) changesOf(ch int, factors []float64, step float64) (list []change, gaps int) {
	for _, r := range h.changes[ch].kept {
		f := factors[r.node]
		switch {
		case math.IsNaN(f):
		case !alike(r.span, step):
			gaps++
		default:
			list = append(list, change{min(1, r.from*f), min(1, r.to*f), r.before * f, r.node})
		}
	}
	return list, gaps
}

// stepOf returns the median time from a value to the next.
func (h *history) stepOf(ch int) float64 {
	kept := h.changes[ch].kept
	spans := make([]float64, len(kept))
	for i, r := range kept {
		spans[i] = r.span
	}
	return quantile(spans, 0.5)
}

// quantile returns the value below which a part of x lies, which it sorts; 0 for none.
func quantile(x []float64, part float64) float64 {
	if len(x) == 0 {
		return 0
	}
	slices.Sort(x)
	return x[min(len(x)-1, int(part*float64(len(x))))]
}

// estimate fits drift and noise to changes.
func estimate(name string, list []change) (*model, error) {
	m := &model{all: len(list)}
	m.drift, m.noise = robust(list)
	for range 3 { // what counts as noise depends on the noise
		m.choose(list)
		if len(m.used) < enough {
			return nil, fmt.Errorf("%s has %d changes from one value to the next that can be used, want at least %d: a longer recording, or more nodes", name, len(m.used), enough)
		}
		m.maximize()
	}
	return m, nil
}

// robust returns a center and a scale of the changes that no restart can move: median and
// median distance from it, or the range of most changes where half of them are the same.
func robust(list []change) (center, scale float64) {
	var inside []float64
	for _, c := range list {
		if c.from > 0 && c.to > 0 && c.from < 1 && c.to < 1 {
			inside = append(inside, c.to-c.from)
		}
	}
	center = quantile(inside, 0.5)
	wide := (quantile(inside, 0.95) - quantile(inside, 0.05)) / 3.29
	for i := range inside {
		inside[i] = math.Abs(inside[i] - center)
	}
	scale = 1.4826 * quantile(inside, 0.5)
	if scale < 1e-9 {
		scale = wide
	}
	return center, max(scale, 1e-9)
}

// choose takes the changes that are noise, and counts the others. Where there are restarts, one
// from a low level looks like noise, so that low levels are left out as far as there are others.
func (m *model) choose(list []change) {
	m.used, m.restarts, m.jumps = m.used[:0], 0, 0
	for _, c := range list {
		switch rise := c.to - c.from; {
		case math.Abs(rise-m.drift) <= float64(beyond*m.noise)+1e-12:
			m.used = append(m.used, c)
		case rise < 0 && c.to < 0.75*c.from:
			m.restarts++
		default:
			m.jumps++
		}
	}
	if 1000*m.restarts <= len(list) {
		return
	}
	var high []change
	for _, c := range m.used {
		if c.from >= 8*m.noise {
			high = append(high, c)
		}
	}
	if len(high) >= max(enough, len(m.used)/10) {
		m.used = high
	}
}

// side is a change that stopped at an end of [0, 1]: gap is how far away the end was.
type side struct {
	gap float64
	low bool
}

// maximize finds drift and noise of the largest likelihood by expectation and maximization: a
// change that stopped at an end counts with what is expected of it, given that it would have
// gone further.
func (m *model) maximize() {
	var stopped []side
	n, sum, squares := 0.0, 0.0, 0.0
	for _, c := range m.used {
		switch rise := c.to - c.from; {
		case c.to <= 0:
			stopped = append(stopped, side{c.from, true})
		case c.to >= 1:
			stopped = append(stopped, side{1 - c.from, false})
		default:
			n++
			sum += rise
			squares += float64(rise * rise)
		}
	}
	for range 200 {
		all, total, spread := n, sum, squares-float64(2*m.drift*sum)+float64(n*float64(m.drift*m.drift))
		for _, s := range stopped {
			z, hazard := s.hazard(m.drift, m.noise)
			beyond := float64(m.noise * hazard)
			if s.low {
				beyond = -beyond
			}
			all++
			total += m.drift + beyond
			spread += float64(m.noise*m.noise) * (1 - float64(z*hazard))
		}
		drift := total / all
		noise := math.Sqrt(max(0, spread/all-float64((drift-m.drift)*(drift-m.drift))))
		done := math.Abs(drift-m.drift)+math.Abs(noise-m.noise) < 1e-9*noise
		m.drift, m.noise = drift, max(noise, 1e-12)
		if done {
			break
		}
	}
	m.errors(stopped)
}

// hazard returns the distance of the end in standard deviations, and the density of the
// normal distribution there over the probability to go further.
func (s side) hazard(drift, noise float64) (z, hazard float64) {
	toward := drift
	if s.low {
		toward = -drift
	}
	z = (toward - s.gap) / noise
	return z, hazardAt(z)
}

// hazardAt returns the standard normal density at z over the probability below it: a series
// of Abramowitz and Stegun (26.2.17), and in the tail Laplace's continued fraction.
func hazardAt(z float64) float64 {
	if z < -1.5 {
		fraction := -z
		for k := 30.0; k > 0; k-- {
			fraction = -z + k/fraction
		}
		return fraction
	}
	density := exact.Exp(-0.5*float64(z*z)) * 0.3989422804014327
	t := 1 / (1 + float64(0.2316419*math.Abs(z)))
	tail := 0.0
	for _, c := range [...]float64{1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530} {
		tail = float64((tail + c) * t)
	}
	below := float64(density * tail)
	if z > 0 {
		below = 1 - below
	}
	return density / below
}

// errors sets the standard errors: those of the observed information, or of the nodes' own
// means where these differ by more than noise explains. Tails that are heavier than those of
// the normal distribution make the noise less certain.
func (m *model) errors(stopped []side) {
	dd, dn, nn := 0.0, 0.0, 0.0
	for _, s := range stopped {
		z, hazard := s.hazard(m.drift, m.noise)
		bend := float64(hazard * (z + hazard))
		cross := hazard - float64(z*bend)
		if s.low {
			cross = -cross
		}
		dd += bend
		dn += cross
		nn += float64(z*z*bend) - float64(z*hazard)
	}
	first, second, fourth, n := 0.0, 0.0, 0.0, 0.0
	byNode := map[int32]float64{}
	for _, c := range m.used {
		if c.to > 0 && c.to < 1 {
			r := (c.to - c.from - m.drift) / m.noise
			square := float64(r * r)
			first += r
			second += square
			fourth += float64(square * square)
			byNode[c.node] += r
			n++
		}
	}
	if second == 0 { // every change is the same
		m.driftError, m.noiseErr = 0, 0
		return
	}
	dd += n
	dn += 2 * first
	nn += 2 * second
	determinant := float64(dd*nn) - float64(dn*dn)
	m.driftError = float64(m.noise * math.Sqrt(nn/determinant))
	kurtosis := fourth * n / float64(second*second)
	m.noiseErr = math.Sqrt(dd / determinant * max(1, (kurtosis-1)/2))
	if g := float64(len(byNode)); g >= 5 {
		m.driftError = max(m.driftError, float64(m.noise*clustered(byNode)*math.Sqrt(g/(g-1)))/n*student(g-1)/normal95)
	}
}

// clustered returns the root of the sum of squares, in the order of the nodes.
func clustered(byNode map[int32]float64) float64 {
	sum := 0.0
	for _, k := range sortedKeys(byNode) {
		sum += float64(byNode[k] * byNode[k])
	}
	return math.Sqrt(sum)
}

// student returns the 97.5 % quantile of Student's distribution with v degrees of freedom
// (the first terms of Cornish and Fisher's expansion).
func student(v float64) float64 { return normal95 + 2.372/v + 2.823/float64(v*v) }

func (m *model) driftEstimate() Estimate {
	d := float64(normal95 * m.driftError)
	return Estimate{m.drift, m.drift - d, m.drift + d}
}

func (m *model) noiseEstimate() Estimate {
	d := float64(normal95 * m.noiseErr)
	return Estimate{m.noise, m.noise / (1 + d), m.noise * (1 + d)}
}
