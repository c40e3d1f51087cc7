package gardener

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/internal/conformance"
)

func flatten(rows [][]float64) []float64 {
	var flat []float64
	for _, r := range rows {
		flat = append(flat, r...)
	}
	return flat
}

type recordedAgent struct {
	ID, Row, Col, Age int
	Energy            float64
}

type recordedStep struct {
	Spawned []recordedAgent
	Actions []struct {
		ID            int
		PolicyAction  Action `json:"policy_action"`
		Action        Action
		LowEnergyRule bool `json:"low_energy_rule"`
		EmergencyMove bool `json:"emergency_move"`
	}
	EntropyU       [][]float64 `json:"entropy_u"`
	FlowNoise      [][]float64 `json:"flow_noise"`
	Born           []recordedAgent
	Agents         []recordedAgent
	Grid           [][]float64
	Population     int
	TotalEntropy   float64 `json:"total_entropy"`
	EmergencyMoves int     `json:"emergency_moves"`
	IsolationSaves int     `json:"isolation_saves"`
	Gen            int
	IDCounter      int     `json:"id_counter"`
	RiskEMA        float64 `json:"risk_ema"`
	Risk           float64
	Verdict        string
	FlowEMA        float64 `json:"flow_ema"`
	Flow           float64
	Volatility     int     `json:"population_volatility"`
	Gradient       float64 `json:"entropy_gradient_3dp"`
	Ratio          float64 `json:"emergency_ratio_4dp"`
}

// recordedConfig are the numbers that the reference lets a case choose.
type recordedConfig struct {
	GridSize           int     `json:"grid_size"`
	MoveCost           float64 `json:"move_cost"`
	EmergencyMoveCost  float64 `json:"emergency_move_cost"`
	CleanReward        float64 `json:"clean_reward"`
	ReproduceCost      float64 `json:"reproduce_cost"`
	ReproduceThreshold float64 `json:"reproduce_threshold"`
	MinPopulation      int     `json:"min_population"`
	MaxPopulation      int     `json:"max_population"`
	Metabolism         float64
	CollisionPenalty   float64 `json:"collision_penalty"`
	NoiseScale         float64 `json:"noise_scale"`
	StartEnergy        float64 `json:"start_energy"`
}

// UnmarshalJSON leaves what the case does not choose at the reference's value.
func (in *recordedConfig) UnmarshalJSON(b []byte) error {
	c := Default()
	*in = recordedConfig{c.Size, c.MoveCost, c.EmergencyMoveCost, c.CleanReward, c.ReproduceCost, c.ReproduceThreshold,
		c.MinPopulation, c.MaxPopulation, c.Metabolism, c.CollisionPenalty, c.DirtGrowth, c.StartEnergy}
	type plain recordedConfig
	return json.Unmarshal(b, (*plain)(in))
}

type recordedRun struct {
	Config  recordedConfig
	Initial struct {
		Grid           [][]float64
		Agents         []recordedAgent
		IDCounter      int `json:"id_counter"`
		Gen            int
		IsolationSaves int     `json:"isolation_saves"`
		PrevEntropy    float64 `json:"prev_total_entropy"`
		PrevPopulation int     `json:"prev_population"`
		RiskEMA        float64 `json:"risk_ema"`
		FlowEMA        float64 `json:"flow_ema"`
	}
	Steps []recordedStep
}

// world builds the state a recorded run starts from. Its numbers may lie outside
// the ranges that Validate offers to people: a field of 3×3, say.
func (r *recordedRun) world() *World {
	c, in := Default(), r.Config
	c.Size, c.InitialPopulation = len(r.Initial.Grid), 0
	c.MoveCost, c.EmergencyMoveCost, c.CleanReward = in.MoveCost, in.EmergencyMoveCost, in.CleanReward
	c.ReproduceCost, c.ReproduceThreshold = in.ReproduceCost, in.ReproduceThreshold
	c.MinPopulation, c.MaxPopulation = in.MinPopulation, in.MaxPopulation
	c.Metabolism, c.CollisionPenalty = in.Metabolism, in.CollisionPenalty
	c.DirtGrowth, c.StartEnergy = in.NoiseScale, in.StartEnergy
	w := blank(c)
	w.Reset(1)
	copy(w.dirt, flatten(r.Initial.Grid))
	for i, a := range r.Initial.Agents {
		w.agents.add(int32(a.Row*c.Size+a.Col), a.Energy, a.ID, 0, w.brains.acquire())
		w.age[i] = int32(a.Age)
	}
	w.idCounter, w.flowEMA, w.riskEMA = r.Initial.IDCounter, r.Initial.FlowEMA, r.Initial.RiskEMA
	w.stats = Stats{Gen: r.Initial.Gen, IsolationSaves: r.Initial.IsolationSaves,
		TotalEntropy: r.Initial.PrevEntropy, Population: r.Initial.PrevPopulation}
	return w
}

