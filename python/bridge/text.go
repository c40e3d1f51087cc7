package bridge

import (
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// ansi answers with the picture of one world for a terminal: memory in percent on the
// stage's colors, the agent in brackets.
func ansi(_ *Worlds, one *cluster.World, _ which) ([]byte, error) {
	var b strings.Builder
	s := one.Stats()
	fmt.Fprintf(&b, "step %d  budget %.1f of %g  load %.2f  hotspots %d  out of memory %d\n",
		one.Steps(), one.Budget(), one.Config().Budget, s.AvgLoad, s.Hotspots, s.OOM)
	_, columns := one.Size()
	for i, mem := range one.Mem() {
		b.WriteString(cell(mem, i == one.AgentNode()))
		if i%columns == columns-1 {
			b.WriteString("\x1b[0m\n")
		}
	}
	return []byte(b.String()), nil
}

// cell writes a node: its memory in percent, in brackets where the agent is.
func cell(mem float32, agent bool) string {
	ground, ink := lab.Ramp(float64(mem)), lab.Chalk
	if mem > 0.55 {
		ink = lab.Ink
	}
	text := fmt.Sprintf("%3.0f", 100*mem)
	if mem >= cluster.OOM {
		ground, ink, text = lab.Dark.Alarm, lab.Dark.OnAlarm, "OOM"
	}
	left, right := ' ', ' '
	if agent {
		left, right = '[', ']'
	}
	r, g, b, _ := ground.RGBA()
	red, green, blue, _ := ink.RGBA()
	return fmt.Sprintf("\x1b[48;2;%d;%d;%d;38;2;%d;%d;%dm%c%s%c", r, g, b, red, green, blue, left, text, right)
}
