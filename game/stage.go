package game

import (
	"errors"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/words"
)

// Stage shows the snapshots of a session in one rectangle: the scene of the lab and its
// charts. A window may put other things beside it. Its methods are called from one
// goroutine, or between frames.
type Stage struct {
	Settings Settings
	Events   Events

	scenes    Scenes
	painter   *paint.Painter
	area      paint.Rect
	frame     Frame
	pace      pace
	scene     Scene
	lab       *lab.Lab
	charts    charts
	placed    bool // scene and charts have their places
	fresh     bool
	dirty     bool
	drawnAs   Settings
	pointer   Input
	announced bool // Ready has been called
	times     frameTimes
}

// NewStage returns a stage without a snapshot, for the labs of the given scenes.
func NewStage(scenes Scenes) *Stage { return &Stage{scenes: scenes, painter: paint.New()} }

// Show shows n, which must not change until the next snapshot is shown. On error the
// picture stays as it was. It panics where the lab has no scene.
func (s *Stage) Show(n *lab.Snapshot) error {
	scene := s.scene
	if n.Lab != s.lab {
		create := s.scenes[n.Lab.Key]
		if create == nil {
			panic("game: lab " + n.Lab.Key + " has no scene")
		}
		scene = create()
	}
	if len(n.Metrics) != len(n.Lab.Metrics) || !scene.Complete(n.Picture) {
		return errors.New("game: the snapshot holds no picture")
	}
	if n.Lab != s.lab {
		s.pace.forget()
		s.frame.Lanes = LaneNames{}
	}
	s.scene, s.lab, s.frame.Snapshot = scene, n.Lab, n
	s.fresh = true
	return nil
}

// Speak has the stage write in another language; see [paint.Painter.Speak].
func (s *Stage) Speak(t *words.Table, outlines []byte) error {
	s.placed, s.dirty = false, true
	return s.painter.Speak(t, outlines)
}

// Arrange gives the stage its place on the image that Draw is called with, in
// device pixels, and the device pixels per layout pixel. On a very large one everything
// is drawn larger.
func (s *Stage) Arrange(area paint.Rect, ratio float64) {
	scale := float32(ratio) * growth(area, float32(ratio), s.Settings.Large)
	if s.area == area && s.painter.Scale == scale {
		return
	}
	s.area = area
	s.painter.Scale = scale
	s.placed, s.dirty = false, true
}

// Charts returns how many charts the stage shows.
func (s *Stage) Charts() int { return len(s.charts.plots) }

// longestFrame bounds the time by which one frame moves the picture, in seconds:
// after a pause of the browser nothing leaps.
const longestFrame = 0.1

// Update advances the picture by one frame.
func (s *Stage) Update(in Input) {
	start := time.Now()
	defer func() { s.times.add(time.Since(start)) }()
	if s.frame.Snapshot == nil {
		return
	}
	s.pace.advance(in.Elapsed)
	in.Elapsed = min(in.Elapsed, longestFrame)
	f := &s.frame
	s.painter.Theme = s.Settings.Theme()
	if s.fresh || !s.placed { // measuring the legends takes time
		f.Area = s.charts.place(s.painter, s.area, f)
		s.placed = true
	}
	f.Input, f.Settings = in, s.Settings
	f.Painter, f.Events = s.painter, &s.Events
	f.Fresh, f.Steps, f.Past = s.fresh, 0, 0
	if s.fresh {
		f.Steps = s.pace.see(f.Snapshot.Generation, f.Snapshot.Step)
	}
	fast := s.pace.fast(s.Settings.Rate)
	s.dirty = s.changed(in) || s.dirty || s.fresh || fast != f.Fast
	f.Fast, f.Pace = fast, s.pace.rate
	s.fresh = false
	named := f.Lanes
	s.scene.Update(f)
	if f.Lanes != named { // the legends are arranged with them next
		s.placed, s.dirty = false, true
	}
	// Between two snapshots of a fast-forward nothing moves that an eye could follow,
	// and the session needs the machine.
	s.dirty = s.dirty || s.scene.Moving() && !fast
}

// changed reports whether pointer or settings ask for another picture.
func (s *Stage) changed(in Input) bool {
	in.Elapsed = 0
	settings := s.Settings
	settings.Measured = 0 // the next picture tells it, and has one of its own
	changed := in != s.pointer || settings != s.drawnAs
	s.pointer, s.drawnAs = in, settings
	return changed
}

