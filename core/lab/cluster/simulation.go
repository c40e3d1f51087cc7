package cluster

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// simulation is episodes of a world, one after the other, and the policy that acts in
// them: every policy meets the same episodes.
type simulation struct {
	lab.Base
	config   lab.Config
	episodes *agent.Episodes
	policy   agent.Policy      // nil: the visitor, or learner
	script   *Script           // the policy where that is the visitor's program, otherwise nil
	source   string            // of that program
	learner  *learning         // nil: policy, or the visitor
	ahead    imagine.Foresight // nil: nothing looks ahead
	student  *distil.Student   // ahead, where that is a network and its teacher; otherwise nil
	trains   bool              // the configuration's keyTrain, which every step asks for
	minds    map[string]*learning
	random   *rng.Source // of the policies
	moves    moves
	score    score
	past     *Past
	told     uint64 // learner's step of the evaluation that a row has shown
}

// policyStream separates the policies' random numbers from the episodes'.
const policyStream = math.MaxUint64

func newSimulation(c lab.Config) (lab.Simulation, error) {
	world := World(c)
	episodes, err := agent.NewEpisodes(world, c.Seed)
	if err != nil {
		return nil, err
	}
	s := &simulation{
		config:   c,
		episodes: episodes,
		random:   rng.New(rng.Derive(c.Seed, policyStream)),
		past:     NewPast(world.Height * world.Width),
		minds:    map[string]*learning{},
		source:   c.Text(KeyProgram),
	}
	return s, s.adapt(keyPolicy)
}

