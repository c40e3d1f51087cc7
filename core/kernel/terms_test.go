package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// kernelCase is one evaluation of the recorded file.
type kernelCase struct {
	Hidden, Batch int
	Eps           float64
	W             Weights
	Period        float64 `json:"structure_period"`
	Weights       map[string]struct{ Data []float64 }
	X, Target     []float64
	NoiseLoss     []float64 `json:"noise_loss"`
	NoiseMetric   []float64 `json:"noise_metric"`
	Pred          []float64
	Out, Float32  kernelOut
	Grads         map[string][]float64
	Largest       float64 `json:"grad_max_abs"`
	Off           float64 `json:"grad_max_abs_diff_float32"`
}

type kernelOut struct {
	Gap     float64 `json:"gap_R"`
	Flow    float64 `json:"loss_flow"`
	Metric  float64 `json:"metric_flow"`
	S       float64 `json:"gap_S"`
	Tension float64
	Loss    float64
}

func kernelCases(t *testing.T) []kernelCase {
	var file struct{ Cases []kernelCase }
	readCase(t, "kernel_cases.json", &file)
	require.NotEmpty(t, file.Cases)
	var out32 struct {
		Cases []struct {
			Out kernelOut `json:"out_float32"`
		}
	}
	readCase(t, "kernel_cases.json", &out32)
	for i := range file.Cases {
		file.Cases[i].Float32 = out32.Cases[i].Out
	}
	return file.Cases
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
	for i, c := range kernelCases(t) {
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
}

func newGrads(rows int) Grads {
	return Grads{make([]float64, rows), make([]float64, rows), make([]float64, rows)}
}

// TestEveryTermsGradient compares the exact derivatives with finite
// differences, each term alone and all together.
func TestEveryTermsGradient(t *testing.T) {
	src := rng.New(5)
	for name, w := range map[string]Weights{
		"R": {R: 1}, "F": {F: 1}, "S": {S: 1}, "T": {T: 1},
		"R and T": {R: 1, T: 0.7}, "S and T": {S: 1, T: 0.7}, "all": Default().Weights,
	} {
		for _, rows := range []int{1, 5} {
			k := Kernel{Weights: w, Eps: 0.05, Period: 2.3}
			y, output, calm, shaken := normals(src, rows), normals(src, rows), normals(src, rows), normals(src, rows)
			g, spare := newGrads(rows), newGrads(rows)
			k.Evaluate(g, y, output, calm, shaken)
			for which, pair := range [][2][]float64{{g.Output, output}, {g.Calm, calm}, {g.Shaken, shaken}} {
				for i := range rows {
					const h = 1e-5
					at := func(v float64) float64 {
						keep := pair[1][i]
						pair[1][i] = v
						loss := k.Evaluate(spare, y, output, calm, shaken).Loss
						pair[1][i] = keep
						return loss
					}
					want := (at(pair[1][i]+h) - at(pair[1][i]-h)) / (2 * h)
					requireNear(t, want, pair[0][i], 1e-6, 1e-7, "%s: slice %d, row %d of %d", name, which, i, rows)
				}
			}
		}
	}
}

func normals(src *rng.Source, n int) []float64 {
	x := make([]float64, n)
	src.FillNormal(x)
	return x
}

func TestDefaultsAndFormulas(t *testing.T) {
	k := Default()
	require.Equal(t, Kernel{Weights{1, 0.4, 0.3, 0.3}, 0.01, 3}, k)
	got := k.Evaluate(newGrads(1), []float64{1}, []float64{1.5}, []float64{1.5}, []float64{1.51})
	requireNear(t, 0.25, got.Gap, 1e-12, 0, "R")
	requireNear(t, 1, got.Flow, 1e-9, 0, "F")
	requireNear(t, 2, got.Structure, 1e-12, 0, "S is largest half way between two attractors")
	requireNear(t, math.Tanh(0.25)*math.Tanh(2), got.Tension, 1e-12, 0, "T")
	requireNear(t, 0.25+0.4+0.6-0.3*got.Tension, got.Loss, 1e-9, 0, "loss")
	require.Panics(t, func() { k.Evaluate(newGrads(1), nil, nil, nil, nil) })
	require.Panics(t, func() { k.Evaluate(newGrads(1), normals(rng.New(1), 2), []float64{1}, []float64{1}, []float64{1}) })
}

func TestEvaluateAllocatesNothing(t *testing.T) {
	k := Default()
	g, x := newGrads(4), normals(rng.New(1), 4)
	require.Zero(t, testing.AllocsPerRun(100, func() { k.Evaluate(g, x, x, x, x) }))
}

// TestConformanceKernelNetwork replays the cases in float32 on the worker's own
// passes.
func TestConformanceKernelNetwork(t *testing.T) {
	for i, c := range kernelCases(t) {
		w := newWorker(c.Hidden, c.Batch, 0)
		load(w.net, c)
		k := Kernel{Weights: c.W, Eps: c.Eps, Period: c.Period}
		copy(w.target, c.Target)
		for j, x := range c.X {
			w.setInput(j, x)
			w.noise[j], w.metricNoise[j] = c.NoiseLoss[j], c.NoiseMetric[j]
		}
		got, metric := w.gradients(&k, nil)

		requireNear(t, c.Out.Gap, got.Gap, 1e-5, 0, "case %d: gap", i)
		requireNear(t, c.Out.S, got.Structure, 1e-5, 0, "case %d: structure", i)
		requireNear(t, c.Out.Tension, got.Tension, 1e-5, 0, "case %d: tension", i)
		// The flow divides a small difference of float32 outputs by ε: what is
		// lost is the output's rounding, as the recorded float32 run shows.
		flow := 10*math.Abs(c.Float32.Flow-c.Out.Flow) + rounding(c.Out.Flow, c.Eps)
		requireNear(t, c.Out.Flow, got.Flow, 1e-5, flow, "case %d: flow", i)
		requireNear(t, c.Out.Metric, metric, 1e-5, rounding(c.Out.Metric, c.Eps), "case %d: metric", i)
		requireNear(t, c.Out.Loss, got.Loss, 1e-5, c.W.F*flow, "case %d: loss", i)
		grads := toCase(w.net, c.Hidden)
		for _, name := range tensorNames {
			for j, want := range c.Grads[name] {
				requireNear(t, want, grads[name][j], 0, max(10*c.Off, 1e-5*c.Largest), "case %d: %s[%d]", i, name, j)
			}
		}
	}
}

// rounding returns how much a flow can change when the outputs, of size one,
// change by a rounding error of float32 each.
func rounding(flow, eps float64) float64 {
	const ulp = 1.0 / (1 << 23)
	return 2*math.Sqrt(flow)*ulp/eps + ulp/eps*ulp/eps
}

// load copies the case's weights into the network's layout.
func load(net *nn.Net, c kernelCase) {
	for i, s := range net.Tensors() {
		src := make([]float32, 0, s.Len())
		for _, v := range c.Weights[tensorNames[i]].Data {
			src = append(src, float32(v))
		}
		dst := net.Params[s.Offset:][:s.Len()]
		if len(s.Shape) == 2 {
			nn.FromOutIn(dst, src, s.Shape[1], s.Shape[0])
		} else {
			copy(dst, src)
		}
	}
}

// toCase returns the gradients in the case's layout.
func toCase(net *nn.Net, hidden int) map[string][]float64 {
	grads := map[string][]float64{}
	for i, s := range net.Tensors() {
		g := net.Grads[s.Offset:][:s.Len()]
		if len(s.Shape) == 2 {
			turned := make([]float32, len(g))
			nn.ToOutIn(turned, g, s.Shape[1], s.Shape[0])
			g = turned
		}
		for _, v := range g {
			grads[tensorNames[i]] = append(grads[tensorNames[i]], float64(v))
		}
	}
	return grads
}
