package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// bareScene stands in for a lab whose world has no picture: it says in words
// what the metrics are, so that the charts below are not alone.
type bareScene struct{ text []byte }

// Update has nothing to move.
func (*bareScene) Update(*Frame) {}

// Moving reports that nothing does.
func (*bareScene) Moving() bool { return false }

// Draw lists the metrics, as many as there is room for.
func (s *bareScene) Draw(p *paint.Painter, f *Frame) {
	y := f.Area.Y
	metrics := f.Snapshot.Lab.Catalog().Metrics
	for i := range metrics {
		y += p.LineHeight(paint.Body)
		if y > f.Area.Bottom() {
			return
		}
		s.write(p, &metrics[i], f.Snapshot.Metrics[i], f.Area, y)
	}
}

func (s *bareScene) write(p *paint.Painter, m *lab.Metric, v float64, area paint.Rect, y float32) {
	p.Text(paint.Body, area.X, y, p.Theme.Label, m.Label)
	x := area.X + p.Px(180)
	if i := int(v); i >= 0 && i < len(m.Options) {
		p.Text(paint.Strong, x, y, p.Theme.Text, m.Options[i])
		return
	}
	s.text = appendNumber(s.text[:0], v, m.Decimals)
	x = p.Text(paint.Strong, x, y, p.Theme.Text, string(s.text))
	p.Text(paint.Body, x+p.Px(6), y, p.Theme.Label, m.Unit)
}
