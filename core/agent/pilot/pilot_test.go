package pilot

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// small is quick to learn with.
func small() Config {
	c := Default()
	c.Inputs, c.Actions, c.Filters, c.Width, c.Capacity, c.Warmup, c.Batch, c.Horizon = 30, 3, 4, 8, 200, 20, 8, 400
	c.TargetEvery, c.TargetLate = 10, 20
	return c
}

func build(t *testing.T, c Config) *Pilot {
	t.Helper()
	p, err := New(c, 7)
	require.NoError(t, err)
	return p
}

// feed observes n steps of noise; episodes last 9 steps and end in turn by rules
// and by truncation.
func feed(t *testing.T, p *Pilot, src *rng.Source, n int) {
	t.Helper()
	x, next := make([]float32, p.cfg.Inputs), make([]float32, p.cfg.Inputs)
	for range n {
		for i := range x {
			x[i], next[i] = src.Float32(), src.Float32()
		}
		over := p.steps%9 == 8
		terminated := over && p.steps%18 == 17
		require.NoError(t, p.Observe(x, src.Intn(p.cfg.Actions), src.Normal(), next, terminated, over && !terminated))
	}
}

func TestItLearnsWhichActionPays(t *testing.T) {
	c := small()
	c.Gamma, c.Rate, c.FinalRate, c.Every = 0, 1e-2, 1e-3, 1
	p := build(t, c)
	src := rng.New(3)
	x := make([]float32, c.Inputs)
	for range 1500 {
		for i := range x {
			x[i] = src.Float32()
		}
		a := src.Intn(c.Actions)
		reward := 0.0
		if a == 1 {
			reward = 1
		}
		require.NoError(t, p.Observe(x, a, reward, x, false, false))
	}
	q := make([]float32, c.Actions)
	p.Values(q, x)
	require.InDeltaSlice(t, []float32{0, 1, 0}, q, 0.1)
	require.Equal(t, 1, p.Best(x))
	require.InDelta(t, 1.0/3, p.Stats().MeanQ, 0.25)
}

func TestSameSeedSameWeights(t *testing.T) {
	a, b := build(t, small()), build(t, small())
	feed(t, a, rng.New(1), 500)
	feed(t, b, rng.New(1), 500)
	require.Equal(t, a.online, b.online)
	other, err := New(small(), 8)
	require.NoError(t, err)
	require.NotEqual(t, a.online, other.online)
}

func TestScheduleOfRateAndTarget(t *testing.T) {
	c := small()
	c.Every = 1
	p := build(t, c)
	require.Equal(t, c.Rate, p.Rate())
	src := rng.New(1)
	copies := []int{}
	for p.steps < 450 {
		before := append([]float32(nil), p.target...)
		feed(t, p, src, 1)
		if !equal(before, p.target) {
			copies = append(copies, p.steps)
			require.Equal(t, p.online, p.target, "a hard copy")
		}
		require.InDelta(t, c.Rate+(c.FinalRate-c.Rate)*min(1, float64(p.steps)/400), p.Rate(), 1e-15)
	}
	early, late := copies[1]-copies[0], copies[len(copies)-1]-copies[len(copies)-2]
	require.Equal(t, c.TargetEvery, early)
	require.Equal(t, c.TargetLate, late)
	require.InDelta(t, c.FinalRate, p.Rate(), 1e-15)
}

func equal(a, b []float32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestTheUpdateFitsOneScreen holds that the update stays one function that can be
// read beside its paper.
func TestTheUpdateFitsOneScreen(t *testing.T) {
	const most = 60 // lines
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "pilot.go", nil, 0)
	require.NoError(t, err)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "update" {
			lines := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
			require.LessOrEqual(t, lines, most)
			return
		}
	}
	t.Fatal("pilot.go has no function update")
}

