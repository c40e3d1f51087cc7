package pilot

import (
	"fmt"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// entryKind tells what an entry of the replay is.
type entryKind = uint8

const (
	stepEntry       entryKind = iota // an observation and the action taken there
	terminatedEntry                  // the last observation of a terminated episode: no value follows
	truncatedEntry                   // the last observation of a truncated episode: it bootstraps
	entryKinds
)

// Replay is the replay memory of the last transitions: a ring of entries in flat
// arrays, one per step and one more for the last observation of each episode. The
// next observation of a step is that of the next entry, so nothing is stored
// twice, and discount and number of steps are chosen when a transition is sampled.
type Replay struct {
	width        int
	observations []float32 // capacity × width
	actions      []uint8
	rewards      []float32
	kinds        []entryKind
	first, count int
	targetCache  targetCache
}

// NewReplay returns a replay of capacity entries for observations of width values
// and the given number of actions.
func NewReplay(capacity, width, actions int) *Replay {
	return &Replay{
		width:        width,
		observations: make([]float32, capacity*width),
		actions:      make([]uint8, capacity),
		rewards:      make([]float32, capacity),
		kinds:        make([]entryKind, capacity),
		targetCache:  newTargetCache(capacity, actions),
	}
}

// Len returns how many entries are stored.
func (r *Replay) Len() int { return r.count }

// position returns where the i-th oldest entry lies.
func (r *Replay) position(i int) int {
	i += r.first
	if i >= len(r.kinds) {
		i -= len(r.kinds)
	}
	return i
}

// observation returns the observation of the entry at a position.
func (r *Replay) observation(at int) []float32 {
	return r.observations[at*r.width:][:r.width]
}

// push stores an entry, in place of the oldest one when the ring is full, and
// returns its position.
func (r *Replay) push(observation []float32, k entryKind) int {
	at := r.position(r.count)
	if r.count < len(r.kinds) {
		r.count++
	} else {
		r.first = r.position(1)
	}
	if copy(r.observation(at), observation) != r.width {
		panic(fmt.Sprintf("pilot: an observation of %d values in a replay of %d", len(observation), r.width))
	}
	r.actions[at], r.rewards[at], r.kinds[at] = 0, 0, k
	r.targetCache.valid[at] = false
	return at
}

// Store stores an observation, the action taken there and its reward. It panics if
// the observation is shorter than the replay's.
func (r *Replay) Store(observation []float32, action int, reward float64) {
	at := r.push(observation, stepEntry)
	r.actions[at], r.rewards[at] = uint8(action), float32(reward)
}

// EndEpisode stores the last observation of an episode that terminated, or else
// was truncated.
func (r *Replay) EndEpisode(observation []float32, terminated bool) {
	k := truncatedEntry
	if terminated {
		k = terminatedEntry
	}
	r.push(observation, k)
}

// minibatch holds the n-step transitions of one update, in flat arrays.
type minibatch struct {
	states    []float32 // 2·size × width: the states, then the next states, n steps later
	from, to  []int32   // the positions of these in the replay
	actions   []int     // taken at the states
	returns   []float32 // R: the discounted rewards of the n steps
	discounts []float32 // γⁿ, or 0 where the next state is terminal
}

func newMinibatch(size, width int) minibatch {
	return minibatch{
		states: make([]float32, 2*size*width), from: make([]int32, size), to: make([]int32, size),
		actions: make([]int, size), returns: make([]float32, size), discounts: make([]float32, size),
	}
}

// sample fills b with n-step transitions drawn uniformly, with replacement. The
// replay must hold more than n+1 entries.
func (r *Replay) sample(b *minibatch, src *rng.Source, n int, gamma float32) {
	for i := range b.actions {
		for !r.draw(b, i, src.Intn(r.count), n, gamma) {
		}
	}
	r.fetch(b)
}

// draw writes the n-step transition (Sutton and Barto 2018, chapter 7) that begins
// at the k-th oldest entry to place i of b. It has fewer steps if the episode ended
// before. It returns false if no transition begins there or its end is not stored
// yet.
func (r *Replay) draw(b *minibatch, i, k, n int, gamma float32) bool {
	start := r.position(k)
	at, sum, discount := start, float32(0), float32(1)
	for range n {
		if r.kinds[at] != stepEntry {
			break
		}
		sum += float32(discount * r.rewards[at])
		discount *= gamma
		k++
		if k == r.count {
			return false
		}
		at = r.position(k)
	}
	if at == start {
		return false
	}
	if r.kinds[at] == terminatedEntry {
		discount = 0
	}
	b.from[i], b.to[i] = int32(start), int32(at)
	b.actions[i], b.returns[i], b.discounts[i] = int(r.actions[start]), sum, discount
	return true
}

// fetch copies the observations of the drawn transitions to b.
func (r *Replay) fetch(b *minibatch) {
	half := len(b.states) / 2
	nn.SelectRows(b.states[:half], r.observations, r.width, b.from)
	nn.SelectRows(b.states[half:], r.observations, r.width, b.to)
}
