package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/conformance"
)

// kernelCases is a recorded file.
type kernelCases struct{ Cases []kernelCase }

// kernelCase is one evaluation.
type kernelCase struct {
	Hidden, Batch int
	Eps           float64
	W             Weights
	Period        float64 `json:"structure_period"`
	Weights       map[string]struct{ Data []float64 }
	X, Target     []float64
	NoiseLoss     []float64 `json:"noise_loss"`
	NoiseMetric   []float64 `json:"noise_metric"`
	Out           kernelOut
	Float32       *kernelOut `json:"out_float32"` // of the original
	Grads         map[string][]float64
	Off           float64 `json:"grad_max_abs_diff_float32"` // of the original
}

type kernelOut struct {
	Gap     float64 `json:"gap_R"`
	Flow    float64 `json:"loss_flow"`
	Metric  float64 `json:"metric_flow"`
	S       float64 `json:"gap_S"`
	Tension float64
	Loss    float64
}

var tensorNames = [...]string{"W1", "b1", "W2", "b2", "W3", "b3"}

// network64 is the case's network in float64, written out plainly.
type network64 struct {
	hidden int
	p      map[string][]float64
}

// forward returns the output and the two hidden layers at x.
func (n network64) forward(x float64) (y float64, h1, h2 []float64) {
	h1, h2 = make([]float64, n.hidden), make([]float64, n.hidden)
	for i := range h1 {
		h1[i] = math.Tanh(n.p["W1"][i]*x + n.p["b1"][i])
	}
	y = n.p["b3"][0]
	for i := range h2 {
		sum := n.p["b2"][i]
		for j, v := range h1 {
			sum += n.p["W2"][i*n.hidden+j] * v
		}
		h2[i] = math.Tanh(sum)
		y += n.p["W3"][i] * h2[i]
	}
	return y, h1, h2
}

// backward adds dy times the derivatives of the output at x to g.
func (n network64) backward(g map[string][]float64, x, dy float64) {
	_, h1, h2 := n.forward(x)
	dh1 := make([]float64, n.hidden)
	g["b3"][0] += dy
	for i, v := range h2 {
		g["W3"][i] += dy * v
		d := dy * n.p["W3"][i] * (1 - v*v)
		g["b2"][i] += d
		for j, u := range h1 {
			g["W2"][i*n.hidden+j] += d * u
			dh1[j] += d * n.p["W2"][i*n.hidden+j]
		}
	}
	for i, v := range h1 {
		d := dh1[i] * (1 - v*v)
		g["b1"][i] += d
		g["W1"][i] += d * x
	}
}

// TestConformanceKernelTerms replays the cases with a network in float64, which
// leaves only the kernel's own arithmetic to differ.
func TestConformanceKernelTerms(t *testing.T) {
	conformance.Replay(t, conformance.Kernel, func(t *testing.T, file *kernelCases) {
		for i, c := range file.Cases {
			c.replay64(t, i)
		}
	})
}

func (c *kernelCase) replay64(t *testing.T, i int) {
	net := network64{c.Hidden, map[string][]float64{}}
	grads := map[string][]float64{}
	for _, name := range tensorNames {
		net.p[name] = c.Weights[name].Data
		grads[name] = make([]float64, len(net.p[name]))
	}
	column := func(shift []float64) []float64 {
		y := make([]float64, c.Batch)
		for j, x := range c.X {
			if shift != nil {
				x += c.Eps * shift[j]
			}
			y[j], _, _ = net.forward(x)
		}
		return y
	}
	k := Kernel{Weights: c.W, Eps: c.Eps, Period: c.Period}
	output := column(nil)
	g := newGrads(c.Batch)
	got := k.Evaluate(g, c.Target, output, output, column(c.NoiseLoss))
	for j, x := range c.X {
		net.backward(grads, x, g.Output[j]+g.Calm[j])
		net.backward(grads, x+c.Eps*c.NoiseLoss[j], g.Shaken[j])
	}

	flow := 1e-8
	if c.Eps <= 1e-3 {
		flow = 1e-6
	}
	requireNear(t, c.Out.Gap, got.Gap, 1e-8, 1e-10, "case %d: gap", i)
	requireNear(t, c.Out.Flow, got.Flow, flow, 1e-10, "case %d: flow", i)
	requireNear(t, c.Out.Metric, Flow(output, column(c.NoiseMetric), c.Eps), flow, 1e-10, "case %d: metric", i)
	requireNear(t, c.Out.S, got.Structure, 1e-8, 1e-10, "case %d: structure", i)
	requireNear(t, c.Out.Tension, got.Tension, 1e-8, 1e-10, "case %d: tension", i)
	requireNear(t, c.Out.Loss, got.Loss, flow, 1e-10, "case %d: loss", i)
	for _, name := range tensorNames {
		for j, want := range c.Grads[name] {
			requireNear(t, want, grads[name][j], flow, 1e-10, "case %d: %s[%d]", i, name, j)
		}
	}
}