// TestTheTargetCacheChangesNothing learns with and without a cache of the target
// network's answers. The feed goes around the ring several times, and the target is
// copied often, also while there is no target network.
func TestTheTargetCacheChangesNothing(t *testing.T) {
	for _, double := range []bool{false, true} {
		c := small()
		c.Double, c.Every, c.NStep, c.Capacity = double, 2, 2, 100
		a, b := build(t, c), build(t, c)
		left, right := rng.New(1), rng.New(1)
		asked := 0
		for i := range 900 {
			if i%150 == 100 {
				c.TargetEvery = 10 - c.TargetEvery
				require.NoError(t, a.SetConfig(c))
				require.NoError(t, b.SetConfig(c))
			}
			feed(t, a, left, 1)
			feed(t, b, right, 1)
			require.Equal(t, a.online, b.online, "step %d", i)
			for _, valid := range a.replay.targetCache.valid {
				if valid {
					asked++
				}
			}
			b.replay.targetCache.invalidate()
		}
		require.Greater(t, asked, 900, "the cache is used")
	}
}

// TestDoubleTakesTheActionFromOneNetAndItsValueFromTheOther works the target out
// by hand.
func TestDoubleTakesTheActionFromOneNetAndItsValueFromTheOther(t *testing.T) {
	for _, double := range []bool{false, true} {
		c := small()
		c.Double, c.Batch, c.Average = double, 1, 0.25
		p := build(t, c)
		src := rng.New(5)
		for i := range p.target {
			p.target[i] += float32(0.3 * src.Normal())
		}
		x, next := make([]float32, c.Inputs), make([]float32, c.Inputs)
		online, target := make([]float32, c.Actions), make([]float32, c.Actions)
		for {
			for i := range x {
				x[i], next[i] = src.Float32(), src.Float32()
			}
			p.forward(online, p.online, next)
			p.forward(target, p.target, next)
			if nn.ArgMax(online) != nn.ArgMax(target) {
				break
			}
		}
		pick := target
		if double {
			pick = online
		}
		q := make([]float32, c.Actions)
		p.Values(q, x)
		p.setBatch([][]float32{x}, [][]float32{next}, []int{2}, []float32{0.5}, []float32{0}, 0.9)
		start := append([]float32(nil), p.average...)
		require.NoError(t, p.update())
		d := float64(q[2] - (0.5 + 0.9*target[nn.ArgMax(pick)]))
		want := 0.5 * d * d
		if math.Abs(d) > 1 {
			want = math.Abs(d) - 0.5
		}
		require.InDelta(t, want, p.Stats().Loss, 1e-6, "Huber's loss")
		require.InDelta(t, math.Abs(d), p.Stats().TDError, 1e-6)
		for i, v := range p.average {
			require.InDelta(t, start[i]+0.25*(p.online[i]-start[i]), v, 1e-6, "the average follows")
		}
	}
}

func TestClippingBoundsTheGradient(t *testing.T) {
	c := small()
	c.Batch, c.Clip, c.Loss = 1, 1e-3, Squared
	p := build(t, c)
	x := make([]float32, c.Inputs)
	p.setBatch([][]float32{x}, [][]float32{x}, []int{0}, []float32{50}, []float32{1}, 0.9)
	require.NoError(t, p.update())
	require.Greater(t, p.Stats().GradNorm, 1.0)
	sum := 0.0
	for _, m := range p.adam.M {
		sum += float64(m) * float64(m)
	}
	require.InDelta(t, 0.1*c.Clip, math.Sqrt(sum), 1e-6, "Adam's first mean is a tenth of what it was given")
}

func TestLearningWaitsForTheWarmUp(t *testing.T) {
	c := small()
	p := build(t, c)
	feed(t, p, rng.New(1), c.Warmup-4)
	require.Zero(t, p.Updates())
	feed(t, p, rng.New(1), 40)
	require.Positive(t, p.Updates())
}

