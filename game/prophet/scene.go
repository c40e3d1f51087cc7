// Package prophet is the scene of the Prophet lab: a worker that follows a drifting target,
// with both curves and the gap between them, and beside them the four terms of the loss,
// the learning rate with its mode, and the risk.
package prophet

import (
	"math"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

type scene struct {
	status  paint.Rect
	plot    paint.Rect
	errors  paint.Rect // plot of the errors in a race
	side    paint.Rect
	beside  bool
	gauges  []gauge
	columns int
	row     float32 // height of a gauge
	restart float64 // seconds that the sign of a restart still shows
	named   []entry // by the curves' legend
	points  []paint.Point
}

// gauge is one line beside the curves: a name, a value, a bar, and what it means.
type gauge struct {
	name, means string
	value       float32
	decimals    int
	unit        string
	part        float32 // of the bar, [0, 1]; NaN for none
	mark        float32 // a second value on the bar; NaN for none
	color       paint.Color
	mode        int // the highlighted mode of a ribbon; -1 for a bar
	lane        int // of a race, whose line it explains; 0 for none
}

// Sizes in layout pixels.
const (
	gaugeHeight = 58
	gaugeBrief  = 40  // without the words
	gaugeColumn = 160 // least width
)

const restartShows = 0.4 // seconds

// New returns the scene.
func New() game.Scene { return new(scene) }

func pictureOf(f *game.Frame) *prophet.Picture { return f.Snapshot.Picture.(*prophet.Picture) }

func (s *scene) Complete(p lab.Picture) bool {
	v, ok := p.(*prophet.Picture)
	return ok && len(v.Curve) == prophet.CurvePoints && len(v.Lanes) > 0
}

func (s *scene) Update(f *game.Frame) {
	v := pictureOf(f)
	if v.Step < f.Snapshot.Step {
		f.Past = f.Snapshot.Step - v.Step
	}
	s.arrange(f)
	s.restart = max(0, s.restart-f.Elapsed)
	if f.Fresh && v.Restarted && f.Steps > 0 && !f.Fast {
		s.restart = restartShows
	}
	if f.Clicked && (f.Over(s.plot) || f.Over(s.errors)) {
		f.Inject(0, prophet.Lab.Click)
	}
}

func (s *scene) Moving() bool { return s.restart > 0 }

// arrange gives words, plots and gauges their places.
func (s *scene) arrange(f *game.Frame) {
	s.collect(f)
	v := pictureOf(f)
	longest := f.Snapshot.Lab.Question
	if len(v.Says) > len(longest) {
		longest = v.Says
	}
	s.status, s.plot = f.Status(longest)
	s.beside = wide(f)
	s.side, s.errors = paint.Rect{}, paint.Rect{}
	if s.status.H > 0 {
		s.arrangeSide(f.Painter)
	}
	if gap := f.Painter.Px(game.NoteGap / 2); len(v.Lanes) > 1 && s.plot.H >= f.Painter.Px(leastRace) {
		s.plot, s.errors = s.plot.CutTop(paint.Round(s.plot.H * answersShare))
		_, s.errors = s.errors.CutTop(gap)
	}
}

// wide reports whether there is room for gauges beside the plots.
func wide(f *game.Frame) bool { return f.Area.W > f.Painter.Px(620) }

// arrangeSide puts the gauges beside the plots, or below them where the stage is narrow.
func (s *scene) arrangeSide(p *paint.Painter) {
	area := s.plot
	if s.beside {
		s.plot, s.side = area.CutLeft(area.W - p.Px(game.SideWidth+2*game.NoteGap))
		s.side.X += p.Px(2 * game.NoteGap)
		s.side.W -= p.Px(2 * game.NoteGap)
		s.columns = 1
		s.row = max(p.Px(gaugeBrief), min(p.Px(gaugeHeight), s.side.H/float32(len(s.gauges))))
		return
	}
	s.columns, s.row = max(1, int(area.W/p.Px(gaugeColumn))), p.Px(gaugeBrief)
	rows := (len(s.gauges) + s.columns - 1) / s.columns
	below := min(s.row*float32(rows), area.H*0.55)
	s.plot, s.side = area.CutTop(area.H - below - p.Px(game.NoteGap))
	s.side.Y += p.Px(game.NoteGap)
	s.side.H -= p.Px(game.NoteGap)
}

// collect lists what the gauges show: in a race how every strategy stands, and else the
// terms of the loss.
func (s *scene) collect(f *game.Frame) {
	v, t := pictureOf(f), f.Painter.Theme
	none := float32(math.NaN())
	s.gauges = s.gauges[:0]
	if len(v.Lanes) > 1 {
		s.collectRace(f, v)
	} else {
		s.gauges = append(s.gauges,
			gauge{"Reality gap", "distance to the target", v.Gap, 4, "", bent(v.Gap, 0.1), none, t.Accent, -1, 0},
			gauge{"Flow", "what noise does to the output", v.Flow, 3, "", bent(v.Flow, 1), none, t.Plain, -1, 0},
			gauge{"Structure", "0 on a multiple of the period", v.Structure, 3, "", v.Structure / 2, none, t.Plain, -1, 0},
			gauge{"Tension", "productive contradiction", v.Tension, 3, "", v.Tension, none, t.Plain, -1, 0})
	}
	if len(v.Lanes) > 1 && !wide(f) {
		return
	}
	s.gauges = append(s.gauges,
		gauge{"Learning rate", prophet.Modes[v.Alarm], v.Rate, 4, "", none, none, t.Plain, v.Alarm, 0},
		gauge{"Prophet: risk", "line: what came true", 100 * v.Smoothed, 0, " %", v.Smoothed, v.Actual, t.Prophet, -1, 0})
}

// bent maps [0, ∞) to [0, 1), half at the given value: a bar for numbers
// without an upper bound.
func bent(v, half float32) float32 { return v / (v + half) }

func (s *scene) Draw(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	s.drawStatus(p, f)
	s.drawCurves(p, v)
	s.drawErrors(p, v)
	p.Flush()
	s.drawGauges(p)
}

func (s *scene) drawStatus(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	text, color := f.Snapshot.Lab.Question, p.Theme.Label
	switch {
	case s.status.H == 0:
		return
	case f.Past > 0:
		text, color = "Rewound "+game.Number(float64(f.Past), 0)+" steps", p.Theme.Text
	case f.Fast:
		game.FastForward(p, f, s.status)
		return
	case v.Says != "":
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Text, v.Says)
		return
	case v.Restarted || s.restart > 0:
		text = "Panic: Adam forgets the old regime and starts afresh."
	case v.Alarm == len(prophet.Modes)-1:
		text = "Panic: the rate is at its largest."
	case v.Alarm > 0:
		text = "The Prophet expects trouble: the rate rises."
	}
	if v.Alarm > 0 && f.Past == 0 {
		color = p.Theme.Prophet
	}
	game.Paragraph(p, paint.Body, s.status, color, text)
}

