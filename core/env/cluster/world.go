package cluster

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/rng"
)

// The actions. V45 and V46 know the first six.
const (
	Up = iota
	Down
	Left
	Right
	Clean
	Scale
	CleanMemory
	Throttle
)

var actionNames = []string{"up", "down", "left", "right", "clean", "scale", "clean memory", "throttle"}

// Thresholds of the rules, which compare in float32.
const (
	Hot      = 0.8  // a load above it makes a hotspot
	OOM      = 0.99 // memory from it on is out
	Critical = 0.8  // a priority above it makes a node critical
)

const (
	hot       = float32(Hot)
	oom       = float32(OOM)
	critical  = float32(Critical)
	nearlyOOM = float32(0.9)
)

var priorities = [...]float32{0.2, 0.5, 1}

// World is one grid with its agent. Slices it returns are its own memory: read
// them before the next call, never write to them. It is not safe for concurrent
// use.
type World struct {
	cfg  Config
	rand *rng.Source

	values             []float32 // cpu, mem and priority in turn
	cpu, mem, priority []float32
	agent              int // node
	budget             float64
	steps              int
	seed               uint64 // of the last Reset
	over               bool
	action             int
	outcome            Outcome
	stats              Stats

	observation []float32
	noise       []float64 // cpu, then memory
	hotspots    []int32   // scratch of scale
}

// Outcome says what the last action did.
type Outcome struct {
	Affected int     // nodes changed
	Cleaned  float64 // cpu and memory removed by a clean, a memory clean or a throttle
	Wasted   bool    // it removed too little, or there was no hotspot
	Refused  bool    // the budget did not pay for it
}

// Stats summarizes the grid after a step.
type Stats struct {
	AvgLoad     float32 // mean of cpu and memory over all nodes
	AvgCPU      float32
	AvgMem      float32
	MaxMem      float32
	MaxCritical float32 // largest memory over critical nodes, 0 without any
	Hotspots    int     // nodes with cpu or memory above 0.8
	Nearly      int     // nodes with memory above 0.9
	OOM         int
	CriticalOOM int
}

// New returns a world reset with seed 0.
func New(c Config) (*World, error) {
	b, err := NewBatch(c, 1)
	if err != nil {
		return nil, err
	}
	return b.World(0), nil
}

// Reset starts the episode that seed fixes: low cpu and memory, random
// priorities, the agent on a random node, a full budget.
func (w *World) Reset(seed uint64) ([]float32, env.Info) {
	w.rand.Seed(seed)
	for i := range w.cpu {
		w.cpu[i] = float32(w.cfg.InitialCPU * w.rand.Float64())
	}
	for i := range w.mem {
		w.mem[i] = float32(w.cfg.InitialMem * w.rand.Float64())
	}
	for i := range w.priority {
		w.priority[i] = priorities[w.rand.Intn(len(priorities))]
	}
	w.agent = w.rand.Intn(len(w.cpu))
	w.budget = w.cfg.Budget
	w.seed, w.steps, w.over, w.action, w.outcome = seed, 0, false, -1, Outcome{}
	w.survey()
	w.observe()
	return w.observation, w.info()
}

// Over reports whether the episode has ended.
func (w *World) Over() bool { return w.over }

// SetConfig changes the numbers of a running world. Rules and size must stay as
// they are; a smaller largest budget takes the excess away.
func (w *World) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := w.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("cluster: %w", err)
	}
	w.cfg = c
	w.budget = min(w.budget, c.Budget)
	w.observe()
	return nil
}

// InjectLoad adds amount to the cpu and memory of a node, within [0, 1]; a
// negative amount relieves it. It is for experiments by hand; no rule does it.
func (w *World) InjectLoad(node int, amount float32) error {
	if node < 0 || node >= len(w.cpu) {
		return fmt.Errorf("cluster: node %d, want 0 to %d", node, len(w.cpu)-1)
	}
	if amount != amount { // a NaN
		return fmt.Errorf("cluster: amount is NaN, want a number")
	}
	w.cpu[node] = clip(w.cpu[node] + amount)
	w.mem[node] = clip(w.mem[node] + amount)
	w.survey()
	w.observe()
	return nil
}

