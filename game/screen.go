package game

import (
	"bytes"
	"errors"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Screen shows the snapshots of a session in one rectangle: the scene of the
// lab and its charts. A window may put other things beside it. Its methods are
// called from one goroutine, or between frames.
type Screen struct {
	Settings Settings
	Events   Events

	painter  *paint.Painter
	area     paint.Rect
	stage    paint.Rect
	frame    Frame
	pace     pace
	scene    Scene
	lab      lab.Lab
	charts   charts
	decoded  [2]lab.Snapshot // Load fills the one that is not shown
	loaded   []byte          // a copy of what Load last showed
	fresh    bool
	dirty    bool
	drawnAs  Settings
	pointer  Input
	announce bool // Ready has been called
	times    frameTimes
}

// NewScreen returns a screen without a snapshot.
func NewScreen() *Screen { return &Screen{painter: paint.New()} }

// Load shows the snapshot encoded in b, which it does not keep. On error the
// picture stays as it was, and where b is what it shows already: a world that
// stands still is not drawn again and again.
func (s *Screen) Load(b []byte) error {
	start := time.Now()
	defer func() { s.times.add(time.Since(start)) }()
	if s.frame.Snapshot != nil && bytes.Equal(b, s.loaded) {
		return nil
	}
	next := &s.decoded[0]
	if s.frame.Snapshot == next {
		next = &s.decoded[1]
	}
	if err := next.Decode(b); err != nil {
		return err
	}
	s.loaded = append(s.loaded[:0], b...)
	return s.Show(next)
}

// Show shows n, which must not change until the next snapshot is shown.
func (s *Screen) Show(n *lab.Snapshot) error {
	if s.scene == nil || n.Lab != s.lab {
		s.scene, s.lab = newScene(n.Lab), n.Lab
		s.pace.forget()
	}
	if !complete(n) {
		return errors.New("game: the snapshot holds no picture")
	}
	s.frame.Snapshot = n
	s.fresh = true
	return nil
}

// Arrange gives the screen its place on the image that Draw is called with, in
// device pixels, and the device pixels per layout pixel.
func (s *Screen) Arrange(area paint.Rect, scale float64) {
	if s.area == area && s.painter.Scale == float32(scale) {
		return
	}
	s.area = area
	s.painter.Scale = float32(scale)
	s.dirty = true
}

// longestFrame bounds the time by which one frame moves the picture, in seconds:
// after a pause of the browser nothing leaps.
const longestFrame = 0.1

// Update advances the picture by one frame.
func (s *Screen) Update(in Input) {
	start := time.Now()
	defer func() { s.times.add(time.Since(start)) }()
	if s.frame.Snapshot == nil {
		return
	}
	s.pace.advance(in.Elapsed)
	in.Elapsed = min(in.Elapsed, longestFrame)
	f := &s.frame
	s.painter.Theme = s.Settings.Theme()
	var below paint.Rect
	s.stage, below = arrange(s.area, s.painter.Scale, s.charts.choose(f.Snapshot, chartRoom(s.area, s.painter.Scale)))
	s.charts.arrange(s.painter, below)
	f.Input, f.Settings, f.Area = in, s.Settings, s.stage
	f.Painter, f.Events = s.painter, &s.Events
	f.Fresh, f.Steps = s.fresh, 0
	if s.fresh {
		f.Steps = s.pace.see(f.Snapshot.Generation, f.Snapshot.Step)
	}
	fast := s.pace.fast(s.Settings.Rate)
	s.dirty = s.changed(in) || s.dirty || s.fresh || fast != f.Fast
	f.Fast, f.Pace = fast, s.pace.rate
	s.fresh = false
	s.scene.Update(f)
	// Between two snapshots of a fast-forward nothing moves that an eye could
	// follow, and whoever computes needs the machine.
	s.dirty = s.dirty || s.scene.Moving() && !fast
}

// changed reports whether pointer or settings ask for another picture.
func (s *Screen) changed(in Input) bool {
	in.Elapsed = 0
	settings := s.Settings
	settings.Measured = 0 // the next picture tells it, and has one of its own
	changed := in != s.pointer || settings != s.drawnAs
	s.pointer, s.drawnAs = in, settings
	return changed
}

// Stale reports whether the picture has changed since it was drawn.
func (s *Screen) Stale() bool { return s.dirty }

// Draw paints the picture. Where nothing has changed since the last call and
// dst still holds it, a caller can leave Draw out; see Stale.
func (s *Screen) Draw(dst *ebiten.Image) {
	start := time.Now()
	p := s.painter
	p.Theme = s.Settings.Theme()
	p.Begin(dst)
	p.Rect(s.area, p.Theme.Surface)
	if s.frame.Snapshot != nil {
		s.scene.Draw(p, &s.frame)
		p.Flush()
		s.charts.draw(p, &s.frame)
	}
	p.Flush()
	s.dirty = p.Incomplete()
	s.times.add(time.Since(start))
	if s.frame.Snapshot != nil && !s.announce {
		s.announce = true
		if s.Events.Ready != nil {
			s.Events.Ready()
		}
	}
}

// EndFrame closes the books on a frame, drawn anew or not.
func (s *Screen) EndFrame(drawn bool) { s.times.close(drawn) }

// FrameStats returns how long the last frames took, of those after the given number
// of frames.
func (s *Screen) FrameStats(since uint64) FrameStats { return s.times.stats(since) }
