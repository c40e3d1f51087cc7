package cluster

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorded is a case of the published reference; each file's "about" says how
// it is replayed.
type recorded struct {
	Version   string          `json:"version"`
	Config    recordedConfig  `json:"effective_config"`
	Initial   recordedInitial `json:"initial"`
	Steps     []recordedStep  `json:"steps"`
	FinalGrid [][][3]float32  `json:"final_grid"`
}

type recordedConfig struct {
	Height             int     `json:"grid_h"`
	Width              int     `json:"grid_w"`
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

// recordedFiles returns the cases that match pattern in testdata, or in the
// folder that RESONETICS_CONFORMANCE names.
func recordedFiles(t *testing.T, pattern string) []string {
	t.Helper()
	dir := os.Getenv("RESONETICS_CONFORMANCE")
	if dir == "" {
		dir = "testdata"
	}
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no recorded cases %s in %s", pattern, dir)
	return files
}

func TestConformanceV45(t *testing.T) { replayAll(t, "cluster_v45_*.json") }

func TestConformanceV46(t *testing.T) { replayAll(t, "cluster_v46_*.json") }

func replayAll(t *testing.T, pattern string) {
	for _, file := range recordedFiles(t, pattern) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			var r recorded
			require.NoError(t, json.Unmarshal(data, &r))
			replay(t, &r)
		})
	}
}

func replay(t *testing.T, r *recorded) {
	w, err := New(r.config(t))
	require.NoError(t, err)
	w.restore(r.Initial)
	require.Equal(t, r.Initial.Obs, w.Observation())
	for i, s := range r.Steps {
		got := w.step(s.Action, noise{flatten(s.CPUNoise), 0, 1}, noise{flatten(s.MemNoise), 0, 1})
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
	require.Equal(t, r.FinalGrid, w.grid(), "final grid, bit for bit")
}

func (r *recorded) config(t *testing.T) Config {
	t.Helper()
	rules, known := map[string]Rules{"4.5": V45, "4.6": V46}[r.Version]
	require.True(t, known, "version %q", r.Version)
	c := Default(rules)
	c.Height, c.Width, c.Budget, c.Recovery = r.Config.Height, r.Config.Width, r.Config.Budget, r.Config.Recovery
	c.MaxSteps, c.TimePenalty, c.LoadLimit = r.Config.MaxSteps, r.Config.TimePenalty, r.Config.LoadLimit
	c.OOMPenalty, c.CriticalPenalty = r.Config.OOMPenalty, r.Config.CriticalPenalty
	c.AnyOOMTerminates, c.Shaping = r.Config.AnyOOM, r.Config.Shaping
	if rules == V46 {
		c.OOMLimit, c.CriticalTerminates = r.Config.OOMLimit, r.Config.CriticalTerminates
	}
	return c
}

func (w *World) restore(s recordedInitial) {
	for y, row := range s.Grid {
		for x, node := range row {
			i := w.Node(y, x)
			w.cpu[i], w.mem[i], w.priority[i] = node[0], node[1], node[2]
		}
	}
	w.agent, w.budget, w.steps = w.Node(s.Row, s.Col), s.Budget, s.Steps
	w.survey()
	w.observe()
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
