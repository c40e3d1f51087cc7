package cluster

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// noteKind is a line of what stands beside the grid: a gauge or an entry of the
// legend.
type noteKind uint8

const (
	noteBudget noteKind = iota
	noteAction
	noteRisk
	noteEstimates
	noteRamp
	noteCPU
	noteCritical
	noteHot
	noteFull
	noteAgent
	noteFirst
	noteLately
	noteFails
	noteSurvives
	noteFills
)

type note struct {
	kind  noteKind
	label string
	at    paint.Rect // relative to the notes' corner
}

// Sizes in layout pixels.
const (
	gaugeRow   = 44
	iconSize   = 18
	estimatRow = 20
)

// notes are arranged in a column beside the grid or in rows below it.
type notes struct {
	list   []note
	values int
}

var hotspot = fmt.Sprintf("hotspot, above %.0f %%", 100*cluster.Hot)

// collect lists what this frame has to show.
func (n *notes) collect(f *game.Frame) {
	v := pictureOf(f)
	n.values = 0
	n.list = append(n.list[:0], note{kind: noteBudget, label: "Budget"}, note{kind: noteAction, label: "Last action"})
	if v.Risk == v.Risk {
		n.list = append(n.list, note{kind: noteRisk, label: "Prophet: risk of failure"})
	}
	if f.Values && len(v.Values) > 0 {
		n.values = len(v.Values)
		n.list = append(n.list, note{kind: noteEstimates, label: "Estimated value of"})
	}
	n.list = append(n.list, note{kind: noteRamp, label: "Memory"}, note{kind: noteCPU, label: "CPU load"},
		note{kind: noteCritical, label: "critical node"}, note{kind: noteHot, label: hotspot},
		note{kind: noteFull, label: "out of memory"}, note{kind: noteAgent, label: "agent and what it sees"})
	if imagines(f.Snapshot) {
		n.list = append(n.list, imaginedNotes[:]...)
	}
}

// imaginedNotes are the signs of what the Prophet imagines.
var imaginedNotes = [...]note{
	{kind: noteFails, label: "imagined future that fails"}, {kind: noteSurvives, label: "imagined future that survives"},
	{kind: noteFills, label: "node that fills in it"},
}

// imagines reports whether a Prophet looks ahead in a run.
func imagines(s *lab.Snapshot) bool {
	looked := s.Metric("looked")
	return looked == looked
}

// brief leaves out all but budget, risk, the color ramp and the imagined ways, which the
// nodes cannot say themselves. The page explains the signs in its help too.
func (n *notes) brief() {
	n.list = slices.DeleteFunc(n.list, func(x note) bool {
		switch x.kind {
		case noteBudget, noteRisk, noteRamp, noteFails, noteSurvives:
			return false
		}
		return true
	})
	for i := range n.list {
		switch x := &n.list[i]; x.kind {
		case noteRisk:
			x.label = "Prophet's risk"
		case noteFails:
			x.label = "imagined: fails"
		case noteSurvives:
			x.label = "imagined: survives"
		}
	}
}

// size returns width and height that a note wants in a row.
func (n *notes) size(p *paint.Painter, x *note) (w, h float32) {
	switch x.kind {
	case noteBudget:
		return gaugeWidth(p, x.label, "400.0 of 400"), p.Px(gaugeRow)
	case noteAction:
		return gaugeWidth(p, x.label, longestAction(p)), p.Px(gaugeRow)
	case noteRisk, noteFirst, noteLately:
		return gaugeWidth(p, x.label, "100 %"), p.Px(gaugeRow)
	case noteEstimates:
		return p.Px(200), p.Px(game.RowHeight + estimatRow*float32(n.values))
	case noteRamp:
		return p.Px(210), p.Px(game.RowHeight)
	}
	return p.Px(iconSize+8) + p.TextWidth(paint.Body, x.label), p.Px(game.RowHeight)
}

