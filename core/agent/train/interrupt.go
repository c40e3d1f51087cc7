package train

import "github.com/resonetics/playground/core/env/cluster"

// Interrupt says that somebody else acts from here on, in the middle of an
// episode. The mind may take over again at any time.
func (m *Mind) Interrupt(w *cluster.World) {
	if m.pilot != nil {
		m.pilot.Interrupt(w.Observation())
	}
	m.prophet.Interrupt()
	m.numbers.Return = 0
}
