package game

import "github.com/resonetics/playground/game/paint"

// Sizes that scenes share, in layout pixels.
const (
	StatusLeast = 10  // of the line of words above a picture, without the words
	SideWidth   = 236 // of what stands beside a picture
	NoteGap     = 14
	RowHeight   = 28 // of a line of a legend
)

// Status cuts the room for the given words from the top of the stage. It is empty where
// the stage has room for the picture alone.
func (f *Frame) Status(words string) (status, rest paint.Rect) {
	p := f.Painter
	if f.Area.W < p.Px(240) || f.Area.H < p.Px(150) {
		return paint.Rect{}, f.Area
	}
	lines := Lines(p, paint.Body, f.Area.W, words)
	return f.Area.CutTop(p.Px(StatusLeast) + float32(lines)*p.LineHeight(paint.Body))
}

// Lines returns how many lines of that width a text takes.
func Lines(p *paint.Painter, t paint.Type, width float32, text string) (n int) {
	for ; text != ""; n++ {
		_, text = p.Fit(t, text, width)
	}
	return n
}

// Paragraph writes text into as many lines as area is narrow, and returns where the next
// one would begin.
func Paragraph(p *paint.Painter, t paint.Type, area paint.Rect, c paint.Color, text string) (bottom float32) {
	base := firstBase(p, area)
	for text != "" {
		var line string
		line, text = p.Fit(t, text, area.W)
		p.Text(t, area.X, base, c, line)
		base += p.LineHeight(t)
	}
	return base - firstBase(p, paint.Rect{})
}

// WholeParagraph is Paragraph where area has room for all of the text. It reports whether
// it has; otherwise nothing is written.
func WholeParagraph(p *paint.Painter, t paint.Type, area paint.Rect, c paint.Color, text string) bool {
	whole := float32(Lines(p, t, area.W, text))*p.LineHeight(t) <= area.H
	if whole {
		Paragraph(p, t, area, c, text)
	}
	return whole
}

// Flow gives n entries of a legend, of the given widths, their places in as many rows as
// area is narrow. It calls place with the left end and the middle of each, unless it is
// nil, and returns how many rows there are.
func Flow(p *paint.Painter, area paint.Rect, n int, width func(i int) float32, place func(i int, x, y float32)) (rows int) {
	x, rows := area.X, 1
	for i := range n {
		w := width(i)
		if x > area.X && x+w > area.Right() {
			x = area.X
			rows++
		}
		if place != nil {
			place(i, x, area.Y+p.Px(LegendRow)*(float32(rows)-0.5))
		}
		x += w + p.Px(entryGap)
	}
	return rows
}

func firstBase(p *paint.Painter, area paint.Rect) float32 {
	return area.Y + p.CapHeight(paint.Body) + p.Px(4)
}

// FastForward says that more steps pass than are shown, with the two triangles of a
// fast-forward key.
func FastForward(p *paint.Painter, f *Frame, area paint.Rect) {
	text := "Fast forward"
	pace := f.Measured // two meters of one thing would not agree
	if pace == 0 {
		pace = significant(f.Pace)
	}
	if pace > 0 {
		text += ": " + Number(pace, 0) + " steps per second"
	}
	x, base, h := area.X, firstBase(p, area), p.CapHeight(paint.Strong)
	for range 2 {
		p.Triangle(x, base-h, x+h*0.8, base-h/2, x, base, p.Theme.Text)
		x += h * 0.8
	}
	p.Text(paint.Strong, x+p.Px(8), base, p.Theme.Text, text)
}

// significant rounds v to two digits: more would flicker.
func significant(v float64) float64 {
	unit := 1.0
	for v/unit >= 100 {
		unit *= 10
	}
	return float64(int(v/unit+0.5)) * unit
}

// Gauge writes a name and a value with its unit, and returns the place of a bar below them.
func Gauge(p *paint.Painter, r paint.Rect, name, value string) (bar paint.Rect) {
	base := r.Y + p.Px(14)
	p.Text(paint.Body, r.X, base, p.Theme.Label, name)
	p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, value)
	return paint.Rect{X: r.X, Y: paint.Round(base + p.Px(8)), W: r.W, H: paint.Round(p.Px(8))}
}

// Bar draws a bar of which the given part is filled; none where it is NaN.
func Bar(p *paint.Painter, bar paint.Rect, part float32, c paint.Color) {
	p.RoundRect(bar, bar.H/2, p.Theme.Line)
	if part > 0 {
		bar.W = max(bar.H, bar.W*min(part, 1))
		p.RoundRect(bar, bar.H/2, c)
	}
}

// RampKey shows which color of the ramp is how much of what label names.
func RampKey(p *paint.Painter, label string, r paint.Rect) { ColorKey(p, label, r, paint.Ramp) }

// ColorKey shows which of the colors from 0 to 1 is how much of what label names.
func ColorKey(p *paint.Painter, label string, r paint.Rect, color func(float32) paint.Color) {
	mid := r.Y + r.H/2
	base := p.Middle(paint.Body, mid)
	x := p.Text(paint.Body, r.X, base, p.Theme.Label, label)
	x = p.Text(paint.Small, x+p.Px(10), base, p.Theme.Label, "0 %") + p.Px(6)
	end := r.Right() - p.TextWidth(paint.Small, "100 %")
	p.Text(paint.Small, end, base, p.Theme.Label, "100 %")
	const parts = 24
	w := (end - p.Px(6) - x) / parts
	h := paint.Round(p.Px(12))
	for i := range parts {
		part := paint.Rect{X: x + float32(i)*w, Y: paint.Round(mid - h/2), W: w, H: h}
		p.Gradient(part, color(float32(i)/parts), color(float32(i+1)/parts))
	}
}

// Clear returns the part of the stage in which a tooltip hides nothing of the notes at
// side, where they stand beside the picture.
func (f *Frame) Clear(side paint.Rect, beside bool) paint.Rect {
	area := f.Area
	if beside {
		area.W = side.X - area.X
	}
	return area
}

// TooltipBox draws the ground of a tooltip of that size for r, beside it where there is
// room and inside area in any case, and returns its place.
func TooltipBox(p *paint.Painter, area, r paint.Rect, w, h float32) paint.Rect {
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
	p.RoundRect(box, p.Px(6), p.Theme.Note)
	p.Border(box, p.Px(6), p.Hair(), p.Theme.Line)
	return box
}

// Tooltip draws a tooltip of that width for r: a title, three rows of a name and a value,
// and a hint.
func Tooltip(p *paint.Painter, area, r paint.Rect, width float32, title string, rows [3][2]string, hint string) {
	box := TooltipBox(p, area, r, p.Px(width), 5*p.LineHeight(paint.Body)+p.Px(18))
	Table(p, box.Inset(p.Px(10)), title, rows, hint)
}

// Table writes what Tooltip does at the top of r and returns the base of the next line.
func Table(p *paint.Painter, r paint.Rect, title string, rows [3][2]string, hint string) float32 {
	base, line := r.Y+p.CapHeight(paint.Body), p.LineHeight(paint.Body)
	p.Text(paint.Strong, r.X, base, p.Theme.Text, title)
	for _, row := range rows {
		base += line
		p.Text(paint.Body, r.X, base, p.Theme.Label, row[0])
		p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, row[1])
	}
	p.Text(paint.Small, r.X, base+line, p.Theme.Label, hint)
	return base + 2*line
}