// Stale reports whether the picture has changed since it was drawn.
func (s *Stage) Stale() bool { return s.dirty }

// Draw paints the picture. Where nothing has changed since the last call and
// dst still holds it, a caller can leave Draw out; see Stale.
func (s *Stage) Draw(dst *ebiten.Image) {
	start := time.Now()
	p := s.painter
	p.Theme = s.Settings.Theme()
	p.Begin(dst)
	p.Rect(s.area, p.Theme.Ground)
	if s.frame.Snapshot != nil {
		s.scene.Draw(p, &s.frame)
		p.Flush()
		s.charts.draw(p, &s.frame)
	}
	p.Flush()
	s.dirty = p.Incomplete()
	s.times.add(time.Since(start))
	if s.frame.Snapshot != nil && !s.announced && s.Events.Ready != nil {
		s.Events.Ready()
	}
	s.announced = s.announced || s.frame.Snapshot != nil
}

// Count adds d, which a caller spent on its own, to the time of the frame under way.
func (s *Stage) Count(d time.Duration) { s.times.add(d) }

// EndFrame ends the measurement of a frame and says whether it was drawn.
func (s *Stage) EndFrame(drawn bool) { s.times.close(drawn) }

// FrameStats returns how long the last frames took, of those after the given number
// of frames.
func (s *Stage) FrameStats(since uint64) FrameStats { return s.times.stats(since) }

// Game is a Stage that fills an Ebitengine window or canvas.
type Game struct {
	*Stage
	Reader Reader

	scale         float64
	width, height int
	last          time.Time
	redraw        bool // the canvas has lost its picture
}

// NewGame returns a game for the labs of the given scenes.
func NewGame(scenes Scenes) *Game { return &Game{Stage: NewStage(scenes), scale: 1} }

// Run shows g until its window is closed. In the browser it never returns.
func (g *Game) Run() error {
	ebiten.SetTPS(ebiten.SyncWithFPS)
	ebiten.SetScreenClearedEveryFrame(false)
	return ebiten.RunGameWithOptions(&loop{g.Update, g.Draw, g.Layout, g.LayoutF}, &ebiten.RunGameOptions{InitUnfocused: true})
}

// loop is a Game as Ebitengine sees it. The linker keeps every method of a type that is
// passed as an interface, and of the types in it: a loop has none of a lab's.
type loop struct {
	update  func() error
	draw    func(*ebiten.Image)
	layout  func(width, height int) (int, int)
	layoutF func(width, height float64) (float64, float64)
}

func (l *loop) Update() error                                    { return l.update() }
func (l *loop) Draw(dst *ebiten.Image)                           { l.draw(dst) }
func (l *loop) Layout(width, height int) (int, int)              { return l.layout(width, height) }
func (l *loop) LayoutF(width, height float64) (float64, float64) { return l.layoutF(width, height) }

// Update implements ebiten.Game.
func (g *Game) Update() error {
	now := time.Now()
	elapsed := now.Sub(g.last).Seconds()
	g.last = now
	g.Stage.Update(g.Reader.Read(elapsed))
	return nil
}

// Draw implements ebiten.Game. A picture that has not changed stays.
func (g *Game) Draw(dst *ebiten.Image) {
	draw := g.redraw || g.Stale()
	if draw {
		g.redraw = false
		g.Stage.Draw(dst)
	}
	g.EndFrame(draw)
}

// Layout implements ebiten.Game: one pixel of the image is one of the device.
func (g *Game) Layout(width, height int) (int, int) {
	w, h := g.LayoutF(float64(width), float64(height))
	return int(w), int(h)
}

// LayoutF implements ebiten.LayoutFer.
func (g *Game) LayoutF(width, height float64) (float64, float64) {
	g.scale = ebiten.Monitor().DeviceScaleFactor()
	w, h := max(1, int(width*g.scale)), max(1, int(height*g.scale))
	if w != g.width || h != g.height {
		g.width, g.height, g.redraw = w, h, true
	}
	g.Arrange(paint.Rect{W: float32(w), H: float32(h)}, g.scale)
	return float64(w), float64(h)
}
