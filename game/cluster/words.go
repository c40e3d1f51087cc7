package cluster

import (
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// Prompt asks the visitor for an action, from the lab's keys.
func Prompt() string {
	var b strings.Builder
	b.WriteString("Your move: arrow keys")
	for _, k := range cluster.Lab.Keys {
		if !strings.HasPrefix(k.Command, "act ") || strings.HasPrefix(k.Key, "Arrow") {
			continue
		}
		name := strings.ToUpper(k.Key)
		if k.Key == " " {
			name = "space"
		}
		b.WriteString(" · " + name + " " + strings.ToLower(k.Label[:1]) + k.Label[1:])
	}
	return b.String()
}

// yourMove is said where the page has buttons for the moves.
const yourMove = "Your move"

// PlaceText names a node as people count.
func PlaceText(v *cluster.Picture, node int) string {
	return fmt.Sprintf("row %d, column %d", node/v.Width+1, node%v.Width+1)
}

// NodeText says everything about a node in words.
func NodeText(v *cluster.Picture, node int) string {
	text := fmt.Sprintf("Node in %s: memory %.0f %%, CPU %.0f %%, priority %.1f",
		PlaceText(v, node), 100*v.Mem[node], 100*v.CPU[node], v.Priority[node])
	if v.Priority[node] > cluster.Critical {
		text += ", critical"
	}
	if v.Mem[node] >= cluster.OOM {
		text += ", out of memory"
	}
	if node == v.Agent {
		text += ", the agent is here"
	}
	return text
}

// actionText returns the name of the last action, empty before the first.
func actionText(v *cluster.Picture) string {
	if v.Action < 0 {
		return ""
	}
	return cluster.Lab.Actions[v.Action].Label
}

// ending is how an episode ended. The zero value: it has not.
type ending struct {
	over    bool
	crashed bool
	node    int // out of memory; -1 when the load was too high
	steps   int
}

// endingOf reads how s's episode ended.
func endingOf(s *lab.Snapshot, v *cluster.Picture) ending {
	if !s.Ended {
		return ending{}
	}
	e := ending{over: true, node: -1, crashed: crashed(s), steps: int(s.Metric("episode_step"))}
	for i, m := range v.Mem {
		if m >= cluster.OOM && (e.node < 0 || v.Priority[i] > v.Priority[e.node]) {
			e.node = i
		}
	}
	return e
}

// crashed reports whether the last step was a crash, from the last point of its series.
func crashed(s *lab.Snapshot) bool {
	n := 0
	for i := range s.Lab.Charts {
		for _, series := range s.Lab.Charts[i].Series {
			if series.Key == "crash" {
				return s.Chart.Points > 0 && s.Chart.Series[n][s.Chart.Points-1] > 0
			}
			n++
		}
	}
	panic("cluster: the lab has no series crash")
}

func (e *ending) text(v *cluster.Picture) string {
	switch {
	case !e.crashed:
		return "Survived " + lab.Count(e.steps, "step", "steps")
	case e.node >= 0:
		return "Out of memory at " + PlaceText(v, e.node)
	}
	return "Collapsed: the average load is too high"
}

// drawStatus writes the line above the grid: what is shown, how the episode ended, what
// is asked, or what this is about.
func (s *scene) drawStatus(p *paint.Painter, f *game.Frame) {
	switch {
	case s.status.H == 0:
	case s.many:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Text, manyTitle(&pictureOf(f).Tiles))
	case f.Past > 0:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Text, "Rewound "+lab.Count(int(f.Past), "step", "steps"))
	case s.ending.over && !f.Fast:
		s.drawEnding(p, f)
	case f.Snapshot.Waiting && (f.Touch || s.phone):
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Accent, yourMove)
	case f.Snapshot.Waiting:
		game.Paragraph(p, paint.Strong, s.status, p.Theme.Accent, s.prompt)
	case f.Fast:
		game.FastForward(p, f, s.status)
	case !s.phone:
		game.Paragraph(p, paint.Body, s.status, p.Theme.Label, f.Snapshot.Lab.Question)
	}
}

// endingPadding is by how much the frame of an ending is higher than its line.
const endingPadding = 4

// drawEnding says how the episode ended: above the grid, where it hides neither the
// failed node nor its neighbors. Where it is narrow, which episode that was is left out.
func (s *scene) drawEnding(p *paint.Painter, f *game.Frame) {
	color := p.Theme.Accent
	if s.ending.crashed {
		color = p.Theme.Alarm
	}
	title := s.ending.text(pictureOf(f))
	moment := "episode " + game.Number(float64(f.Snapshot.Episode+1), 0) + ", step " + game.Number(float64(s.ending.steps), 0)
	pad, room := p.Px(10), f.Area.Right()-s.status.X
	w := p.TextWidth(paint.Strong, title) + 2*pad
	when := w + p.TextWidth(paint.Body, moment) + pad
	if when <= room {
		w = when
	}
	box := paint.Rect{X: s.status.X, Y: s.status.Y, W: min(w, room), H: p.LineHeight(paint.Strong) + p.Px(endingPadding)}
	p.RoundRect(box, p.Px(6), p.Theme.Note)
	p.Border(box, p.Px(6), max(1, paint.Round(p.Px(2))), color)
	base := p.Middle(paint.Strong, box.Y+box.H/2)
	x := p.Text(paint.Strong, box.X+pad, base, color, title)
	if w == when {
		p.Text(paint.Body, x+pad, base, p.Theme.Text, moment)
	}
}

// drawTooltip gives the numbers of the node under the pointer.
func (s *scene) drawTooltip(p *paint.Painter, f *game.Frame) {
	v := pictureOf(f)
	if s.many {
		s.drawTileTooltip(p, f, &v.Tiles)
		return
	}
	if s.hover < 0 || s.hover >= len(v.Mem) {
		return
	}
	s.DrawPointer(p, s.hover)
	hint := "click: add load"
	if f.Touch {
		hint = "tap again: add load"
	}
	if v.Priority[s.hover] > cluster.Critical {
		hint = "critical · " + hint
	}
	game.Tooltip(p, f.Clear(s.side, s.beside), s.Grid.Tile(s.hover), 190, "Node "+PlaceText(v, s.hover), [3][2]string{
		{"Memory", game.Number(100*float64(v.Mem[s.hover]), 1) + " %"},
		{"CPU", game.Number(100*float64(v.CPU[s.hover]), 1) + " %"},
		{"Priority", game.Number(float64(v.Priority[s.hover]), 1)},
	}, hint)
}
