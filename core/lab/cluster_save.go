package lab

import (
	"errors"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/safetensors"
)

// save implements simulation.
func (s *clusterSim) save(w *safetensors.Writer) {
	w.Bytes("world.state", must(s.world.AppendBinary(nil)))
	w.Bytes("policy.random", must(s.random.AppendBinary(nil)))
	l := &s.last
	w.Uint64("cluster.counts", s.number, s.score.finished, s.score.survived,
		uint64(l.Info.OOMNodes), uint64(l.Info.CriticalOOM),
		uint64(bit(s.started)), uint64(bit(l.Terminated)), uint64(bit(l.Truncated)))
	w.Float64("cluster.numbers", []float64{l.Reward, l.Info.AvgLoad, l.Info.Budget, s.score.current})
	w.Float64("cluster.returns", s.score.returns[:])
	queue := make([]uint64, s.moves.count)
	for i := range queue {
		queue[i] = uint64(s.moves.queue[i])
	}
	w.Uint64("cluster.moves", queue...)
	for i := range policyOptions {
		if l := s.minds[policyOptions[i].Key]; l != nil {
			l.save(w, policyOptions[i].Key)
		}
	}
}

// load implements simulation.
func (s *clusterSim) load(r *safetensors.Reader, steps uint64) {
	state, random := r.Bytes("world.state"), r.Bytes("policy.random")
	if r.Err() != nil {
		return
	}
	r.Fail(s.world.UnmarshalBinary(state))
	r.Fail(s.random.UnmarshalBinary(random))
	n := r.Counts("cluster.counts", 8)
	s.number, s.score.finished, s.score.survived = uint64(n[0]), uint64(n[1]), uint64(n[2])
	s.started = n[5] != 0
	l := &s.last
	l.Info.OOMNodes, l.Info.CriticalOOM = n[3], n[4]
	l.Terminated, l.Truncated = n[6] != 0, n[7] != 0
	s.over = l.Terminated || l.Truncated
	v := make([]float64, 4)
	r.Float64("cluster.numbers", v)
	l.Reward, l.Info.AvgLoad, l.Info.Budget, s.score.current = v[0], v[1], v[2], v[3]
	l.Observation = s.world.Observation()
	r.Float64("cluster.returns", s.score.returns[:])
	if s.over != s.world.Over() {
		r.Fail(errors.New("the world and its last result do not agree on whether the episode has ended"))
	}
	s.loadMoves(r)
	s.past.resume(int(steps))
	s.loadMinds(r)
}

func (s *clusterSim) loadMoves(r *safetensors.Reader) {
	shape := r.Shape("cluster.moves")
	if r.Err() != nil {
		return
	}
	if len(shape) != 1 || shape[0] > len(s.moves.queue) {
		r.Fail(fmt.Errorf("a queue of moves of shape %v, want one dimension of at most %d", shape, len(s.moves.queue)))
		return
	}
	for _, a := range r.Counts("cluster.moves", shape[0]) {
		if a >= s.config.actions() {
			r.Fail(fmt.Errorf("move %d, want 0 to %d", a, s.config.actions()-1))
		}
		s.moves.push(a)
	}
}

func (s *clusterSim) loadMinds(r *safetensors.Reader) {
	for i := range policyOptions {
		key := policyOptions[i].Key
		if r.Err() != nil || !r.Has(mindName(key)) {
			continue
		}
		l, err := newLearning(s.config, key)
		if err != nil {
			r.Fail(err)
			return
		}
		l.load(r, key)
		s.minds[key] = l
		if s.policyKey() == key {
			s.learner = l
		}
	}
	if s.learner != nil && !r.Has(mindName(s.policyKey())) {
		r.Fail(fmt.Errorf("the mind of policy %s is missing", s.policyKey()))
	}
}

func mindName(policy string) string { return "mind." + policy }

// save adds what the mind knows, in a file of its own, and what is shown of it.
func (l *learning) save(w *safetensors.Writer, policy string) {
	name := mindName(policy)
	w.Bytes(name, l.mind.Append(nil, train.Everything))
	w.Uint64(name+".counts", uint64(bit(l.inside)), l.report.Step, uint64(l.report.Episodes))
	r := &l.report
	w.Float64(name+".report", []float64{r.Return, r.Failed, r.Baseline, r.Survived})
	w.Bytes(name+".fresh", encoded(l.fresh))
	w.Bytes(name+".chance", encoded(l.chance))
	stopped := ""
	if l.stopped != nil {
		stopped = l.stopped.Error()
	}
	w.Bytes(name+".stopped", []byte(stopped))
}

// encoded returns the bytes of a number that may be NaN.
func encoded(v float64) []byte {
	e := encoder{}
	e.f64(v)
	return e.b
}

// load reads what save wrote into a new learning of the same policy.
func (l *learning) load(r *safetensors.Reader, policy string) {
	name := mindName(policy)
	state, stopped := r.Bytes(name), r.Bytes(name+".stopped")
	n := r.Counts(name+".counts", 3)
	v := make([]float64, 4)
	r.Float64(name+".report", v)
	fresh := decoder{b: r.Bytes(name + ".fresh")}
	chance := decoder{b: encoded(math.NaN())}
	if r.Has(name + ".chance") { // files of the first releases lack it: the average begins anew
		chance.b = r.Bytes(name + ".chance")
	}
	if r.Err() != nil {
		return
	}
	l.fresh, l.chance = fresh.f64(), chance.f64()
	r.Fail(fresh.err)
	r.Fail(chance.err)
	mind, err := train.ResumeMind(state)
	if err == nil {
		err = l.suits(mind)
	}
	if err != nil {
		r.Fail(fmt.Errorf("the mind of policy %s: %w", policy, err))
		return
	}
	l.take(mind)
	l.inside = n[0] != 0
	l.report = Evaluation{Step: uint64(n[1]), Episodes: n[2], Return: v[0], Failed: v[1], Baseline: v[2], Survived: v[3]}
	if len(stopped) > 0 {
		l.stopped = errors.New(string(stopped))
	}
}

// suits reports why m cannot take the place of the present mind.
func (l *learning) suits(m *train.Mind) error {
	have, want := m.Config().Learner, l.mind.Config().Learner
	if have == want {
		return nil
	}
	names := [...]string{train.Pilot: "Pilot", train.QTable: "Q-table"}
	return fmt.Errorf("the file holds a %s, and the acting policy is a %s: choose the policy first", names[have], names[want])
}

func (l *learning) take(m *train.Mind) { l.mind, l.greedy = m, m.Greedy() }

// adopt takes the mind of a checkpoint under the session's parameters; those that
// are fixed when a network is made stay as the file has them. On error nothing
// has changed.
func (l *learning) adopt(b []byte, c Config, policy string) error {
	mind, err := train.LoadMind(b)
	if err != nil {
		return err
	}
	if err := l.suits(mind); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	next := learning{mind: mind, fresh: math.NaN()}
	if err := next.tellAll(c, policy); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	l.take(mind)
	l.inside, l.stopped, l.report = false, nil, Evaluation{}
	l.chance, l.fresh = math.NaN(), math.NaN()
	return nil
}
