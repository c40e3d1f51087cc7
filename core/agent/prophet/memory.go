package prophet

import "github.com/resonetics/playground/core/rng"

// never stands for an event that did not happen before the episode ended.
const never = 1<<16 - 1

// memory is a ring of rows in flat arrays. The rows of the running episode are
// its newest and wait for their labels, which are distances in steps, so that
// the horizon of a forecast may change at any time.
type memory struct {
	width     int
	features  []float32 // capacity × width
	forecasts []float32 // the risk that was forecast at that step
	fail      []uint16  // steps until the failure, or never
	near      []uint16  // steps until the near miss, or never

	first, count, waiting int
}

func newMemory(capacity, width int) *memory {
	return &memory{
		width:     width,
		features:  make([]float32, capacity*width),
		forecasts: make([]float32, capacity),
		fail:      make([]uint16, capacity),
		near:      make([]uint16, capacity),
	}
}

func (m *memory) row(i int) int {
	i += m.first
	if i >= len(m.fail) {
		i -= len(m.fail)
	}
	return i
}

func (m *memory) of(at int) []float32 { return m.features[at*m.width:][:m.width] }

// labeled returns how many rows have labels; they are the oldest.
func (m *memory) labeled() int { return m.count - m.waiting }

// push adds a row of the running episode.
func (m *memory) push(features []float32, forecast float32) {
	at := m.row(m.count)
	if m.count < len(m.fail) {
		m.count++
	} else {
		m.first = m.row(1)
	}
	m.waiting = min(m.waiting+1, m.count)
	copy(m.of(at), features)
	m.forecasts[at], m.fail[at], m.near[at] = forecast, 0, 0
}

// label ends the episode: failed, or with a last state that is a near miss, or
// neither. It calls seen with the position of every row that gets its label.
func (m *memory) label(failed, missed bool, seen func(at int)) {
	fail, near := never, never
	if failed {
		fail = 0
	}
	if failed || missed {
		near = 0
	}
	for i := m.count - 1; i >= m.count-m.waiting; i-- {
		at := m.row(i)
		fail, near = later(fail), later(near)
		m.fail[at], m.near[at] = uint16(fail), uint16(near)
		if m.of(at)[nearly] > 0 {
			near = 0
		}
		seen(at)
	}
	m.waiting = 0
}

func later(steps int) int { return min(steps+1, never) }

// sample fills x (rows × width) with labeled rows drawn uniformly, and the
// targets with 1 where the event comes within horizon steps.
func (m *memory) sample(x, fail, near []float32, horizon int, src *rng.Source) {
	for i := range fail {
		at := m.row(src.Intn(m.labeled()))
		copy(x[i*m.width:][:m.width], m.of(at))
		fail[i], near[i] = within(m.fail[at], horizon), within(m.near[at], horizon)
	}
}

func within(steps uint16, horizon int) float32 {
	if int(steps) <= horizon {
		return 1
	}
	return 0
}
