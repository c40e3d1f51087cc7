package bridge

import (
	"encoding/binary"
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// The sizes of a picture in pixels.
const (
	leastCell = 4  // of a node
	mostCell  = 96 //
	sign      = 12 // the least node that has a bar and signs
	mostSide  = 4096
)

// pictured asks for a picture of one of the worlds.
type pictured struct {
	which
	Side  int  `json:"side"` // pixels of the longer side, about
	Light bool `json:"light"`
}

// rgb answers with the picture of one world: width and height, four bytes each, and three
// bytes a pixel. It means what the stage means by the same colors.
func rgb(_ *Worlds, one *cluster.World, at pictured) ([]byte, error) {
	if at.Side < 32 || at.Side > mostSide {
		return nil, fmt.Errorf("render_size is %d, want 32 to %d pixels", at.Side, mostSide)
	}
	theme := &lab.Dark
	if at.Light {
		theme = &lab.Light
	}
	c := draw(one, at.Side, theme)
	b := binary.LittleEndian.AppendUint32(nil, uint32(c.width))
	return append(binary.LittleEndian.AppendUint32(b, uint32(c.height)), c.pixels...), nil
}

// plan is where the nodes of a picture stand.
type plan struct {
	rows, columns  int
	cell, gap, rim float64
}

// node returns the box of a node.
func (p *plan) node(row, column int) box {
	return box{p.rim + float64(column)*p.cell, p.rim + float64(row)*p.cell, p.cell, p.cell}.inset(p.gap / 2)
}

// draw draws a world: its nodes, the agent with what it sees, and below them the budget.
func draw(w *cluster.World, side int, theme *lab.Theme) *canvas {
	rows, columns := w.Size()
	cell := float64(min(max(side/(max(rows, columns)+1), leastCell), mostCell))
	p := &plan{rows, columns, cell, 0, max(4, float64(int(cell/2)))}
	if cell >= sign { // smaller ones touch, as pixels do
		p.gap = max(1, float64(int(cell*0.1)))
	}
	foot := max(4, float64(int(cell*0.14)))
	width, height := int(2*p.rim+float64(columns)*cell), int(2*p.rim+float64(rows)*cell+foot)
	c := newCanvas(width, height, theme.Ground)
	cpu, mem, priority := w.CPU(), w.Mem(), w.Priority()
	for i := range cpu {
		c.drawNode(p.node(i/columns, i%columns), cpu[i], mem[i], priority[i], theme)
	}
	c.drawBudget(box{p.rim + p.gap/2, float64(height) - p.rim/2 - foot, float64(columns)*cell - p.gap, foot}, w, theme)
	c.clip = box{p.rim, p.rim, float64(columns) * cell, float64(rows) * cell}.inset(-p.gap)
	row, column := w.Agent()
	c.drawAgent(p, row, column)
	return c
}

func (c *canvas) drawNode(b box, cpu, mem, priority float32, theme *lab.Theme) {
	radius, ring := b.w*0.12, max(1, b.w*0.05)
	if b.w < sign-2 {
		radius, priority = 0, 0
	}
	if priority > cluster.Critical {
		c.border(b, radius, ring, theme.Text)
		b = b.inset(2 * ring)
	}
	color := lab.Ramp(float64(mem))
	if mem >= cluster.OOM {
		color = theme.Alarm
	}
	c.round(b, radius, color)
	if radius == 0 {
		return
	}
	bar := box{b.x + b.w*0.12, b.y + b.h*0.77, b.w * 0.76, max(2, b.h*0.11)}
	c.round(bar, 0, lab.Ink&^0xff|0x8c)
	bar.w *= float64(cpu)
	c.round(bar, 0, lab.Chalk)
	if mem >= cluster.OOM {
		x, y := b.center()
		c.cross(x, y, b.w*0.28, max(1.5, b.w*0.09), theme.OnAlarm)
	} else if mem > cluster.Hot || cpu > cluster.Hot {
		c.corner(b, b.w*0.4, lab.Chalk)
		c.corner(b, b.w*0.32, lab.Ink)
	}
}

func (c *canvas) drawBudget(b box, w *cluster.World, theme *lab.Theme) {
	c.round(b, b.h/2, theme.Raised)
	if most := w.Config().Budget; w.Budget() > 0 {
		b.w = max(b.h, b.w*w.Budget()/most)
		c.round(b, b.h/2, theme.Accent)
	}
}

// drawAgent draws the agent and the frame of what it sees, on a grid that wraps around.
func (c *canvas) drawAgent(p *plan, row, column int) {
	for _, down := range [...]int{-p.rows, 0, p.rows} {
		for _, right := range [...]int{-p.columns, 0, p.columns} {
			b := p.node(row+down, column+right)
			seen := b.inset(-p.cell)
			if !seen.meets(c.clip.inset(p.cell / 2)) {
				continue
			}
			c.border(seen, p.cell*0.12, max(2, p.cell*0.08), lab.Ink)
			c.border(seen.inset(1), p.cell*0.12, max(1, p.cell*0.04), lab.Dark.Accent)
			x, y := b.center()
			for _, disc := range [...]struct {
				radius float64
				color  lab.Color
			}{{max(3, b.w*0.26), lab.Ink}, {max(2, b.w*0.21), lab.Dark.Accent}} {
				c.round(box{x - disc.radius, y - disc.radius, 2 * disc.radius, 2 * disc.radius}, disc.radius, disc.color)
			}
		}
	}
}
