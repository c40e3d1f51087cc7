package pqn

// rollout is what all worlds went through since the last update: one row per transition,
// the worlds side by side, one step after the other.
type rollout struct {
	worlds, steps int // of a whole rollout
	filled        int // steps that are stored

	states  []float32 // rows × inputs
	actions []uint8
	rewards []float32 // scaled
	after   []float32 // value of the state that the action led to; 0 after a termination
	ended   []bool    // the episode ended with this transition
	returns []float32 // targets; see computeReturns
}

func newRollout(worlds, steps int) rollout {
	n := worlds * steps
	return rollout{
		worlds: worlds, steps: steps,
		states: make([]float32, n*inputs), actions: make([]uint8, n), rewards: make([]float32, n),
		after: make([]float32, n), ended: make([]bool, n), returns: make([]float32, n),
	}
}

// row returns the row of a world in a step.
func (r *rollout) row(step, world int) int { return step*r.worlds + world }

// state returns the memory of a row's state.
func (r *rollout) state(row int) []float32 { return r.states[row*inputs:][:inputs] }

// present returns the states of the step that is not complete yet, one row per world.
func (r *rollout) present() []float32 {
	return r.states[r.filled*r.worlds*inputs:][:r.worlds*inputs]
}

// last returns the first row of the last complete step. There must be one.
func (r *rollout) last() int { return r.row(r.filled-1, 0) }

// computeReturns forms the targets of a whole rollout from its end, Peng's Q(λ) (Peng and
// Williams 1996): G = R + γ·((1−λ)·max Q(s', ·) + λ·G'), with the values as they were noted
// while acting. G' is the next return of the same episode; where the episode ends, and at
// the end of the rollout, the value takes its place.
func (r *rollout) computeReturns(gamma, lambda float32) {
	n := len(r.returns)
	for i := n - 1; i >= 0; i-- {
		future := r.after[i]
		if next := i + r.worlds; next < n && !r.ended[i] {
			future += float32(lambda * (r.returns[next] - future))
		}
		r.returns[i] = r.rewards[i] + float32(gamma*future)
	}
}