func (s *scene) drawGauges(p *paint.Painter) {
	if s.side.W <= 0 {
		return
	}
	w := (s.side.W - p.Px(game.NoteGap)*float32(s.columns-1)) / float32(s.columns)
	for i := range s.gauges {
		r := paint.Rect{
			X: s.side.X + float32(i%s.columns)*(w+p.Px(game.NoteGap)), Y: s.side.Y + float32(i/s.columns)*s.row,
			W: w, H: s.row,
		}
		if r.Bottom() > s.side.Bottom()+1 {
			return
		}
		drawGauge(p, &s.gauges[i], r)
	}
}

// drawGauge draws a gauge with its mark, or a ribbon of the modes, and what it means.
func drawGauge(p *paint.Painter, g *gauge, r paint.Rect) {
	words := r
	if g.lane > 0 {
		_, words = r.CutLeft(game.LaneKey(p, g.lane, r.X, r.Y+p.Px(14)-p.CapHeight(paint.Body)/2))
	}
	bar := game.Gauge(p, words, g.name, game.Number(float64(g.value), g.decimals)+g.unit)
	bar.X, bar.W = r.X, r.W
	if g.mode >= 0 {
		drawRibbon(p, bar, g.mode)
	} else {
		game.Bar(p, bar, g.part, g.color)
	}
	if g.mark == g.mark {
		x := paint.Round(bar.X + bar.W*min(max(g.mark, 0), 1))
		p.Rect(paint.Rect{X: x - p.Hair(), Y: bar.Y - p.Px(3), W: 2 * p.Hair(), H: bar.H + p.Px(6)}, p.Theme.Text)
	}
	if r.H < p.Px(gaugeHeight-6) {
		return
	}
	line, _ := p.Fit(paint.Small, g.means, r.W)
	p.Text(paint.Small, r.X, bar.Bottom()+p.Px(4)+p.CapHeight(paint.Small)+p.Px(3), p.Theme.Label, line)
}

// drawRibbon shows the modes by rising alarm, the one in force filled.
func drawRibbon(p *paint.Painter, bar paint.Rect, mode int) {
	gap := p.Px(3)
	w := (bar.W - gap*float32(len(prophet.Modes)-1)) / float32(len(prophet.Modes))
	for i := range prophet.Modes {
		part := paint.Rect{X: bar.X + float32(i)*(w+gap), Y: bar.Y, W: w, H: bar.H}
		color := p.Theme.Line
		if i == mode {
			color = modeColor(p.Theme, i)
		}
		p.RoundRect(part, bar.H/2, color)
	}
}

// modeColor returns the color of a mode: the Prophet's, the stronger the more
// alarmed.
func modeColor(t *paint.Theme, mode int) paint.Color {
	if mode == 0 {
		return t.Plain
	}
	return t.Ground.Mix(t.Prophet, 0.4+0.2*float32(mode))
}
