package cluster

import (
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// ghosts are the ways of the futures that were imagined before a step. They stand for as
// long as the moment after that step is on the stage, and fade once it has gone.
type ghosts struct {
	vision  cluster.Vision
	step    uint64 // of the last picture
	columns int    // of its grid
	nodes   int
	there   bool    // the moment is on the stage
	left    float64 // seconds until they have faded
}

// ghostTime is how long they take to fade, in seconds.
const ghostTime = 0.4

// take takes in a fresh picture. What fades does so only from one step to the next: after a
// leap it belongs nowhere, and at full speed nobody could follow it.
func (g *ghosts) take(f *game.Frame, v *cluster.Picture) {
	leaps := v.Step != g.step && f.Steps == 0 || f.Past > 0 || v.Width != g.columns || len(v.Mem) != g.nodes
	g.step, g.columns, g.nodes = v.Step, v.Width, len(v.Mem)
	g.there = v.Vision.Looked && !f.Fast
	switch {
	case g.there:
		v.Vision.CopyTo(&g.vision)
		g.left = ghostTime
	case leaps || f.Fast || f.Reduced:
		g.left = 0
	}
}

// advance lets seconds pass.
func (g *ghosts) advance(seconds float64) {
	if !g.there {
		g.left = max(0, g.left-seconds)
	}
}

// fading reports whether they change without a new picture.
func (g *ghosts) fading() bool { return !g.there && g.left > 0 }

// draw draws them above the nodes of a grid.
func (g *ghosts) draw(p *paint.Painter, grid *game.Grid) {
	if g.left <= 0 || grid.Rows*grid.Columns != g.nodes {
		return
	}
	strength := g.strength()
	if !g.vision.Overruled {
		strength *= confirmed
	}
	g.drawWays(p, grid, strength)
	for i := range g.vision.Ways {
		if way := &g.vision.Ways[i]; way.Failed && way.Filled >= 0 && g.first(i) {
			drawFills(p, grid.Tile(way.Filled), strength)
		}
	}
}

// confirmed is how strong ghosts are that changed nothing.
const confirmed = 0.6

// drawWays draws all ways: first the seams of all, so that none covers another way, then
// those that fail and, on top, the ways out.
func (g *ghosts) drawWays(p *paint.Painter, grid *game.Grid, strength float32) {
	width := max(1, paint.Round(min(p.Px(2), 0.08*grid.Cell)))
	for _, pass := range [...]struct{ seam, fails bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		for i := range g.vision.Ways {
			if way := &g.vision.Ways[i]; way.Failed == pass.fails {
				pen := pen{p, grid, pass.seam, pass.fails, width, spread(p, grid.Cell, width, i, len(g.vision.Ways))}
				pen.way(way, strength)
			}
		}
	}
}

// first reports whether no way before i fills the same node.
func (g *ghosts) first(i int) bool {
	for k := range i {
		if g.vision.Ways[k].Failed && g.vision.Ways[k].Filled == g.vision.Ways[i].Filled {
			return false
		}
	}
	return true
}

// spread returns how far the i-th of n ways of a width runs beside the middle of the nodes, so
// that ways along the same nodes are seen beside each other: as many of them as there is room
// for, each within its seam.
func spread(p *paint.Painter, cell, width float32, i, n int) float32 {
	pitch := width + 2*p.Hair()
	tracks := min(n, max(1, int(0.5*cell/pitch)))
	return paint.Round((float32(i*tracks/n) - float32(tracks-1)/2) * pitch)
}

// pen draws one way, at a distance aside from the middle of its nodes, or the seam of it.
type pen struct {
	*paint.Painter
	grid  *game.Grid
	seam  bool
	fails bool
	width float32
	aside float32
}

// seen is after how many moves a way that survives has faded: it goes on, and what is far
// ahead is uncertain.
const seen = 9

// way draws a way: dotted, to the cross at which it fails, or a line that is lost in the
// distance.
func (p *pen) way(way *cluster.Way, strength float32) {
	moves := 0
	for i := 1; i < len(way.Nodes); i++ {
		from, to := int(way.Nodes[i-1]), int(way.Nodes[i])
		switch {
		case from == to:
			continue
		case p.fails:
			p.step(from, to, strength)
		case moves < seen:
			p.step(from, to, strength*(1-float32(moves)/seen))
		}
		moves++
	}
	if p.fails {
		p.cross(int(way.Nodes[len(way.Nodes)-1]), strength)
	}
}

// step draws the way from a node to the one beside it: where that is on the other side of
// the torus, out of the grid and in again.
func (p *pen) step(from, to int, strength float32) {
	rows, columns := to/p.grid.Columns-from/p.grid.Columns, to%p.grid.Columns-from%p.grid.Columns
	down, wraps := around(rows)
	right, over := around(columns)
	x0, y0 := p.grid.Middle(from)
	x1, y1 := p.grid.Middle(to)
	if !wraps && !over {
		p.stroke(x0, y0, x1, y1, strength)
		return
	}
	half := p.grid.Cell / 2
	p.stroke(x0, y0, x0+right*half, y0+down*half, strength)
	p.stroke(x1-right*half, y1-down*half, x1, y1, strength)
}

// around returns in which direction a step of d nodes leads, and whether it does so across
// the edge.
func around(d int) (direction float32, wraps bool) {
	switch {
	case d > 1:
		return -1, true
	case d < -1:
		return 1, true
	}
	return float32(d), false
}

// stroke draws a straight piece, along a row or a column.
func (p *pen) stroke(x0, y0, x1, y1, strength float32) {
	half := p.width / 2
	r := paint.Rect{X: paint.Round(min(x0, x1) + p.aside - half), Y: paint.Round(min(y0, y1) + p.aside - half), W: p.width, H: p.width}
	along, length := &r.X, max(x1-x0, x0-x1)
	side := &r.W
	if y0 != y1 {
		along, length, side = &r.Y, max(y1-y0, y0-y1), &r.H
	}
	if !p.fails {
		*side = length + p.width
		p.fill(r, paint.Foreseen, strength)
		return
	}
	*side = 2 * p.width
	for at := float32(0); at < length; at += dotPitch * p.width {
		p.fill(r, paint.Doomed, strength)
		*along += dotPitch * p.width
	}
}

// dotPitch is the distance of the dots of a failing way, in widths of the line.
const dotPitch = 4

// shade is how dark the seam is that makes a way seen on every color of the ramp.
const shade = 0.6

func (p *pen) fill(r paint.Rect, c paint.Color, strength float32) {
	if p.seam {
		r, c = r.Inset(-p.Hair()), paint.Ink.Fade(shade)
	}
	p.Rect(r, c.Fade(strength))
}

// cross marks the node where a way ends.
func (p *pen) cross(node int, strength float32) {
	x, y := p.grid.Middle(node)
	width, c := p.width, paint.Doomed
	if p.seam {
		width, c = width+2*p.Hair(), paint.Ink.Fade(shade)
	}
	p.Cross(x+p.aside, y+p.aside, 2*p.width, width, c.Fade(strength))
}

// drawFills draws a dashed box around the node that is full in an imagined future.
func drawFills(p *paint.Painter, r paint.Rect, strength float32) {
	width := max(1, paint.Round(min(p.Px(2.5), 0.1*r.W)))
	r = r.Inset(-width)
	dash := max(width, r.W/9) // four gaps along a side: the corners are whole
	for _, pass := range [...]struct {
		seam  float32
		color paint.Color
	}{{p.Hair(), paint.Ink.Fade(shade)}, {0, paint.Doomed}} {
		for at := float32(0); at < r.W; at += 2 * dash {
			long := min(dash, r.W-at)
			for _, side := range [...]paint.Rect{
				{X: r.X + at, Y: r.Y, W: long, H: width}, {X: r.X + at, Y: r.Bottom() - width, W: long, H: width},
				{X: r.X, Y: r.Y + at, W: width, H: long}, {X: r.Right() - width, Y: r.Y + at, W: width, H: long},
			} {
				p.Rect(side.Inset(-pass.seam), pass.color.Fade(strength))
			}
		}
	}
}

// drawOverruled marks the agent, around its cell, where the Prophet did something else than
// was proposed: filled where it imagined, an outline where a network saw it without.
func (g *ghosts) drawOverruled(p *paint.Painter, r paint.Rect) {
	if g.left <= 0 || !g.vision.Overruled {
		return
	}
	width := max(2, paint.Round(min(p.Px(5), 0.1*r.W)))
	r = r.Inset(-2 * width)
	radius, strength := 0.25*r.W, g.strength()
	band := 2 * width // up to the agent: its node is still seen
	if len(g.vision.Ways) == 0 {
		band = max(p.Hair(), width/2)
	}
	p.Border(r.Inset(-p.Hair()), radius, band+2*p.Hair(), paint.Ink.Fade(shade*strength))
	p.Border(r, radius, band, paint.Foreseen.Fade(strength))
}

// strength is how much of them is seen, from 0 to 1.
func (g *ghosts) strength() float32 { return float32(g.left / ghostTime) }

// drawImagined draws a sign of a legend as it stands above the nodes.
func drawImagined(p *paint.Painter, kind noteKind, icon paint.Rect) {
	p.RoundRect(icon, p.Px(3), paint.Ramp(0.35))
	if kind == noteFills {
		drawFills(p, icon.Inset(p.Px(2)), 1)
		return
	}
	grid := game.Grid{Rows: 1, Columns: 1, Cell: icon.W, Box: icon}
	x, y := icon.Center()
	for _, seam := range [...]bool{true, false} {
		pen := pen{p, &grid, seam, kind == noteFails, max(1, paint.Round(p.Px(2))), 0}
		pen.stroke(icon.X+p.Px(2), y, x, y, 1)
		if pen.fails {
			pen.cross(0, 1)
		} else {
			pen.stroke(x, y, icon.Right()-p.Px(2), y, 1)
		}
	}
}
