package distil

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
	"github.com/resonetics/playground/internal/clustertest"
)

func small() Config {
	c := Default()
	c.After, c.Width, c.Hidden, c.Capacity, c.Batch = 40, 8, 8, 100, 8
	return c
}

// grid returns a world of the given size in danger.
func grid(t testing.TB, rows, columns int) *cluster.World {
	t.Helper()
	c := cluster.Default(cluster.V51)
	c.Height, c.Width = rows, columns
	w, err := cluster.New(c)
	require.NoError(t, err)
	w.Reset(4)
	for i := range min(3, rows*columns) {
		require.NoError(t, w.InjectLoad(i*(rows*columns)/3, 0.75))
	}
	return w
}

func network(t testing.TB, c Config, w *cluster.World) *Network {
	t.Helper()
	n, err := New(c, w.Config(), 20, 7)
	require.NoError(t, err)
	return n
}

func TestTheAgentsNodeComesFirst(t *testing.T) {
	w := grid(t, 3, 4)
	state := make([]float32, planes*12+totals)
	for range 15 {
		_, err := w.Step(rng.New(uint64(w.Steps())).Intn(4))
		require.NoError(t, err)
		see(state, w, 20)
		row, col := w.Agent()
		for i := range 12 {
			node := (row+i/4)%3*4 + (col+i%4)%4
			require.Equal(t, []float32{w.Mem()[node], w.CPU()[node], w.Priority()[node]}, []float32{state[i], state[12+i], state[24+i]})
		}
		require.Equal(t, float32(1), state[len(state)-1], "more is left than is imagined")
	}
	c := w.Config()
	c.MaxSteps = w.Steps() + 5
	require.NoError(t, w.SetConfig(c))
	see(state, w, 20)
	require.Equal(t, float32(0.25), state[len(state)-1])
	require.GreaterOrEqual(t, slices.Min(state), float32(0))
	require.LessOrEqual(t, slices.Max(state), float32(1))
}

