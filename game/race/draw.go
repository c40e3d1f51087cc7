package race

import (
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/cluster"
	"github.com/resonetics/playground/game/paint"
)

// dim is how much of a lane that has failed is covered: it stays as it was, and steps
// back.
const dim = 0.58

// Draw implements game.Scene.
func (s *scene) Draw(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	s.drawStatus(p, f)
	for i := range v.Lanes {
		if s.swiped {
			s.drawName(p, v, i)
		}
		if s.visible(i) {
			s.drawLane(p, f, &v.Lanes[i], i)
		}
	}
	imagined := false
	for i := range v.Lanes {
		imagined = imagined || v.Lanes[i].Foresees
	}
	cluster.Legend(p, s.legend, imagined)
	s.drawTooltip(p, f, v)
}

// drawStatus writes the line above the lanes.
func (s *scene) drawStatus(p *paint.Painter, f *game.Frame) {
	switch {
	case s.status.H == 0:
	case f.Past > 0:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Text, "Rewound "+lab.Count(int(f.Past), "step", "steps"))
	case f.Snapshot.Waiting && f.Touch:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Accent, "Your move")
	case f.Snapshot.Waiting:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Accent, s.prompt)
	case f.Fast:
		game.FastForward(p, f, s.status)
	default:
		game.Paragraph(p, paint.Body, s.status, p.Theme.Label, f.Snapshot.Lab.Question)
	}
}

func (s *scene) drawLane(p *paint.Painter, f *game.Frame, v *race.Lane, i int) {
	l := &s.lanes[i]
	p.RoundRect(l.card, p.Px(10), p.Theme.Line)
	p.RoundRect(l.card.Inset(p.Hair()), p.Px(9), p.Theme.Surface)
	s.drawHead(p, l, v)
	l.board.Draw(p, f, &v.Picture)
	if v.Failed {
		p.Rect(l.board.Grid.Box.Inset(-paint.Round(l.board.Grid.Gap/2)), p.Theme.Surface.Fade(dim))
		if v.Filled >= 0 {
			l.board.DrawFailed(p, v.Filled)
		}
	}
	if s.hover.node >= 0 {
		l.board.DrawPointer(p, s.hover.node) // a click breaks it in every lane
	}
	if l.foot.H > 0 {
		drawNumbers(p, l, v)
	}
}

// drawHead writes the name of a lane with the key of its line, how far it has come, and
// below what its policy is or how its race ended.
func (s *scene) drawHead(p *paint.Painter, l *lane, v *race.Lane) {
	line := p.LineHeight(paint.Strong)
	base := p.Middle(paint.Strong, l.head.Y+line/2)
	x := l.head.X + game.LaneKey(p, v.Number+1, l.head.X, l.head.Y+line/2)
	step := "step " + game.Number(float64(v.Steps), 0)
	name := v.Label()
	end := l.head.Right() - p.TextWidth(paint.Body, step)
	if x+p.TextWidth(paint.Strong, name)+p.Px(10) > end {
		end = l.head.Right()
		if v.Foresees && x+p.TextWidth(paint.Strong, name) > end {
			name = v.Policy() // below it stands that it looks ahead
		}
		name, _ = p.Fit(paint.Strong, name, end-x)
		name = strings.TrimSuffix(name, ",") // of "Squadron + Prophet, now"
	} else if !v.Failed {
		p.Text(paint.Body, end, base, p.Theme.Label, step)
	}
	p.Text(paint.Strong, x, base, p.Theme.Text, name)
	if l.head.H < 1.5*line {
		return
	}
	words, color := v.Brief(), p.Theme.Label
	switch {
	case v.Failed:
		words, color = "failed at "+step, p.Theme.Alarm
	case v.Cut:
		words = "no more was recorded"
	case v.Ended:
		words, color = "survived all "+lab.Count(v.Steps, "step", "steps"), p.Theme.Accent
	}
	base += line
	fits, rest := p.Fit(paint.Body, words, l.head.W)
	x = p.Text(paint.Body, l.head.X, base, color, fits)
	if where := ", " + cluster.PlaceText(&v.Picture, max(v.Filled, 0)) + " full"; v.Failed && v.Filled >= 0 && rest == "" && x+p.TextWidth(paint.Body, where) <= l.head.Right() {
		p.Text(paint.Body, x, base, p.Theme.Label, where)
	}
}

