package game

// fastSteps is how many steps may pass per frame before the picture says that
// it is fast-forwarding.
const fastSteps = 4

// usualFrames is how many frames per second a screen usually shows.
const usualFrames = 60

// pace watches how fast the steps of the snapshots shown follow each other.
type pace struct {
	rate       float64 // steps per second, over the last moments
	generation uint32
	step       uint64
	seen       bool
	elapsed    float64 // seconds since the window of the estimate began
	steps      uint64  // in that window
	hurry      float64 // seconds for which the fast-forward mark still stands
}

const (
	paceWindow = 0.4 // seconds over which the rate is estimated
	hurryHold  = 0.3 // seconds: the mark must not flicker between two snapshots
)

func (p *pace) forget() { *p = pace{} }

// advance lets seconds pass.
func (p *pace) advance(seconds float64) {
	p.elapsed += seconds
	p.hurry = max(0, p.hurry-seconds)
	if p.elapsed >= paceWindow {
		p.rate = float64(p.steps) / p.elapsed
		p.elapsed, p.steps = 0, 0
	}
}

// see takes note of a snapshot and returns by how many steps it follows the one
// before: 0 for the same step and after a reset.
func (p *pace) see(generation uint32, step uint64) uint64 {
	follows := p.seen && generation == p.generation && step >= p.step
	n := uint64(0)
	if follows {
		n = step - p.step
	} else {
		p.forget()
	}
	p.seen, p.generation, p.step = true, generation, step
	p.steps += n
	if n > fastSteps {
		p.hurry = hurryHold
	}
	return n
}

// fast reports whether more steps pass than can be shown one by one. A session
// that was asked for so few steps per second that a screen of usual speed would
// show them all is not fast: the picture is slow. 0 is an unknown rate.
func (p *pace) fast(asked float64) bool {
	return p.hurry > 0 && (asked == 0 || asked > fastSteps*usualFrames)
}
