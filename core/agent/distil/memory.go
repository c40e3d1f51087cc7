package distil

import "github.com/resonetics/playground/core/rng"

// memory is a ring of imagined states in flat arrays; the newest replaces the oldest.
type memory struct {
	width, actions int
	states         []float32 // capacity × width
	shares         []float32 // capacity × actions: of the futures that failed
	first, count   int
}

func newMemory(capacity, width, actions int) memory {
	return memory{width: width, actions: actions, states: make([]float32, capacity*width), shares: make([]float32, capacity*actions)}
}

func (m *memory) capacity() int { return len(m.states) / m.width }

// next returns where to write the next state and its shares.
func (m *memory) next() (state, shares []float32) {
	if m.count < m.capacity() {
		m.count++
	} else {
		m.first = (m.first + 1) % m.capacity()
	}
	return m.at(m.count - 1)
}

// at returns the i-th oldest state.
func (m *memory) at(i int) (state, shares []float32) {
	i = (m.first + i) % m.capacity()
	return m.states[i*m.width:][:m.width], m.shares[i*m.actions:][:m.actions]
}

// sample fills x (rows × width) and targets with states drawn uniformly, with replacement,
// each in one of the given mirrors. There must be a state.
func (m *memory) sample(x, targets []float32, mirrors []symmetry, r *rng.Source) {
	for row := range len(x) / m.width {
		state, shares := m.at(r.Intn(m.count))
		s := &mirrors[r.Intn(len(mirrors))]
		to, n := x[row*m.width:][:m.width], len(s.nodes)
		copy(to[planes*n:], state[planes*n:])
		for plane := range planes {
			for i, v := range state[plane*n:][:n] {
				to[plane*n+s.nodes[i]] = v
			}
		}
		for a, share := range shares {
			targets[row*m.actions+s.actions[a]] = share
		}
	}
}
