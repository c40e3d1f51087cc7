package gardener

import (
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// The colors of creatures: from weary to gardener.Sated, all of them bright, and always
// within a dark seam.
var (
	weary = paint.Actor
	happy = paint.Chalk
)

func energyColor(energy float32) paint.Color {
	return weary.Mix(happy, min(max(energy/gardener.Sated, 0), 1))
}

func (s *scene) Draw(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	s.drawField(p, v)
	p.Clipped(s.grid.Box.Image(), func() {
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
func (s *scene) drawField(p *paint.Painter, v *gardener.Picture) {
	if t := tonesOf(p.Theme); t != s.tones {
		s.tones, s.pixels.Stale = t, true
	}
	s.pixels.Draw(p, &s.grid, func(pixels []byte) {
		for i, d := range v.Dirt {
			copy(pixels[4*i:4*i+4], s.tones.pixels[d][:])
		}
	})
}

func (s *scene) drawTrails(p *paint.Painter) {
	width := max(1, s.grid.Cell*0.18)
	for _, t := range s.trails {
		x0, y0 := s.middle(t.from)
		x1, y1 := s.middle(t.to)
		p.Line(x0, y0, x1, y1, width, p.Theme.Text.Fade(float32(0.7*(1-t.age/trailSeconds))))
	}
}

// drawCreatures draws discs, or squares where they are too small for discs or too
// many. Who is nearly starved is hollow.
func (s *scene) drawCreatures(p *paint.Painter, v *gardener.Picture) {
	radius := max(s.grid.Cell*0.55, p.Px(1))
	for i := range v.IDs {
		x, y := s.at(v, i)
		if len(v.IDs) <= mostHalos {
			drawHalo(p, x, y, max(radius, p.Px(3)), v.Energies[i])
		}
		if len(v.IDs) <= mostDiscs {
			drawCreature(p, x, y, radius, v.Energies[i])
		} else {
			p.Rect(paint.Rect{X: x - radius, Y: y - radius, W: 2 * radius, H: 2 * radius}, energyColor(v.Energies[i]))
		}
	}
	if i := index(v, s.focus); s.focus > 0 && i >= 0 {
		x, y := s.at(v, i)
		drawRing(p, x, y, radius+p.Px(7), paint.Chalk)
	}
}

// drawHalo draws the glow around a creature, the wider the more energy it has.
func drawHalo(p *paint.Painter, x, y, radius, energy float32) {
	glow := p.Theme.Accent.Fade(0.2)
	reach := 1 + min(max(energy/gardener.Sated, 0), 1)
	for _, part := range [...]float32{0.5, 1} {
		p.Disc(x, y, radius*(1+part*reach), glow)
	}
}

// drawCreature draws a disc within a seam; hollow when it is nearly starved.
func drawCreature(p *paint.Painter, x, y, radius, energy float32) {
	p.Disc(x, y, radius+max(1, paint.Round(radius*0.3)), paint.Ink)
	p.Disc(x, y, radius, energyColor(energy))
	if energy < gardener.Starving {
		p.Disc(x, y, radius*0.55, paint.Ink)
	}
}

func (s *scene) drawEffects(p *paint.Painter, f *game.Frame) {
	reach := max(s.grid.Cell*1.6, p.Px(7))
	for i := range s.effects {
		e := &s.effects[i]
		left := e.Left(f)
		x, y := s.middle(uint32(e.Place))
		if e.Kind == effectDeath {
			drawDeath(p, x, y, reach*0.6, left)
		} else {
			drawRing(p, x, y, reach*(0.5+0.5*(1-left)), paint.Actor.Fade(left))
		}
	}
}

// drawDeath draws the cross where a creature has starved, of which that much is left.
func drawDeath(p *paint.Painter, x, y, reach, left float32) {
	p.Cross(x, y, reach, p.Px(4), paint.Ink.Fade(left))
	p.Cross(x, y, reach, p.Px(2), paint.Chalk.Fade(left))
}

// drawRing draws a ring within a seam.
func drawRing(p *paint.Painter, x, y, radius float32, c paint.Color) {
	ring := paint.Rect{X: x - radius, Y: y - radius, W: 2 * radius, H: 2 * radius}
	p.Border(ring.Inset(-p.Hair()), radius, p.Px(4), paint.Ink.Fade(c.A*c.A)) // a seam that fades first
	p.Border(ring, radius, p.Px(2), c)
}
