package game

import (
	"slices"
	"time"
)

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

// statFrames is over how many frames times are kept: about ten seconds.
const statFrames = 600

// FrameStats says how long the program worked per frame, in milliseconds:
// reading snapshots, Update and Draw, without Ebitengine's own work.
type FrameStats struct {
	Frames uint64 // frames so far
	Drawn  uint64 // of these, frames in which the picture changed
	P50    float64
	P99    float64
}

// frameTimes keeps the times of the last frames in a ring.
type frameTimes struct {
	ring    [statFrames]float32 // milliseconds
	sorted  [statFrames]float32
	frames  uint64
	drawn   uint64
	current time.Duration // of the frame under way
}

func (t *frameTimes) add(d time.Duration) { t.current += d }

// close ends a frame.
func (t *frameTimes) close(drawn bool) {
	t.ring[t.frames%statFrames] = float32(t.current.Seconds() * 1000)
	t.current = 0
	t.frames++
	if drawn {
		t.drawn++
	}
}

// stats tells the times of the frames after the given number of them, as far as
// they are kept.
func (t *frameTimes) stats(since uint64) FrameStats {
	s := FrameStats{Frames: t.frames, Drawn: t.drawn}
	n := int(min(t.frames-min(since, t.frames), statFrames))
	if n == 0 {
		return s
	}
	times := t.sorted[:n]
	for i := range times {
		times[i] = t.ring[(t.frames-1-uint64(i))%statFrames]
	}
	slices.Sort(times)
	s.P50 = float64(times[(n-1)/2])
	s.P99 = float64(times[(n*99+99)/100-1])
	return s
}
