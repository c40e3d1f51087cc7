package pilot

import (
	"fmt"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// kind says what a row of the replay is.
type kind = uint8

const (
	taken      kind = iota // an observation and the action that was taken
	terminated             // the last observation of an episode that has no future
	truncated              // the last observation of an episode that was cut off
	kinds
)

// Replay is the stream of the last transitions in flat arrays, a ring of rows:
// one row per step, and one more with the last observation of each episode. The
// observation after a step is the next row's, so nothing is stored twice, and
// discount and length of the returns are chosen when a row is drawn.
type Replay struct {
	width        int
	observations []float32 // capacity × width
	actions      []uint8
	rewards      []float32
	kinds        []kind
	first, count int
	verdicts     verdicts
}

// NewReplay returns a replay of capacity rows for observations of width values and
// a choice of so many actions.
func NewReplay(capacity, width, actions int) *Replay {
	return &Replay{
		width:        width,
		observations: make([]float32, capacity*width),
		actions:      make([]uint8, capacity),
		rewards:      make([]float32, capacity),
		kinds:        make([]kind, capacity),
		verdicts:     newVerdicts(capacity, actions),
	}
}

// Len returns how many rows are kept.
func (r *Replay) Len() int { return r.count }

// row returns where the i-th oldest row lies.
func (r *Replay) row(i int) int {
	i += r.first
	if i >= len(r.kinds) {
		i -= len(r.kinds)
	}
	return i
}

// observation returns the values of the row at position at.
func (r *Replay) observation(at int) []float32 {
	return r.observations[at*r.width:][:r.width]
}

// push forgets the oldest row of a full ring and returns the position of a new
// one.
func (r *Replay) push(observation []float32, k kind) int {
	at := r.row(r.count)
	if r.count < len(r.kinds) {
		r.count++
	} else {
		r.first = r.row(1)
	}
	if copy(r.observation(at), observation) != r.width {
		panic(fmt.Sprintf("pilot: an observation of %d values in a replay of %d", len(observation), r.width))
	}
	r.actions[at], r.rewards[at], r.kinds[at] = 0, 0, k
	r.verdicts.known[at] = false
	return at
}

// Step remembers an action and its reward.
func (r *Replay) Step(observation []float32, action int, reward float64) {
	at := r.push(observation, taken)
	r.actions[at], r.rewards[at] = uint8(action), float32(reward)
}

// End remembers how an episode ended and what was observed then.
func (r *Replay) End(observation []float32, dead bool) {
	k := truncated
	if dead {
		k = terminated
	}
	r.push(observation, k)
}

// batch is what one update learns from.
type batch struct {
	states    []float32 // 2·rows × width: what was observed, then what the returns lead to
	from, to  []int32   // the rows of the replay that these are
	actions   []int
	returns   []float32 // discounted rewards on the way
	discounts []float32 // of the value of where they lead; 0 where there is no future
}

func newBatch(rows, width int) batch {
	return batch{
		states: make([]float32, 2*rows*width), from: make([]int32, rows), to: make([]int32, rows),
		actions: make([]int, rows), returns: make([]float32, rows), discounts: make([]float32, rows),
	}
}

// sample fills b with transitions drawn uniformly, with replacement. It wants
// more than n+1 rows.
func (r *Replay) sample(b *batch, src *rng.Source, n int, gamma float32) {
	for i := range b.actions {
		for !r.draw(b, i, src.Intn(r.count), n, gamma) {
		}
	}
	r.fetch(b)
}

// fetch copies the observations of the transitions that were drawn.
func (r *Replay) fetch(b *batch) {
	half := len(b.states) / 2
	r.gather(b.states[:half], b.from)
	r.gather(b.states[half:], b.to)
}

// gather copies the observations of rows to dst.
func (r *Replay) gather(dst []float32, rows []int32) {
	nn.SelectRows(dst, r.observations, r.width, rows)
}

// draw writes the n-step transition (Sutton and Barto, 2018, chapter 7) that
// begins at the k-th oldest row to row i of b. It is shorter where the episode
// ended. It returns false if no step begins there or its end is still to come.
func (r *Replay) draw(b *batch, i, k, n int, gamma float32) bool {
	start := r.row(k)
	at, sum, discount := start, float32(0), float32(1)
	for range n {
		if r.kinds[at] != taken {
			break
		}
		sum += float32(discount * r.rewards[at])
		discount *= gamma
		k++
		if k == r.count {
			return false
		}
		at = r.row(k)
	}
	if at == start {
		return false
	}
	if r.kinds[at] == terminated {
		discount = 0
	}
	b.from[i], b.to[i] = int32(start), int32(at)
	b.actions[i], b.returns[i], b.discounts[i] = int(r.actions[start]), sum, discount
	return true
}
