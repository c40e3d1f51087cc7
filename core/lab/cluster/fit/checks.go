package fit

import (
	"math"
	"slices"
)

// The checks and what they may find.
const (
	CheckDrift    = "drift"    // rises, falls, or still
	CheckGrowth   = "growth"   // walk, returns, or trends
	CheckMemory   = "memory"   // none, returns, or follows: correlation of a change with the one before
	CheckNodes    = "nodes"    // alike, or differ
	CheckRestarts = "restarts" // few, or many
	CheckCPU      = "cpu"      // still, or drifts

	Unknown = "unknown"
)

const (
	// near is how far from its value in the world a ratio or a correlation may lie.
	near = 0.2
	// manyRestarts is the share of restarts and jumps from which the world, which has none,
	// is another one.
	manyRestarts = 0.01
	// fewer pairs of changes, and fewer runs, say nothing yet.
	fewPairs = 50
	fewRuns  = 10
)

// checkAll compares what was measured of memory with the world's assumptions.
func (h *history) checkAll(m *model, factors []float64, step float64) []Check {
	return []Check{m.checkDrift(), h.checkGrowth(m, factors, step), m.checkMemory(), m.checkNodes(), m.checkRestarts()}
}

// checkDrift tells whether memory rises at all.
func (m *model) checkDrift() Check {
	d := m.driftEstimate()
	switch {
	case d.Low > 0:
		return Check{CheckDrift, "rises", true, d}
	case d.High < 0:
		return Check{CheckDrift, "falls", false, d}
	}
	return Check{CheckDrift, "still", false, d}
}

// checkGrowth compares the variance of the growth over a run with that of as many steps: 1
// for a random walk with drift, less where growth is even and the rest is noise of the
// measurement, more where it comes in spells (Lo and MacKinlay 1988).
func (h *history) checkGrowth(m *model, factors []float64, step float64) Check {
	far := float64(4 * m.noise * math.Sqrt(runLength))
	rise := runLength * m.drift
	n, squares := 0.0, 0.0
	for _, r := range h.runs[memory].kept {
		f := factors[r.node]
		from, grown := r.from*f, (r.to-r.from)*f
		calm := math.Abs(r.before*f-m.drift) <= beyond*m.noise && math.Abs(r.peak*f-m.drift) <= beyond*m.noise
		if math.IsNaN(f) || !calm || !alike(r.span, step) || from+min(0, rise) < far || from+max(0, rise)+far > 1 {
			continue
		}
		n++
		squares += float64((grown - rise) * (grown - rise))
	}
	if n < fewRuns || m.noise < 1e-9 { // as of values that rise like a clock
		return Check{CheckGrowth, Unknown, true, Estimate{}}
	}
	ratio := squares / n / (runLength * float64(m.noise*m.noise))
	d := float64(ratio * normal95 * math.Sqrt(2/n))
	return around(CheckGrowth, "walk", "returns", "trends", 1, Estimate{ratio, max(0, ratio-d), ratio + d})
}

// around compares an estimate with what it is in the world: beside it, below or above.
func around(key, beside, under, over string, want float64, e Estimate) Check {
	switch {
	case e.Has(want) || math.Abs(e.Value-want) < near:
		return Check{key, beside, true, e}
	case e.Value < want:
		return Check{key, under, false, e}
	}
	return Check{key, over, false, e}
}

// checkMemory correlates the changes with those before them: 0 in the world.
func (m *model) checkMemory() Check {
	far := beyond * m.noise
	n, product, first, second := 0.0, 0.0, 0.0, 0.0
	for _, c := range m.used {
		a, b := c.to-c.from-m.drift, c.before-m.drift
		past := c.from - c.before
		if math.IsNaN(b) || math.Abs(b) > far || min(past, c.from) < far || max(past, c.from)+far > 1 {
			continue
		}
		n++
		product += float64(a * b)
		first += float64(a * a)
		second += float64(b * b)
	}
	if n < fewPairs || first == 0 || second == 0 {
		return Check{CheckMemory, Unknown, true, Estimate{}}
	}
	r, d := product/math.Sqrt(float64(first*second)), normal95/math.Sqrt(n)
	return around(CheckMemory, "none", "returns", "follows", 0, Estimate{r, r - d, r + d})
}

// checkNodes compares the nodes' own drifts: the amount is how far they lie apart beyond what
// noise explains, a standard deviation, and its interval the lowest and the highest drift of a
// node.
func (m *model) checkNodes() Check {
	type mean struct{ n, sum float64 }
	nodes := map[int32]mean{}
	for _, c := range m.used {
		if c.from > 0 && c.to > 0 && c.to < 1 {
			one := nodes[c.node]
			nodes[c.node] = mean{one.n + 1, one.sum + (c.to - c.from - m.drift)}
		}
	}
	var q, n, squares float64
	drifts := []float64{}
	for _, k := range sortedKeys(nodes) {
		one := nodes[k]
		if one.n < 10 {
			continue
		}
		drifts = append(drifts, m.drift+one.sum/one.n)
		q += float64(one.sum * one.sum / one.n)
		n += one.n
		squares += float64(one.n * one.n)
	}
	g := float64(len(drifts))
	if g < 2 {
		return Check{CheckNodes, Unknown, true, Estimate{}}
	}
	q /= float64(m.noise * m.noise)
	amount := Estimate{float64(m.noise * math.Sqrt(max(0, (q-(g-1))/(n-squares/n)))), slices.Min(drifts), slices.Max(drifts)}
	// A sum of g−1 squares of normal numbers, whose standard deviation is the root of 2·(g−1).
	if q <= g-1+4*math.Sqrt(2*(g-1)) {
		return Check{CheckNodes, "alike", true, amount}
	}
	return Check{CheckNodes, "differ", false, amount}
}

// checkRestarts tells how much of what happened the world has no rule for.
func (m *model) checkRestarts() Check {
	share := func(n int) float64 { return float64(n) / float64(m.all) }
	amount := Estimate{share(m.restarts + m.jumps), share(m.restarts), share(m.jumps)}
	if amount.Value <= manyRestarts {
		return Check{CheckRestarts, "few", true, amount}
	}
	return Check{CheckRestarts, "many", false, amount}
}

// checkCPU tells whether the CPU drifts, as that of the world does not.
func (m *model) checkCPU() Check {
	d := m.driftEstimate()
	if d.Has(0) || math.Abs(d.Value) < near*m.noise {
		return Check{CheckCPU, "still", true, d}
	}
	return Check{CheckCPU, "drifts", false, d}
}

func sortedKeys[V any](of map[int32]V) []int32 {
	keys := make([]int32, 0, len(of))
	for k := range of {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
