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

// Save implements lab.Simulation.
func (s *simulation) Save(w *safetensors.Writer) {
	w.Bytes("world.state", lab.Own(s.world().AppendBinary(nil)))
	w.Bytes("policy.random", lab.Own(s.random.AppendBinary(nil)))
	l := &s.episodes.Last
	w.Uint64("cluster.counts", s.episodes.Number, s.score.finished, s.score.survived,
		uint64(l.Info.OOMNodes), uint64(l.Info.CriticalOOM),
		bit(s.episodes.Began), bit(l.Terminated), bit(l.Truncated))
	w.Float64("cluster.numbers", []float64{l.Reward, l.Info.AvgLoad, l.Info.Budget, s.score.current})
	w.Float64("cluster.returns", s.score.returns[:])
	queue := make([]uint64, s.moves.count)
	for i := range queue {
		queue[i] = uint64(s.moves.queue[i])
	}
	w.Uint64("cluster.moves", queue...)
	for _, policy := range Learners() {
		if l := s.minds[policy]; l != nil {
			l.save(w, policy)
		}
	}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// Load implements lab.Simulation.
func (s *simulation) Load(r *safetensors.Reader, steps uint64) {
	state, random := r.Bytes("world.state"), r.Bytes("policy.random")
	if r.Err() != nil {
		return
	}
	r.Fail(s.world().UnmarshalBinary(state))
	r.Fail(s.random.UnmarshalBinary(random))
	n := r.Counts("cluster.counts", 8)
	s.episodes.Number, s.score.finished, s.score.survived = uint64(n[0]), uint64(n[1]), uint64(n[2])
	s.episodes.Began = n[5] != 0
	l := &s.episodes.Last
	l.Info.OOMNodes, l.Info.CriticalOOM = n[3], n[4]
	l.Terminated, l.Truncated = n[6] != 0, n[7] != 0
	v := make([]float64, 4)
	r.Float64("cluster.numbers", v)
	l.Reward, l.Info.AvgLoad, l.Info.Budget, s.score.current = v[0], v[1], v[2], v[3]
	l.Observation = s.world().Observation()
	r.Float64("cluster.returns", s.score.returns[:])
	if s.episodes.Over() != s.world().Over() {
		r.Fail(errors.New("the world and its last result do not agree on whether the episode has ended"))
	}
	s.loadMoves(r)
	s.past.resume(int(steps))
	s.loadMinds(r)
}

func (s *simulation) loadMoves(r *safetensors.Reader) {
	shape := r.Shape("cluster.moves")
	if r.Err() != nil {
		return
	}
	if len(shape) != 1 || shape[0] > len(s.moves.queue) {
		r.Fail(fmt.Errorf("a queue of moves of shape %v, want one dimension of at most %d", shape, len(s.moves.queue)))
		return
	}
	for _, a := range r.Counts("cluster.moves", shape[0]) {
		if n := acts(s.config); a >= n {
			r.Fail(fmt.Errorf("move %d, want 0 to %d", a, n-1))
		}
		s.moves.push(a)
	}
}

func (s *simulation) loadMinds(r *safetensors.Reader) {
	for _, policy := range Learners() {
		if r.Err() != nil || !r.Has(mindName(policy)) {
			continue
		}
		l, err := newLearning(s.config, policy)
		if err != nil {
			r.Fail(err)
			return
		}
		l.load(r, policy)
		s.minds[policy] = l
		if s.config.Choice(keyPolicy) == policy {
			s.learner = l
		}
	}
	if policy := s.config.Choice(keyPolicy); s.learner != nil && !r.Has(mindName(policy)) {
		r.Fail(fmt.Errorf("the mind of policy %s is missing", policy))
	}
}

func mindName(policy string) string { return "mind." + policy }

// save adds what the mind knows, in a file of its own, and what is shown of it.
func (l *learning) save(w *safetensors.Writer, policy string) {
	name := mindName(policy)
	w.Bytes(name, l.mind.Append(nil, train.Everything))
	w.Uint64(name+".counts", bit(l.inside), l.report.Step, uint64(l.report.Episodes))
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
	w := codec.Writer(nil)
	w.Float64("", math.NaN(), 0, &v)
	return w.Bytes()
}

// decoded reads what encoded wrote.
func decoded(r *safetensors.Reader, name string) float64 {
	v := math.NaN()
	w := codec.Reader(r.Bytes(name))
	w.Float64(name, math.NaN(), 0, &v)
	r.Fail(w.Close())
	return v
}

// load reads what save wrote into a new learning of the same policy.
func (l *learning) load(r *safetensors.Reader, policy string) {
	name := mindName(policy)
	state, stopped := r.Bytes(name), r.Bytes(name+".stopped")
	n := r.Counts(name+".counts", 3)
	v := make([]float64, 4)
	r.Float64(name+".report", v)
	if r.Err() != nil {
		return
	}
	l.fresh = decoded(r, name+".fresh")
	if r.Has(name + ".chance") { // files of the first releases lack it: the average begins again
		l.chance = decoded(r, name+".chance")
	}
	mind, err := train.ResumeMind(state)
	if err == nil {
		err = l.compatible(mind)
	}
	if err != nil {
		r.Fail(fmt.Errorf("the mind of policy %s: %w", policy, err))
		return
	}
	l.use(mind)
	l.inside = n[0] != 0
	l.report = lab.Evaluation{Step: uint64(n[1]), Episodes: n[2], Return: v[0], Failed: v[1], Baseline: v[2], Survived: v[3]}
	if len(stopped) > 0 {
		l.stopped = errors.New(string(stopped))
	}
}

// compatible reports why m cannot take the place of the present mind.
func (l *learning) compatible(m *train.Mind) error {
	have, want := m.Config().Learner, l.mind.Config().Learner
	if have == want {
		return nil
	}
	names := [...]string{train.Pilot: "Pilot", train.QTable: "Q-table"}
	return fmt.Errorf("the file holds a %s, and the acting policy is a %s: choose the policy first", names[have], names[want])
}

func (l *learning) use(m *train.Mind) { l.mind, l.greedy = m, m.Greedy() }

// learner is a learning with the simulation that it acts in.
type learner struct {
	*learning
	sim *simulation
}

// Training implements lab.Learner.
func (l learner) Training() (learned uint64, on bool) {
	return uint64(l.mind.Numbers().Steps), l.sim.training() && l.stopped == nil
}

// Stopped implements lab.Learner.
func (l learner) Stopped() error { return l.stopped }

// AppendMind implements lab.Learner.
func (l learner) AppendMind(dst []byte) []byte { return l.mind.Append(dst, train.Everything) }

// LoadMind implements lab.Learner: the mind of a checkpoint, under the session's
// parameters; those that are fixed when a network is made stay as the file has them.
func (l learner) LoadMind(b []byte) error {
	mind, err := train.LoadMind(b)
	if err != nil {
		return err
	}
	if err := l.compatible(mind); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	next := learning{mind: mind, fresh: math.NaN()}
	if err := next.setParams(l.sim.config, l.sim.config.Choice(keyPolicy)); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	l.use(mind)
	l.inside, l.stopped, l.report = false, nil, lab.Evaluation{}
	l.chance, l.fresh = math.NaN(), math.NaN()
	return nil
}

// Show implements lab.Learner.
func (l learner) Show(v *lab.Learning) {
	c := l.mind.Calibration()
	v.Stopped, v.Steps, v.Held = l.stopped != nil, uint64(l.mind.Numbers().Steps), l.report
	v.BaseRate, v.Brier, v.Skill = c.BaseRate(), c.Brier(), c.Skill()
	for i := range v.Calibration {
		p := &v.Calibration[i]
		p.Forecast, p.Frequency, p.Count = c.Point(i)
	}
}
