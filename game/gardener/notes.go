package gardener

import (
	"fmt"

	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// Sizes in layout pixels.
const (
	mindWidth  = 204 // of what stands beside a field, at least
	mindWidest = 300
)

// creatureText says everything about a creature in words.
func creatureText(v *gardener.Picture, i int) string {
	text := fmt.Sprintf("Creature %d: energy %.1f, age %d steps, %s", v.IDs[i], v.Energies[i], v.Ages[i], gardener.Actions[v.Actions[i]])
	if v.Energies[i] < gardener.Starving {
		text += ", nearly starved"
	}
	return text
}

// numbers lists a creature's numbers below its name.
func numbers(v *gardener.Picture, i int) (title string, rows [3][2]string) {
	return "Creature " + game.Number(float64(v.IDs[i]), 0), [3][2]string{
		{"Energy", game.Number(float64(v.Energies[i]), 1)},
		{"Age", game.Number(float64(v.Ages[i]), 0) + " steps"},
		{"Last action", gardener.Actions[v.Actions[i]]},
	}
}

func (s *scene) drawTooltip(p *paint.Painter, f *game.Frame, v *gardener.Picture) {
	x, y := s.at(v, s.hover)
	half := s.grid.Cell
	title, rows := numbers(v, s.hover)
	game.Tooltip(p, f.Clear(s.side, s.beside), paint.Rect{X: x - half, Y: y - half, W: 2 * half, H: 2 * half}, 176, title, rows, "click: look inside")
}

// drawNotes draws the legend and, where there is room, the verdict and what the creature
// in focus sees and thinks.
func (s *scene) drawNotes(p *paint.Painter, f *game.Frame, v *gardener.Picture) {
	if s.side.H == 0 {
		return
	}
	r := s.side
	row := p.Px(game.RowHeight)
	if !s.beside { // dirt and energy in one row
		width := min((r.W-p.Px(20))/2, p.Px(game.SideWidth))
		game.ColorKey(p, "Dirt", paint.Rect{X: r.X, Y: r.Y, W: width, H: row}, tonesOf(p.Theme).of)
		drawEnergies(p, paint.Rect{X: r.X + width + p.Px(20), Y: r.Y, W: width, H: row})
		_, r = r.CutTop(row)
		drawSigns(p, r, signsIn(p, r))
		return
	}
	bottom := drawVerdict(p, v, r)
	_, r = r.CutTop(bottom - r.Y + p.Px(game.NoteGap))
	game.ColorKey(p, "Dirt", paint.Rect{X: r.X, Y: r.Y, W: min(r.W, p.Px(game.SideWidth)), H: row}, tonesOf(p.Theme).of)
	drawEnergies(p, paint.Rect{X: r.X, Y: r.Y + row, W: r.W, H: row})
	_, r = r.CutTop(2 * row)
	r = s.drawSignsBeside(p, v, r)
	if v.Focus >= 0 && v.Focus < len(v.IDs) {
		s.drawMind(p, f, v, r)
		return
	}
	hint := "Point at a creature to see what it sees and thinks. Click the ground to spill dirt, drag to wipe it."
	if f.Past > 0 {
		hint = "Of the past one sees who was where, not what they thought."
	}
	game.WholeParagraph(p, paint.Body, r, p.Theme.Label, hint)
}

// leastMind is the height, in layout pixels, that a creature's mind needs.
const leastMind = 216

// drawSignsBeside draws the signs' legend, unless the mind of a creature needs its room,
// and returns what is left.
func (s *scene) drawSignsBeside(p *paint.Painter, v *gardener.Picture, r paint.Rect) (rest paint.Rect) {
	rows := game.Flow(p, r, len(signs), signWidth(p), nil)
	here, rest := r.CutTop(p.Px(game.LegendRow)*float32(rows) + p.Px(game.NoteGap))
	if v.Focus >= 0 && rest.H < p.Px(leastMind) {
		_, r = r.CutTop(p.Px(game.NoteGap))
		return r
	}
	drawSigns(p, here, len(signs))
	return rest
}

// drawEnergies shows which color is how much energy.
func drawEnergies(p *paint.Painter, r paint.Rect) {
	mid := r.Y + r.H/2
	base := p.Middle(paint.Body, mid)
	x := p.Text(paint.Body, r.X, base, p.Theme.Label, "Energy") + p.Px(8)
	for _, energy := range [...]float32{0, gardener.Sated / 2, gardener.Sated} {
		radius := p.Px(6)
		drawCreature(p, x+radius, mid, radius, energy)
		x = p.Text(paint.Small, x+2*radius+p.Px(6), base, p.Theme.Label, game.Number(float64(energy), 0)) + p.Px(8)
	}
}

// drawMind shows what the creature in focus sees, its brain's activity and what it
// is inclined to do.
func (s *scene) drawMind(p *paint.Painter, f *game.Frame, v *gardener.Picture, r paint.Rect) {
	title, rows := numbers(v, v.Focus)
	y := game.Table(p, r, title, rows, "what it sees") - p.CapHeight(paint.Body)
	cell := paint.Round(p.Px(13))
	for i, d := range v.Sight {
		x, y := r.X+cell*float32(i%gardener.Sight), y+cell*float32(i/gardener.Sight)
		p.Rect(paint.Rect{X: x, Y: y, W: cell, H: cell}, tonesOf(p.Theme).of(d))
	}
	middle := float32(gardener.Sight) / 2 * cell
	drawCreature(p, r.X+middle, y+middle, cell*0.4, v.Energies[v.Focus])
	drawChances(p, v, paint.Rect{X: r.X + gardener.Sight*cell + p.Px(14), Y: y, W: r.W - gardener.Sight*cell - p.Px(14), H: gardener.Sight * cell})
	hidden := hiddenPlace(p, f.Area, s.side, r.Y, y+gardener.Sight*cell+p.Px(game.NoteGap))
	if hidden.W == 0 {
		return
	}
	p.Text(paint.Small, hidden.X, hidden.Y+p.CapHeight(paint.Small), p.Theme.Label, "its 16 hidden units")
	_, hidden = hidden.CutTop(p.Px(16))
	drawHidden(p, v, hidden)
}

// hiddenHeight and hiddenWidth are the least room that hidden activations need
// with their title, in layout pixels.
const hiddenHeight, hiddenWidth = 56, 130

// hiddenPlace returns where hidden activations stand: below the notes in side, at
// y, or where the stage is too low, at top to the right of them. It is empty where
// neither has room.
func hiddenPlace(p *paint.Painter, area, side paint.Rect, top, y float32) paint.Rect {
	gap, h := p.Px(2*game.NoteGap), p.Px(hiddenHeight)
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
func drawChances(p *paint.Painter, v *gardener.Picture, r paint.Rect) {
	line := r.H / float32(len(v.Chances))
	name := p.Px(38)
	for i, c := range v.Chances {
		base := p.Middle(paint.Small, r.Y+line*(float32(i)+0.5))
		color := p.Theme.Plain
		if int(v.Actions[v.Focus]) == i {
			color = p.Theme.Accent
		}
		p.Text(paint.Small, r.X, base, p.Theme.Label, gardener.Actions[i])
		room := r.W - name
		bar := paint.Rect{X: r.X + name, Y: paint.Round(r.Y + line*(float32(i)+0.5) - p.Px(4)), W: room, H: paint.Round(p.Px(8))}
		p.Rect(bar, p.Theme.Line)
		bar.W = room * min(max(c, 0), 1)
		p.Rect(bar, color)
	}
}

// drawHidden draws the activations, in (-1, 1), as bars from a middle line.
func drawHidden(p *paint.Painter, v *gardener.Picture, r paint.Rect) {
	w := r.W / float32(len(v.Hidden))
	middle := r.Y + r.H/2
	for i, h := range v.Hidden {
		top, bottom := middle, middle-r.H/2*h
		if top > bottom {
			top, bottom = bottom, top
		}
		p.Rect(paint.Rect{X: r.X + w*float32(i), Y: top, W: w - p.Px(3), H: max(bottom-top, p.Hair())}, p.Theme.Accent)
	}
	p.Rect(paint.Rect{X: r.X, Y: paint.Round(middle), W: r.W, H: p.Hair()}, p.Theme.Line)
}
