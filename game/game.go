package game

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/game/paint"
)

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
	return ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{InitUnfocused: true})
}

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
