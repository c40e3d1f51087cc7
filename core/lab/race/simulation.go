package race

import (
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
	config  lab.Config
	from    *start // that every race begins from; nil: race n is run in episode n
	lanes   []*lane
	source  string                 // of the visitor's program
	schools [len(learners)]*school // nil: no lane has been of that learner yet
	teach   int
	moves   []int // of the visitor, at most maxMoves
	steps   uint64
	races   uint64
	since   uint64 // how many of races do not count: they began before the last change
	fell    bool   // a lane failed in the last step
	last    string // who won the race that ended last, in words
}

// maxMoves is how many moves of the visitor wait at most; the newest is forgotten.
const maxMoves = 8

func newSimulation(c lab.Config) (lab.Simulation, error) {
	from, err := startOf(c)
	if err != nil {
		return nil, err
	}
	s := &simulation{config: c, from: from, source: c.Text(clusterlab.KeyProgram), teach: settingsOf(c).teach}
	return s, s.lineUp()
}

// lineUp fills the lanes as configured and lets the present race begin again with them,
// or the next one where it has ended. What has been learned stays.
func (s *simulation) lineUp() error {
	set := settingsOf(s.config)
	before := s.lanes
	s.lanes = nil
	for i := range Lanes {
		key := s.config.Choice(laneKey(i))
		if key == laneNone {
			continue
		}
		l, err := s.lane(before, i, key, set)
		if err != nil {
			return err
		}
		if key == clusterlab.KeyProgram {
			l.script = clusterlab.NewScript(s.source) // its race begins again
		}
		s.lanes = append(s.lanes, l)
		l.past.Resume(int(s.steps)) // there was another line-up before
		if k := learnerOf(key); k >= 0 && s.schools[k] == nil {
			if s.schools[k], err = newSchool(set.learner(k)); err != nil {
				return err
			}
		}
	}
	s.moves = s.moves[:0]
	s.begin()
	return nil
}

// lane returns the lane of that number, one of those before where its policy is the same and
// looks ahead as it did.
func (s *simulation) lane(before []*lane, number int, key string, set *settings) (*lane, error) {
	for _, l := range before {
		if l.number == number && l.key == key && (l.ahead != nil) == foresees(s.config, number) {
			return l, nil
		}
	}
	l, err := newLane(number, key, set.mind.World, s.config.Seed, s.from)
	if err != nil {
		return nil, err
	}
	return l, l.foresee(s.config)
}

// begin lets the race begin whose number is that of those that have ended.
func (s *simulation) begin() {
	world := settingsOf(s.config).mind.World
	for _, l := range s.lanes {
		l.configure(world) // without what a start has changed on the way
		l.begin(s.races)
	}
}

// Set implements lab.Simulation: every lane's world changes alike, and the learners'.
func (s *simulation) Set(key string, v float64) {
	err := s.config.Set(key, v)
	set := settingsOf(s.config)
	s.teach = set.teach
	if err == nil && (laneOf(key) >= 0 || isForesights(key)) {
		err = s.lineUp()
	}
	for _, l := range s.lanes {
		if err == nil && isImagined(key) {
			err = l.foresee(s.config)
		}
	}
	if err != nil {
		panic("race: a checked parameter was refused: " + err.Error())
	}
	for i, one := range s.schools {
		if one != nil && isLearners(key) {
			one.set(set.learner(i), key)
		}
	}
	if !isWorlds(key) {
		return
	}
	for _, l := range s.lanes {
		l.set(key, v)
	}
	for _, one := range s.schools {
		if one != nil {
			one.setWorld(set.mind.World)
		}
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
		l.inject(node, amount)
	}
}

