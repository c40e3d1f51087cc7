package pilot

// verdicts remembers what the target network values the actions in a row of the
// replay at. That network stands still between two copies to it, and meanwhile most
// rows are drawn more than once.
type verdicts struct {
	actions int
	values  []float32 // capacity × actions
	known   []bool
}

func newVerdicts(capacity, actions int) verdicts {
	return verdicts{actions, make([]float32, capacity*actions), make([]bool, capacity)}
}

// of returns the values of the row at position at.
func (v *verdicts) of(at int32) []float32 { return v.values[int(at)*v.actions:][:v.actions] }

// forget makes every row unknown: the network has changed.
func (v *verdicts) forget() { clear(v.known) }

// judge asks the target network about those of the batch's next states that it has
// not been asked about since it last changed.
func (p *Pilot) judge() {
	v, rows := &p.replay.verdicts, p.unknown[:0]
	for _, at := range p.batch.to {
		if !v.known[at] {
			v.known[at] = true
			rows = append(rows, at)
		}
	}
	if len(rows) == 0 {
		return
	}
	states, q := p.next[:len(rows)*p.cfg.Inputs], p.q[:len(rows)*p.cfg.Actions]
	p.replay.gather(states, rows)
	p.forward(q, p.target, states)
	for i, at := range rows {
		copy(v.of(at), q[i*v.actions:])
	}
}