// gaugeLeast is the width of a gauge that has little to say, in layout pixels: its
// bar must be read.
const gaugeLeast = 150

// gaugeWidth returns the room for a name and the longest value that may stand beside
// it, so that nothing trembles.
func gaugeWidth(p *paint.Painter, label, longest string) float32 {
	return max(p.Px(gaugeLeast), p.TextWidth(paint.Body, label)+p.Px(game.NoteGap)+p.TextWidth(paint.Strong, longest))
}

// longestAction returns the name of an action that takes the most room.
func longestAction(p *paint.Painter) string {
	longest, width := noAction, p.TextWidth(paint.Strong, noAction)
	for _, a := range cluster.Lab.Actions {
		if w := p.TextWidth(paint.Strong, a.Label); w > width {
			longest, width = a.Label, w
		}
	}
	return longest
}

// column puts every note into a line of its own.
func (n *notes) column(p *paint.Painter, width float32) {
	y := float32(0)
	for i := range n.list {
		x := &n.list[i]
		_, h := n.size(p, x)
		if x.kind == noteRamp {
			y += p.Px(10)
		}
		x.at = paint.Rect{Y: y, W: width, H: h}
		y += h
	}
}

// flow puts the notes into rows and returns the height of all. Estimates are
// left out: in rows there is no room for them.
func (n *notes) flow(p *paint.Painter, width float32) float32 {
	x, y, row := float32(0), float32(0), float32(0)
	for i := range n.list {
		t := &n.list[i]
		if t.kind == noteEstimates {
			t.at = paint.Rect{}
			continue
		}
		w, h := n.size(p, t)
		if x > 0 && x+w > width {
			x, y, row = 0, y+row, 0
		}
		t.at = paint.Rect{X: x, Y: y, W: w, H: h}
		x += w + p.Px(20)
		row = max(row, h)
	}
	return y + row
}

func (s *scene) drawNotes(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	for i := range s.notes.list {
		t := &s.notes.list[i]
		r := t.at
		r.X, r.Y = r.X+s.side.X, r.Y+s.side.Y
		if r.W == 0 || r.Bottom() > f.Area.Bottom()+1 {
			continue
		}
		switch t.kind {
		case noteBudget:
			bar := game.Gauge(p, r, t.label, game.Number(float64(v.Budget), 1)+" of "+game.Number(float64(v.Capacity), 0))
			game.Bar(p, bar, v.Budget/max(v.Capacity, 1e-9), p.Theme.Plain)
		case noteFirst:
			drawShare(p, r, t.label, v.Tiles.First.Survived(), p.Theme.Plain)
		case noteLately:
			drawShare(p, r, t.label, v.Tiles.Lately.Survived(), p.Theme.Accent)
		case noteRisk:
			drawShare(p, r, t.label, float64(v.Risk), p.Theme.Prophet)
		case noteAction:
			drawAction(p, v, t, r)
		case noteEstimates:
			drawEstimates(p, v, t, r)
		case noteRamp:
			game.RampKey(p, t.label, r)
		default:
			drawLegend(p, t, r)
		}
	}
}

// noAction stands where the last action will.
const noAction = "none yet"

func drawAction(p *paint.Painter, v *cluster.Picture, t *note, r paint.Rect) {
	base := r.Y + p.Px(14)
	name := actionText(v)
	if name == "" {
		name = noAction
	}
	p.Text(paint.Body, r.X, base, p.Theme.Label, t.label)
	p.TextRight(paint.Strong, r.Right(), base, p.Theme.Accent, name)
	base += p.LineHeight(paint.Body)
	outcome := "reward"
	if v.Refused {
		outcome = "no budget"
	} else if v.Wasted {
		outcome = "wasted"
	}
	p.Text(paint.Body, r.X, base, p.Theme.Label, outcome)
	reward := game.Number(float64(v.Reward), 2)
	if v.Reward > 0 {
		reward = "+" + reward
	}
	p.TextRight(paint.Strong, r.Right(), base, p.Theme.Text, reward)
}

