package race

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// Moment implements lab.Simulation: that of the first lane which ran at that moment and
// has failed since, or else of the first which ran.
func (s *simulation) Moment(m *lab.Moment, back int) error {
	l := s.lanes[0]
	ran := func(l *lane) bool { return !l.moments[(s.steps-uint64(back))%uint64(len(l.moments))].over }
	if i := slices.IndexFunc(s.lanes, ran); i >= 0 {
		l = s.lanes[i]
	}
	if i := slices.IndexFunc(s.lanes, func(l *lane) bool { return ran(l) && l.failed() }); i >= 0 {
		l = s.lanes[i]
	}
	m.Policy = l.key
	steps, err := l.past.Steps(back)
	if err == nil && s.from != nil {
		err = s.from.since(m, steps)
	}
	if err != nil {
		return err
	}
	return l.past.Fill(m, settingsOf(m.Config).mind.World, back)
}

// since adds to m, a moment after that many steps of the episode, what a start has
// changed up to then and what it changes from then on.
func (s *start) since(m *lab.Moment, steps int) error {
	to := len(s.changes) // of those up to the moment
	for ; to > 0 && int(s.changes[to-1].Step)+s.steps >= steps; to-- {
		c := s.changes[to-1]
		c.Step -= uint64(steps - s.steps)
		m.Add(c)
	}
	for _, c := range s.changes[:to] {
		if c.Op == lab.OpSet {
			if err := m.Config.Set(c.Key, c.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// from returns c, a race, as one whose races begin from a moment: what was done then, and
// what others would have done.
func from(c lab.Config, m *lab.Moment) (lab.Config, error) {
	c.Seed = m.Config.Seed
	s := &start{budget: m.Config.Get("budget"), state: m.State, actions: m.Actions}
	for i := range m.Config.Lab.Params {
		if key := m.Config.Lab.Params[i].Key; isWorlds(key) || isImagined(key) {
			if err := c.Set(key, m.Config.At(i)); err != nil {
				return c, err
			}
		}
	}
	for _, change := range m.Changes {
		if happens := change.Step < uint64(len(m.Actions)); happens && (change.Op == lab.OpInject || change.Op == lab.OpSet && isWorlds(change.Key)) {
			s.changes = append(s.changes, change)
		}
	}
	if n := len(m.State); n > lab.MaxText/2 {
		return c, fmt.Errorf("a world of %d nodes does not fit into a link; smaller ones do", int(m.Config.Get("rows")*m.Config.Get("columns")))
	}
	for i, player := range lineUp(m) {
		key, foresees := clusterlab.PlayerPolicy(player)
		err := c.SetText(laneKey(i), key)
		if err == nil && foresees {
			err = c.SetText(foresightKey(i), imagines)
		}
		if err != nil {
			return c, err
		}
	}
	if err := c.WriteText(clusterlab.KeyProgram, m.Config.Text(clusterlab.KeyProgram)); err != nil {
		return c, err
	}
	return c, c.WriteText(keyStart, s.text())
}

// lookedAhead reports whether the run that a moment is of looked ahead, as one choice for all
// of it.
func lookedAhead(m *lab.Moment) bool {
	_, err := m.Config.Lab.Param(clusterlab.KeyForesight)
	return err == nil && m.Config.Choice(clusterlab.KeyForesight) == imagines
}

// isWorlds reports whether a parameter is one of the world's.
func isWorlds(key string) bool {
	return slices.ContainsFunc(clusterlab.WorldParams(), func(p lab.Param) bool { return p.Key == key })
}

// lineUp returns who runs from a moment on: what was done, the heuristic, the planner and
// the network, but for the one that has done it: where there is a lane left, that one looks
// ahead, or does not where it did.
func lineUp(m *lab.Moment) []string {
	keys := []string{}
	if len(m.Actions) > 0 {
		keys = append(keys, laneRecorded)
	}
	network := lanePilot
	if learnerOf(m.Policy) >= 0 {
		network = learners[learnerOf(m.Policy)]
	}
	for _, key := range []string{"h3", "omniscient", network} {
		if learns := learnerOf(key) >= 0; learns && m.Config.Choice("rules") != cluster.V51.String() || key == m.Policy && !learns && len(m.Actions) > 0 {
			continue
		}
		keys = append(keys, key)
	}
	if len(m.Actions) > 0 && len(keys) < Lanes && decides(m.Policy) {
		keys = append(keys, clusterlab.PlayerKey(m.Policy, !lookedAhead(m)))
	}
	for len(keys) < Lanes {
		keys = append(keys, laneNone)
	}
	return keys
}
