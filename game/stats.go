package game

import (
	"slices"
	"time"
)

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
