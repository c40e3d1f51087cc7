package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// gardenLegend is the height of the legend below a field, in layout pixels.
const gardenLegend = 36

// mindWidth is the width of what stands beside a field, in layout pixels.
const mindWidth = 204

// sightCells is the side of the square that a creature sees, in cells.
const sightCells = 7

// actionsOfCreatures are in the order of GardenerView.Actions.
var actionsOfCreatures = [...]string{"up", "down", "left", "right", "clean", "rest"}

// describeCreature says everything about a creature in words.
func describeCreature(v *lab.GardenerView, i int) string {
	b := append(make([]byte, 0, 96), "Creature "...)
	b = appendNumber(b, float64(v.IDs[i]), 0)
	b = append(b, ": energy "...)
	b = appendNumber(b, float64(v.Energies[i]), 1)
	b = append(b, ", age "...)
	b = appendNumber(b, float64(v.Ages[i]), 0)
	b = append(b, " steps, "...)
	b = append(b, actionsOfCreatures[v.Actions[i]]...)
	if v.Energies[i] < starving {
		b = append(b, ", nearly starved"...)
	}
	return string(b)
}

func (s *gardenerScene) drawTooltip(p *paint.Painter, f *Frame, v *lab.GardenerView) {
	x, y := s.at(v, s.hover)
	half := s.grid.cell
	line := p.LineHeight(paint.Body)
	box := drawTooltipBox(p, clearOf(f.Area, s.side, s.beside), paint.Rect{X: x - half, Y: y - half, W: 2 * half, H: 2 * half}, p.Px(176), 5*line+p.Px(18))
	s.drawNumbers(p, v, s.hover, box.Inset(p.Px(10)), "click: look inside")
}

// drawNumbers lists a creature's numbers and returns the base of the next line.
func (s *gardenerScene) drawNumbers(p *paint.Painter, v *lab.GardenerView, i int, r paint.Rect, hint string) float32 {
	line, base := p.LineHeight(paint.Body), r.Y+p.CapHeight(paint.Body)
	s.text = appendNumber(append(s.text[:0], "Creature "...), float64(v.IDs[i]), 0)
	p.Text(paint.Strong, r.X, base, p.Theme.Text, string(s.text))
	row := func(label string, value float64, decimals int, unit string) {
		base += line
		p.Text(paint.Body, r.X, base, p.Theme.Label, label)
		s.text = append(appendNumber(s.text[:0], value, decimals), unit...)
		p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, string(s.text))
	}
	row("Energy", float64(v.Energies[i]), 1, "")
	row("Age", float64(v.Ages[i]), 0, " steps")
	base += line
	p.Text(paint.Body, r.X, base, p.Theme.Label, "Last action")
	p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, actionsOfCreatures[v.Actions[i]])
	base += line
	p.Text(paint.Small, r.X, base, p.Theme.Label, hint)
	return base + line
}

// drawNotes draws the legend and, where there is room, what the creature in focus
// sees and thinks.
func (s *gardenerScene) drawNotes(p *paint.Painter, f *Frame, v *lab.GardenerView) {
	if s.side.H == 0 {
		return
	}
	r := s.side
	row := p.Px(rowHeight)
	if !s.beside { // both in one row
		width := min((r.W-p.Px(20))/2, p.Px(sideWidth))
		drawRamp(p, &note{label: "Dirt"}, paint.Rect{X: r.X, Y: r.Y, W: width, H: row})
		drawEnergies(p, paint.Rect{X: r.X + width + p.Px(20), Y: r.Y, W: width, H: row})
		return
	}
	drawRamp(p, &note{label: "Dirt"}, paint.Rect{X: r.X, Y: r.Y, W: r.W, H: row})
	drawEnergies(p, paint.Rect{X: r.X, Y: r.Y + row, W: r.W, H: row})
	_, r = r.CutTop(2*row + p.Px(noteGap))
	if v.Focus < 0 || v.Focus >= len(v.IDs) {
		paragraph(p, paint.Body, r, r.Y+p.CapHeight(paint.Body)+p.Px(4), p.Theme.Label,
			"Point at a creature to see what it sees and thinks. Click the ground to spill dirt, drag to wipe it.")
		return
	}
	s.drawMind(p, f, v, r)
}

