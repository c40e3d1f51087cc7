package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/internal/envtest"
)

var _ env.Env = (*World)(nil)

// still returns a world nothing disturbs, every node at cpu 0, memory 0 and
// priority 0.5, the agent on row 1, column 1.
func still(t *testing.T, rules Rules) *World {
	t.Helper()
	c := Default(rules)
	c.Height, c.Width = 4, 5
	c.CPUNoise, c.MemDrift, c.MemNoise, c.TimePenalty, c.Shaping = 0, 0, 0, 0, 0
	w, err := New(c)
	require.NoError(t, err)
	for i := range w.cpu {
		w.cpu[i], w.mem[i], w.priority[i] = 0, 0, 0.5
	}
	w.agent = w.node(1, 1)
	w.survey()
	return w
}

func (w *World) put(node int, cpu, mem, priority float32) {
	w.cpu[node], w.mem[node], w.priority[node] = cpu, mem, priority
	w.survey()
}

func take(t *testing.T, w *World, action int) env.Result {
	t.Helper()
	r, err := w.Step(action)
	require.NoError(t, err)
	return r
}

var allRules = []Rules{V45, V46, V51}

func TestResetRanges(t *testing.T) {
	c := Default(V51)
	c.Height, c.Width = 40, 50
	w, err := New(c)
	require.NoError(t, err)
	w.Reset(3)
	seen := map[float32]int{}
	var cpu, mem float64
	for i := range w.cpu {
		require.True(t, w.cpu[i] >= 0 && w.cpu[i] < 0.3)
		require.True(t, w.mem[i] >= 0 && w.mem[i] < 0.1)
		cpu += float64(w.cpu[i]) / 2000
		mem += float64(w.mem[i]) / 2000
		seen[w.priority[i]]++
	}
	require.InDelta(t, 0.15, cpu, 0.01)
	require.InDelta(t, 0.05, mem, 0.004)
	require.Len(t, seen, 3)
	for p, n := range seen {
		require.Contains(t, []float32{0.2, 0.5, 1}, p)
		require.InDelta(t, 667, n, 100)
	}
	require.Equal(t, c.Budget, w.Budget())
	require.Zero(t, w.Steps())
}

func TestSeedFixesTheEpisode(t *testing.T) {
	for _, rules := range allRules {
		a, err := New(Default(rules))
		require.NoError(t, err)
		b, err := New(Default(rules))
		require.NoError(t, err)
		play := func(w *World, seed uint64) []byte {
			w.Reset(seed)
			r := rng.New(1)
			for range 60 {
				if w.over {
					break
				}
				take(t, w, r.Intn(rules.Actions()))
			}
			state, err := w.MarshalBinary()
			require.NoError(t, err)
			return state
		}
		play(a, 5)
		require.Equal(t, play(a, 7), play(b, 7), "what came before must not matter")
		require.NotEqual(t, play(a, 8), play(b, 9))
	}
}

func TestTimePenaltyAndTruncation(t *testing.T) {
	w := still(t, V46)
	w.cfg.TimePenalty, w.cfg.MaxSteps = -0.01, 3
	for i := 1; i <= 3; i++ {
		r := take(t, w, Up)
		require.Equal(t, -0.01, r.Reward)
		require.False(t, r.Terminated)
		require.Equal(t, i == 3, r.Truncated)
	}
	_, err := w.Step(Up)
	require.ErrorContains(t, err, "ended after 3 steps")
}

func TestThresholdsCompareInFloat32(t *testing.T) {
	w := still(t, V46)
	w.put(3, 0.8, 0.8, 0.5)
	require.Zero(t, w.Stats().Hotspots, "float32(0.8) is not hot")
	w.put(3, math.Nextafter32(0.8, 1), 0, 0.5)
	require.Equal(t, 1, w.Stats().Hotspots)
	w.put(3, 0, 0.99, 0.5)
	require.Equal(t, 1, w.Stats().OOM, "float32(0.99) is out of memory")
	w.put(3, 0, math.Nextafter32(0.99, 0), 0.5)
	require.Zero(t, w.Stats().OOM)
	w.put(3, 0, 0.9, 0.5)
	require.Zero(t, w.Stats().Nearly)
}

