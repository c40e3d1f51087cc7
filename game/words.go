package game

import (
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// prompt asks the visitor for a move, from the lab's keys.
func prompt(c *lab.Catalog) string {
	var b strings.Builder
	b.WriteString("Your move: arrow keys")
	for _, k := range c.Keys {
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

// place names a node as people count.
func appendPlace(b []byte, v *lab.ClusterView, node int) []byte {
	b = append(b, "row "...)
	b = appendNumber(b, float64(node/v.Width+1), 0)
	b = append(b, ", column "...)
	return appendNumber(b, float64(node%v.Width+1), 0)
}

// describe says everything about a node in words.
func describe(v *lab.ClusterView, node int) string {
	b := append(make([]byte, 0, 96), "Node in "...)
	b = appendPlace(b, v, node)
	b = append(b, ": memory "...)
	b = appendNumber(b, 100*float64(v.Mem[node]), 0)
	b = append(b, " %, CPU "...)
	b = appendNumber(b, 100*float64(v.CPU[node]), 0)
	b = append(b, " %, priority "...)
	b = appendNumber(b, float64(v.Priority[node]), 1)
	if v.Priority[node] > criticalPriority {
		b = append(b, ", critical"...)
	}
	if v.Mem[node] >= fullMemory {
		b = append(b, ", out of memory"...)
	}
	if node == v.Agent {
		b = append(b, ", the agent is here"...)
	}
	return string(b)
}

// ending is how an episode ended. The zero value: it has not.
type ending struct {
	over    bool
	crashed bool
	node    int // out of memory; -1 when the load was too high
	steps   int
}

// endingOf reads how s's episode ended.
func endingOf(s *lab.Snapshot) ending {
	if !s.Ended {
		return ending{}
	}
	e := ending{over: true, node: -1, steps: int(s.Metric("episode_step"))}
	for i, m := range s.Cluster.Mem {
		full := m >= fullMemory
		if full && (e.node < 0 || s.Cluster.Priority[i] > s.Cluster.Priority[e.node]) {
			e.node = i
		}
	}
	e.crashed = crashed(s)
	return e
}

// crashed reports whether the last step was a crash: the last point of the
// series of alarms says so.
func crashed(s *lab.Snapshot) bool {
	n := 0
	for i := range s.Lab.Catalog().Charts {
		for _, series := range s.Lab.Catalog().Charts[i].Series {
			if series.Reduction == lab.Sum && series.Role == lab.Alarm && s.Chart.Points > 0 {
				return s.Chart.Series[n][s.Chart.Points-1] > 0
			}
			n++
		}
	}
	return false
}

func (e *ending) append(b []byte, v *lab.ClusterView) []byte {
	switch {
	case !e.crashed:
		b = append(b, "Survived "...)
		b = appendNumber(b, float64(e.steps), 0)
		return append(b, " steps"...)
	case e.node >= 0:
		return appendPlace(append(b, "Out of memory at "...), v, e.node)
	}
	return append(b, "Collapsed: the average load is too high"...)
}

// countLines returns in how many lines s fits into width.
func countLines(p *paint.Painter, t paint.Type, s string, width float32) int {
	n := 0
	for s != "" {
		_, s = p.Fit(t, s, width)
		n++
	}
	return n
}