// drawEstimates lists what the policy expects of every action.
func drawEstimates(p *paint.Painter, v *cluster.Picture, t *note, r paint.Rect) {
	p.Text(paint.Body, r.X, r.Y+p.Px(14), p.Theme.Label, t.label)
	lo, hi := slices.Min(v.Values), slices.Max(v.Values)
	y := r.Y + p.Px(game.RowHeight)
	for i, q := range v.Values {
		base := y + p.Px(12)
		color := p.Theme.Label
		if q == hi {
			color = p.Theme.Accent
		}
		p.Text(paint.Small, r.X, base, color, cluster.Lab.Actions[i].Label)
		p.TextRight(paint.Small, r.Right(), base, p.Theme.Text, game.Number(float64(q), 2))
		left, right := r.X+p.Px(86), r.Right()-p.Px(46)
		bar := paint.Rect{X: left, Y: paint.Round(base - p.Px(8)), W: (right - left) * estimate(q, lo, hi), H: paint.Round(p.Px(8))}
		p.Rect(bar, color)
		y += p.Px(estimatRow)
	}
}

// estimate places q between lo and hi; the lowest keeps a stump to be seen.
func estimate(q, lo, hi float32) float32 {
	if !(hi > lo) {
		return 1
	}
	return 0.08 + 0.92*(q-lo)/(hi-lo)
}

// drawLegend shows one sign as it stands on the tiles, and its meaning.
func drawLegend(p *paint.Painter, t *note, r paint.Rect) {
	size := paint.Round(p.Px(iconSize))
	icon := paint.Rect{X: paint.Round(r.X), Y: paint.Round(r.Y + (r.H-size)/2), W: size, H: size}
	radius := p.Px(3)
	tile := paint.Ramp(0.35)
	switch t.kind {
	case noteCPU:
		p.RoundRect(icon, radius, tile)
		drawBar(p, icon, 0.6)
	case noteCritical:
		p.RoundRect(icon.Inset(p.Px(4)), radius, tile)
		p.Border(icon, radius, max(1, paint.Round(p.Px(2))), p.Theme.Text)
	case noteHot:
		p.RoundRect(icon, radius, paint.Ramp(0.85))
		drawHot(p, icon)
	case noteFull:
		p.RoundRect(icon, radius, p.Theme.Alarm)
		drawFull(p, icon)
	case noteAgent:
		drawAgent(p, icon)
	case noteFails, noteSurvives, noteFills:
		drawImagined(p, t.kind, icon)
	}
	p.Text(paint.Body, r.X+p.Px(iconSize+8), p.Middle(paint.Body, r.Y+r.H/2), p.Theme.Label, t.label)
}

// Legend names the signs of a board in one line, as many of them as there is room for; those
// of what is imagined early, where something is.
func Legend(p *paint.Painter, r paint.Rect, imagined bool) {
	x := r.X
	for _, t := range [...]note{
		{kind: noteRamp, label: "Memory"}, {kind: noteFails, label: "imagined: fails"}, {kind: noteSurvives, label: "imagined: survives"},
		{kind: noteFull, label: "out of memory"}, {kind: noteCritical, label: "critical node"},
		{kind: noteAgent, label: "agent"}, {kind: noteHot, label: hotspot}, {kind: noteCPU, label: "CPU load"},
	} {
		if !imagined && (t.kind == noteFails || t.kind == noteSurvives) {
			continue
		}
		w, h := new(notes).size(p, &t)
		if x+w > r.Right() || r.H < h {
			return
		}
		if t.kind == noteRamp {
			game.RampKey(p, t.label, paint.Rect{X: x, Y: r.Y, W: w, H: h})
		} else {
			drawLegend(p, &t, paint.Rect{X: x, Y: r.Y, W: w, H: h})
		}
		x += w + p.Px(20)
	}
}