func (s *simulation) Set(key string, v float64) {
	err := s.config.Set(key, v)
	if err == nil {
		err = s.adapt(key)
	}
	if err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

// WriteText implements lab.Simulation: the new program begins without a memo.
func (s *simulation) WriteText(_, v string) {
	s.source = v
	if s.script == nil {
		return
	}
	s.useScript()
	if err := s.foreseeAfresh(); err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

func (s *simulation) useScript() {
	s.script = NewScript(s.source)
	s.policy = s.script
}

// adapt passes a parameter that has changed on to what it configures.
func (s *simulation) adapt(key string) error {
	s.trains = s.config.Get(keyTrain) != 0
	switch {
	case key == keyPolicy:
		if err := s.foreseeAfresh(); err != nil {
			return err
		}
		return s.choosePolicy()
	case key == keyStage: // the run does not depend on it
		return nil
	case IsForesights(key):
		return s.foresee()
	}
	world := World(s.config)
	for policy, l := range s.minds { // each is given the same, in whatever order
		if err := l.setParam(s.config, policy, key); err != nil {
			return err
		}
		if err := l.setWorld(world); err != nil {
			return err
		}
	}
	return s.world().SetConfig(world)
}

// choosePolicy puts the configured policy in charge. A mind that has learned
// keeps what it knows while another policy acts.
func (s *simulation) choosePolicy() error {
	if s.learner != nil {
		s.learner.interrupt(s.world())
	}
	key := s.config.Choice(keyPolicy)
	s.policy, s.learner, s.script = Classical(key), nil, nil
	if key == KeyProgram {
		s.useScript()
	}
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

func (s *simulation) world() *cluster.World { return s.episodes.World }

// Act implements lab.Simulation: the visitor's move waits its turn.
func (s *simulation) Act(action int) { s.moves.push(action) }

func (s *simulation) Inject(node int, amount float64) {
	if err := s.world().InjectLoad(node, float32(amount)); err != nil {
		panic("lab: a checked injection was refused: " + err.Error())
	}
}

func (s *simulation) Step() bool {
	if s.visitor() && s.moves.count == 0 {
		return false
	}
	if s.script != nil && !s.script.Decide(s.script.ahead(s.episodes), s.Ended()) {
		return false
	}
	if s.episodes.Over() {
		s.score.current = 0
	}
	_ = s.episodes.Step(actor{s}) // a learner that stops keeps the reason
	s.score.add(s.episodes.Last, s.episodes.Over())
	if s.learner != nil {
		s.learner.evaluateWhenDue(s.world().Config())
	}
	s.picture(s.past.Next(s.world()))
	return true
}

// visitor reports whether the visitor decides.
func (s *simulation) visitor() bool { return s.policy == nil && s.learner == nil }

// actor is the policy that is in charge, as agent.Episodes drives it.
type actor struct{ s *simulation }

func (a actor) Act(w *cluster.World) int {
	s := a.s
	if s.visitor() {
		return s.moves.pop()
	}
	action := s.chosen(w)
	if s.ahead != nil {
		action = s.foreseen(w, action)
	}
	return action
}

// chosen returns the action of the policy, or of the learner.
func (s *simulation) chosen(w *cluster.World) int {
	if s.learner != nil {
		return s.learner.act(w, s.trains)
	}
	return s.policy.Act(w, s.random)
}

func (a actor) Learn(w *cluster.World, r env.Result) error {
	if a.s.learner == nil {
		return nil
	}
	return a.s.learner.learn(w, r, a.s.trains)
}

// Fault implements lab.Simulation.
func (s *simulation) Fault() *lab.Fault {
	if s.script == nil {
		return nil
	}
	return s.script.Fault()
}

// Printed implements lab.Simulation.
func (s *simulation) Printed() []string {
	if s.script == nil {
		return nil
	}
	return s.script.Printed()
}

func (s *simulation) Ended() bool { return s.episodes.Over() }

func (s *simulation) Failed() bool { return s.episodes.Last.Terminated }

func (s *simulation) Recount() {
	s.score.recount(s.episodes.Began && !s.episodes.Over())
	s.score.handed, s.score.foreseen = 0, imagine.Tally{}
	if s.ahead != nil {
		s.score.foreseen = s.ahead.Tally()
	}
	if s.learner != nil {
		s.score.handed = uint64(s.learner.learner.Numbers().Handovers)
	}
}

func (s *simulation) Episode() uint64 { return s.episodes.Number }

func (s *simulation) Learner() lab.Learner {
	if s.learner == nil {
		return nil
	}
	return acting{s.learner, s}
}

func (s *simulation) Metrics(dst []float64) {
	w, stats := s.world(), s.world().Stats()
	info := &s.episodes.Last.Info
	n := copy(dst, []float64{
		float64(w.Steps()),
		float64(s.score.counted()),
		float64(s.score.survived - s.score.before.survived),
		s.score.current,
		s.score.mean(),
		100 * info.AvgLoad,
		100 * float64(stats.MaxMem),
		float64(stats.Hotspots),
		float64(info.OOMNodes),
		w.Budget(),
	})
	if s.learner != nil {
		s.learner.metrics(dst[n:], s.score.handed)
	} else {
		lab.Nothing(dst[n:])
	}
	s.foresightMetrics(dst[min(len(dst), n+len(learningMetrics)):])
}

func (s *simulation) Series(dst []float32) {
	last, crash := &s.episodes.Last, float32(0)
	if last.Terminated {
		crash = 1
	}
	n := copy(dst, []float32{
		100 * s.world().Stats().MaxMem,
		float32(100 * last.Info.AvgLoad),
		float32(last.Reward),
		crash,
	})
	if s.learner != nil {
		s.learner.series(dst[n:], *last)
	} else {
		lab.Nothing(dst[n:])
	}
}

func (s *simulation) AppendState(b []byte) []byte {
	b = lab.Own(s.world().AppendBinary(b))
	w := codec.Writer(lab.Own(s.random.AppendBinary(b)))
	free := math.NaN()
	w.Uint64("the episode", &s.episodes.Number)
	w.Float64("the return", free, free, &s.score.current)
	w.Uint64("the episodes", &s.score.finished)
	w.Uint64("the survived", &s.score.survived)
	if s.script != nil {
		return lab.Own(s.script.AppendBinary(w.Bytes()))
	}
	return w.Bytes()
}

func (s *simulation) Text() string {
	w, last := s.world(), &s.episodes.Last
	stats := w.Stats()
	h, width := w.Size()
	row, col := w.Agent()
	state := ""
	switch {
	case last.Terminated:
		state = " The cluster has collapsed."
	case last.Truncated:
		state = " The episode was survived."
	case s.visitor():
		state = " It waits for your move."
	case s.Fault() != nil:
		state = " Your program stops here: " + s.Fault().Error()
	}
	actor := policyOptions[int(s.config.Get(keyPolicy))].Label
	return s.manyText() + fmt.Sprintf("A cluster of %d by %d nodes, episode %d, step %d. Average load %.0f %%, highest memory %.0f %%, %d out of memory, %s. Budget %.1f of %s. %s is at row %d, column %d.%s",
		h, width, s.Episode()+1, w.Steps(), 100*last.Info.AvgLoad, 100*stats.MaxMem, last.Info.OOMNodes, lab.Count(stats.Hotspots, "hotspot", "hotspots"),
		w.Budget(), field.Words(s.config.Get("budget")), actor, row+1, col+1, state)
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
	finished uint64  // in the whole run, as survived
	survived uint64
	returns  [recentEpisodes]float64 // a ring, indexed by finished

	// What does not count: it was before the last change, or began before it.
	before  struct{ finished, survived uint64 }
	partial bool   // the running episode began before
	handed  uint64 // handovers before

	foreseen imagine.Tally // looked ahead before
}

// recount begins the counts again; partial says that an episode is running.
func (s *score) recount(partial bool) {
	s.before.finished, s.before.survived, s.partial = s.finished, s.survived, partial
}

// counted returns how many episodes count.
func (s *score) counted() uint64 { return s.finished - s.before.finished }

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
	if s.partial {
		s.recount(false)
	}
}

// mean returns the average return of the last episodes that count; NaN before the
// first.
func (s *score) mean() float64 {
	n := min(s.counted(), recentEpisodes)
	if n == 0 {
		return math.NaN() // not 0/0, whose sign bit differs between platforms
	}
	sum := 0.0
	for i, r := range s.returns {
		if ago := (s.finished + recentEpisodes - 1 - uint64(i)) % recentEpisodes; ago < n {
			sum += r
		}
	}
	return sum / float64(n)
}