// Step implements lab.Simulation.
func (s *simulation) Step() bool {
	if s.waits() {
		return false
	}
	begins := s.Ended()
	if !s.decide(begins) {
		return false
	}
	if begins {
		s.begin()
	}
	s.repeat()
	s.fell = false
	for _, l := range s.lanes {
		if !l.over() {
			l.run(actor{l, s.policy(l)})
			s.fell = s.fell || l.failed()
		} else {
			l.rest()
		}
		now := l.past.Next(l.episodes.World)
		clusterlab.Paint(now, l.episodes, int(s.steps)+1)
		l.show(now)
		l.moments[(s.steps+1)%uint64(len(l.moments))] = l.now()
	}
	s.learn()
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

// repeat carries out what a person changed at this step of the run that the race begins
// from: it is part of the fate.
func (s *simulation) repeat() {
	for _, l := range s.lanes {
		l.repeat(s.due(false))
	}
}

// due returns what was changed at this step, or at the first one of a race.
func (s *simulation) due(begins bool) []lab.Change {
	switch {
	case s.from == nil:
		return nil
	case begins:
		return s.from.at(0)
	}
	return s.from.at(s.longest() - s.from.steps)
}

func (l *lane) repeat(changes []lab.Change) {
	for _, c := range changes {
		if c.Op == lab.OpSet {
			l.set(c.Key, c.Value)
		} else {
			l.inject(int(c.Target), c.Value)
		}
	}
}

// learn teaches the learners of the lanes; the others rest.
func (s *simulation) learn() {
	for i, one := range s.schools {
		if one == nil || !slices.ContainsFunc(s.lanes, func(l *lane) bool { return learnerOf(l.key) == i }) {
			continue
		}
		if err := one.teach(s.teach); err != nil {
			panic("race: a copy of the Pilot was refused: " + err.Error())
		}
	}
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
	case l.key == laneRecorded:
		return recorded{s.from}
	case learnerOf(l.key) >= 0:
		return s.schools[learnerOf(l.key)].policy(l.key)
	case l.script != nil:
		return l.script
	}
	return clusterlab.Classical(l.key)
}

// Mind implements lab.Simulation.
func (s *simulation) Mind(player string) (mind []byte, steps int, err error) {
	policy, _ := clusterlab.PlayerPolicy(player)
	i := learnerOf(policy)
	switch {
	case i < 0:
		return nil, 0, nil
	case s.schools[i] == nil:
		return nil, 0, fmt.Errorf("the %s has no lane in this race: choose it for one first", learnerNames[i])
	}
	return s.schools[i].mind(policy)
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
	if len(s.lanes[0].tally.steps) > 0 && !s.Ended() {
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

// pupil returns the school of the first of learners that a lane shows as it is now, or
// else of a lane that shows the Pilot younger; nil where no lane learns.
func (s *simulation) pupil() *school {
	young := -1
	for i, key := range learners {
		for _, l := range s.lanes {
			if l.key == key {
				return s.schools[i]
			}
			if ageOf(l.key) >= 0 {
				young = learnerOf(l.key)
			}
		}
	}
	if young < 0 {
		return nil
	}
	return s.schools[young]
}

// Learner implements lab.Simulation: it is pupil's.
func (s *simulation) Learner() lab.Learner {
	if one := s.pupil(); one != nil {
		return pupil{one, s}
	}
	return nil
}

// longest returns for how many steps this race has lasted.
func (s *simulation) longest() int {
	longest := 0
	for _, l := range s.lanes {
		longest = max(longest, l.episodes.World.Steps())
	}
	return longest
}

// configure gives a lane's world its numbers.
func (l *lane) configure(c cluster.Config) {
	if err := l.episodes.World.SetConfig(c); err != nil {
		panic("race: a checked configuration was refused: " + err.Error())
	}
}

// set gives a number of a lane's world a value.
func (l *lane) set(key string, v float64) {
	c := l.episodes.World.Config()
	if err := c.Fields().Must(key).Set(v); err != nil {
		panic("race: a checked parameter was refused: " + err.Error())
	}
	l.configure(c)
}

// inject breaks a node in a lane that still runs.
func (l *lane) inject(node int, amount float64) {
	if l.over() {
		return
	}
	if err := l.episodes.World.InjectLoad(node, float32(amount)); err != nil {
		panic("race: a checked injection was refused: " + err.Error())
	}
}
