package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// drawStatus writes the line above the grid: what is shown, how the episode ended, what
// is asked, or what this is about.
func (s *clusterScene) drawStatus(p *paint.Painter, f *Frame) {
	if s.status.H == 0 {
		return
	}
	base := s.status.Y + p.CapHeight(paint.Body) + p.Px(4)
	past := rewound(f.Snapshot)
	s.text = s.text[:0]
	switch {
	case past > 0:
		s.text = append(s.text, "Rewound "...)
		s.text = appendNumber(s.text, float64(past), 0)
		s.text = append(s.text, " steps"...)
		p.Text(paint.Strong, s.status.X, base, p.Theme.Text, string(s.text))
	case s.ending.over && !f.Fast:
		s.drawEnding(p, f)
	case f.Snapshot.Waiting:
		prompt := s.prompt
		if f.Touch {
			prompt = "Your move"
		}
		paragraph(p, paint.Strong, s.status, base, p.Theme.Accent, prompt)
	case f.Fast:
		s.text = drawFast(p, f, s.status.X, base, s.text)
	default:
		paragraph(p, paint.Body, s.status, base, p.Theme.Label, f.Snapshot.Lab.Catalog().Question)
	}
}

// paragraph writes text into as many lines as area is narrow.
func paragraph(p *paint.Painter, t paint.Type, area paint.Rect, base float32, c paint.Color, text string) {
	for text != "" {
		var line string
		line, text = p.Fit(t, text, area.W)
		p.Text(t, area.X, base, c, line)
		base += p.LineHeight(t)
	}
}

// drawFast says that more steps pass than are shown. It returns text, its scratch.
func drawFast(p *paint.Painter, f *Frame, x, base float32, text []byte) []byte {
	text = append(text[:0], "Fast forward"...)
	pace := f.Measured // two meters of one thing would not agree
	if pace == 0 {
		pace = significant(f.Pace)
	}
	if pace > 0 {
		text = append(text, ": "...)
		text = appendNumber(text, pace, 0)
		text = append(text, " steps per second"...)
	}
	p.Text(paint.Strong, drawForward(p, x, base), base, p.Theme.Text, string(text))
	return text
}

// significant rounds v to two digits: more would flicker.
func significant(v float64) float64 {
	unit := 1.0
	for v/unit >= 100 {
		unit *= 10
	}
	return float64(int(v/unit+0.5)) * unit
}

// drawForward draws the two triangles of a fast-forward key.
func drawForward(p *paint.Painter, x, base float32) float32 {
	h := p.CapHeight(paint.Strong)
	for range 2 {
		p.Triangle(x, base-h, x+h*0.8, base-h/2, x, base, p.Theme.Text)
		x += h * 0.8
	}
	return x + p.Px(8)
}

// endingPadding is by how much the frame of an ending is higher than its line.
const endingPadding = 4

// drawEnding says how the episode ended: above the grid, where it hides neither the
// failed node nor its neighbors. Where it is narrow, which episode that was is left out.
func (s *clusterScene) drawEnding(p *paint.Painter, f *Frame) {
	color := p.Theme.Accent
	if s.ending.crashed {
		color = p.Theme.Alarm
	}
	s.text = s.ending.append(s.text[:0], &f.Snapshot.Cluster)
	title := string(s.text)
	s.text = append(s.text[:0], "episode "...)
	s.text = appendNumber(s.text, float64(f.Snapshot.Episode+1), 0)
	s.text = append(s.text, ", step "...)
	s.text = appendNumber(s.text, float64(s.ending.steps), 0)
	pad, room := p.Px(10), f.Area.Right()-s.status.X
	w := p.TextWidth(paint.Strong, title) + 2*pad
	when := w + p.TextWidth(paint.Body, string(s.text)) + pad
	if when <= room {
		w = when
	}
	box := paint.Rect{X: s.status.X, Y: s.status.Y, W: min(w, room), H: p.LineHeight(paint.Strong) + p.Px(endingPadding)}
	p.RoundRect(box, p.Px(6), p.Theme.Shade)
	p.Frame(box, p.Px(6), max(1, paint.Round(p.Px(2))), color)
	base := p.Middle(paint.Strong, box.Y+box.H/2)
	x := p.Text(paint.Strong, box.X+pad, base, color, title)
	if w == when {
		p.Text(paint.Body, x+pad, base, p.Theme.Text, string(s.text))
	}
}

// drawTooltip gives the numbers of the node under the pointer.
func (s *clusterScene) drawTooltip(p *paint.Painter, f *Frame) {
	v := &f.Snapshot.Cluster
	if s.hover < 0 || s.hover >= len(v.Mem) {
		return
	}
	r := s.grid.tile(s.hover)
	p.Frame(r.Inset(-2*p.Hair()), p.Px(4), max(1, paint.Round(p.Px(2)))+p.Hair(), ink)
	p.Frame(r.Inset(-2*p.Hair()), p.Px(4), max(1, paint.Round(p.Px(2))), chalk)

	line := p.LineHeight(paint.Body)
	box := drawTooltipBox(p, clearOf(f.Area, s.side, s.beside), r, p.Px(190), 5*line+p.Px(18))
	s.tooltipLines(p, v, box.Inset(p.Px(10)), line, f.Touch)
}

// clearOf returns the part of area in which a tooltip hides nothing of the notes
// beside the picture.
func clearOf(area, notes paint.Rect, beside bool) paint.Rect {
	if beside {
		area.W = notes.X - area.X
	}
	return area
}

// drawTooltipBox draws the ground of a tooltip for r, beside it where there is
// room and inside area in any case, and returns its place.
func drawTooltipBox(p *paint.Painter, area, r paint.Rect, w, h float32) paint.Rect {
	box := paint.Rect{X: r.Right() + p.Px(10), Y: r.Y - p.Px(4), W: w, H: h}
	if box.Right() > area.Right() {
		box.X = r.X - p.Px(10) - w
	}
	if box.X < area.X {
		box.X = max(area.X, min(r.X, area.Right()-w))
		box.Y = r.Bottom() + p.Px(10)
	}
	if box.Bottom() > area.Bottom() {
		box.Y = max(area.Y, area.Bottom()-h)
	}
	p.RoundRect(box, p.Px(6), p.Theme.Shade)
	p.Frame(box, p.Px(6), p.Hair(), p.Theme.Rule)
	return box
}

func (s *clusterScene) tooltipLines(p *paint.Painter, v *lab.ClusterView, r paint.Rect, line float32, touch bool) {
	base := r.Y + p.CapHeight(paint.Body)
	s.text = appendPlace(append(s.text[:0], "Node "...), v, s.hover)
	p.Text(paint.Strong, r.X, base, p.Theme.Text, string(s.text))
	row := func(label string, value float64, decimals int, unit string) {
		base += line
		p.Text(paint.Body, r.X, base, p.Theme.Label, label)
		s.text = append(appendNumber(s.text[:0], value, decimals), unit...)
		p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, string(s.text))
	}
	row("Memory", 100*float64(v.Mem[s.hover]), 1, " %")
	row("CPU", 100*float64(v.CPU[s.hover]), 1, " %")
	row("Priority", float64(v.Priority[s.hover]), 1, "")
	hint := "click: add load"
	if touch {
		hint = "tap again: add load"
	}
	if v.Priority[s.hover] > criticalPriority {
		hint = "critical · " + hint
	}
	p.Text(paint.Small, r.X, base+line, p.Theme.Label, hint)
}
