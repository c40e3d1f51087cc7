package cluster

import (
	"strconv"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// What stands beside the tiles of many clusters.

// manyTitle says what the tiles are.
func manyTitle(t *cluster.Tiles) string { return strconv.Itoa(len(t.Each)) + " clusters learn at once" }

var manyNotes = [...]note{
	{kind: noteFirst, label: "Survived, first "}, {kind: noteLately, label: "Survived, last "}, {kind: noteRamp, label: "Memory"},
	{kind: noteAgents, label: "agent"}, {kind: noteFailed, label: "has just failed"}, {kind: noteYours, label: "yours"},
}

// collectMany lists what there is to show of many clusters: what one sees them learn, and
// the signs on the tiles.
func (n *notes) collectMany(t *cluster.Tiles) {
	n.list = append(n.list[:0], manyNotes[:]...)
	n.list[0].label += strconv.Itoa(t.First.Episodes) + " episodes"
	n.list[1].label += strconv.Itoa(t.Lately.Episodes) + " episodes"
}

// drawShare draws a gauge of a share; NaN is none yet.
func drawShare(p *paint.Painter, r paint.Rect, label string, share float64, c paint.Color) {
	game.Bar(p, game.Gauge(p, r, label, percent(share)), float32(share), c)
}

func percent(share float64) string {
	if share != share {
		return "–"
	}
	return game.Number(100*share, 0) + " %"
}

// signGap is the room around a sign, as between two tiles.
const signGap = 6

// drawSign shows a sign of the tiles.
func drawSign(p *paint.Painter, kind noteKind, icon paint.Rect) {
	inner := icon.Inset(p.Px(4))
	p.Rect(inner, paint.Ramp(0.35))
	switch kind {
	case noteAgents:
		x, y := icon.Center()
		drawDot(p, x, y, p.Px(4))
	case noteFailed:
		drawFailure(p, inner, p.Px(signGap), 1)
	case noteYours:
		drawYours(p, inner, p.Px(signGap))
	}
}

// tileText says in words what is known of a cluster.
func tileText(t *cluster.Tiles, i int) string {
	rows := tileRows(t, i)
	return tileName(t, i) + ": alive for " + rows[0][1] + ", fullest node " + rows[1][1]
}

// tileRows are the numbers that are told of a cluster.
func tileRows(t *cluster.Tiles, i int) [3][2]string {
	highest, mean := memoryOf(t, i)
	return [3][2]string{
		{"Alive for", lab.Count(t.Each[i].Steps, "step", "steps")}, {"Fullest node", percent(highest)}, {"Average memory", percent(mean)},
	}
}

func tileName(t *cluster.Tiles, i int) string {
	return "Cluster " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(t.Each))
}

// memoryOf returns the highest and the mean memory of a cluster's nodes.
func memoryOf(t *cluster.Tiles, i int) (highest, mean float64) {
	nodes := len(t.Levels) / len(t.Each)
	for _, level := range t.Levels[i*nodes : (i+1)*nodes] {
		memory := float64(level) / cluster.Full
		highest = max(highest, memory)
		mean += memory / float64(nodes)
	}
	return highest, mean
}

// drawTileTooltip gives the numbers of the cluster under the pointer.
func (s *scene) drawTileTooltip(p *paint.Painter, f *game.Frame, t *cluster.Tiles) {
	if s.hover < 0 || s.hover >= len(t.Each) {
		return
	}
	r, width := s.wall.tile(s.hover), p.Px(2)
	p.Border(r.Inset(-width), width, width, p.Theme.Accent)
	hint := "learns beside yours"
	switch {
	case s.hover == 0 && f.Touch:
		hint = "yours · tap a node again: add load"
	case s.hover == 0:
		hint = "yours · click a node: add load"
	}
	game.Tooltip(p, f.Clear(s.side, s.beside), r, 210, tileName(t, s.hover), tileRows(t, s.hover), hint)
}