func TestPenaltiesAndTermination(t *testing.T) {
	for _, tt := range []struct {
		name     string
		rules    Rules
		plain    int // nodes out of memory, not critical
		critical int
		reward   float64
		ends     bool
	}{
		{"one under v4.5", V45, 1, 0, -2, true},
		{"one under v4.6", V46, 1, 0, -2, false},
		{"two under v4.6", V46, 2, 0, -4, true},
		{"a critical one under v4.6", V46, 0, 1, -5, true},
		{"one under v5.1", V51, 1, 0, -2, false},
		{"a critical one under v5.1", V51, 0, 1, -5, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := still(t, tt.rules)
			for i := range tt.plain {
				w.put(10+i, 0, 1, 0.5)
			}
			for i := range tt.critical {
				w.put(15+i, 0, 1, 1)
			}
			r := take(t, w, Up)
			require.InDelta(t, tt.reward, r.Reward, 1e-12)
			require.Equal(t, tt.ends, r.Terminated)
			require.False(t, r.Truncated)
			require.Equal(t, tt.plain+tt.critical, r.Info.OOMNodes)
			require.Equal(t, tt.critical, r.Info.CriticalOOM)
		})
	}
}

func TestLoadTermination(t *testing.T) {
	for rules, limit := range map[Rules]float32{V45: 0.85, V46: 0.9, V51: 0.9} {
		for _, above := range []bool{false, true} {
			w := still(t, rules)
			load := limit - 0.01
			if above {
				load = limit + 0.01
			}
			for i := range w.cpu {
				w.put(i, load, load, 0.5)
			}
			require.Equal(t, above, take(t, w, Up).Terminated, "%s at %v", rules, load)
		}
	}
}

func TestShapingRewardsAFallingLoad(t *testing.T) {
	for rules, weight := range map[Rules]float64{V45: 0, V46: 0.5, V51: 0.5} {
		w := still(t, rules)
		w.cfg.Shaping = Default(rules).Shaping
		w.put(3, 0.9, 0.5, 0.5)
		r := take(t, w, Scale)
		require.InDelta(t, 0.8+weight*0.6/40, r.Reward, 1e-6, "%s", rules)
	}
}

func TestPhysics(t *testing.T) {
	c := Default(V46)
	c.Height, c.Width, c.InitialCPU, c.InitialMem = 100, 100, 0, 0
	c.CPUNoise, c.MemDrift, c.MemNoise, c.LoadLimit = 0.05, 0.3, 0.02, 1
	w, err := New(c)
	require.NoError(t, err)
	take(t, w, Up)
	var mean, square, positive float64
	for i := range w.mem {
		d := float64(w.mem[i]) - 0.3
		mean += d / 1e4
		square += d * d / 1e4
		if w.cpu[i] > 0 {
			positive += 1e-4
		}
	}
	require.InDelta(t, 0, mean, 0.001)
	require.InDelta(t, 0.02, math.Sqrt(square), 0.001)
	require.InDelta(t, 0.5, positive, 0.02, "cpu moves both ways from its floor")
}

func TestBudgetRecoversToItsMaximum(t *testing.T) {
	w := still(t, V46)
	w.budget = 99.8
	take(t, w, Up)
	require.Equal(t, 100.0, w.Budget())
	c := w.Config()
	c.Budget = 40
	require.NoError(t, w.SetConfig(c))
	require.Equal(t, 40.0, w.Budget())
}

