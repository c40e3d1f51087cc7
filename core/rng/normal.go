package rng

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/exact"
)

// The ziggurat of Marsaglia and Tsang ("The Ziggurat Method for Generating
// Random Variables", 2000) with 256 layers, in the corrected form of Doornik
// (2005): the layer and the position come from different bits.
const (
	layers    = 256
	tailStart = 3.6541528853610088 // right end of the lowest rectangle
	layerArea = 0.00492867323399   // area of every layer
)

// layer is what the fast path needs of one layer, side by side in memory.
type layer struct {
	scale float64 // right end times 2^-52, with the sign
	inner uint64  // positions below this lie inside the next layer
}

var (
	zigX   [layers + 1]float64 // right ends, zigX[0] covers the tail
	zigF   [layers + 1]float64 // density at zigX
	zigTab [2 * layers]layer   // the second half for the numbers below zero
)

func init() {
	density := func(x float64) float64 { return exact.Exp(-0.5 * float64(x*x)) }
	zigX[0] = layerArea / density(tailStart)
	zigX[1] = tailStart
	for i := 2; i < layers; i++ {
		y := layerArea/zigX[i-1] + density(zigX[i-1])
		zigX[i] = math.Sqrt(-2 * exact.Log(y))
	}
	for i := range zigF {
		zigF[i] = density(zigX[i])
	}
	for i := range layers {
		scale, inner := zigX[i]*0x1p-52, uint64(zigX[i+1]/zigX[i]*0x1p52)
		zigTab[i], zigTab[layers+i] = layer{scale, inner}, layer{-scale, inner}
	}
}

// Normal returns a number from the standard normal distribution.
func (r *Source) Normal() float64 {
	u := r.Uint64()
	l := &zigTab[u%(2*layers)]
	if j := u >> 12; j < l.inner {
		return float64(int64(j)) * l.scale
	}
	return r.edge(u)
}

// signed gives x the sign that one bit of u, used for nothing else, names.
func signed(x float64, u uint64) float64 {
	return math.Float64frombits(math.Float64bits(x) | u<<55&(1<<63))
}

// edge finishes a draw whose first number u fell outside the next layer's
// width: in the tail, or beside the curve, where it is accepted or drawn again.
func (r *Source) edge(u uint64) float64 {
	for {
		i, j := u%layers, u>>12
		x := float64(int64(j)) * zigTab[i].scale
		switch {
		case j < zigTab[i].inner:
			return signed(x, u)
		case i == 0:
			return signed(r.tail(), u)
		case zigF[i+1]+float64(r.Float64()*(zigF[i]-zigF[i+1])) < exact.Exp(-0.5*float64(x*x)):
			return signed(x, u)
		}
		u = r.Uint64()
	}
}

// FillNormal sets every element of dst to what Normal would return in turn; it is
// the way to draw a whole grid.
func (r *Source) FillNormal(dst []float64) {
	var u uint64
	s0, s1, s2, s3 := r.s0, r.s1, r.s2, r.s3
	for i := range dst {
		u, s0, s1, s2, s3 = next(s0, s1, s2, s3)
		l := &zigTab[u%(2*layers)]
		if j := u >> 12; j < l.inner {
			dst[i] = float64(int64(j)) * l.scale
			continue
		}
		*r = Source{s0, s1, s2, s3}
		dst[i] = r.edge(u)
		s0, s1, s2, s3 = r.s0, r.s1, r.s2, r.s3
	}
	*r = Source{s0, s1, s2, s3}
}

// FillNormals sets dst, in as many equal parts as there are sources, to what FillNormal of
// each source would write. It panics unless the parts are equal.
func FillNormals(dst []float64, sources []Source) {
	if len(sources) == 0 || len(dst)%len(sources) != 0 {
		panic(fmt.Sprintf("rng: FillNormals: %d numbers from %d sources", len(dst), len(sources)))
	}
	n := len(dst) / len(sources)
	for i := range sources {
		sources[i].FillNormal(dst[i*n:][:n])
	}
}

// FillFloat64 sets every element of dst to what Float64 would return in turn.
func (r *Source) FillFloat64(dst []float64) {
	var u uint64
	s0, s1, s2, s3 := r.s0, r.s1, r.s2, r.s3
	for i := range dst {
		u, s0, s1, s2, s3 = next(s0, s1, s2, s3)
		dst[i] = unit(u)
	}
	*r = Source{s0, s1, s2, s3}
}

// tail samples beyond tailStart (Marsaglia 1964).
func (r *Source) tail() float64 {
	for {
		x := -exact.Log(1-r.Float64()) / tailStart
		y := -exact.Log(1 - r.Float64())
		if y+y >= float64(x*x) {
			return tailStart + x
		}
	}
}
