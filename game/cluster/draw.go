package cluster

import (
	"slices"

	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

func (s *scene) Draw(p *paint.Painter, f *game.Frame) {
	if v := pictureOf(f); s.many {
		s.wall.draw(p, f, &v.Tiles)
	} else {
		s.Board.Draw(p, f, v)
	}
	s.drawStatus(p, f)
	s.drawNotes(p, f)
	s.drawTooltip(p, f)
}

func (b *Board) drawTiles(p *paint.Painter, v *cluster.Picture) {
	radius, fill := float32(0), p.Rect
	if b.Grid.Cell >= p.Px(20) {
		radius = min(p.Px(5), b.Grid.Cell*0.12)
		fill = func(r paint.Rect, c paint.Color) { p.RoundRect(r, min(radius, r.W/2), c) }
	}
	ring := max(1, paint.Round(min(b.Grid.Cell*0.05, p.Px(3))))
	for i, mem := range v.Mem {
		body := b.Grid.Tile(i)
		if v.Priority[i] > cluster.Critical {
			if radius > 0 {
				p.Border(body, radius, ring, p.Theme.Text)
				body = body.Inset(ring)
			} else {
				p.Rect(body, p.Theme.Text)
			}
			body = body.Inset(ring)
		}
		color := paint.Ramp(mem)
		full := mem >= cluster.OOM
		if full {
			color = p.Theme.Alarm
		}
		fill(body, color)
		if b.Grid.Cell >= p.Px(12) {
			drawBar(p, body, v.CPU[i])
		}
		if full {
			drawFull(p, body)
		} else if mem > cluster.Hot || v.CPU[i] > cluster.Hot {
			drawHot(p, body)
		}
	}
}

// drawBar draws a CPU load into the foot of a tile.
func drawBar(p *paint.Painter, r paint.Rect, load float32) {
	pad := paint.Round(r.W * 0.12)
	h := max(2, paint.Round(r.H*0.11))
	bar := paint.Rect{X: r.X + pad, Y: r.Bottom() - pad - h, W: r.W - 2*pad, H: h}
	p.Rect(bar, paint.Ink.Fade(0.55))
	bar.W = paint.Round(bar.W * min(max(load, 0), 1))
	p.Rect(bar, paint.Chalk)
}

// drawHot marks a hotspot: a corner, dark on the bright end of the ramp and
// rimmed for hot CPU on dark tiles.
func drawHot(p *paint.Painter, r paint.Rect) {
	d := max(3, paint.Round(r.W*0.32))
	rim := max(1, paint.Round(d*0.18))
	p.Triangle(r.Right()-d-rim*2, r.Y, r.Right(), r.Y, r.Right(), r.Y+d+rim*2, paint.Chalk)
	p.Triangle(r.Right()-d, r.Y, r.Right(), r.Y, r.Right(), r.Y+d, paint.Ink)
}

// drawFull marks a node without memory.
func drawFull(p *paint.Painter, r paint.Rect) {
	x, y := r.Center()
	p.Cross(x, y, r.W*0.24, max(1.5, r.W*0.09), p.Theme.OnAlarm)
}

// drawPixels draws a grid of many nodes with a pixel for each.
func (b *Board) drawPixels(p *paint.Painter, v *cluster.Picture) {
	alarm := p.Theme.Alarm.Bytes()
	b.pixels.Stale = true
	b.pixels.Draw(p, &b.Grid, func(pixels []byte) {
		for i, mem := range v.Mem {
			c := alarm
			if mem < cluster.OOM {
				c = paint.RampPixel(paint.RampIndex(mem))
			}
			copy(pixels[4*i:4*i+4], c[:])
		}
	})
}

// drawActor draws what the agent sees and, above it, the agent.
func (b *Board) drawActor(p *paint.Painter, f *game.Frame, v *cluster.Picture) {
	row, col := b.agent.At()
	width := max(1, paint.Round(p.Px(2)))
	b.Grid.Around(row, col, 3, func(r paint.Rect) {
		p.Border(r, p.Px(6), width+2*p.Hair(), paint.Ink.Fade(0.6))
		p.Border(r.Inset(p.Hair()), p.Px(5), width, paint.Actor)
	})
	b.Grid.Around(row, col, 1, func(r paint.Rect) {
		if small := p.Px(14); r.W < small { // on a picture the agent must still be seen
			r = r.Inset((r.W - small) / 2)
		}
		if f.Values && len(v.Values) > 0 && r.W >= p.Px(24) {
			drawDirections(p, r, v.Values)
		}
		b.ghosts.drawOverruled(p, r)
		drawAgent(p, r)
	})
}

// drawAgent draws the agent into a cell.
func drawAgent(p *paint.Painter, r paint.Rect) {
	x, y := r.Center()
	seam := max(1, paint.Round(r.W*0.05))
	p.Border(r.Inset(-seam), r.W*0.2+seam, 4*seam, paint.Ink)
	p.Border(r, r.W*0.2, 2*seam, paint.Actor)
	p.Disc(x, y, r.W*0.21+seam, paint.Ink)
	p.Disc(x, y, r.W*0.21, paint.Actor)
}

// directions are where the bar of every action stands around the agent: moves
// at the sides they lead to, the others in the corners.
var directions = [...][2]float32{{0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}

// drawDirections draws the policy's estimates as bars around the agent.
func drawDirections(p *paint.Painter, r paint.Rect, values []float32) {
	lo, hi := slices.Min(values), slices.Max(values)
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
		p.Line(x0, y0, x0+d[0]*reach, y0+d[1]*reach, width+2*p.Hair(), paint.Ink)
		color := paint.Chalk
		if q == hi {
			color = paint.Actor
		}
		p.Line(x0, y0, x0+d[0]*reach, y0+d[1]*reach, width, color)
	}
}

// The effects.
const (
	effectClean  = iota // the agent relieved its node
	effectScale         // a hotspot was scaled out
	effectWasted        // the action did nothing useful
	effectFull          // the node ran out of memory
)

// effectSeconds is how long each effect takes to fade.
var effectSeconds = [...]float64{effectClean: 0.32, effectScale: 0.36, effectWasted: 0.4, effectFull: 0.4}

// scaleDrop is how far CPU and memory of a node together must have fallen in a step to
// count as scaled out: less than scaling takes, more than noise gives.
const scaleDrop = 0.2

// flash starts the effects of the step to v, given the loads before it.
func (b *Board) flash(v *cluster.Picture) {
	cpu, mem := b.before.cpu, b.before.mem
	if len(cpu) != len(v.CPU) || len(mem) != len(v.Mem) {
		return
	}
	add := func(kind, node int) { b.effects.Add(kind, node, effectSeconds[kind]) }
	for i, m := range v.Mem {
		if m >= cluster.OOM && mem[i] < cluster.OOM {
			add(effectFull, i)
		}
	}
	switch name := actionText(v); {
	case name == "" || name == "up" || name == "down" || name == "left" || name == "right":
	case v.Wasted || v.Refused || v.Affected == 0:
		add(effectWasted, v.Agent)
	case name == "scale":
		for i := range v.CPU {
			if cpu[i]+mem[i]-v.CPU[i]-v.Mem[i] > scaleDrop {
				add(effectScale, i)
			}
		}
	default:
		add(effectClean, v.Agent)
	}
}

func (b *Board) drawEffects(p *paint.Painter, f *game.Frame) {
	for i := range b.effects {
		if e := &b.effects[i]; e.Place < b.Grid.Rows*b.Grid.Columns {
			drawEffect(p, e.Kind, b.Grid.Tile(e.Place), e.Left(f))
		}
	}
}

// drawEffect draws an effect of which the part left, from 1 to 0, is to come.
func drawEffect(p *paint.Painter, kind int, r paint.Rect, left float32) {
	x, y := r.Center()
	width := max(2, r.W*0.07)
	switch kind {
	case effectClean:
		reach := r.W * (0.35 + 0.75*(1-left))
		ring := paint.Rect{X: x - reach, Y: y - reach, W: 2 * reach, H: 2 * reach}
		p.Border(ring, reach, width, paint.Actor.Fade(left))
	case effectScale:
		p.RoundRect(r, r.W*0.12, paint.Actor.Fade(0.65*left))
	case effectWasted:
		p.Cross(x, y-r.H*0.3, r.W*0.16, width+2, paint.Ink.Fade(left))
		p.Cross(x, y-r.H*0.3, r.W*0.16, width, paint.Chalk.Fade(left))
	case effectFull:
		glow := r.Inset(-r.W * 0.35 * (1 - left))
		p.Border(glow, r.W*0.2, width*1.5, p.Theme.Alarm.Fade(left))
		p.RoundRect(r, r.W*0.12, paint.Chalk.Fade(0.7*left))
	}
}