func TestPlacesAreOnATorus(t *testing.T) {
	at := func(row, col int) []float32 {
		dst := make([]float32, placeInputs)
		place(dst, row, col, 5, 6)
		return dst
	}
	require.Equal(t, []float32{0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, at(0, 0))
	require.Equal(t, []float32{-1. / 3, 0, 1. / 3, 0, 1. / 6, 0, 1, 0, 0, 0}, at(4, 0), "above")
	require.Equal(t, []float32{0, 1. / 3, 0, 1. / 3, 1. / 6, 0, 0, 0, 0, 1}, at(0, 1), "to the right")
	require.Equal(t, []float32{-2. / 3, 1, 2. / 3, 1, 5. / 6, 0, 0, 0, 0, 0}, at(3, 3))
}

// A world and its mirror image must take the same course, with the moves exchanged.
func TestMirrorsAreThoseOfTheWorld(t *testing.T) {
	for _, size := range [][2]int{{4, 4}, {3, 5}} {
		all := symmetries(size[0], size[1], 8)
		require.Len(t, all, map[bool]int{true: 8, false: 4}[size[0] == size[1]])
		for kind, s := range all {
			w := grid(t, size[0], size[1])
			n := len(w.Mem())
			before, after, mirror := make([]float32, planes*n+totals), make([]float32, planes*n+totals), make([]float32, n)
			for action := range 4 {
				see(before, w, 20)
				from := mirrorOf(s, before[:n])
				_, err := w.Step(action)
				require.NoError(t, err)
				see(after, w, 20)
				copy(mirror, mirrorOf(s, after[:n]))
				require.InDelta(t, from[moved(s.actions[action], size[0], size[1])], mirror[0], 0.1, "kind %d, action %d", kind, action)
			}
		}
	}
}

func mirrorOf(s symmetry, plane []float32) []float32 {
	to := make([]float32, len(plane))
	for i, v := range plane {
		to[s.nodes[i]] = v
	}
	return to
}

// moved returns where a move goes from the first node.
func moved(action, rows, columns int) int {
	return [...]int{cluster.Up: (rows - 1) * columns, cluster.Down: columns, cluster.Left: columns - 1, cluster.Right: 1}[action]
}

// TestGradients compares every hundredth parameter of both networks with differences of the
// loss.
func TestGradients(t *testing.T) {
	c := small()
	c.Batch = 3
	w := grid(t, 3, 4)
	n := network(t, c, w)
	src := rng.New(9)
	for i := range n.x {
		n.x[i] = src.Float32()
	}
	for i := range n.targets {
		n.targets[i] = src.Float32()
	}
	loss := func() float64 {
		n.forward(n.logits, n.x)
		return nn.BCELogits(n.gradient, n.logits, n.targets)
	}
	loss()
	n.backward(n.gradient)
	for _, net := range []*nn.Net{n.node, n.joined} {
		grads := slices.Clone(net.Grads)
		for i := 0; i < len(grads); i += 17 {
			const step = 1e-2
			before := net.Params[i]
			net.Params[i] = before + step
			above := loss()
			net.Params[i] = before - step
			below := loss()
			net.Params[i] = before
			require.InDelta(t, (above-below)/(2*step), float64(grads[i]), 2e-3, "parameter %d of %d", i, len(grads))
		}
	}
}

// hurried reports how many of six futures fail, by action, where only moving toward the fullest
// node saves an episode.
func hurried(w *cluster.World) []int {
	failed := slices.Repeat([]int{6}, 8)
	if w.Mem()[w.AgentNode()] == w.Stats().MaxMem {
		failed[cluster.Clean] = 0
	} else {
		failed[cluster.Scale] = 0
	}
	return failed
}

func TestItLearnsWhatItIsTaught(t *testing.T) {
	c := Default()
	c.After, c.Width, c.Hidden, c.Batch, c.Rate = 600, 16, 16, 32, 3e-3
	w := grid(t, 4, 4)
	n := network(t, c, w)
	teach := func(seed uint64) {
		w.Reset(seed)
		node := int(seed) % 16
		if seed%2 == 0 {
			node = w.AgentNode()
		}
		require.NoError(t, w.InjectLoad(node, 0.8))
	}
	for seed := range uint64(c.After) {
		require.False(t, n.Ready())
		teach(seed)
		require.NoError(t, n.Learn(w, hurried(w), 6))
	}
	require.True(t, n.Ready())
	right := 0
	for seed := uint64(10_000); seed < 10_100; seed++ {
		teach(seed)
		if hurried(w)[n.Choose(w, cluster.Throttle)] == 0 {
			right++
		}
	}
	require.Greater(t, right, 90)
}

func TestAnActionStandsUnlessAnotherIsBetterByTheMargin(t *testing.T) {
	c, w := small(), grid(t, 4, 4)
	n := network(t, c, w)
	risks := slices.Clone(n.Risks(w))
	worst, best := 0, nn.ArgMax(negated(risks))
	for a := range risks {
		if risks[a] > risks[worst] {
			worst = a
		}
	}
	gap := float64(risks[worst] - risks[best])
	n.cfg.Above, n.cfg.Margin = 0, gap-1e-6
	require.Equal(t, best, n.Choose(w, worst))
	require.Equal(t, best, n.Choose(w, best))
	n.cfg.Margin = gap + 1e-6
	require.Equal(t, worst, n.Choose(w, worst))
	n.cfg.Above, n.cfg.Margin = float64(risks[worst]), 0
	require.Equal(t, worst, n.Choose(w, worst), "it is tolerated")
}

func negated(x []float32) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = -v
	}
	return y
}

func TestTheOldestStateIsForgotten(t *testing.T) {
	m := newMemory(3, 2, 1)
	for i := range 5 {
		state, shares := m.next()
		state[0], shares[0] = float32(i), float32(i)
	}
	for i := range 3 {
		state, shares := m.at(i)
		require.Equal(t, []float32{float32(i + 2), float32(i + 2)}, []float32{state[0], shares[0]})
	}
}

func student(t testing.TB, c Config) *Student {
	t.Helper()
	s, err := NewStudent(c, imagine.Default(), clustertest.Scarcity(t), 3)
	require.NoError(t, err)
	return s
}

// live takes steps of h.5 with a student, episode after episode.
func live(t testing.TB, s *Student, w *cluster.World, steps int) {
	t.Helper()
	for range steps {
		if w.Over() {
			w.Reset(w.Seed() + 1)
		}
		_, err := w.Step(s.Decide(w, w.Seed(), agent.H5.Act(w, nil), agent.H5))
		require.NoError(t, err)
	}
}

func newWorld(t testing.TB) *cluster.World {
	t.Helper()
	w, err := cluster.New(clustertest.Scarcity(t))
	require.NoError(t, err)
	w.Reset(1)
	return w
}