// drawNumbers writes return and budget below the grid, or right of it.
func drawNumbers(p *paint.Painter, l *lane, v *race.Lane) {
	r, line := l.foot, p.LineHeight(paint.Body)
	sum, budget := game.Number(float64(v.Return), 1), game.Number(float64(v.Budget), 0)
	ink := p.Theme.Text
	if v.Failed {
		ink = p.Theme.Label
	}
	bar := paint.Rect{X: r.X, W: r.W, H: paint.Round(p.Px(6))}
	if l.beside {
		base := r.Y + p.CapHeight(paint.Body) + p.Px(2)
		for _, row := range [...][2]string{{"return", sum}, {"budget", budget + " of " + game.Number(float64(v.Capacity), 0)}} {
			p.Text(paint.Body, r.X, base, p.Theme.Label, row[0])
			p.Text(paint.Strong, r.X, base+line, ink, row[1])
			bar.Y = paint.Round(base + line + p.Px(8))
			base += 3 * line
		}
		base += p.Px(4)
		if base+line < r.Bottom() {
			p.Text(paint.Body, r.X, base, p.Theme.Label, "races won")
			p.Text(paint.Strong, r.X, base+line, ink, game.Number(float64(v.Won), 0))
		}
	} else {
		base := r.Y + p.CapHeight(paint.Body) + p.Px(6)
		x := p.Text(paint.Body, r.X, base, p.Theme.Label, "return ")
		x = p.Text(paint.Strong, x, base, ink, sum)
		w := p.TextWidth(paint.Strong, budget)
		p.Text(paint.Strong, r.Right()-w, base, ink, budget)
		if left := r.Right() - w - p.TextWidth(paint.Body, "budget "); left > x+p.Px(8) {
			p.Text(paint.Body, left, base, p.Theme.Label, "budget ")
		}
		bar.Y = paint.Round(base + p.Px(8))
	}
	color := game.LaneColor(p.Theme, v.Number+1)
	if v.Failed {
		color = p.Theme.Label
	}
	game.Bar(p, bar, v.Budget/max(v.Capacity, 1e-9), color)
}

// drawName draws a lane as a name to be tapped, with a bar for its return beside the
// others'.
func (s *scene) drawName(p *paint.Painter, v *race.Picture, i int) {
	l, lane, most := &s.lanes[i], &v.Lanes[i], float32(1)
	for k := range v.Lanes {
		most = max(most, v.Lanes[k].Return)
	}
	edge, ink := p.Theme.Line, p.Theme.Label
	if i == s.large {
		edge, ink = game.LaneColor(p.Theme, lane.Number+1), p.Theme.Text
	}
	p.RoundRect(l.name, p.Px(8), edge)
	width := max(1, paint.Round(p.Px(1.5)))
	p.RoundRect(l.name.Inset(width), p.Px(8)-width, p.Theme.Surface)
	r := l.name.Inset(p.Px(7))
	line := p.LineHeight(paint.Body)
	base := p.Middle(paint.Body, r.Y+line/2-p.Px(1))
	if lane.Failed {
		size := p.Px(4)
		p.Cross(r.Right()-size, r.Y+line/2-p.Px(1), size, p.Px(2), p.Theme.Alarm)
		r.W -= p.Px(14)
	}
	name := lane.Label()
	if lane.Foresees && p.TextWidth(paint.Body, name) > r.W {
		name = lane.Policy() + " +"
	}
	if _, short, ok := strings.Cut(name, ", "); ok && p.TextWidth(paint.Body, name) > r.W {
		name = short // of "Pilot, newborn"
	}
	name, _ = p.Fit(paint.Body, name, r.W)
	p.Text(paint.Body, r.X, base, ink, name)
	r = l.name.Inset(p.Px(7))
	bar := paint.Rect{X: r.X, Y: r.Bottom() - p.Px(5), W: r.W, H: p.Px(5)}
	color := game.LaneColor(p.Theme, lane.Number+1)
	if lane.Failed {
		color = p.Theme.Label
	}
	game.Bar(p, bar, lane.Return/most, color)
}

// drawTooltip gives the numbers of the node under the pointer.
func (s *scene) drawTooltip(p *paint.Painter, f *game.Frame, v *race.Picture) {
	if s.hover.node < 0 || s.hover.lane >= len(v.Lanes) || s.hover.node >= len(v.Lanes[s.hover.lane].Mem) {
		return
	}
	hint := "click: breaks it in every lane"
	if f.Touch {
		hint = "tap again: breaks it in every lane"
	}
	l := &v.Lanes[s.hover.lane]
	game.Tooltip(p, f.Area, s.lanes[s.hover.lane].board.Grid.Tile(s.hover.node), 220, "Node "+cluster.PlaceText(&l.Picture, s.hover.node), [3][2]string{
		{"Memory", game.Number(100*float64(l.Mem[s.hover.node]), 1) + " %"},
		{"CPU", game.Number(100*float64(l.CPU[s.hover.node]), 1) + " %"},
		{"Priority", game.Number(float64(l.Priority[s.hover.node]), 1)},
	}, hint)
}
