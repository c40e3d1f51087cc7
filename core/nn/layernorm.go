package nn

import "math"

// layerNorm is LayerNormReLU with the statistics of the last forward.
type layerNorm struct {
	width int
	stats rowStats
}

// rowStats holds each row's mean and the factor that its distances from it are scaled by.
type rowStats struct{ mean, scale []float32 }

func newRowStats(rows int) rowStats { return rowStats{make([]float32, rows), make([]float32, rows)} }

// LayerNormReLU shifts and scales each row to mean 0 and variance 1 (Ba, Kiros and Hinton,
// "Layer Normalization", 2016; without gain and bias, which a Dense layer after it can
// learn), and sets what then is below 0 to 0. 1e-5 is added to the variance before its
// root is taken, as in PyTorch.
//
// A sum over a row is formed in eight parts, value i in part i mod 8, each in the order of
// the row; then as ((0+4)+(1+5)) + ((2+6)+(3+7)). So eight values are added at a time, and
// every backend has the same bits.
func LayerNormReLU() Spec {
	return func(b *builder, in int) (layer, int) {
		return &layerNorm{in, newRowStats(b.rows)}, in
	}
}

func (l *layerNorm) forward(_ *Net, y, x matrix, rows int) {
	layerNormReLU(y, x, l.stats, l.width, rows)
}

func (l *layerNorm) backward(_ *Net, dx, dy, _, x matrix, rows int) {
	if dx.data != nil {
		layerNormReLUGrad(dx, dy, x, l.stats, l.width, rows)
	}
}

const (
	normEps = 1e-5
	// leastDistance is 1e-10, as float32 bits: smaller distances from the mean count as much.
	// Their squares are lost next to normEps, and subnormal ones would be slow.
	leastDistance = absorbed
)

// layerNormReLUGo normalizes the rows from first to before end, of width values; see
// LayerNormReLU.
func layerNormReLUGo(y, x matrix, s rowStats, width, first, end int) {
	for i := first; i < end; i++ {
		from, to := x.data[i*x.stride:][:width], y.data[i*y.stride:][:width]
		mean := rowSum(from) / float32(width)
		variance := rowSquares(from, mean) / float32(width)
		scale := 1 / float32(math.Sqrt(float64(variance+normEps)))
		s.mean[i], s.scale[i] = mean, scale
		for j, v := range from {
			// Below 0 the bits are those of a negative integer, for which max does not branch.
			to[j] = math.Float32frombits(uint32(max(int32(math.Float32bits((v-mean)*scale)), 0)))
		}
	}
}

// layerNormReLUGradGo writes to dx the derivative by x of a loss that has the derivative dy
// by the outputs. With z the normalized row and g the part of dy that ReLU lets through,
// it is scale · (g − mean(g) − z · mean(g·z)). The output that it needs is computed again:
// z must be known where the output is 0, too.
func layerNormReLUGradGo(dx, dy, x matrix, s rowStats, width, first, end int) {
	for i := first; i < end; i++ {
		from, to := x.data[i*x.stride:][:width], dx.data[i*dx.stride:][:width]
		mean, scale := s.mean[i], s.scale[i]
		for j, v := range dy.data[i*dy.stride:][:width] {
			g := math.Float32bits(v)
			if !((from[j]-mean)*scale > 0) {
				g = 0
			}
			to[j] = math.Float32frombits(g)
		}
		shift := rowSum(to) / float32(width)
		slope := rowCovariance(to, from, mean, scale) / float32(width)
		for j, g := range to {
			z := (from[j] - mean) * scale
			to[j] = (g - shift - float32(z*slope)) * scale
		}
	}
}

// parts are the eight parts of a sum over a row.
type parts [8]float32

// rest adds the last values of a row, fewer than eight, and returns the sum of all parts.
func (s *parts) rest(x []float32) float32 {
	for i, v := range x {
		s[i] += v
	}
	return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]))
}

func rowSum(x []float32) float32 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for ; len(x) >= 8; x = x[8:] {
		v := (*parts)(x)
		s0, s1, s2, s3 = s0+v[0], s1+v[1], s2+v[2], s3+v[3]
		s4, s5, s6, s7 = s4+v[4], s5+v[5], s6+v[6], s7+v[7]
	}
	return (&parts{s0, s1, s2, s3, s4, s5, s6, s7}).rest(x)
}

// rowSquares sums the squares of the distances from the mean.
func rowSquares(x []float32, mean float32) float32 {
	square := func(v float32) float32 {
		d := math.Float32frombits(max(math.Float32bits(v-mean)&^(1<<31), leastDistance))
		return float32(d * d)
	}
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for ; len(x) >= 8; x = x[8:] {
		v := (*parts)(x)
		s0, s1, s2, s3 = s0+square(v[0]), s1+square(v[1]), s2+square(v[2]), s3+square(v[3])
		s4, s5, s6, s7 = s4+square(v[4]), s5+square(v[5]), s6+square(v[6]), s7+square(v[7])
	}
	var last parts
	for i, v := range x {
		last[i] = square(v)
	}
	return (&parts{s0, s1, s2, s3, s4, s5, s6, s7}).rest(last[:len(x)])
}

// rowCovariance sums the products of g and normalized x.
func rowCovariance(g, x []float32, mean, scale float32) float32 {
	product := func(g, v float32) float32 { return float32(g * float32((v-mean)*scale)) }
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for ; len(x) >= 8; g, x = g[8:], x[8:] {
		a, v := (*parts)(g), (*parts)(x)
		s0, s1, s2, s3 = s0+product(a[0], v[0]), s1+product(a[1], v[1]), s2+product(a[2], v[2]), s3+product(a[3], v[3])
		s4, s5, s6, s7 = s4+product(a[4], v[4]), s5+product(a[5], v[5]), s6+product(a[6], v[6]), s7+product(a[7], v[7])
	}
	var last parts
	for i, v := range x {
		last[i] = product(g[i], v)
	}
	return (&parts{s0, s1, s2, s3, s4, s5, s6, s7}).rest(last[:len(x)])
}
