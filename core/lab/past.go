package lab

// RewindSteps is how many steps back a lab's picture can be asked for at most; a large
// world remembers fewer.
const RewindSteps = 512

// pastBytes bounds the memory that the past of one session takes.
const pastBytes = 8 << 20

// PastSteps returns how many moments of that many bytes a session remembers.
func PastSteps(bytes int) int { return min(RewindSteps, max(8, pastBytes/bytes)) }

// Past is a ring of what was recorded after each of the last steps, so that one can look
// back. Recording allocates nothing.
type Past[T any] struct {
	ring  []T
	count int // steps so far
	from  int // the first that is remembered
}

// NewPast makes room for the given moments, which Next hands out in turn.
func NewPast[T any](moments []T) Past[T] { return Past[T]{ring: moments} }

// Next returns the moment to fill in for the step that was just taken.
func (p *Past[T]) Next() *T {
	v := &p.ring[p.count%len(p.ring)]
	p.count++
	return v
}

// Count returns how many steps have been taken.
func (p *Past[T]) Count() int { return p.count }

// Resume says that the run has taken that many steps, of which none is remembered.
func (p *Past[T]) Resume(steps int) { p.count, p.from = steps, steps }

// Forget says that the steps up to that one are no longer remembered.
func (p *Past[T]) Forget(step int) { p.from = max(p.from, step) }

// Back returns the moment of that many steps ago, or the oldest there is; nil for the
// present, and where none is remembered.
func (p *Past[T]) Back(steps int) *T {
	if steps <= 0 || p.count == p.from {
		return nil
	}
	return p.At(min(steps, p.Reach()))
}

// Reach returns how many steps ago the oldest moment is; -1 where none is remembered.
func (p *Past[T]) Reach() int { return min(p.count-p.from, len(p.ring)) - 1 }

// At returns the moment of that many steps ago, from 0 to Reach.
func (p *Past[T]) At(steps int) *T { return &p.ring[(p.count-1-steps)%len(p.ring)] }