// Step carries out the rules' step in their order.
func (w *World) Step(action int) (r env.Result, err error) {
	if err := w.ready(action); err != nil {
		return r, err
	}
	w.rand.FillNormal(w.noise)
	n := len(w.cpu)
	w.step(&r, action, noise{w.noise[:n], 0, w.cfg.CPUNoise}, noise{w.noise[n:], w.cfg.MemDrift, w.cfg.MemNoise})
	return r, nil
}

// ready returns an error unless the world can take that action.
func (w *World) ready(action int) error {
	if action < 0 || action >= w.cfg.Rules.Actions() {
		return fmt.Errorf("cluster: %w", w.ActionSpace().Check(action))
	}
	if w.over {
		return fmt.Errorf("cluster: the episode ended after %d steps; reset before the next step", w.steps)
	}
	return nil
}

// step is Step with the noise given. It writes its result to r.
func (w *World) step(r *env.Result, action int, cpu, mem noise) {
	w.begin(r, action)
	double := w.cfg.Rules == V45
	cpu.add(w.cpu, double)
	mem.add(w.mem, double)
	w.settle(r)
}

// begin carries out the action and sets the reward to what it earns.
func (w *World) begin(r *env.Result, action int) {
	w.action, w.outcome = action, Outcome{}
	r.Reward = w.cfg.TimePenalty + w.act(action)
}

// settle is the rest of a step, after all nodes have leaked. It completes the result.
func (w *World) settle(r *env.Result) {
	before := float64(w.stats.AvgLoad)
	w.survey()
	r.Reward -= float64(w.cfg.OOMPenalty * float64(w.stats.OOM))
	r.Reward -= float64(w.cfg.CriticalPenalty * float64(w.stats.CriticalOOM))
	if w.cfg.Rules >= V46 {
		r.Reward += float64(w.cfg.Shaping * (before - float64(w.stats.AvgLoad)))
	}
	w.budget = min(w.cfg.Budget, w.budget+w.cfg.Recovery)
	w.steps++
	r.Terminated = w.collapsed()
	r.Truncated = !r.Terminated && w.steps >= w.cfg.MaxSteps
	w.over = r.Terminated || r.Truncated
	w.observe()
	r.Observation, r.Info = w.observation, w.info()
}

func (w *World) collapsed() bool {
	s := &w.stats
	switch {
	case float64(s.AvgLoad) > w.cfg.LoadLimit:
		return true
	case w.cfg.AnyOOMTerminates:
		return s.OOM > 0
	}
	return s.OOM >= w.cfg.OOMLimit || w.cfg.CriticalTerminates && s.CriticalOOM > 0
}

// survey computes the statistics of the grid. Sums are formed in float64 and
// rounded once.
func (w *World) survey() {
	cpu, mem, priority := w.cpu, w.mem[:len(w.cpu)], w.priority[:len(w.cpu)]
	var s Stats
	cpuSum, memSum := 0.0, 0.0
	fullest := uint32(0) // as bits, which compare without a branch
	for i, c := range cpu {
		m := mem[i]
		cpuSum += float64(c)
		memSum += float64(m)
		fullest = max(fullest, math.Float32bits(m))
		if c > hot || m > hot {
			s.Hotspots++
			s.countHigh(m, priority[i])
		}
		if m > s.MaxCritical && priority[i] > critical {
			s.MaxCritical = m
		}
	}
	n := float64(len(cpu))
	s.MaxMem = math.Float32frombits(fullest)
	s.AvgCPU, s.AvgMem = float32(cpuSum/n), float32(memSum/n)
	s.AvgLoad = float32((cpuSum + memSum) / (2 * n))
	w.stats = s
}

func (s *Stats) countHigh(mem, priority float32) {
	if mem > nearlyOOM {
		s.Nearly++
	}
	if mem >= oom {
		s.OOM++
		if priority > critical {
			s.CriticalOOM++
		}
	}
}

func (w *World) info() env.Info {
	return env.Info{AvgLoad: float64(w.stats.AvgLoad), OOMNodes: w.stats.OOM, CriticalOOM: w.stats.CriticalOOM, Budget: w.budget}
}