// replay takes one step with the recorded decisions and random numbers.
func (w *World) replay(t *testing.T, s recordedStep) {
	w.begin()
	require.Len(t, s.Spawned, max(0, w.cfg.MinPopulation-len(w.energy)))
	for _, a := range s.Spawned {
		w.newcomer()
		w.cell[len(w.cell)-1] = int32(a.Row*w.cfg.Size + a.Col)
	}
	require.Len(t, s.Actions, len(w.energy))
	w.triage()
	for _, i := range w.queue {
		w.action[i] = s.Actions[i].PolicyAction
	}
	w.ripen()
	for i, a := range s.Actions {
		require.Equal(t, a.ID, w.id[i])
		require.Equal(t, a.Action, w.action[i], "creature %d", a.ID)
		require.Equal(t, a.LowEnergyRule, w.flags[i]&emergency != 0)
		require.Equal(t, a.EmergencyMove, w.flags[i]&emergency != 0 && w.action[i] < Clean)
	}
	w.act()
	grow(w.dirt, flatten(s.EntropyU), w.cfg.DirtGrowth)
	w.clean()
	before := len(w.energy)
	w.breed()
	require.Len(t, s.Born, len(w.energy)-before)
	w.stats.Gen++
	noise := flatten(s.FlowNoise)
	if noise == nil {
		noise = make([]float64, len(w.dirt))
	}
	var c census
	c.count(w.dirt, noise, float32(w.cfg.FlowEpsilon), w.cfg.HotThreshold)
	w.judge(c)
}

func TestConformanceDynamics(t *testing.T) {
	conformance.Replay(t, conformance.GardenerDynamics, func(t *testing.T, run *recordedRun) {
		w := run.world()
		for n, s := range run.Steps {
			w.replay(t, s)
			requireStep(t, w, s, n)
		}
	})
}

func requireStep(t *testing.T, w *World, s recordedStep, n int) {
	require.Len(t, w.energy, len(s.Agents), "step %d", n)
	for i, a := range s.Agents {
		require.Equal(t, a.ID, w.id[i], "step %d", n)
		require.Equal(t, a.Row*w.cfg.Size+a.Col, int(w.cell[i]), "step %d, creature %d", n, a.ID)
		require.Equal(t, a.Age, int(w.age[i]), "step %d, creature %d", n, a.ID)
		require.InDelta(t, a.Energy, w.energy[i], 1e-9, "step %d, creature %d", n, a.ID)
	}
	for i, d := range flatten(s.Grid) {
		require.InDelta(t, d, w.dirt[i], 1e-9, "step %d, cell %d", n, i)
	}
	st := w.Stats()
	require.Equal(t, []int{s.Population, s.EmergencyMoves, s.IsolationSaves, s.Gen, s.IDCounter},
		[]int{st.Population, st.EmergencyMoves, st.IsolationSaves, st.Gen, w.idCounter}, "step %d", n)
	require.InDelta(t, s.TotalEntropy, st.TotalEntropy, 1e-9*max(1, s.TotalEntropy), "step %d", n)
	if s.FlowNoise == nil {
		return
	}
	require.Equal(t, s.Verdict, st.Verdict.String(), "step %d", n)
	require.Equal(t, s.Volatility, st.PopulationVolatility, "step %d", n)
	require.InDeltaSlice(t, []float64{s.RiskEMA, s.Risk, s.FlowEMA, s.Flow},
		[]float64{w.riskEMA, st.Risk, w.flowEMA, st.Flow}, 1e-7, "step %d", n)
	require.InDelta(t, s.Gradient, st.EntropyGradient, 0.00051, "step %d", n)
	require.InDelta(t, s.Ratio, st.EmergencyRatio, 0.000051, "step %d", n)
}

