package cluster

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/internal/conformance"
)

// recorded is a case of the published reference; each file's "about" says how
// it is replayed.
type recorded struct {
	Version   string          `json:"version"`
	Config    json.RawMessage `json:"effective_config"`
	Initial   recordedInitial `json:"initial"`
	Steps     []recordedStep  `json:"steps"`
	FinalGrid [][][3]float32  `json:"final_grid"`
}

// recordedConfig are the numbers that the reference lets a case choose; the
// size is the grid's.
type recordedConfig struct {
	Budget             float64 `json:"max_budget"`
	Recovery           float64 `json:"budget_recovery"`
	MaxSteps           int     `json:"max_steps"`
	TimePenalty        float64 `json:"time_penalty"`
	OOMPenalty         float64 `json:"oom_penalty"`
	CriticalPenalty    float64 `json:"critical_oom_penalty"`
	LoadLimit          float64 `json:"avg_load_terminate_threshold"`
	AnyOOM             bool    `json:"terminate_on_any_oom"`
	OOMLimit           int     `json:"oom_terminate_threshold"`
	CriticalTerminates bool    `json:"critical_oom_terminate"`
	Shaping            float64 `json:"load_shaping_weight"`
}

type recordedInitial struct {
	Grid   [][][3]float32 `json:"grid"`
	Row    int            `json:"agent_y"`
	Col    int            `json:"agent_x"`
	Budget float64        `json:"budget"`
	Steps  int            `json:"steps_done"`
	Obs    []float32      `json:"obs"`
}

type recordedStep struct {
	Action      int            `json:"action"`
	CPUNoise    [][]float64    `json:"cpu_noise"`
	MemNoise    [][]float64    `json:"mem_noise"`
	Reward      float64        `json:"reward"`
	Terminated  bool           `json:"terminated"`
	Truncated   bool           `json:"truncated"`
	AvgLoad     float64        `json:"avg_load"`
	OOM         int            `json:"oom_nodes"`
	CriticalOOM int            `json:"critical_oom"`
	Budget      float64        `json:"budget"`
	Row         int            `json:"agent_y"`
	Col         int            `json:"agent_x"`
	Obs         []float32      `json:"obs"`
	Grid        [][][3]float32 `json:"grid"`
	Scaled      *int           `json:"nodes_scaled"`
}

func TestConformanceV45(t *testing.T) { conformance.Replay(t, conformance.ClusterV45, replay) }

func TestConformanceV46(t *testing.T) { conformance.Replay(t, conformance.ClusterV46, replay) }

func replay(t *testing.T, r *recorded) {
	w := r.world(t)
	if r.Initial.Obs != nil {
		require.Equal(t, r.Initial.Obs, w.Observation())
	}
	for i, s := range r.Steps {
		var got env.Result
		w.step(&got, s.Action, noise{flatten(s.CPUNoise), 0, 1}, noise{flatten(s.MemNoise), 0, 1})
		require.InDelta(t, s.Reward, got.Reward, 2e-6, "step %d: reward", i)
		require.Equal(t, s.Terminated, got.Terminated, "step %d: terminated", i)
		require.Equal(t, s.Truncated, got.Truncated, "step %d: truncated", i)
		require.InDelta(t, s.AvgLoad, got.Info.AvgLoad, 1e-6, "step %d: average load", i)
		require.Equal(t, s.OOM, got.Info.OOMNodes, "step %d: nodes out of memory", i)
		require.Equal(t, s.CriticalOOM, got.Info.CriticalOOM, "step %d: critical ones", i)
		require.InDelta(t, s.Budget, got.Info.Budget, 1e-9, "step %d: budget", i)
		row, col := w.Agent()
		require.Equal(t, []int{s.Row, s.Col}, []int{row, col}, "step %d: agent", i)
		if s.Obs != nil {
			require.Equal(t, s.Obs, got.Observation, "step %d: observation", i)
		}
		if s.Grid != nil {
			require.Equal(t, s.Grid, w.grid(), "step %d: grid", i)
		}
		if s.Scaled != nil {
			require.Equal(t, *s.Scaled, w.LastOutcome().Affected, "step %d: nodes scaled", i)
		}
	}
	if r.FinalGrid != nil {
		require.Equal(t, r.FinalGrid, w.grid(), "final grid, bit for bit")
	}
}

// world returns the world in which the case begins. Its numbers may lie outside
// the ranges that Validate offers to people.
func (r *recorded) world(t *testing.T) *World {
	rules, known := map[string]Rules{"4.5": V45, "4.6": V46}[r.Version]
	require.True(t, known, "version %q", r.Version)
	c := Default(rules)
	c.Height, c.Width = len(r.Initial.Grid), len(r.Initial.Grid[0])
	w, err := New(c)
	require.NoError(t, err)
	in := recordedConfig{c.Budget, c.Recovery, c.MaxSteps, c.TimePenalty, c.OOMPenalty, c.CriticalPenalty,
		c.LoadLimit, c.AnyOOMTerminates, c.OOMLimit, c.CriticalTerminates, c.Shaping}
	if rules == V45 { // which has no rule between any and none
		in.OOMLimit, in.CriticalTerminates = math.MaxInt, false
	}
	if r.Config != nil {
		require.NoError(t, json.Unmarshal(r.Config, &in))
	}
	c.Budget, c.Recovery, c.MaxSteps, c.TimePenalty = in.Budget, in.Recovery, in.MaxSteps, in.TimePenalty
	c.OOMPenalty, c.CriticalPenalty, c.LoadLimit = in.OOMPenalty, in.CriticalPenalty, in.LoadLimit
	c.AnyOOMTerminates, c.OOMLimit, c.CriticalTerminates, c.Shaping = in.AnyOOM, in.OOMLimit, in.CriticalTerminates, in.Shaping
	w.cfg = c
	w.restore(t, r.Initial)
	return w
}

func (w *World) restore(t *testing.T, s recordedInitial) {
	var cpu, mem, priority []float32
	for _, row := range s.Grid {
		for _, node := range row {
			cpu, mem, priority = append(cpu, node[0]), append(mem, node[1]), append(priority, node[2])
		}
	}
	require.NoError(t, w.Put(cpu, mem, priority, w.node(s.Row, s.Col), s.Budget, s.Steps))
}

func (w *World) grid() [][][3]float32 {
	g := make([][][3]float32, w.cfg.Height)
	for i := range w.cpu {
		y := i / w.cfg.Width
		g[y] = append(g[y], [3]float32{w.cpu[i], w.mem[i], w.priority[i]})
	}
	return g
}

func flatten(rows [][]float64) []float64 {
	var flat []float64
	for _, r := range rows {
		flat = append(flat, r...)
	}
	return flat
}
