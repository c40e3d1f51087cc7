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

// The notes of many clusters, and those that a phone has room for. The signs are those of
// nodes: a cross for a failure, a frame for what matters.
var (
	manyNotes = [...]note{
		{kind: noteFirst, label: "Survived, first "}, {kind: noteLately, label: "Survived, last "}, {kind: noteRamp, label: "Memory"},
		{kind: noteAgent, label: "agent"}, {kind: noteFull, label: "has just failed"}, {kind: noteCritical, label: "yours"},
	}
	fewNotes = [...]note{
		{kind: noteFirst, label: "Survived at first"}, {kind: noteLately, label: "Survived now"}, {kind: noteRamp, label: "Memory"},
		{kind: noteFull, label: "failed"},
	}
)

// collectMany lists what there is to show of many clusters: what one sees them learn, and
// the signs on the tiles.
func (n *notes) collectMany(t *cluster.Tiles, phone bool) {
	n.values = 0
	if phone {
		n.list = append(n.list[:0], fewNotes[:]...)
		return
	}
	n.list = append(n.list[:0], manyNotes[:]...)
	for i, e := range [...]cluster.Ended{t.First, t.Lately} {
		n.list[i].label += strconv.Itoa(e.Episodes) + " episodes"
	}
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