func TestAStudentImaginesUntilItIsReady(t *testing.T) {
	s, plain := student(t, small()), newWorld(t)
	m, err := imagine.New(imagine.Default(), clustertest.Scarcity(t), 3)
	require.NoError(t, err)
	for !s.network.Ready() {
		before := s.network.Seen()
		if plain.Over() {
			plain.Reset(plain.Seed() + 1)
		}
		proposed := agent.H5.Act(plain, nil)
		taken := s.Decide(plain, plain.Seed(), proposed, agent.H5)
		imagined := m.Decide(plain, plain.Seed(), proposed, agent.H5)
		if s.practises(plain.Seed()) {
			taken = imagined
		}
		require.Equal(t, imagined, taken, "it decides as imagination does")
		if v := m.Vision(); s.network.Seen() > before {
			require.True(t, v.Looked)
		} else if v.Looked && v.Failed[proposed] > 0 {
			t.Fatal("what failed is learned from")
		}
		if m.Vision().Looked && !s.practises(plain.Seed()) {
			require.Equal(t, m.Vision(), s.Vision())
		}
		_, err := plain.Step(taken)
		require.NoError(t, err)
	}
	require.Equal(t, m.Tally().Looked, s.Tally().Looked)
	before, imagined := s.Tally(), s.ahead.Tally()
	live(t, s, plain, 300)
	after := s.Tally()
	require.Equal(t, before.Steps+300, after.Steps)
	require.Greater(t, after.Looked, before.Looked)
	require.Equal(t, imagined, s.ahead.Tally(), "it imagines no more")
}

func TestAloneItSaysWhatItDid(t *testing.T) {
	s, w := student(t, small()).Frozen(), grid(t, 6, 6)
	s.network.cfg.Above, s.network.cfg.Margin = 0, 0
	risks := s.network.Risks(w)
	best := nn.ArgMax(negated(risks))
	proposed := (best + 1) % 8
	require.Equal(t, best, s.Decide(w, 0, proposed, agent.H3))
	v := s.Vision()
	require.True(t, v.Looked && v.Overruled)
	require.Equal(t, [2]int{proposed, best}, [2]int{v.Proposed, v.Taken})
	require.Zero(t, v.Futures)
	require.Equal(t, imagine.Tally{Steps: 1, Looked: 1, Overruled: 1}, s.Tally())
	w.Reset(1)
	require.Equal(t, proposed, s.Decide(w, 0, proposed, agent.H3), "nothing is dangerous")
	require.False(t, s.Vision().Looked)
}

// In the later lessons of every second episode the network decides itself, and says so.
func TestANetworkThatPractisesIsTaughtWhereItsOwnActionsLead(t *testing.T) {
	s, w := student(t, small()), newWorld(t)
	s.network.cfg.Above, s.network.cfg.Margin, s.network.cfg.After = 0, 0, 400
	practised, overruled := 0, 0
	for s.network.Seen() < 300 {
		if w.Over() {
			w.Reset(w.Seed() + 1)
		}
		proposed := agent.H5.Act(w, nil)
		taken := s.Decide(w, w.Seed(), proposed, agent.H5)
		if v := s.Vision(); v.Looked && s.practises(w.Seed()) {
			practised++
			require.Equal(t, s.network.Choose(w, proposed), taken)
			require.Equal(t, [2]int{proposed, taken}, [2]int{v.Proposed, v.Taken})
			require.Equal(t, proposed != taken, v.Overruled)
			for _, way := range v.Ways {
				require.Contains(t, []int{proposed, taken}, way.Action)
			}
			if v.Overruled {
				overruled++
			}
		}
		_, err := w.Step(taken)
		require.NoError(t, err)
	}
	require.Positive(t, overruled)
	require.False(t, s.practises(2), "only in every second")
	s.network.seen = 120
	require.False(t, s.practises(1), "only in the later lessons")
	s.network.seen = 121
	require.True(t, s.practises(1))
}

func TestAFrozenCopyStaysAsItIs(t *testing.T) {
	s, w := student(t, small()), newWorld(t)
	live(t, s, w, 200)
	f := s.Frozen()
	want := slices.Clone(s.network.Risks(w))
	require.Equal(t, want, f.network.Risks(w))
	state, err := w.MarshalBinary()
	require.NoError(t, err)
	live(t, s, w, 200)
	require.NoError(t, w.UnmarshalBinary(state))
	require.Equal(t, want, f.network.Risks(w))
	require.NotEqual(t, want, s.network.Risks(w))
}

func reload(t *testing.T, s *Student, c Config) (*Student, error) {
	t.Helper()
	w := new(safetensors.Writer)
	s.Walk(safetensors.Writing(w))
	f, err := safetensors.Parse(w.Append(nil))
	require.NoError(t, err)
	r, q := safetensors.NewReader(f), student(t, c)
	q.Walk(safetensors.Reading(r))
	return q, r.Close()
}

