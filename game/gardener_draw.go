package game

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Energies, in the world's unit, between which a creature's color changes: nearly
// starved, and enough to have a child under the published parameters.
const (
	starving = 0.6
	sated    = 80
)

// The colors of creatures: from weary to sated, from dark to bright as well, and
// always within a dark seam.
var (
	weary = paint.Hex(0x2f6f86)
	happy = paint.Hex(0xd8fbff)
)

func energyColor(energy float32) paint.Color {
	if energy < sated/2 {
		return weary.Mix(actor, min(max(energy/(sated/2), 0), 1))
	}
	return actor.Mix(happy, min(energy/(sated/2)-1, 1))
}

// Draw implements Scene.
func (s *gardenerScene) Draw(p *paint.Painter, f *Frame) {
	v := &f.Snapshot.Gardener
	s.drawField(p, v)
	p.Clipped(s.grid.box.Image(), func() {
		s.drawTrails(p)
		s.drawCreatures(p, v)
		s.drawEffects(p, f)
	})
	s.drawStatus(p, f)
	s.drawNotes(p, f, v)
	if s.hover >= 0 && s.hover < len(v.IDs) {
		s.drawTooltip(p, f, v)
	}
}

// drawField paints the dirt, a pixel per cell.
func (s *gardenerScene) drawField(p *paint.Painter, v *lab.GardenerView) {
	if s.picture == nil || s.picture.Bounds().Dx() != v.Size {
		if s.picture != nil {
			s.picture.Deallocate()
		}
		s.picture = ebiten.NewImage(v.Size, v.Size)
		s.pixels, s.stale = make([]byte, 4*v.Size*v.Size), true
	}
	if s.stale {
		for i, d := range v.Dirt {
			copy(s.pixels[4*i:], dirtBytes[d][:])
		}
		s.picture.WritePixels(s.pixels)
		s.stale = false
	}
	p.Picture(s.picture, s.grid.box)
}

// dirtBytes are the colors of all the amounts of dirt that a snapshot can hold.
var dirtBytes = makeDirtBytes()

func makeDirtBytes() (table [256][4]byte) {
	for d := range table {
		table[d] = paint.RampBytes(float32(d) / 255)
	}
	return table
}

func (s *gardenerScene) drawTrails(p *paint.Painter) {
	width := max(1, s.grid.cell*0.18)
	for _, t := range s.trails {
		x0, y0 := s.middle(t.from)
		x1, y1 := s.middle(t.to)
		p.Line(x0, y0, x1, y1, width, actor.Fade(float32(0.7*(1-t.age/trailSeconds))))
	}
}

// drawCreatures draws discs, or squares where they are too small for discs or too
// many. Who is nearly starved is hollow.
func (s *gardenerScene) drawCreatures(p *paint.Painter, v *lab.GardenerView) {
	radius := max(s.grid.cell*0.48, p.Px(1))
	for i := range v.IDs {
		x, y := s.at(v, i)
		if len(v.IDs) <= mostDiscs {
			drawCreature(p, x, y, radius, v.Energies[i])
		} else {
			p.Rect(paint.Rect{X: x - radius, Y: y - radius, W: 2 * radius, H: 2 * radius}, energyColor(v.Energies[i]))
		}
	}
	if i := s.index(v, s.focus); s.focus > 0 && i >= 0 {
		x, y := s.at(v, i)
		r := radius + p.Px(7)
		ring := paint.Rect{X: x - r, Y: y - r, W: 2 * r, H: 2 * r}
		p.Frame(ring.Inset(-p.Hair()), r, p.Px(4), ink)
		p.Frame(ring, r, p.Px(2), chalk)
	}
}

// drawCreature draws a disc within a seam; hollow when it is nearly starved.
func drawCreature(p *paint.Painter, x, y, radius, energy float32) {
	p.Disc(x, y, radius+max(1, paint.Round(radius*0.3)), ink)
	p.Disc(x, y, radius, energyColor(energy))
	if energy < starving {
		p.Disc(x, y, radius*0.55, ink)
	}
}

func (s *gardenerScene) drawEffects(p *paint.Painter, f *Frame) {
	reach := max(s.grid.cell*1.6, p.Px(9))
	for i := range s.effects.list {
		e := &s.effects.list[i]
		left := e.fade()
		if f.Reduced {
			left = 1
		}
		x, y := s.middle(uint32(e.node))
		if e.kind == effectDeath {
			p.Cross(x, y, reach*0.6, p.Px(4), ink.Fade(left))
			p.Cross(x, y, reach*0.6, p.Px(2), chalk.Fade(left))
			continue
		}
		r := reach * (0.5 + 0.5*(1-left))
		p.Frame(paint.Rect{X: x - r, Y: y - r, W: 2 * r, H: 2 * r}, r, p.Px(2.5), actor.Fade(left))
	}
}

// warnings say what the verdicts beyond the first mean, in the order of the
// catalog's options.
var warnings = [...]string{
	"Bubble: it still looks fine, and the risk is high.",
	"Collapse: dirt, births and deaths are out of balance.",
}

func (s *gardenerScene) drawStatus(p *paint.Painter, f *Frame) {
	if s.status.H == 0 {
		return
	}
	base := s.status.Y + p.CapHeight(paint.Body) + p.Px(4)
	verdict := int(f.Snapshot.Metric("verdict"))
	switch {
	case len(f.Snapshot.Gardener.IDs) == 0:
		paragraph(p, paint.Strong, s.status, base, p.Theme.Alarm, "Nobody is left: dirt grows unhindered.")
	case f.Fast:
		s.text = drawFast(p, f, s.status.X, base, s.text)
	case verdict == len(warnings):
		paragraph(p, paint.Strong, s.status, base, p.Theme.Alarm, warnings[verdict-1])
	case verdict > 0:
		paragraph(p, paint.Body, s.status, base, p.Theme.Prophet, warnings[verdict-1])
	default:
		paragraph(p, paint.Body, s.status, base, p.Theme.Label, f.Snapshot.Lab.Catalog().Question)
	}
}