// TestConformanceKernelNetwork replays the cases in float32 on the worker's own
// passes.
func TestConformanceKernelNetwork(t *testing.T) {
	conformance.Replay(t, conformance.Kernel, func(t *testing.T, file *kernelCases) {
		for i, c := range file.Cases {
			c.replay32(t, i)
		}
	})
}

func (c *kernelCase) replay32(t *testing.T, i int) {
	w := newWorker(c.Hidden, c.Batch, 0)
	for name, tensor := range c.Weights {
		conformance.Put(t, w.net.Params, conformance.Dense(w.net, name), singles(tensor.Data))
	}
	k := Kernel{Weights: c.W, Eps: c.Eps, Period: c.Period}
	copy(w.target, c.Target)
	for j, x := range c.X {
		w.x[j] = float32(x)
		w.noise[j], w.metricNoise[j] = c.NoiseLoss[j], c.NoiseMetric[j]
	}
	got, metric := w.gradients(&k, nil)

	gap, structure := rounding(c.Out.Gap, 1), rounding(c.Out.S, c.Period/(math.Sqrt2*math.Pi))
	// The flow divides a small difference of float32 outputs by ε: what is lost
	// is the output's rounding, as the recorded float32 run shows.
	flow := rounding(c.Out.Flow, c.Eps)
	if c.Float32 != nil {
		flow += 10 * math.Abs(c.Float32.Flow-c.Out.Flow)
	}
	requireNear(t, c.Out.Gap, got.Gap, 1e-5, gap, "case %d: gap", i)
	requireNear(t, c.Out.S, got.Structure, 1e-5, structure, "case %d: structure", i)
	requireNear(t, c.Out.Tension, got.Tension, 1e-5, gap+structure, "case %d: tension", i)
	requireNear(t, c.Out.Flow, got.Flow, 1e-5, flow, "case %d: flow", i)
	requireNear(t, c.Out.Metric, metric, 1e-5, rounding(c.Out.Metric, c.Eps), "case %d: metric", i)
	requireNear(t, c.Out.Loss, got.Loss, 1e-5, c.W.R*gap+c.W.F*flow+c.W.S*structure+c.W.T*(gap+structure), "case %d: loss", i)
	largest := 0.0
	for _, grads := range c.Grads {
		for _, g := range grads {
			largest = max(largest, math.Abs(g))
		}
	}
	for name, want := range c.Grads {
		grads := conformance.Get(w.net.Grads, conformance.Dense(w.net, name))
		require.Len(t, grads, len(want))
		for j := range want {
			requireNear(t, want[j], float64(grads[j]), 0, max(10*c.Off, 1e-5*largest), "case %d: %s[%d]", i, name, j)
		}
	}
}

func singles(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}

// rounding returns how much a mean square of outputs over scale can change when
// these, of size one, change by a rounding error of float32 each.
func rounding(square, scale float64) float64 {
	const ulp = 1.0 / (1 << 23)
	return 2*math.Sqrt(square)*ulp/scale + ulp/scale*ulp/scale
}
