package game

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Colors of signs on tiles: they must show on every color of the memory ramp,
// so they are the ends of lightness, not the theme's.
var (
	ink   = paint.Hex(0x05080e)
	chalk = paint.Hex(0xffffff)
)

// Draw implements Scene.
func (s *clusterScene) Draw(p *paint.Painter, f *Frame) {
	v := &f.Snapshot.Cluster
	if s.grid.pixels(p.Scale) {
		s.drawPicture(p, v)
	} else {
		s.drawTiles(p, v)
	}
	p.Clipped(s.clip(), func() {
		s.drawEffects(p, f)
		s.drawActor(p, f)
	})
	s.drawStatus(p, f)
	s.drawNotes(p, f)
	s.drawTooltip(p, f)
}

// clip is where agent and effects may show: the grid and its outer margin.
func (s *clusterScene) clip() image.Rectangle {
	return s.grid.box.Inset(-s.grid.gap / 2).Image()
}

func (s *clusterScene) drawTiles(p *paint.Painter, v *lab.ClusterView) {
	round := s.grid.cell >= p.Px(20)
	radius := min(p.Px(5), s.grid.cell*0.12)
	for i, mem := range v.Mem {
		r := s.grid.tile(i)
		body := r
		critical := v.Priority[i] > criticalPriority
		ring := max(1, paint.Round(min(s.grid.cell*0.05, p.Px(3))))
		if critical {
			if round {
				p.Frame(r, radius, ring, p.Theme.Text)
			} else {
				p.Rect(r, p.Theme.Text)
			}
			body = r.Inset(ring)
			if round {
				body = r.Inset(2 * ring)
			}
		}
		color := paint.Ramp(mem)
		full := mem >= fullMemory
		if full {
			color = p.Theme.Alarm
		}
		if round {
			p.RoundRect(body, min(radius, body.W/2), color)
		} else {
			p.Rect(body, color)
		}
		if s.grid.cell >= p.Px(12) {
			drawBar(p, body, v.CPU[i])
		}
		if full {
			drawFull(p, body)
		} else if mem > hotLoad || v.CPU[i] > hotLoad {
			drawHot(p, body)
		}
	}
}

// drawBar draws a CPU load into the foot of a tile.
func drawBar(p *paint.Painter, r paint.Rect, load float32) {
	pad := paint.Round(r.W * 0.12)
	h := max(2, paint.Round(r.H*0.11))
	bar := paint.Rect{X: r.X + pad, Y: r.Bottom() - pad - h, W: r.W - 2*pad, H: h}
	p.Rect(bar, ink.Fade(0.55))
	bar.W = paint.Round(bar.W * min(max(load, 0), 1))
	p.Rect(bar, chalk)
}

// drawHot marks a hotspot: a corner, dark on the bright end of the ramp and
// rimmed for hot CPU on dark tiles.
func drawHot(p *paint.Painter, r paint.Rect) {
	d := max(3, paint.Round(r.W*0.32))
	rim := max(1, paint.Round(d*0.18))
	p.Triangle(r.Right()-d-rim*2, r.Y, r.Right(), r.Y, r.Right(), r.Y+d+rim*2, chalk)
	p.Triangle(r.Right()-d, r.Y, r.Right(), r.Y, r.Right(), r.Y+d, ink)
}

// drawFull marks a node without memory.
func drawFull(p *paint.Painter, r paint.Rect) {
	x, y := r.Center()
	p.Cross(x, y, r.W*0.24, max(1.5, r.W*0.09), p.Theme.OnAlarm)
}

// drawPicture draws a grid of many nodes as a picture with a pixel for each.
func (s *clusterScene) drawPicture(p *paint.Painter, v *lab.ClusterView) {
	if s.picture == nil || s.picture.Bounds().Dx() != v.Width || s.picture.Bounds().Dy() != v.Height {
		if s.picture != nil {
			s.picture.Deallocate()
		}
		s.picture = ebiten.NewImage(v.Width, v.Height)
		s.pixels = make([]byte, 4*v.Width*v.Height)
	}
	alarm := p.Theme.Alarm.Bytes()
	for i, mem := range v.Mem {
		c := alarm
		if mem < fullMemory {
			c = paint.RampBytes(mem)
		}
		copy(s.pixels[4*i:4*i+4], c[:])
	}
	s.picture.WritePixels(s.pixels)
	p.Picture(s.picture, s.grid.box)
}

