package lab

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// clusterSim is the Cluster lab: episodes of a cluster.World, one after the
// other, and the policy that acts in them. Episode e is seeded with
// Derive(seed, e), so that every policy meets the same episodes.
type clusterSim struct {
	config  Config
	world   *cluster.World
	policy  agent.Policy // nil: the visitor, or learner
	learner *learning    // nil: policy, or the visitor
	minds   map[string]*learning
	random  *rng.Source // of the policies
	moves   moves
	last    env.Result
	started bool // a step was taken in this episode
	over    bool
	number  uint64
	score   score
	past    *pastPictures
	now     ClusterView // scratch of view
}

// policyStream separates the policies' random numbers from the episodes'.
const policyStream = math.MaxUint64

func newClusterSim(c Config) (simulation, error) {
	wc := clusterConfig(c)
	world, err := cluster.New(wc)
	if err != nil {
		return nil, err
	}
	s := &clusterSim{
		config: c.Clone(),
		world:  world,
		random: rng.New(rng.Derive(c.Seed, policyStream)),
		past:   newPastPictures(wc.Height * wc.Width),
		minds:  map[string]*learning{},
	}
	s.reset()
	return s, s.choosePolicy()
}

func (s *clusterSim) reset() {
	_, info := s.world.Reset(rng.Derive(s.config.Seed, s.number))
	s.last = env.Result{Info: info}
	s.started, s.over = false, false
	s.score.current = 0
}

