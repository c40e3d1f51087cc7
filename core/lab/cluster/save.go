package cluster

import (
	"errors"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/safetensors"
)

func (s *simulation) Walk(k *safetensors.Walk, steps uint64) {
	e, last := s.episodes, &s.episodes.Last
	k.Part("world.state", e.World)
	k.Part("policy.random", s.random)
	if s.script != nil {
		k.Part("policy.memo", s.script)
	}
	k.Counts("cluster.counts", &e.Number, &s.score.finished, &s.score.survived, &last.Info.OOMNodes, &last.Info.CriticalOOM,
		&e.Began, &last.Terminated, &last.Truncated)
	k.Numbers("cluster.numbers", &last.Reward, &last.Info.AvgLoad, &last.Info.Budget, &s.score.current)
	k.Float64("cluster.returns", s.score.returns[:])
	s.walkScore(k)
	s.walkForesight(k)
	last.Observation = e.World.Observation()
	if e.Over() != e.World.Over() {
		k.Fail(errors.New("the world and its last result do not agree on whether the episode has ended"))
	}
	s.walkMoves(k)
	if k.Reads() {
		s.past.Resume(int(steps))
	}
	for _, policy := range Learners() {
		s.walkMind(k, policy)
	}
}

// walkScore writes or reads what does not count. Files of the first releases lack it.
func (s *simulation) walkScore(k *safetensors.Walk) {
	const name = "cluster.before"
	if !k.Has(name) {
		return
	}
	c := &s.score
	k.Counts(name, &c.before.finished, &c.before.survived, &c.handed, &c.partial)
	if c.before.finished > c.finished || c.before.survived > c.survived {
		k.Fail(fmt.Errorf("%d of %d episodes, and %d of %d that were survived, do not count", c.before.finished, c.finished, c.before.survived, c.survived))
	}
}

func (s *simulation) walkMoves(k *safetensors.Walk) {
	s.moves.count = k.Rows("cluster.moves", s.moves.count, len(s.moves.queue))
	queue := make([]any, s.moves.count)
	for i := range queue {
		queue[i] = &s.moves.queue[i]
	}
	k.Counts("cluster.moves", queue...)
	for _, a := range s.moves.queue[:s.moves.count] {
		if n := acts(s.config); a >= n {
			k.Fail(fmt.Errorf("move %d, want 0 to %d", a, n-1))
		}
	}
}

// walkMind writes or reads the mind of a policy, where there is one: that of the acting
// policy must be there.
func (s *simulation) walkMind(k *safetensors.Walk, policy string) {
	acting := s.config.Choice(keyPolicy) == policy
	if k.Reads() && (acting || k.Has(mindName(policy))) && s.minds[policy] == nil {
		l, err := newLearning(s.config, policy)
		if err != nil {
			k.Fail(err)
			return
		}
		s.minds[policy] = l
	}
	if l := s.minds[policy]; l != nil {
		l.walk(k, policy)
	}
}

func mindName(policy string) string { return "mind." + policy }

// walk writes or reads what the mind knows, in a file of its own, and what is shown of
// it.
func (l *learning) walk(k *safetensors.Walk, policy string) {
	name, r := mindName(policy), &l.report
	var state, stopped []byte
	if k.Writes() {
		state = l.learner.Append(nil, train.Everything)
		if l.stopped != nil {
			stopped = []byte(l.stopped.Error())
		}
	}
	k.Bytes(name, &state)
	k.Counts(name+".counts", &l.inside, &r.Step, &r.Episodes)
	k.Numbers(name+".report", &r.Return, &r.Failed, &r.Baseline, &r.Survived)
	k.Inner(name+".fresh", orNaN(&l.fresh))
	if k.Has(name + ".chance") { // files of the first releases lack it: the average begins again
		k.Inner(name+".chance", orNaN(&l.chance))
	}
	k.Bytes(name+".stopped", &stopped)
	l.endings.walk(k, name+".endings")
	if !k.Reads() {
		return
	}
	learner, err := train.ResumeLearner(state)
	if err == nil {
		err = l.compatible(learner)
	}
	if err != nil {
		k.Fail(fmt.Errorf("the mind of policy %s: %w", policy, err))
		return
	}
	l.use(learner)
	l.endings.resume(learner.Numbers().Played())
	if len(stopped) > 0 {
		l.stopped = errors.New(string(stopped))
	}
}

// orNaN walks a number that may be NaN.
func orNaN(v *float64) func(*codec.Walk) {
	return func(w *codec.Walk) { w.Float64("the number", math.NaN(), 0, v) }
}

// compatible reports why m cannot take the place of the present mind.
func (l *learning) compatible(m *train.Learner) error {
	have, want := m.Config().Algorithm, l.learner.Config().Algorithm
	if have == want {
		return nil
	}
	names := [...]string{train.Pilot: "Pilot", train.QTable: "Q-table", train.PQN: "Squadron"}
	return fmt.Errorf("the file holds a %s, and the acting policy is a %s: choose the policy first", names[have], names[want])
}

func (l *learning) use(m *train.Learner) { l.learner, l.greedy = m, m.Greedy() }

// acting is a learning with the simulation that it acts in.
type acting struct {
	*learning
	sim *simulation
}

func (l acting) Training() (learned uint64, on bool) {
	return uint64(l.learner.Numbers().Steps), l.sim.trains && l.stopped == nil
}

func (l acting) Stopped() error { return l.stopped }

func (l acting) AppendMind(dst []byte) []byte { return l.learner.Append(dst, train.Everything) }

// LoadMind implements lab.Learner: the mind of a checkpoint, under the session's
// parameters; those that are fixed when a network is made stay as the file has them.
func (l acting) LoadMind(b []byte) error {
	learner, err := train.LoadLearner(b)
	if err != nil {
		return err
	}
	if err := l.compatible(learner); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	next := learning{learner: learner, fresh: math.NaN()}
	err = next.setParams(l.sim.config, l.sim.config.Choice(keyPolicy))
	if err == nil {
		err = next.setWorld(World(l.sim.config))
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	l.use(learner)
	l.inside, l.stopped, l.report = false, nil, lab.Evaluation{}
	l.chance, l.fresh = math.NaN(), math.NaN()
	l.endings.begin(learner.Numbers().Played())
	return nil
}

func (l acting) Show(v *lab.Learning) {
	c := l.learner.Calibration()
	v.Stopped, v.Steps, v.Held = l.stopped != nil, uint64(l.learner.Numbers().Steps), l.report
	v.BaseRate, v.Brier, v.Skill = c.BaseRate(), c.Brier(), c.Skill()
	for i := range v.Calibration {
		p := &v.Calibration[i]
		p.Forecast, p.Frequency, p.Count = c.Point(i)
	}
}