func TestSavedAndLoadedItGoesOnBitForBit(t *testing.T) {
	for _, steps := range []int{150, 3000} { // learning, and ready
		s, w := student(t, small()), newWorld(t)
		live(t, s, w, steps)
		q, err := reload(t, s, small())
		require.NoError(t, err)
		require.Equal(t, s.Tally(), q.Tally())
		state, err := w.MarshalBinary()
		require.NoError(t, err)
		other := newWorld(t)
		other.Reset(w.Seed())
		require.NoError(t, other.UnmarshalBinary(state))
		live(t, s, w, 400)
		live(t, q, other, 400)
		require.Equal(t, s.network.Seen(), q.network.Seen())
		require.Equal(t, s.network.node.Params, q.network.node.Params)
		require.Equal(t, s.network.joined.Params, q.network.joined.Params)
	}
}

func TestABadFileIsRefused(t *testing.T) {
	s, w := student(t, small()), newWorld(t)
	live(t, s, w, 150)
	s.network.memory.states[3] = 2
	_, err := reload(t, s, small())
	require.ErrorContains(t, err, "not within 0 and 1")
	s.network.memory.states[3], s.network.nodeAdam.V[0] = 0, -1
	_, err = reload(t, s, small())
	require.ErrorContains(t, err, "negative mean of squares")
	other := small()
	other.Width = 9
	s.network.nodeAdam.V[0] = 0
	_, err = reload(t, s, other)
	require.ErrorContains(t, err, "distil.node")
}

func TestWhatIsNotFiniteStopsTheLessonsOnly(t *testing.T) {
	s, w := student(t, small()), newWorld(t)
	s.network.joined.Params[len(s.network.joined.Params)-1] = float32(math.NaN())
	first := s.network.node.Params[0]
	live(t, s, w, 400)
	require.ErrorContains(t, s.Err(), "distil: update 0: the loss is NaN")
	require.Equal(t, first, s.network.node.Params[0])
	require.Equal(t, 1, s.network.Seen())
	require.Equal(t, 400, s.Tally().Steps)
}

func TestDecidingAllocatesNothing(t *testing.T) {
	c := small()
	c.After = 1_000_000
	s, w := student(t, c), newWorld(t)
	var p agent.Policy = agent.H5
	decide := func() {
		if w.Over() {
			w.Reset(w.Seed() + 1)
		}
		_, _ = w.Step(s.Decide(w, w.Seed(), agent.H5.Act(w, nil), p))
	}
	for range 300 {
		decide()
	}
	require.Zero(t, testing.AllocsPerRun(300, decide))
	require.Positive(t, s.network.Seen())
	s = s.Frozen()
	require.Zero(t, testing.AllocsPerRun(300, decide))
	require.Positive(t, s.Tally().Looked)
}

func TestEveryGridUpToTheLargest(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 7}, {16, 16}} {
		w := grid(t, size[0], size[1])
		n := network(t, small(), w)
		require.NoError(t, n.Learn(w, make([]int, 8), 6))
		require.Len(t, n.Risks(w), 8)
	}
	c := Default()
	c.Capacity = 100_000
	n := network(t, c, grid(t, 16, 16))
	require.Equal(t, maxMemory/n.inputs, n.memory.capacity())
	world := cluster.Default(cluster.V46)
	require.NoError(t, CheckWorld(world))
	n, err := New(small(), world, 20, 1)
	require.NoError(t, err)
	require.Equal(t, 6, n.actions)
	world.Height = 17
	require.EqualError(t, CheckWorld(world), "the grid has 17 rows and 4 columns, and a distilled network sees at most 16 of each")
	_, err = New(small(), world, 20, 1)
	require.Error(t, err)
	c.Batch = 0
	_, err = NewStudent(c, imagine.Default(), clustertest.Scarcity(t), 1)
	require.ErrorContains(t, err, "distil-batch is 0")
	_, err = NewStudent(small(), imagine.Config{}, clustertest.Scarcity(t), 1)
	require.ErrorContains(t, err, "imagine-futures")
}

func ExampleStudent() {
	world := cluster.Presets()[3].Config
	c := Default()
	c.After = 200
	s, _ := NewStudent(c, imagine.Default(), world, 1)
	w, _ := cluster.New(world)
	for seed := uint64(0); !s.Network().Ready(); seed++ {
		for w.Reset(seed); !w.Over(); {
			_, _ = w.Step(s.Decide(w, seed, agent.H5.Act(w, nil), agent.H5))
		}
	}
	alone := imagine.GuardBy(agent.H5, s.Frozen(), "distilled")
	episodes, _ := agent.Evaluate(world, alone.Policy(), 7, 5)
	fmt.Println(alone.Name(), len(episodes))
	// Output: h.5 + distilled 5
}