func (s *clusterSim) set(i int, v float64) {
	s.config.values[i] = v
	key := clusterParams[i].Key
	if key == keyPolicy {
		if err := s.choosePolicy(); err != nil {
			panic("lab: a checked policy was refused: " + err.Error())
		}
		return
	}
	for policy, l := range s.minds { // each is told the same, in whatever order
		l.set(s.config, policy, key)
	}
	if err := s.world.SetConfig(clusterConfig(s.config)); err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

// choosePolicy puts the configured policy in charge. A mind that has learned
// keeps what it knows while another policy acts.
func (s *clusterSim) choosePolicy() error {
	if s.learner != nil {
		s.learner.interrupt(s.world)
	}
	key := s.policyKey()
	s.policy, s.learner = classical(key), nil
	if key == policyYou || s.policy != nil {
		return nil
	}
	if s.minds[key] == nil {
		l, err := newLearning(s.config, key)
		if err != nil {
			return err
		}
		s.minds[key] = l
	}
	s.learner = s.minds[key]
	return nil
}

func (s *clusterSim) policyKey() string {
	return policyOptions[int(s.config.Get(keyPolicy))].Key
}

func (s *clusterSim) act(action int) { s.moves.push(action) }

func (s *clusterSim) inject(node int, amount float64) {
	if err := s.world.InjectLoad(node, float32(amount)); err != nil {
		panic("lab: a checked injection was refused: " + err.Error())
	}
}

func (s *clusterSim) step() bool {
	if s.visitor() && s.moves.count == 0 {
		return false
	}
	if s.over {
		s.number++
		s.reset()
	}
	training := s.config.Get(keyTrain) != 0
	result, err := s.world.Step(s.choose(training))
	if err != nil {
		panic("lab: a policy chose an impossible action: " + err.Error())
	}
	s.last, s.started = result, true
	s.over = result.Terminated || result.Truncated
	s.score.add(result, s.over)
	if s.learner != nil {
		s.learner.learn(s.world, result, training, s.evaluateLearner)
	}
	s.picture(s.past.next())
	return true
}

// visitor reports whether the visitor decides.
func (s *clusterSim) visitor() bool { return s.policy == nil && s.learner == nil }

func (s *clusterSim) choose(training bool) int {
	switch {
	case s.learner != nil:
		return s.learner.act(s.world, training)
	case s.policy != nil:
		return s.policy.Act(s.world, s.random)
	}
	return s.moves.pop()
}

func (s *clusterSim) evaluateLearner() Evaluation {
	return s.learner.evaluate(clusterConfig(s.config), heldOutEpisodes)
}

func (s *clusterSim) ended() bool     { return s.over }
func (s *clusterSim) episode() uint64 { return s.number }

func (s *clusterSim) metrics(dst []float64) {
	stats := s.world.Stats()
	copy(dst, []float64{
		float64(s.world.Steps()),
		float64(s.score.finished),
		float64(s.score.survived),
		s.score.current,
		s.score.mean(),
		100 * s.last.Info.AvgLoad,
		100 * float64(stats.MaxMem),
		float64(stats.Hotspots),
		float64(s.last.Info.OOMNodes),
		s.world.Budget(),
	})
	if rest := dst[len(dst)-len(learningMetrics):]; s.learner != nil {
		s.learner.metrics(rest)
	} else {
		nothing(rest)
	}
}

func (s *clusterSim) series(dst []float32) {
	crash := float32(0)
	if s.last.Terminated {
		crash = 1
	}
	copy(dst, []float32{
		100 * s.world.Stats().MaxMem,
		float32(100 * s.last.Info.AvgLoad),
		float32(s.last.Reward),
		crash,
	})
	if rest := dst[clusterSeries:]; s.learner != nil {
		s.learner.series(rest, s.last)
	} else {
		nothing(rest)
	}
}

// clusterSeries is how many series come ahead of those of a learner.
const clusterSeries = 4

func (s *clusterSim) appendState(b []byte) []byte {
	b = must(s.world.AppendBinary(b))
	b = must(s.random.AppendBinary(b))
	e := encoder{b: b}
	e.u64(s.number)
	e.f64(s.score.current)
	e.u64(s.score.finished)
	e.u64(s.score.survived)
	return e.b
}

// must returns b of an encoder into memory, which has no way to fail.
func must(b []byte, err error) []byte {
	if err != nil {
		panic("lab: " + err.Error())
	}
	return b
}

func (s *clusterSim) view(e *encoder, v View) {
	if s.learner != nil {
		s.learner.view(e)
	}
	if past := s.past.back(v.Rewind); v.Rewind > 0 && past != nil {
		past.encode(e)
		return
	}
	s.now = ClusterView{}
	s.picture(&s.now)
	s.now.encode(e)
}

// picture fills in v for the present moment, copying the grid into v's own
// arrays where it has them and sharing the world's where it has none.
func (s *clusterSim) picture(v *ClusterView) {
	outcome := s.world.LastOutcome()
	v.Step = uint64(s.past.count)
	v.Height, v.Width = s.world.Size()
	v.Agent = s.world.AgentNode()
	v.Action, v.Affected = -1, 0
	if s.started {
		v.Action = s.world.LastAction()
		v.Affected = outcome.Affected
	}
	v.Wasted, v.Refused = outcome.Wasted, outcome.Refused
	v.Reward = float32(s.last.Reward)
	v.Budget = float32(s.world.Budget())
	v.Capacity = float32(s.config.Get("budget"))
	v.Risk, v.Values = float32(math.NaN()), v.Values[:0]
	if s.learner != nil {
		n := s.learner.mind.Numbers()
		v.Risk = s.learner.forecast(n).Risk
		v.Values = grow(v.Values, len(s.world.ActionSpace().Names))
		s.learner.mind.Values(v.Values, s.world.Observation())
	}
	v.CPU = share(v.CPU, s.world.CPU())
	v.Mem = share(v.Mem, s.world.Mem())
	v.Priority = share(v.Priority, s.world.Priority())
}

func share(dst, src []float32) []float32 {
	if dst == nil {
		return src
	}
	copy(dst, src)
	return dst
}

func (s *clusterSim) text() string {
	stats := s.world.Stats()
	h, w := s.world.Size()
	row, col := s.world.Agent()
	state := ""
	switch {
	case s.last.Terminated:
		state = " The cluster has collapsed."
	case s.last.Truncated:
		state = " The episode was survived."
	case s.visitor():
		state = " It waits for your move."
	}
	return fmt.Sprintf("A cluster of %d by %d nodes, episode %d, step %d. Average load %.0f %%, highest memory %.0f %%, %d out of memory, %d hotspots. Budget %.1f of %g. %s is at row %d, column %d.%s",
		h, w, s.number+1, s.world.Steps(), 100*s.last.Info.AvgLoad, 100*stats.MaxMem, s.last.Info.OOMNodes, stats.Hotspots,
		s.world.Budget(), s.config.Get("budget"), s.actor(), row+1, col+1, state)
}

func (s *clusterSim) actor() string {
	return policyOptions[int(s.config.Get(keyPolicy))].Label
}

// moves queues what the visitor has asked for and the world has not done yet. A
// full queue forgets the newest move, in a replay as it did live.
type moves struct {
	queue [8]int
	count int
}

func (m *moves) push(action int) {
	if m.count < len(m.queue) {
		m.queue[m.count] = action
		m.count++
	}
}

func (m *moves) pop() int {
	action := m.queue[0]
	copy(m.queue[:], m.queue[1:m.count])
	m.count--
	return action
}

// recentEpisodes is over how many ended episodes the mean return is taken.
const recentEpisodes = 20

// score counts episodes and their returns.
type score struct {
	current  float64 // return of the running episode
	finished uint64
	survived uint64
	returns  [recentEpisodes]float64 // a ring, indexed by finished
}

func (s *score) add(r env.Result, over bool) {
	s.current += r.Reward
	if !over {
		return
	}
	s.returns[s.finished%recentEpisodes] = s.current
	s.finished++
	if !r.Terminated {
		s.survived++
	}
}

// mean returns the average return of the last episodes that ended; NaN before
// the first.
func (s *score) mean() float64 {
	n := min(s.finished, recentEpisodes)
	if n == 0 {
		return math.NaN() // not 0/0, whose sign bit differs between platforms
	}
	sum := 0.0
	for _, r := range s.returns[:n] {
		sum += r
	}
	return sum / float64(n)
}
