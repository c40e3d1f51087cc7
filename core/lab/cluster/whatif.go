package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// Moment implements lab.Simulation.
func (s *simulation) Moment(m *lab.Moment, back int) error {
	m.Policy = s.config.Choice(keyPolicy)
	return s.past.Fill(m, World(m.Config), back)
}

// Fill writes to m the state of the moment that many steps ago, in a world of that
// configuration, and the actions from then on to the end of its episode.
func (p *Past) Fill(m *lab.Moment, world cluster.Config, back int) error {
	steps, err := p.Steps(back)
	if err != nil {
		return err
	}
	w, err := cluster.New(world)
	if err != nil {
		return err
	}
	then := p.steps.At(back)
	w.Recall(&then.moment, then.picture.CPU, then.picture.Mem, then.picture.Priority)
	if w.Over() {
		return fmt.Errorf("the episode had ended at that moment: look back a step or more")
	}
	for back > 0 {
		back, steps = back-1, steps+1
		then = p.steps.At(back)
		if then.moment.Steps() != steps {
			break // another episode has begun, or the world stands
		}
		m.Actions = append(m.Actions, uint8(then.picture.Action))
	}
	m.State = lab.Own(w.AppendBinary(nil))
	return nil
}

// Steps returns how many steps the episode had taken that many steps ago. The error says
// how far the run remembers.
func (p *Past) Steps(back int) (int, error) {
	if reach := p.steps.Reach(); back > reach {
		return 0, fmt.Errorf("%d steps back, and the run remembers %d", back, max(reach, 0))
	}
	return p.steps.At(back).moment.Steps(), nil
}