// drawActor draws what the agent sees and, above it, the agent.
func (s *clusterScene) drawActor(p *paint.Painter, f *Frame) {
	row, col := s.agent.at()
	width := max(1, paint.Round(p.Px(2)))
	s.grid.around(row, col, 3, func(r paint.Rect) {
		p.Frame(r, p.Px(6), width+2*p.Hair(), ink.Fade(0.6))
		p.Frame(r.Inset(p.Hair()), p.Px(5), width, actor)
	})
	s.grid.around(row, col, 1, func(r paint.Rect) {
		if small := p.Px(14); r.W < small { // on a picture the agent must still be seen
			r = r.Inset((r.W - small) / 2)
		}
		if v := &f.Snapshot.Cluster; f.Values && len(v.Values) > 0 && r.W >= p.Px(24) {
			drawDirections(p, r, v.Values)
		}
		drawAgent(p, r)
	})
}

// actor is the agent's color on tiles: the accent of the dark theme in both,
// always within a dark seam.
var actor = paint.Dark().Accent

// drawAgent draws the agent into a cell.
func drawAgent(p *paint.Painter, r paint.Rect) {
	x, y := r.Center()
	seam := max(1, paint.Round(r.W*0.05))
	p.Frame(r.Inset(-seam), r.W*0.2+seam, 4*seam, ink)
	p.Frame(r, r.W*0.2, 2*seam, actor)
	p.Disc(x, y, r.W*0.21+seam, ink)
	p.Disc(x, y, r.W*0.21, actor)
}

// directions are where the bar of every action stands around the agent: moves
// at the sides they lead to, the others in the corners.
var directions = [...][2]float32{{0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}

// drawDirections draws the policy's estimates as bars around the agent.
func drawDirections(p *paint.Painter, r paint.Rect, values []float32) {
	lo, hi := span(values)
	x, y := r.Center()
	for i, q := range values[:min(len(values), len(directions))] {
		d := directions[i]
		reach := r.W * 0.7 * estimate(q, lo, hi)
		from := r.W * 0.62
		if d[0] != 0 && d[1] != 0 {
			reach, from = reach*0.707, from*0.9
		}
		x0, y0 := x+d[0]*from, y+d[1]*from
		width := max(3, r.W*0.14)
		p.Line(x0, y0, x0+d[0]*reach, y0+d[1]*reach, width+2*p.Hair(), ink)
		color := chalk
		if q == hi {
			color = actor
		}
		p.Line(x0, y0, x0+d[0]*reach, y0+d[1]*reach, width, color)
	}
}

func (s *clusterScene) drawEffects(p *paint.Painter, f *Frame) {
	for i := range s.effects.list {
		e := &s.effects.list[i]
		if e.node >= s.grid.rows*s.grid.columns {
			continue
		}
		left := e.fade()
		if f.Reduced {
			left = 1
		}
		s.drawEffect(p, e.kind, s.grid.tile(e.node), left)
	}
}

// drawEffect draws an effect of which the part left, from 1 to 0, is to come.
func (s *clusterScene) drawEffect(p *paint.Painter, kind effectKind, r paint.Rect, left float32) {
	x, y := r.Center()
	width := max(2, r.W*0.07)
	switch kind {
	case effectClean:
		reach := r.W * (0.35 + 0.75*(1-left))
		ring := paint.Rect{X: x - reach, Y: y - reach, W: 2 * reach, H: 2 * reach}
		p.Frame(ring, reach, width, actor.Fade(left))
	case effectScale:
		p.RoundRect(r, r.W*0.12, actor.Fade(0.65*left))
	case effectWasted:
		p.Cross(x, y-r.H*0.3, r.W*0.16, width+2, ink.Fade(left))
		p.Cross(x, y-r.H*0.3, r.W*0.16, width, chalk.Fade(left))
	case effectFull:
		glow := r.Inset(-r.W * 0.35 * (1 - left))
		p.Frame(glow, r.W*0.2, width*1.5, p.Theme.Alarm.Fade(left))
		p.RoundRect(r, r.W*0.12, chalk.Fade(0.7*left))
	}
}