// recordedFlow are cases with the numbers of the measure.
type recordedFlow struct {
	Params struct {
		Eps   float64
		Alpha float64 `json:"ema_alpha"`
		Hot   float64 `json:"hot_th"`
	}
	Cases []struct {
		Kind        string
		Grid, Noise [][]float64
		PrevFlowEMA float64  `json:"prev_flow_ema"`
		RawFlow     *float64 `json:"raw_flow"`
		FlowEMA     float64  `json:"flow_ema"`
		Entropy     *float64
		Perturbed   *float64 `json:"entropy_perturbed"`
		Hot         *float64 `json:"hotspot_rate"`
		HotAfter    *float64 `json:"hotspot_rate_perturbed"`
	}
}

func TestConformanceFlow(t *testing.T) {
	conformance.Replay(t, conformance.GardenerFlow, func(t *testing.T, file *recordedFlow) {
		c := Default()
		eps, alpha, hot := or(file.Params.Eps, c.FlowEpsilon), or(file.Params.Alpha, c.FlowAlpha), or(file.Params.Hot, c.HotThreshold)
		for _, f := range file.Cases {
			var s census
			grid := flatten(f.Grid)
			s.count(grid, flatten(f.Noise), float32(eps), hot)
			n := float64(len(grid))
			raw := s.flow(len(grid), eps)
			requireIntermediate(t, f.Entropy, s.total, 1e-9*max(1, s.total), f.Kind)
			requireIntermediate(t, f.Perturbed, s.shaken, 1e-9*max(1, s.shaken), f.Kind)
			requireIntermediate(t, f.Hot, float64(s.hot)/n, 0, f.Kind)
			requireIntermediate(t, f.HotAfter, float64(s.shakenUp)/n, 0, f.Kind)
			requireIntermediate(t, f.RawFlow, raw, 1e-7, f.Kind)
			require.InDelta(t, f.FlowEMA, smooth(f.PrevFlowEMA, raw, alpha), 1e-7, f.Kind)
		}
	})
}

// or returns a parameter, or what it is when the case does not say.
func or(recorded, otherwise float64) float64 {
	if recorded == 0 {
		return otherwise
	}
	return recorded
}

// requireIntermediate compares a value that not every case tells.
func requireIntermediate(t *testing.T, want *float64, got, off float64, what string, args ...any) {
	t.Helper()
	if want != nil {
		require.InDeltaf(t, *want, got, off, what, args...)
	}
}

// recordedRisk are cases with the numbers of the score.
type recordedRisk struct {
	Params struct {
		Alpha         float64 `json:"ema_alpha"`
		EntropyWeight float64 `json:"w_entropy_grad"`
		VolatilWeight float64 `json:"w_pop_vol"`
		EmergWeight   float64 `json:"w_emg_ratio"`
		EntropyScale  float64 `json:"entropy_grad_scale"`
		VolatilScale  float64 `json:"pop_vol_scale"`
		CollapseRisk  float64 `json:"collapse_th"`
		BubbleRisk    float64 `json:"bubble_th"`
		FlowWeight    float64 `json:"w_flow"`
	}
	Cases []struct {
		Gradient   float64 `json:"entropy_gradient"`
		Volatility int     `json:"population_volatility"`
		Ratio      float64 `json:"emergency_ratio"`
		Flow       float64
		Prev       float64 `json:"prev_risk_ema"`
		RiskEMA    float64 `json:"risk_ema"`
		Risk       float64
		Verdict    string
		Raw        *float64 `json:"raw_clipped"`
	}
}

func (r *recordedRisk) config() Config {
	c, in := Default(), r.Params
	c.RiskAlpha, c.FlowWeight = or(in.Alpha, c.RiskAlpha), or(in.FlowWeight, c.FlowWeight)
	c.EntropyWeight, c.EntropyScale = or(in.EntropyWeight, c.EntropyWeight), or(in.EntropyScale, c.EntropyScale)
	c.VolatilWeight, c.VolatilScale = or(in.VolatilWeight, c.VolatilWeight), or(in.VolatilScale, c.VolatilScale)
	c.EmergWeight = or(in.EmergWeight, c.EmergWeight)
	c.CollapseRisk, c.BubbleRisk = or(in.CollapseRisk, c.CollapseRisk), or(in.BubbleRisk, c.BubbleRisk)
	return c
}

