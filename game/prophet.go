package game

import (
	"math"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// modeNames are the optimizer's modes by rising alarm, as ProphetView.Alarm
// counts them.
var modeNames = [...]string{"cruise", "warning", "alert", "panic"}

// prophetScene draws a worker that follows a drifting target: both curves, the
// gap between them, and beside them the four terms, the learning rate with its
// mode, and the risk.
type prophetScene struct {
	status  paint.Rect
	plot    paint.Rect
	side    paint.Rect
	gauges  []gauge
	columns int
	row     float32 // height of a gauge
	trail   trail
	restart float64 // seconds that the sign of a restart still shows
	points  []paint.Point
	text    []byte
}

// gauge is one line beside the curves: a name, a value, a bar, and what it means.
type gauge struct {
	name, means string
	value       float64
	decimals    int
	unit        string
	part        float32 // of the bar, [0, 1]; NaN for none
	mark        float32 // a second value on the bar; NaN for none
	color       paint.Color
	mode        int // the highlighted mode of a ribbon; -1 for a bar
}

// Sizes in layout pixels.
const (
	gaugeHeight = 58
	gaugeBrief  = 40  // without the words
	gaugeColumn = 160 // least width
)

const restartShows = 0.4 // seconds

// trail is what the worker has answered so far in this run, as far as it was
// seen.
type trail struct {
	run    uint64
	at     int // the last point, -1 before the first
	values [lab.CurvePoints]float32
}

// bridged is how many points of a curve a line may bridge: across more, as at full
// speed, it would show answers that the worker never gave.
const bridged = lab.CurvePoints / 32

// add takes in the answer at a part of the run.
func (t *trail) add(run uint64, progress, output float32) {
	i := min(max(int(progress*lab.CurvePoints), 0), lab.CurvePoints-1)
	if run != t.run || i < t.at || t.at < 0 {
		t.run, t.at = run, i
		for k := range t.values {
			t.values[k] = float32(math.NaN())
		}
	}
	t.values[i] = output
	if from := t.values[t.at]; i-t.at <= bridged { // steps in between were not shown
		for k := t.at + 1; k < i; k++ {
			t.values[k] = from + (output-from)*float32(k-t.at)/float32(i-t.at)
		}
	}
	t.at = i
}

func newProphetScene() *prophetScene { return &prophetScene{trail: trail{at: -1}} }

// Update implements Scene.
func (s *prophetScene) Update(f *Frame) {
	s.arrange(f)
	s.restart = max(0, s.restart-f.Elapsed)
	if v := &f.Snapshot.Prophet; f.Fresh && f.Snapshot.Step > 0 {
		s.trail.add(f.Snapshot.Episode, v.Progress, v.Output)
	}
	if f.Fresh && f.Snapshot.Prophet.Restarted && f.Steps > 0 && !f.Fast {
		s.restart = restartShows
	}
	if f.Clicked && f.Over(s.plot) {
		f.Events.inject(0, 1)
	}
}

// Moving implements Scene.
func (s *prophetScene) Moving() bool { return s.restart > 0 }

func (s *prophetScene) arrange(f *Frame) {
	p, area := f.Painter, f.Area
	s.collect(f)
	s.status, s.side = paint.Rect{}, paint.Rect{}
	if area.W < p.Px(240) || area.H < p.Px(150) {
		s.plot = area
		return
	}
	lines := countLines(p, paint.Body, f.Snapshot.Lab.Catalog().Question, area.W)
	s.status, area = area.CutTop(p.Px(statusHeight-20) + float32(lines)*p.LineHeight(paint.Body))
	if area.W > p.Px(620) {
		s.plot, s.side = area.CutLeft(area.W - p.Px(sideWidth+2*noteGap))
		s.side.X += p.Px(2 * noteGap)
		s.side.W -= p.Px(2 * noteGap)
		s.columns = 1
		s.row = max(p.Px(gaugeBrief), min(p.Px(gaugeHeight), s.side.H/float32(len(s.gauges))))
		return
	}
	s.columns, s.row = max(1, int(area.W/p.Px(gaugeColumn))), p.Px(gaugeBrief)
	rows := (len(s.gauges) + s.columns - 1) / s.columns
	below := min(s.row*float32(rows), area.H*0.55)
	s.plot, s.side = area.CutTop(area.H - below - p.Px(noteGap))
	s.side.Y += p.Px(noteGap)
	s.side.H -= p.Px(noteGap)
}

// collect lists what the gauges show.
func (s *prophetScene) collect(f *Frame) {
	v, t := &f.Snapshot.Prophet, f.Painter.Theme
	none := float32(math.NaN())
	actual := f.Snapshot.Metric("actual")
	s.gauges = append(s.gauges[:0],
		gauge{name: "Reality gap", means: "distance to the target", value: float64(v.Gap), decimals: 4, part: bent(v.Gap, 0.1), mark: none, color: t.Accent, mode: -1},
		gauge{name: "Flow", means: "what noise does to the output", value: float64(v.Flow), decimals: 3, part: bent(v.Flow, 1), mark: none, color: t.Plain, mode: -1},
		gauge{name: "Structure", means: "0 on a multiple of the period", value: float64(v.Structure), decimals: 3, part: v.Structure / 2, mark: none, color: t.Plain, mode: -1},
		gauge{name: "Tension", means: "productive contradiction", value: float64(v.Tension), decimals: 3, part: v.Tension, mark: none, color: t.Plain, mode: -1},
		gauge{name: "Learning rate", means: modeNames[v.Alarm], value: float64(v.Rate), decimals: 4, part: none, mark: none, mode: v.Alarm},
		gauge{name: "Prophet: risk", means: "line: what came true", value: 100 * float64(v.Smoothed), unit: " %", part: v.Smoothed, mark: float32(actual / 100), color: t.Prophet, mode: -1},
	)
}

// bent maps [0, ∞) to [0, 1), half at the given value: a bar for numbers
// without an upper bound.
func bent(v, half float32) float32 { return v / (v + half) }

// Draw implements Scene.
func (s *prophetScene) Draw(p *paint.Painter, f *Frame) {
	v := &f.Snapshot.Prophet
	s.drawStatus(p, f)
	s.drawCurves(p, v)
	p.Flush()
	s.drawGauges(p)
}

func (s *prophetScene) drawStatus(p *paint.Painter, f *Frame) {
	if s.status.H == 0 {
		return
	}
	v := &f.Snapshot.Prophet
	base := s.status.Y + p.CapHeight(paint.Body) + p.Px(4)
	s.text = s.text[:0]
	if f.Fast {
		s.text = drawFast(p, f, s.status.X, base, s.text)
		return
	}
	switch {
	case v.Restarted || s.restart > 0:
		s.text = append(s.text, "Panic: Adam forgets the old regime and starts afresh."...)
	case v.Alarm == len(modeNames)-1:
		s.text = append(s.text, "Panic: the rate is at its largest."...)
	case v.Alarm > 0:
		s.text = append(s.text, "The Prophet expects trouble: the rate rises."...)
	default:
		s.text = append(s.text, f.Snapshot.Lab.Catalog().Question...)
	}
	color := p.Theme.Label
	if v.Alarm > 0 {
		color = p.Theme.Prophet
	}
	paragraph(p, paint.Body, s.status, base, color, string(s.text))
}

func (s *prophetScene) drawGauges(p *paint.Painter) {
	if s.side.W <= 0 {
		return
	}
	w := (s.side.W - p.Px(noteGap)*float32(s.columns-1)) / float32(s.columns)
	for i := range s.gauges {
		r := paint.Rect{
			X: s.side.X + float32(i%s.columns)*(w+p.Px(noteGap)), Y: s.side.Y + float32(i/s.columns)*s.row,
			W: w, H: s.row,
		}
		if r.Bottom() > s.side.Bottom()+1 {
			return
		}
		s.drawGauge(p, &s.gauges[i], r)
	}
}

// drawGauge writes a name, a value and what it means, with a bar or a ribbon.
func (s *prophetScene) drawGauge(p *paint.Painter, g *gauge, r paint.Rect) {
	base := r.Y + p.Px(14)
	p.Text(paint.Body, r.X, base, p.Theme.Label, g.name)
	s.text = appendNumber(s.text[:0], g.value, g.decimals)
	s.text = append(s.text, g.unit...)
	p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, string(s.text))
	bar := paint.Rect{X: r.X, Y: paint.Round(base + p.Px(7)), W: r.W, H: paint.Round(p.Px(8))}
	if g.mode >= 0 {
		drawRibbon(p, bar, g.mode)
	} else {
		p.RoundRect(bar, bar.H/2, p.Theme.Rule)
		if g.part > 0 {
			p.RoundRect(paint.Rect{X: bar.X, Y: bar.Y, W: max(bar.H, bar.W*min(g.part, 1)), H: bar.H}, bar.H/2, g.color)
		}
		if g.mark == g.mark {
			x := paint.Round(bar.X + bar.W*min(max(g.mark, 0), 1))
			p.Rect(paint.Rect{X: x - p.Hair(), Y: bar.Y - p.Px(3), W: 2 * p.Hair(), H: bar.H + p.Px(6)}, p.Theme.Text)
		}
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
	w := (bar.W - gap*float32(len(modeNames)-1)) / float32(len(modeNames))
	for i := range modeNames {
		part := paint.Rect{X: bar.X + float32(i)*(w+gap), Y: bar.Y, W: w, H: bar.H}
		color := p.Theme.Rule
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
	return t.Surface.Mix(t.Prophet, 0.4+0.2*float32(mode))
}
