package gardener

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

const nobody = "No creature is left: dirt grows unhindered."

// verdictMetric describes the verdict.
var verdictMetric = metricOf("verdict")

func metricOf(key string) *lab.Metric {
	for i := range gardener.Lab.Metrics {
		if gardener.Lab.Metrics[i].Key == key {
			return &gardener.Lab.Metrics[i]
		}
	}
	panic("gardener: no metric is called " + key)
}

// verdictColor returns the color of a verdict, by rising alarm.
func verdictColor(t *paint.Theme, verdict int) paint.Color {
	return [...]paint.Color{t.Accent, t.Prophet, t.Alarm}[verdict]
}

// verdictText returns the name of a verdict and what it means.
func verdictText(verdict int) (name, means string) {
	return "Verdict: " + verdictMetric.Options[verdict], verdictMetric.Meanings[verdict]
}

// statuses are the line of words by verdict, and longestStatus the one that needs the
// most room.
var statuses, longestStatus = makeStatuses()

func makeStatuses() (all []string, longest string) {
	for i := range verdictMetric.Options {
		name, means := verdictText(i)
		all = append(all, name+". "+means)
		if len(all[i]) > len(longest) {
			longest = all[i]
		}
	}
	return all, longest
}

// drawStatus writes the line of words: the verdict, where it does not stand beside the
// field.
func (s *scene) drawStatus(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	switch {
	case s.status.H == 0:
	case len(v.IDs) == 0:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Alarm, nobody)
	case f.Past > 0:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Text, "Rewound "+game.Number(float64(f.Past), 0)+" steps")
	case f.Fast:
		game.FastForward(p, f, s.status)
	case s.beside:
		game.Paragraph(p, paint.Body, s.status, p.Theme.Label, f.Snapshot.Lab.Question)
	default:
		game.Paragraph(p, paint.Body, s.status, verdictColor(p.Theme, v.Verdict), statuses[v.Verdict])
	}
}

// verdictOn returns the verdict on a field, in words, and its color. One without creatures has
// none.
func verdictOn(t *paint.Theme, v *gardener.Picture) (name, means string, color paint.Color) {
	if len(v.IDs) == 0 {
		return "No verdict", nobody, t.Label
	}
	name, means = verdictText(v.Verdict)
	return name, means, verdictColor(t, v.Verdict)
}

// drawVerdict writes the verdict and what it means at the top of r, and returns where
// they end. They take the same room whichever it is.
func drawVerdict(p *paint.Painter, v *gardener.Picture, r paint.Rect) (bottom float32) {
	name, means, color := verdictOn(p.Theme, v)
	top := game.Paragraph(p, paint.Strong, r, color, name)
	_, below := r.CutTop(top - r.Y)
	game.Paragraph(p, paint.Body, below, p.Theme.Text, means)
	lines := 0
	for _, text := range verdictMetric.Meanings {
		lines = max(lines, game.Lines(p, paint.Body, r.W, text))
	}
	return top + p.LineHeight(paint.Body)*float32(lines)
}

// sign is an entry of the legend: what stands on the field, and its name.
type sign struct {
	label string
	draw  func(p *paint.Painter, x, y, radius float32)
}

// signs are in the order in which a narrow stage shows as many as it has room for.
var signs = []sign{
	{"born or arrived", func(p *paint.Painter, x, y, radius float32) { drawRing(p, x, y, radius, paint.Actor) }},
	{"starved", func(p *paint.Painter, x, y, radius float32) { drawDeath(p, x, y, radius*0.8, 1) }},
	{"last steps", func(p *paint.Painter, x, y, radius float32) {
		p.Line(x-radius*1.2, y, x+radius*1.2, y, p.Px(2), p.Theme.Text.Fade(0.7))
	}},
	{"nearly starved", func(p *paint.Painter, x, y, radius float32) { drawCreature(p, x, y, radius, 0) }},
	{"you look into it", func(p *paint.Painter, x, y, radius float32) { drawRing(p, x, y, radius, paint.Chalk) }},
}

// signsIn returns how many signs one row of that width has room for.
func signsIn(p *paint.Painter, row paint.Rect) int {
	n := len(signs)
	for n > 0 && game.Flow(p, row, n, signWidth(p), nil) > 1 {
		n--
	}
	return n
}

// Sizes of a sign in layout pixels.
const (
	signRadius = 6
	signRoom   = 24 // of the sign and the gap after it
)

// signWidth returns what measures an entry of the legend.
func signWidth(p *paint.Painter) func(int) float32 {
	return func(i int) float32 { return p.Px(signRoom) + p.TextWidth(paint.Body, signs[i].label) }
}

// drawSigns draws the legend of the first n signs.
func drawSigns(p *paint.Painter, r paint.Rect, n int) {
	game.Flow(p, r, n, signWidth(p), func(i int, x, y float32) {
		signs[i].draw(p, x+p.Px(signRadius+2), y, p.Px(signRadius))
		p.Text(paint.Body, x+p.Px(signRoom), p.Middle(paint.Body, y), p.Theme.Label, signs[i].label)
	})
}
