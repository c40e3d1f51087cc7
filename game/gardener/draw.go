package gardener

import (
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// The colors of creatures: from weary to gardener.Sated, from dark to bright as well, and
// always within a dark seam.
var (
	weary = paint.Of(0x2f6f86ff)
	happy = paint.Of(0xd8fbffff)
)

func energyColor(energy float32) paint.Color {
	if energy < gardener.Sated/2 {
		return weary.Mix(paint.Actor, min(max(energy/(gardener.Sated/2), 0), 1))
	}
	return paint.Actor.Mix(happy, min(energy/(gardener.Sated/2)-1, 1))
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
	s.pixels.Draw(p, &s.grid, func(pixels []byte) {
		for i, d := range v.Dirt {
			c := paint.RampPixel(d)
			copy(pixels[4*i:4*i+4], c[:])
		}
	})
}

func (s *scene) drawTrails(p *paint.Painter) {
	width := max(1, s.grid.Cell*0.18)
	for _, t := range s.trails {
		x0, y0 := s.middle(t.from)
		x1, y1 := s.middle(t.to)
		p.Line(x0, y0, x1, y1, width, paint.Actor.Fade(float32(0.7*(1-t.age/trailSeconds))))
	}
}

// drawCreatures draws discs, or squares where they are too small for discs or too
// many. Who is nearly starved is hollow.
func (s *scene) drawCreatures(p *paint.Painter, v *gardener.Picture) {
	radius := max(s.grid.Cell*0.48, p.Px(1))
	for i := range v.IDs {
		x, y := s.at(v, i)
		if len(v.IDs) <= mostDiscs {
			drawCreature(p, x, y, radius, v.Energies[i])
		} else {
			p.Rect(paint.Rect{X: x - radius, Y: y - radius, W: 2 * radius, H: 2 * radius}, energyColor(v.Energies[i]))
		}
	}
	if i := index(v, s.focus); s.focus > 0 && i >= 0 {
		x, y := s.at(v, i)
		r := radius + p.Px(7)
		ring := paint.Rect{X: x - r, Y: y - r, W: 2 * r, H: 2 * r}
		p.Border(ring.Inset(-p.Hair()), r, p.Px(4), paint.Ink)
		p.Border(ring, r, p.Px(2), paint.Chalk)
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
	reach := max(s.grid.Cell*1.6, p.Px(9))
	for i := range s.effects {
		e := &s.effects[i]
		left := e.Left(f)
		x, y := s.middle(uint32(e.Place))
		if e.Kind == effectDeath {
			p.Cross(x, y, reach*0.6, p.Px(4), paint.Ink.Fade(left))
			p.Cross(x, y, reach*0.6, p.Px(2), paint.Chalk.Fade(left))
			continue
		}
		r := reach * (0.5 + 0.5*(1-left))
		p.Border(paint.Rect{X: x - r, Y: y - r, W: 2 * r, H: 2 * r}, r, p.Px(2.5), paint.Actor.Fade(left))
	}
}

// warnings say what the verdicts beyond the first mean, in the order of the
// catalog's options.
var warnings = [...]string{
	"Bubble: it still looks fine, and the risk is high.",
	"Collapse: dirt, births and deaths are out of balance.",
}

func (s *scene) drawStatus(p *paint.Painter, f *game.Frame) {
	verdict := int(f.Snapshot.Metric("verdict"))
	switch {
	case s.status.H == 0:
	case len(pictureOf(f).IDs) == 0:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Alarm, "No creature is left: dirt grows unhindered.")
	case f.Fast:
		game.FastForward(p, f, s.status)
	case verdict == len(warnings):
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Alarm, warnings[verdict-1])
	case verdict > 0:
		game.Paragraph(p, paint.Body, s.status, p.Theme.Prophet, warnings[verdict-1])
	default:
		game.Paragraph(p, paint.Body, s.status, p.Theme.Label, f.Snapshot.Lab.Question)
	}
}