func TestObservationLayout(t *testing.T) {
	w := still(t, V51)
	for i := range w.cpu {
		w.put(i, float32(i)/100, float32(i)/50, 0.2)
	}
	w.put(19, 0.95, 0.91, 1)
	w.agent = w.node(0, 0)
	w.budget = 25
	w.observe()
	o := w.Observation()
	require.Len(t, o, 35)
	around := []int{19, 15, 16, 4, 0, 1, 9, 5, 6}
	for k, i := range around {
		require.Equal(t, []float32{w.cpu[i], w.mem[i], w.priority[i]}, o[3*k:3*k+3])
	}
	require.Equal(t, []float32{0, 0, 0.25}, o[ObsRow:ObsBudget+1])
	s := w.Stats()
	require.Equal(t, []float32{s.AvgCPU, s.AvgMem, 0.91, 1. / 20, 1. / 20}, o[ObsAvgCPU:])
	w.agent = w.node(3, 4)
	w.observe()
	require.Equal(t, []float32{1, 1}, o[ObsRow:ObsBudget])

	old := still(t, V45)
	old.agent = old.node(3, 4)
	old.observe()
	require.Equal(t, []float32{0.75, 0.8}, old.Observation()[ObsRow:ObsBudget], "v4.5 divides by height and width")
}

func TestNarrowGrids(t *testing.T) {
	for _, rules := range allRules {
		for _, size := range [][2]int{{1, 1}, {1, 7}, {7, 1}, {2, 2}} {
			c := Default(rules)
			c.Height, c.Width = size[0], size[1]
			w, err := New(c)
			require.NoError(t, err)
			for a := range rules.Actions() {
				r := take(t, w, a)
				require.True(t, envtest.Inside(w.ObservationSpace(), r.Observation))
			}
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	for _, rules := range allRules {
		w, err := New(Default(rules))
		require.NoError(t, err)
		r, seed := rng.New(1), uint64(0)
		require.Zero(t, testing.AllocsPerRun(2000, func() {
			if w.over {
				seed++
				w.Reset(seed)
			}
			if _, err := w.Step(r.Intn(rules.Actions())); err != nil {
				t.Error(err)
			}
		}), "%s", rules)
	}
}

func TestConfigurationsAreRefusedByName(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"cluster: rows is 0, want 1 to 256":        func(c *Config) { c.Height = 0 },
		"columns is 257, want 1 to 256":            func(c *Config) { c.Width = 257 },
		"noise is -0.1, want 0 to":                 func(c *Config) { c.MemNoise = -0.1 },
		"drift is NaN":                             func(c *Config) { c.MemDrift = math.NaN() },
		"scale-cost is 0, want 0.001":              func(c *Config) { c.ScaleCost = 0 },
		"budget is +Inf, want 0 to":                func(c *Config) { c.Budget = math.Inf(1) },
		"steps is 0, want 1 to 1,000,000,000":      func(c *Config) { c.MaxSteps = 0 },
		"rules is 3, want one of v4.5, v4.6, v5.1": func(c *Config) { c.Rules = 3 },
		"time-penalty is 1, want -100 to 0":        func(c *Config) { c.TimePenalty = 1 },
		"load-limit is 1.5, want 0 to 1":           func(c *Config) { c.LoadLimit = 1.5 },
	} {
		c := Default(V51)
		change(&c)
		_, err := New(c)
		require.ErrorContains(t, err, want)
	}
	w := still(t, V46)
	for want, change := range map[string]func(*Config){
		"cluster: rules cannot change from v4.6 to v5.1": func(c *Config) { c.Rules = V51 },
		"cluster: rows cannot change from 4 to 9":        func(c *Config) { c.Height = 9 },
		"cluster: columns cannot change from 5 to 9":     func(c *Config) { c.Width = 9 },
	} {
		other := w.Config()
		change(&other)
		require.ErrorContains(t, w.SetConfig(other), want)
	}
}

func TestInjectLoad(t *testing.T) {
	w := still(t, V46)
	require.NoError(t, w.InjectLoad(3, 0.4))
	require.Equal(t, float32(0.4), w.mem[3])
	require.NoError(t, w.InjectLoad(3, 0.9))
	require.Equal(t, float32(1), w.cpu[3])
	require.Equal(t, 1, w.Stats().OOM, "the statistics follow at once")
	require.ErrorContains(t, w.InjectLoad(20, 0.1), "node 20, want 0 to 19")
	require.ErrorContains(t, w.InjectLoad(0, float32(math.NaN())), "NaN")
}

// node returns the index of a row and a column, wrapped around the torus.
func (w *World) node(row, col int) int {
	h, wd := w.cfg.Height, w.cfg.Width
	return (row%h+h)%h*wd + (col%wd+wd)%wd
}
