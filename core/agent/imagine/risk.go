package imagine

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// Risk imagines one action of w, whatever the memory is, and returns the share of its futures
// that fail: a forecast that knows the rules and the policy p which acts. Nothing is counted.
// It is 0 where p cannot decide in one of them.
func (m *Imagination) Risk(w *cluster.World, episode uint64, action int, p agent.Policy) float64 {
	m.vision.Forget()
	m.look(w, episode)
	m.begin = append(m.begin[:0], action)
	if !m.imagine(w, p) {
		return 0
	}
	return float64(m.failed(action)) / float64(m.cfg.Futures)
}
