package nn

import (
	"math"

	"github.com/resonetics/playground/core/rng"
)

// InitXavier draws every weight from U(-a, a) with a = gain·√(6/(in+out)) and
// clears the biases (Glorot and Bengio, 2010).
func (n *Net) InitXavier(src *rng.Source, gain float64) {
	n.initialize(func(w []float32, t Tensor) {
		if len(t.Shape) == 1 {
			clear(w)
			return
		}
		fillUniform(w, gain*math.Sqrt(6/float64(t.Shape[0]+t.Shape[1])), src)
	})
}

// InitHe draws every weight from N(0, 2/in), which suits ReLU, and clears the
// biases (He et al., 2015).
func (n *Net) InitHe(src *rng.Source) {
	n.initialize(func(w []float32, t Tensor) {
		clear(w)
		if len(t.Shape) == 1 {
			return
		}
		deviation := math.Sqrt(2 / float64(t.Shape[0]))
		for i := range w {
			w[i] = float32(deviation * src.Normal())
		}
	})
}

// InitUniform draws every weight and bias as PyTorch does by default: from
// U(-a, a) with a = 1/√in of their layer.
func (n *Net) InitUniform(src *rng.Source) {
	in := 0
	n.initialize(func(w []float32, t Tensor) {
		if len(t.Shape) > 1 { // a layer's weights precede its bias
			in = t.Shape[0]
		}
		fillUniform(w, 1/math.Sqrt(float64(in)), src)
	})
}

func (n *Net) initialize(fill func(w []float32, t Tensor)) {
	for _, t := range n.tensors {
		fill(n.Params[t.Offset:][:t.Len()], t)
	}
}

func fillUniform(w []float32, a float64, src *rng.Source) {
	for i := range w {
		w[i] = float32(a * (2*src.Float64() - 1))
	}
}