// drawEnergies shows which color is how much energy.
func drawEnergies(p *paint.Painter, r paint.Rect) {
	mid := r.Y + r.H/2
	base := p.Middle(paint.Body, mid)
	x := p.Text(paint.Body, r.X, base, p.Theme.Label, "Energy") + p.Px(8)
	for _, e := range [...]struct {
		energy float32
		name   string
	}{{0, "0"}, {sated / 2, "40"}, {sated, "80"}} {
		radius := p.Px(6)
		drawCreature(p, x+radius, mid, radius, e.energy)
		x = p.Text(paint.Small, x+2*radius+p.Px(6), base, p.Theme.Label, e.name) + p.Px(8)
	}
}

// drawMind shows what the creature in focus sees, its brain's activity and what it
// is inclined to do.
func (s *gardenerScene) drawMind(p *paint.Painter, f *Frame, v *lab.GardenerView, r paint.Rect) {
	hint := "what it sees"
	y := s.drawNumbers(p, v, v.Focus, r, hint) - p.CapHeight(paint.Body)
	cell := paint.Round(p.Px(13))
	for i, d := range v.Sight {
		x, y := r.X+cell*float32(i%sightCells), y+cell*float32(i/sightCells)
		p.Rect(paint.Rect{X: x, Y: y, W: cell, H: cell}, paint.Ramp(d))
	}
	middle := float32(sightCells) / 2 * cell
	drawCreature(p, r.X+middle, y+middle, cell*0.4, v.Energies[v.Focus])
	s.drawChances(p, v, paint.Rect{X: r.X + sightCells*cell + p.Px(14), Y: y, W: r.W - sightCells*cell - p.Px(14), H: sightCells * cell})
	hidden := hiddenPlace(p, f.Area, s.side, r.Y, y+sightCells*cell+p.Px(noteGap))
	if hidden.W == 0 {
		return
	}
	p.Text(paint.Small, hidden.X, hidden.Y+p.CapHeight(paint.Small), p.Theme.Label, "its 16 hidden units")
	_, hidden = hidden.CutTop(p.Px(16))
	s.drawHidden(p, v, hidden)
}

// hiddenHeight and hiddenWidth are the least room that hidden activations need
// with their title, in layout pixels.
const hiddenHeight, hiddenWidth = 56, 130

// hiddenPlace returns where hidden activations stand: below the notes in side, at
// y, or where the stage is too low, at top to the right of them. It is empty where
// neither has room.
func hiddenPlace(p *paint.Painter, area, side paint.Rect, top, y float32) paint.Rect {
	gap, h := p.Px(2*noteGap), p.Px(hiddenHeight)
	if y+h <= side.Bottom() {
		return paint.Rect{X: side.X, Y: y, W: side.W, H: h}
	}
	right := paint.Rect{X: side.Right() + gap, Y: top, W: min(area.Right()-side.Right()-gap, side.W), H: h}
	if right.W < p.Px(hiddenWidth) || right.Bottom() > side.Bottom() {
		return paint.Rect{}
	}
	return right
}

// drawChances lists the actions with the brain's probability of each.
func (s *gardenerScene) drawChances(p *paint.Painter, v *lab.GardenerView, r paint.Rect) {
	line := r.H / float32(len(v.Chances))
	name := p.Px(38)
	for i, c := range v.Chances {
		base := p.Middle(paint.Small, r.Y+line*(float32(i)+0.5))
		color := p.Theme.Plain
		if int(v.Actions[v.Focus]) == i {
			color = p.Theme.Accent
		}
		p.Text(paint.Small, r.X, base, p.Theme.Label, actionsOfCreatures[i])
		room := r.W - name
		bar := paint.Rect{X: r.X + name, Y: paint.Round(r.Y + line*(float32(i)+0.5) - p.Px(4)), W: room, H: paint.Round(p.Px(8))}
		p.Rect(bar, p.Theme.Rule)
		bar.W = room * min(max(c, 0), 1)
		p.Rect(bar, color)
	}
}

// drawHidden draws the activations, in (-1, 1), as bars from a middle line.
func (s *gardenerScene) drawHidden(p *paint.Painter, v *lab.GardenerView, r paint.Rect) {
	w := r.W / float32(len(v.Hidden))
	middle := r.Y + r.H/2
	for i, h := range v.Hidden {
		top, bottom := middle, middle-r.H/2*h
		if top > bottom {
			top, bottom = bottom, top
		}
		p.Rect(paint.Rect{X: r.X + w*float32(i), Y: top, W: w - p.Px(3), H: max(bottom-top, p.Hair())}, p.Theme.Accent)
	}
	p.Rect(paint.Rect{X: r.X, Y: paint.Round(middle), W: r.W, H: p.Hair()}, p.Theme.Rule)
}
