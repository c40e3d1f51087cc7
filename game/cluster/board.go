package cluster

import (
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// Board draws one cluster: its nodes, the agent above them, and what has just happened.
// Its user gives Grid its place.
type Board struct {
	Grid    game.Grid
	agent   game.Glide
	node    int // the agent's
	effects game.Effects
	ghosts  ghosts
	before  struct{ cpu, mem []float32 } // of the last picture
	pixels  game.Pixels                  // of a grid too large for tiles
}

// Advance lets seconds pass.
func (b *Board) Advance(seconds float64) {
	b.effects.Advance(seconds)
	b.ghosts.advance(seconds)
	b.agent.Advance(seconds)
}

// Gliding reports whether the agent is on its way.
func (b *Board) Gliding() bool { return b.agent.Moving() }

// Moving reports whether the board changes without a new picture.
func (b *Board) Moving() bool { return b.agent.Moving() || len(b.effects) > 0 || b.ghosts.fading() }

// Take compares the picture of a fresh frame with the one before and starts what moves.
func (b *Board) Take(f *game.Frame, v *cluster.Picture) {
	row, col := v.Agent/v.Width, v.Agent%v.Width
	same := b.agent.On(v.Height, v.Width)
	follows := same && f.Steps > 0 && !f.Fast
	switch {
	case !same || f.Reduced || f.Fast || f.Steps == 0 && v.Agent != b.node:
		b.agent.Place(v.Height, v.Width, row, col)
	case v.Agent != b.node:
		b.agent.Toward(row, col, game.GlideTime(f.Rate))
	}
	b.node = v.Agent
	b.ghosts.take(f, v)
	if follows && f.Past == 0 {
		b.flash(v)
	} else if !same || f.Fast {
		b.effects.Clear()
	}
	b.before.cpu = append(b.before.cpu[:0], v.CPU...)
	b.before.mem = append(b.before.mem[:0], v.Mem...)
}

// Draw draws the board.
func (b *Board) Draw(p *paint.Painter, f *game.Frame, v *cluster.Picture) {
	if b.Grid.Pixels(p.Scale) {
		b.drawPixels(p, v)
	} else {
		b.drawTiles(p, v)
	}
	// Agent and effects may show in the grid and its outer margin.
	p.Clipped(b.Grid.Box.Inset(-b.Grid.Gap/2).Image(), func() {
		b.drawEffects(p, f)
		b.ghosts.draw(p, &b.Grid)
		b.drawActor(p, f, v)
	})
}

// DrawFailed draws the node that ended an episode once more, above what dims the board.
func (b *Board) DrawFailed(p *paint.Painter, node int) {
	r := b.Grid.Tile(node)
	if small := p.Px(10); r.W < small {
		r = r.Inset((r.W - small) / 2)
	}
	p.RoundRect(r, min(p.Px(5), r.W*0.12), p.Theme.Alarm)
	drawFull(p, r)
}

// DrawPointer marks the node under the pointer.
func (b *Board) DrawPointer(p *paint.Painter, node int) {
	r, width := b.Grid.Tile(node), max(1, paint.Round(p.Px(2)))
	p.Border(r.Inset(-2*p.Hair()), p.Px(4), width+p.Hair(), paint.Ink)
	p.Border(r.Inset(-2*p.Hair()), p.Px(4), width, paint.Chalk)
}