func TestConformanceRisk(t *testing.T) {
	conformance.Replay(t, conformance.GardenerRisk, func(t *testing.T, file *recordedRisk) {
		w := &World{cfg: file.config()}
		for i, r := range file.Cases {
			raw := w.cfg.rawRisk(&Stats{EntropyGradient: r.Gradient, Flow: r.Flow,
				PopulationVolatility: r.Volatility, EmergencyRatio: r.Ratio})
			requireIntermediate(t, r.Raw, raw, 1e-9, "case %d", i)
			ema := smooth(r.Prev, raw, w.cfg.RiskAlpha)
			require.InDelta(t, r.RiskEMA, ema, 1e-12, "case %d", i)
			require.InDelta(t, r.Risk, exact.Unit(ema), 1e-12, "case %d", i)
			require.Equal(t, r.Verdict, w.verdict(exact.Unit(ema)).String(), "case %d", i)
		}
	})
}

type recordedBrain struct {
	Weights map[string]struct {
		Shape []int
		Data  []float32
	}
	Views   [][][]float64
	Outputs []struct {
		Probs, Hidden, Cell []float64
		Action              Action
	}
}

func TestConformanceBrain(t *testing.T) {
	conformance.Replay(t, conformance.GardenerBrain, func(t *testing.T, file *struct{ Cases []recordedBrain }) {
		for i, c := range file.Cases {
			tensor := func(name string) []float32 { return c.Weights[name].Data }
			if len(tensor("visual.0.bias")) != Filters || len(tensor("lstm.bias_ih_l0")) != gates || len(c.Views[0]) != View {
				t.Skipf("case %d is no creature's brain; core/nn replays brains of any size", i)
			}
			w, err := New(Default(), 1)
			require.NoError(t, err)
			w.brains.load(w.slot[0], tensor)
			for n, view := range c.Views {
				paint(w, 0, view)
				require.Equal(t, flatten(view), w.View(0, nil), "the view itself")
				w.think([]int32{0})
				want := c.Outputs[n]
				require.Equal(t, want.Action, w.action[0], "case %d, view %d", i, n)
				s := int(w.slot[0])
				where := fmt.Sprintf("case %d, view %d: ", i, n)
				conformance.RequireNear(t, want.Probs, w.Probabilities(0, nil), 5e-6, 5e-6, where+"probs")
				conformance.RequireNear(t, want.Hidden, w.Hidden(0), 5e-6, 5e-6, where+"hidden")
				conformance.RequireNear(t, want.Cell, w.brains.cell[s*Hidden:][:Hidden], 5e-6, 5e-6, where+"cell")
			}
		}
	})
}

// paint makes view what creature i sees.
func paint(w *World, i int, view [][]float64) {
	size := w.cfg.Size
	row, col := int(w.cell[i])/size, int(w.cell[i])%size
	for y, line := range view {
		for x, v := range line {
			w.dirt[int(w.wrap[row+y])*size+int(w.wrap[col+x])] = v
		}
	}
}

// load fills a slot from the reference's tensors.
func (b *brains) load(s int32, tensor func(string) []float32) {
	block := b.weightsOf(s)
	clear(block)
	transpose := func(at, columns int, src []float32, rows int, order func(int) int) {
		inner := len(src) / rows
		for r := range rows {
			for c := range inner {
				block[at+order(c)*columns+r] = src[r*inner+c]
			}
		}
	}
	same := func(i int) int { return i }
	byWindow := func(i int) int { return i%spots*Filters + i/spots }
	transpose(atFilters, Filters, tensor("visual.0.weight"), Filters, same)
	copy(block[atFilterB:], tensor("visual.0.bias"))
	transpose(atGates, gates, tensor("lstm.weight_ih_l0"), gates, byWindow)
	transpose(atGates+features*gates, gates, tensor("lstm.weight_hh_l0"), gates, same)
	copy(block[atGateB:], tensor("lstm.bias_ih_l0"))
	copy(block[atGateB2:], tensor("lstm.bias_hh_l0"))
	transpose(atPolicy, logits, tensor("policy.weight"), Actions, same)
	copy(block[atPolicyB:], tensor("policy.bias"))
}
