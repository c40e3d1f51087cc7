package cluster

import "github.com/resonetics/playground/core/env"

// The parts of an observation: the 3×3 neighborhood of the agent, row-major,
// channels innermost (cpu, memory, priority); the agent's row and column; the
// budget; and, under v5.1, five statistics of the whole grid.
const (
	LocalValues = 27
	ObsRow      = 27
	ObsColumn   = 28
	ObsBudget   = 29
	ObsAvgCPU   = 30
	ObsAvgMem   = 31
	ObsMaxMem   = 32
	ObsHotspots = 33 // fraction of nodes
	ObsNearly   = 34 // fraction of nodes with memory above 0.9
)

var observations = [...]int{V45: 30, V46: 30, V51: 35}

// Observation returns the present observation; see ObservationSpace.
func (w *World) Observation() []float32 { return w.observation }

func (w *World) observe() {
	row, col := w.Agent()
	o := w.observation
	n := len(w.cpu)
	cpu, mem, priority := w.cpu[:n], w.mem[:n], w.priority[:n]
	rows, cols := beside(row, w.cfg.Height), beside(col, w.cfg.Width)
	local := (*[LocalValues]float32)(o)
	for r := range rows {
		at := rows[r] * w.cfg.Width
		for c := range cols {
			i := at + cols[c]
			k := 9*r + 3*c
			local[k], local[k+1], local[k+2] = cpu[i], mem[i], priority[i]
		}
	}
	budget := 0.0
	if w.cfg.Budget > 0 {
		budget = w.budget / w.cfg.Budget
	}
	o[ObsBudget] = float32(budget)
	if w.cfg.Rules == V45 {
		o[ObsRow] = float32(float64(row) / float64(w.cfg.Height))
		o[ObsColumn] = float32(float64(col) / float64(w.cfg.Width))
		return
	}
	o[ObsRow] = part(row, w.cfg.Height)
	o[ObsColumn] = part(col, w.cfg.Width)
	o[ObsBudget] = clip(o[ObsBudget])
	if w.cfg.Rules == V51 {
		n := float32(len(w.cpu))
		o[ObsAvgCPU], o[ObsAvgMem], o[ObsMaxMem] = w.stats.AvgCPU, w.stats.AvgMem, w.stats.MaxMem
		o[ObsHotspots], o[ObsNearly] = float32(w.stats.Hotspots)/n, float32(w.stats.Nearly)/n
	}
}

// beside returns i-1, i and i+1 on a circle of n.
func beside(i, n int) [3]int {
	before, after := i-1, i+1
	if before < 0 {
		before = n - 1
	}
	if after == n {
		after = 0
	}
	return [3]int{before, i, after}
}

// part returns where i lies between 0 and n-1, in [0, 1]; 0 where n is 1.
func part(i, n int) float32 {
	if n == 1 {
		return 0
	}
	return float32(float64(i) / float64(n-1))
}

// ActionSpace returns the actions the rules know.
func (w *World) ActionSpace() env.Discrete {
	n := w.cfg.Rules.Actions()
	return env.Discrete{N: n, Names: actionNames[:n]}
}

// ObservationSpace returns the bounds of an observation: [0, 1] everywhere.
func (w *World) ObservationSpace() env.Box {
	n := len(w.observation)
	b := env.Box{Low: make([]float32, n), High: make([]float32, n)}
	for i := range b.High {
		b.High[i] = 1
	}
	return b
}

// Config returns the numbers in force.
func (w *World) Config() Config { return w.cfg }

// Size returns height and width in nodes.
func (w *World) Size() (height, width int) { return w.cfg.Height, w.cfg.Width }

// CPU, Mem and Priority return one value per node, row-major.
func (w *World) CPU() []float32 { return w.cpu }

// Mem returns the memory pressure per node, in [0, 1].
func (w *World) Mem() []float32 { return w.mem }

// Priority returns the business criticality per node: 0.2, 0.5 or 1.
func (w *World) Priority() []float32 { return w.priority }

// Agent returns the agent's row and column. A division of 32 bits is much faster
// than one of 64.
func (w *World) Agent() (row, col int) {
	agent, width := uint32(w.agent), uint32(w.cfg.Width)
	return int(agent / width), int(agent % width)
}

// AgentNode returns the index of the node under the agent.
func (w *World) AgentNode() int { return w.agent }

// Fullest returns the index of the node with the most memory, the first of equals.
func (w *World) Fullest() int {
	best := 0
	for i, m := range w.mem {
		if m > w.mem[best] {
			best = i
		}
	}
	return best
}

// Budget returns what the agent can spend.
func (w *World) Budget() float64 { return w.budget }

// Steps returns how many steps the episode has taken.
func (w *World) Steps() int { return w.steps }

// Stats returns the summary of the grid.
func (w *World) Stats() Stats { return w.stats }

// LastAction returns the last action, -1 before the first.
func (w *World) LastAction() int { return w.action }

// LastOutcome says what the last action did.
func (w *World) LastOutcome() Outcome { return w.outcome }
