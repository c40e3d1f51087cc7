package race

import (
	"errors"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// simulation is a race after another. All lanes begin a race together; it ends when the
// last of them has ended.
type simulation struct {
	lab.Base
	config lab.Config
	lanes  []*lane
	school *school // nil: no lane is the Pilot's
	teach  int
	moves  []int // of the visitor, at most maxMoves
	steps  uint64
	races  uint64
	since  uint64 // how many of races do not count: they began before the last change
	fell   bool   // a lane failed in the last step
	last   string // who won the race that ended last, in words
}

// maxMoves is how many moves of the visitor wait at most; the newest is forgotten.
const maxMoves = 8

func newSimulation(c lab.Config) (lab.Simulation, error) {
	s := &simulation{config: c}
	set := settingsOf(c)
	set.mind.Seed = c.Seed
	s.teach = set.teach
	for i := range Lanes {
		key := c.Choice(laneKey(i))
		if key == laneNone {
			continue
		}
		l, err := newLane(i, key, set.mind.World, c.Seed)
		if err != nil {
			return nil, err
		}
		s.lanes = append(s.lanes, l)
		if learned(key) && s.school == nil {
			if s.school, err = newSchool(set.mind); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// Set implements lab.Simulation: every lane's world changes alike, and the Pilot's.
func (s *simulation) Set(key string, v float64) {
	err := s.config.Set(key, v)
	set := settingsOf(s.config)
	s.teach = set.teach
	for _, l := range s.lanes {
		if err == nil {
			err = l.episodes.World.SetConfig(set.mind.World)
		}
	}
	if err == nil && s.school != nil {
		err = s.school.trainer.SetWorld(set.mind.World)
	}
	if err != nil {
		panic("race: a checked parameter was refused: " + err.Error())
	}
}

// Act implements lab.Simulation: a move of the visitor, if a lane is theirs.
func (s *simulation) Act(action int) {
	yours := slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.key == laneYou })
	if yours && len(s.moves) < maxMoves {
		s.moves = append(s.moves, action)
	}
}

// Inject implements lab.Simulation: a node breaks in every lane that still runs.
func (s *simulation) Inject(node int, amount float64) {
	for _, l := range s.lanes {
		if l.over() {
			continue
		}
		if err := l.episodes.World.InjectLoad(node, float32(amount)); err != nil {
			panic("race: a checked injection was refused: " + err.Error())
		}
	}
}

// Step implements lab.Simulation.
func (s *simulation) Step() bool {
	if s.waits() {
		return false
	}
	begins := s.Ended()
	s.fell = false
	for _, l := range s.lanes {
		if !l.over() || begins {
			l.run(actor{s.policy(l), l.random})
			s.fell = s.fell || l.failed()
		}
		l.past.Next().Paint(l.episodes, int(s.steps)+1)
		l.moments[(s.steps+1)%uint64(len(l.moments))] = l.now()
	}
	if s.school != nil {
		if err := s.school.teach(s.teach); err != nil {
			panic("race: a copy of the Pilot was refused: " + err.Error())
		}
	}
	s.steps++
	if s.Ended() {
		s.races++
		if w := s.winner(); w != nil && s.races > s.since {
			w.won++
		}
		s.last = fmt.Sprintf("Race %d: %s", s.races, s.verdict())
	}
	return true
}

// waits reports whether the visitor has a move to make.
func (s *simulation) waits() bool {
	for _, l := range s.lanes {
		if l.key == laneYou && len(s.moves) == 0 && (!l.over() || s.Ended()) {
			return true
		}
	}
	return false
}

// policy returns who acts in a lane next.
func (s *simulation) policy(l *lane) agent.Policy {
	switch {
	case l.key == laneYou:
		next := s.moves[0]
		s.moves = s.moves[1:]
		return move(next)
	case learned(l.key):
		return s.school.policy(l.key)
	}
	return clusterlab.Classical(l.key)
}

// Mind implements lab.Simulation.
func (s *simulation) Mind(player string) (mind []byte, steps int, err error) {
	switch {
	case !learned(player):
		return nil, 0, nil
	case s.school == nil:
		return nil, 0, errors.New("the Pilot has no lane in this race: choose it for one first")
	}
	return s.school.mind(player)
}

// Ended implements lab.Simulation.
func (s *simulation) Ended() bool {
	for _, l := range s.lanes {
		if !l.over() {
			return false
		}
	}
	return true
}

// Failed implements lab.Simulation.
func (s *simulation) Failed() bool { return s.fell }

// Recount implements lab.Simulation.
func (s *simulation) Recount() {
	s.since = s.races
	if !s.Ended() && s.lanes[0].episodes.Began {
		s.since++ // the race that is being run
	}
	for _, l := range s.lanes {
		l.won = 0
	}
}

// Episode implements lab.Simulation.
func (s *simulation) Episode() uint64 {
	if s.Ended() && s.races > 0 {
		return s.races - 1
	}
	return s.races
}

// winner returns the lane that is ahead: one that survives before one that fails, then
// one that fails later, then the larger return; nil where the first two are even.
func (s *simulation) winner() *lane {
	best, even := s.lanes[0], false
	for _, l := range s.lanes[1:] {
		switch c := ahead(l, best); {
		case c > 0:
			best, even = l, false
		case c == 0:
			even = true
		}
	}
	if even {
		return nil
	}
	return best
}

// ahead compares two lanes: positive where a is ahead of b, zero where they are even.
func ahead(a, b *lane) int {
	for _, pair := range [...][2]float64{
		{truth(!a.failed()), truth(!b.failed())},
		{float64(a.episodes.World.Steps()), float64(b.episodes.World.Steps())},
		{a.sum, b.sum},
	} {
		if pair[0] > pair[1] {
			return 1
		} else if pair[0] < pair[1] {
			return -1
		}
	}
	return 0
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Metrics implements lab.Simulation.
func (s *simulation) Metrics(dst []float64) {
	lab.Nothing(dst)
	dst[0], dst[1] = float64(s.races-min(s.since, s.races)), 0
	for _, l := range s.lanes {
		dst[1] = max(dst[1], float64(l.episodes.World.Steps()))
		dst[5+2*l.number], dst[6+2*l.number] = l.sum, float64(l.won)
	}
	if s.school == nil {
		return
	}
	dst[2] = float64(s.school.learned())
	if r := s.school.report; r.Episodes > 0 {
		dst[3], dst[4] = r.Return, r.Baseline
	}
}

// Series implements lab.Simulation. A lane that has ended has no points until the next
// race.
func (s *simulation) Series(dst []float32) {
	lab.Nothing(dst)
	dst[Lanes] = 0
	for _, l := range s.lanes {
		steps := l.episodes.World.Steps()
		if l.over() && float64(steps) < s.longest() {
			continue
		}
		dst[l.number] = 100 * l.episodes.World.Stats().MaxMem
		dst[Lanes+1+l.number] = float32(l.sum)
		if l.failed() {
			dst[Lanes]++
		}
	}
}

// longest returns for how many steps this race has lasted.
func (s *simulation) longest() float64 {
	longest := 0
	for _, l := range s.lanes {
		longest = max(longest, l.episodes.World.Steps())
	}
	return float64(longest)
}

// Text implements lab.Simulation: after a race, who won, by how much, and what decided
// it; before its end, how every lane stands, and then how the race before came out.
func (s *simulation) Text() string {
	if s.Ended() {
		return s.last
	}
	text := fmt.Sprintf("Race %d, step %.0f.", s.Episode()+1, s.longest())
	for _, l := range s.lanes {
		w := l.episodes.World
		switch {
		case l.failed():
			text += fmt.Sprintf(" %s failed at step %d: the node at %s was full.", l.label(), w.Steps(), l.place(l.filled))
		case l.over():
			text += fmt.Sprintf(" %s has survived with return %.1f.", l.label(), l.sum)
		default:
			text += fmt.Sprintf(" %s: return %.1f, highest memory %.0f %%, budget %.0f.", l.label(), l.sum, 100*w.Stats().MaxMem, w.Budget())
		}
	}
	if s.last != "" {
		text += " " + s.last
	}
	return text
}

func (s *simulation) verdict() string {
	w := s.winner()
	if w == nil {
		return "a draw. The lanes ahead have done the same."
	}
	second := s.second(w)
	text := fmt.Sprintf("%s won", w.label())
	switch steps := w.episodes.World.Steps(); {
	case w.failed() && steps == second.episodes.World.Steps():
		text += fmt.Sprintf(" by %.1f: it failed at step %d as %s did, with return %.1f against %.1f.", w.sum-second.sum, steps, second.label(), w.sum, second.sum)
	case w.failed():
		text += fmt.Sprintf(": it failed last, at step %d, %s after %s.", steps, lab.Count(steps-second.episodes.World.Steps(), "step", "steps"), second.label())
	case second.failed():
		text += fmt.Sprintf(": it survived with return %.1f.", w.sum)
	default:
		return text + fmt.Sprintf(" by %.1f: return %.1f against %.1f of %s. Both survived.", w.sum-second.sum, w.sum, second.sum, second.label())
	}
	if second.failed() {
		text += fmt.Sprintf(" %s failed at step %d when the node at %s was full; it was %s.",
			second.label(), second.episodes.World.Steps(), second.place(second.filled), second.did())
	}
	return text
}

// second returns the lane behind the winner.
func (s *simulation) second(winner *lane) *lane {
	var best *lane
	for _, l := range s.lanes {
		if l != winner && (best == nil || ahead(l, best) > 0) {
			best = l
		}
	}
	return best
}

// did says in words what the agent of a lane that failed was doing.
func (l *lane) did() string {
	w := l.episodes.World
	at := l.place(w.AgentNode())
	switch action := w.LastAction(); {
	case action < cluster.Clean:
		return "walking, and had come to " + at
	case w.LastOutcome().Refused:
		return "out of budget at " + at
	default:
		return fmt.Sprintf("at %s, and chose to %s there", at, clusterlab.Lab.Actions[action].Label)
	}
}

// AppendRow implements lab.Simulation: a row for each lane of a race that has ended.
func (s *simulation) AppendRow(dst []byte, step uint64) []byte {
	if !s.Ended() {
		return dst
	}
	for _, l := range s.lanes {
		dst = fmt.Appendf(dst, "%d,%d,%d,%s,%g,%d,%t,", step, s.races, l.number+1, l.key, l.sum, l.episodes.World.Steps(), l.failed())
		if l.filled >= 0 {
			dst = fmt.Appendf(dst, "%d", l.filled)
		}
		dst = append(dst, ',')
		if s.school != nil {
			dst = fmt.Appendf(dst, "%d", s.school.learned())
		}
		dst = append(dst, '\n')
	}
	return dst
}