func TestWhatIsNotFiniteStopsBeforeItTouchesAWeight(t *testing.T) {
	for want, spoil := range map[string]func(p *Pilot) error{
		"step 100: the reward is NaN": func(p *Pilot) error {
			x := make([]float32, p.cfg.Inputs)
			return p.Observe(x, 0, math.NaN(), x, false, false)
		},
		"step 100: observed value 3 is +Inf": func(p *Pilot) error {
			x := make([]float32, p.cfg.Inputs)
			next := make([]float32, p.cfg.Inputs)
			next[3] = float32(math.Inf(1))
			return p.Observe(x, 0, 0, next, false, false)
		},
		"the loss is NaN; the weights are those before it": func(p *Pilot) error {
			for i := range p.cfg.Actions {
				p.target[len(p.target)-1-i] = float32(math.NaN())
			}
			return p.Learn()
		},
		"the gradient of 0.left.0.weight is +Inf": func(p *Pilot) error {
			p.net.ZeroGrads()
			p.net.Grads[3] = float32(math.Inf(1))
			return p.net.CheckUpdate(0, nn.Norm(p.net.Grads))
		},
	} {
		p := build(t, small())
		feed(t, p, rng.New(1), 100)
		before := append([]float32(nil), p.online...)
		require.ErrorContains(t, spoil(p), want)
		require.Equal(t, before, p.online)
	}
}

// TestAGradientWhoseNormOverflowsIsNoError: every number of it is finite.
func TestAGradientWhoseNormOverflowsIsNoError(t *testing.T) {
	p := build(t, small())
	p.net.ZeroGrads()
	p.net.Grads[0], p.net.Grads[1] = math.MaxFloat32, math.MaxFloat32
	norm := nn.Norm(p.net.Grads)
	require.True(t, math.IsInf(float64(norm), 1))
	require.NoError(t, p.net.CheckUpdate(0, norm))
}

// TestValuesAreThoseOfThePresentWeights: they are kept from one call to
// the next, but only for the same observation and the same weights.
func TestValuesAreThoseOfThePresentWeights(t *testing.T) {
	p := build(t, small())
	src := rng.New(1)
	feed(t, p, src, 100)
	x := make([]float32, p.cfg.Inputs)
	got, want := make([]float32, p.cfg.Actions), make([]float32, p.cfg.Actions)
	ask := func() {
		p.Values(got, x)
		p.forward(want, p.online, x)
		require.Equal(t, want, got)
		require.Equal(t, nn.ArgMax(want), p.Best(x))
	}
	for i := range x {
		ask()
		ask()
		require.NoError(t, p.Learn())
		ask()
		x[i] = src.Float32()
	}
}

func TestLearningAndActingAllocateNothing(t *testing.T) {
	c := Default()
	c.Warmup, c.Every = 50, 1
	p, err := New(c, 1)
	require.NoError(t, err)
	feed(t, p, rng.New(1), 100)
	x := make([]float32, c.Inputs)
	g := p.NewActor()
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_ = p.Observe(x, g.Best(x), 0.5, x, false, p.steps%50 == 0)
		p.Best(x)
		p.CopyTo(g)
	}))
}

// BenchmarkUpdate names the layers: with and without convolution, one and two
// forward passes over the next states.
func BenchmarkUpdate(b *testing.B) {
	for _, filters := range []int{0, 32} {
		for _, double := range []bool{false, true} {
			b.Run(fmt.Sprintf("batch32/filters%d/double=%v", filters, double), func(b *testing.B) {
				c := Default()
				c.Filters, c.Double = filters, double
				p, err := New(c, 1)
				require.NoError(b, err)
				x := make([]float32, c.Inputs)
				for range 1000 {
					p.replay.Store(x, 1, 0.5)
				}
				for b.Loop() {
					_ = p.Learn()
				}
			})
		}
	}
}

func BenchmarkAct(b *testing.B) {
	p, err := New(Default(), 1)
	require.NoError(b, err)
	x := make([]float32, p.cfg.Inputs)
	for b.Loop() {
		p.Best(x)
	}
}

func ExamplePilot() {
	c := Default()
	c.Inputs, c.Actions, c.Filters, c.Gamma, c.Warmup = 2, 2, 0, 0, 32
	p, _ := New(c, 1)
	seen := []float32{1, 0}
	for i := range 4000 {
		action := i % 2
		_ = p.Observe(seen, action, float64(action), seen, false, false) // only action 1 pays
	}
	fmt.Println("best action:", p.Best(seen))
	// Output: best action: 1
}
