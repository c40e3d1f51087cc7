package rng

import (
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

var (
	zigX [layers + 1]float64 // right ends, zigX[0] covers the tail
	zigF [layers + 1]float64 // density at zigX
	zigS [layers]float64     // zigX[i] scaled by 2^-52
	zigR [layers]uint64      // positions below this lie inside the next layer
)

func init() {
	density := func(x float64) float64 { return exact.Exp(-0.5 * float64(x*x)) }
	zigX[0] = layerArea / density(tailStart)
	zigX[1] = tailStart
	for i := 2; i < layers; i++ {
		y := layerArea/zigX[i-1] + density(zigX[i-1])
		zigX[i] = math.Sqrt(-2 * exact.Log(y))
	}
	zigX[layers] = 0
	for i := range zigF {
		zigF[i] = density(zigX[i])
	}
	for i := range zigS {
		zigS[i] = zigX[i] * 0x1p-52
		zigR[i] = uint64(zigX[i+1] / zigX[i] * 0x1p52)
	}
}

// Normal returns a number from the standard normal distribution.
func (r *Source) Normal() float64 {
	for {
		u := r.Uint64()
		i := u & (layers - 1)
		j := u >> 12 // 52 bits, disjoint from the layer and the sign
		x := float64(j) * zigS[i]
		if j >= zigR[i] {
			if i == 0 {
				x = r.tail()
			} else if zigF[i+1]+float64(r.Float64()*(zigF[i]-zigF[i+1])) >= exact.Exp(-0.5*float64(x*x)) {
				continue
			}
		}
		if u&layers != 0 {
			return -x
		}
		return x
	}
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
