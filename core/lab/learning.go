package lab

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Held-out evaluation: so many episodes on seeds that nobody learns from, every
// so many steps of learning; half as often in a run whose axis has grown long, where
// it would take a fifteenth of the time for points that lie on each other.
const (
	heldOutEpisodes = 20
	heldOutEvery    = 5000
	heldOutLong     = 50_000
)

// heldOutDue reports whether a mind is evaluated after so many steps of learning.
func heldOutDue(steps int) bool {
	if steps > heldOutLong {
		return steps%(2*heldOutEvery) == 0
	}
	return steps%heldOutEvery == 0
}

// learnerStream separates the learners' random numbers from the episodes'.
const learnerStream = math.MaxUint64 - 1

// learning is a policy that learns, with what is shown of it.
type learning struct {
	mind    *train.Mind
	greedy  agent.Policy // acts, and is evaluated, without exploring
	inside  bool         // the mind has seen the running episode's last step
	chance  float64      // of a random action, averaged over the last steps
	stopped error
	report  Evaluation
	rival   baseline
	fresh   float64 // held-out return of this step's evaluation, NaN without one
}

// Evaluation is how a learned policy does on held-out episodes, greedily, beside
// the heuristic it has to beat. It is empty when Episodes is 0.
type Evaluation struct {
	Step     uint64 // the learner's step at which it was taken
	Episodes int
	Return   float64 // mean
	Failed   float64 // share of the episodes
	Baseline float64 // h.3's mean return on the same episodes
	Survived float64 // h.3's share of survived episodes
}

// Beats reports whether the learner has overtaken h.3.
func (e Evaluation) Beats() bool { return e.Episodes > 0 && e.Return > e.Baseline }

// baseline is what h.3 did in held-out episodes of a world.
type baseline struct {
	world    cluster.Config
	episodes int
	agent.Summary
}

func newLearning(c Config, policy string) (*learning, error) {
	tc, err := learningConfig(c, policy)
	if err != nil {
		return nil, err
	}
	mind, err := train.NewMind(tc)
	if err != nil {
		return nil, err
	}
	return &learning{mind: mind, greedy: mind.Greedy(), chance: math.NaN(), fresh: math.NaN()}, nil
}

// learningConfig translates the parameters into a learner's configuration.
func learningConfig(c Config, policy string) (train.Config, error) {
	tc := train.Default(clusterConfig(c))
	tc.Seed = rng.Derive(c.Seed, learnerStream)
	tc.Learner = train.Pilot
	if policy == policyQTable {
		tc.Learner = train.QTable
	}
	tc.Guidance = guidanceOf(c, policy)
	tc.Forecast = policy == policyProphet
	for i := range learningParams {
		key := learningParams[i].Key
		if knob := learningKnobs[key]; knob != "" {
			if err := setKnob(&tc, knob, c.Get(key)); err != nil {
				return train.Config{}, fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	return tc, nil
}

// guidanceOf returns the rule in force: only Pilot + Prophet is guided.
func guidanceOf(c Config, policy string) train.Guidance {
	if policy != policyProphet {
		return train.None
	}
	name := guidanceOptions[int(c.Get(keyGuidance))].Key
	for rule, known := range train.GuidanceNames {
		if known == name {
			return train.Guidance(rule)
		}
	}
	panic("lab: no guidance rule is called " + name)
}

// learningKnobs says which number of the learner each parameter is.
var learningKnobs = map[string]string{
	"lr": "pilot.rate", "final-lr": "pilot.final-rate", "schedule": "pilot.horizon",
	"epsilon": "epsilon", "final-epsilon": "final-epsilon", "epsilon-steps": "epsilon-steps",
	"gamma": "pilot.gamma", "n-step": "pilot.n-step", "horizon": "prophet.horizon",
	"prophet-inputs": "prophet.inputs", "batch": "pilot.batch", "width": "pilot.width",
	"double": "pilot.double", "target-every": "pilot.target-every",
}

func setKnob(c *train.Config, key string, v float64) error {
	k, err := c.Fields().Find(key)
	if err != nil {
		return err
	}
	return k.Set(v)
}

// set passes a parameter that changed while running on to the mind.
func (l *learning) set(c Config, policy, key string) {
	if err := l.tell(c, policy, key); err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

func (l *learning) tell(c Config, policy, key string) error {
	knob, v := learningKnobs[key], c.Get(key)
	if key == keyGuidance {
		knob, v = keyGuidance, float64(guidanceOf(c, policy))
	}
	if knob == "" {
		return nil
	}
	return l.mind.Set(knob, v)
}

// tellAll passes on every parameter that may change while running.
func (l *learning) tellAll(c Config, policy string) error {
	for i := range learningParams {
		if !learningParams[i].Live {
			continue
		}
		if err := l.tell(c, policy, learningParams[i].Key); err != nil {
			return err
		}
	}
	return nil
}

// act chooses an action: exploring while it trains, else as well as it can.
func (l *learning) act(w *cluster.World, training bool) int {
	if training && l.stopped == nil {
		return l.mind.Act(w)
	}
	l.interrupt(w)
	l.mind.Copy(l.greedy)
	return l.greedy.Act(w, nil)
}

// learn takes in what act led to.
func (l *learning) learn(w *cluster.World, r env.Result, training bool, evaluate func() Evaluation) {
	l.fresh = math.NaN()
	learns := training && l.stopped == nil
	l.explored(learns)
	if !learns {
		return
	}
	l.stopped = l.mind.Learn(w, r)
	l.inside = !(r.Terminated || r.Truncated)
	if heldOutDue(l.mind.Numbers().Steps) {
		l.report = evaluate()
		l.fresh = l.report.Return
	}
}

// recentSteps is over about how many steps the chance of a random action is
// averaged: from one step to the next it leaps between ε and 0.
const recentSteps = 100

// explored takes in with what chance the last action was random: never where
// guidance or a policy that does not learn has chosen it.
func (l *learning) explored(learns bool) {
	chance := 0.0
	if n := l.mind.Numbers(); learns && !n.Guided {
		chance = n.Effective
	}
	if l.chance != l.chance {
		l.chance = chance
	}
	l.chance += float64((chance - l.chance) / recentSteps)
}

// interrupt says that somebody else goes on with the running episode.
func (l *learning) interrupt(w *cluster.World) {
	if l.inside {
		l.mind.Interrupt(w)
		l.inside = false
	}
}

// evaluate plays n held-out episodes with what has been learned, and h.3 on the
// same. It disturbs neither the training nor the world on show.
func (l *learning) evaluate(c cluster.Config, n int) Evaluation {
	l.mind.Copy(l.greedy)
	ours := heldOut(c, l.greedy, n)
	if l.rival.world != c || l.rival.episodes != n {
		l.rival = baseline{c, n, heldOut(c, agent.H3, n)}
	}
	return Evaluation{
		Step: uint64(l.mind.Numbers().Steps), Episodes: n,
		Return: ours.Return, Failed: ours.FailedRate,
		Baseline: l.rival.Return, Survived: 1 - l.rival.FailedRate,
	}
}

func heldOut(c cluster.Config, p agent.Policy, n int) agent.Summary {
	episodes, err := agent.Evaluate(c, p, train.HeldOut, n)
	if err != nil {
		panic("lab: a policy chose an impossible action: " + err.Error())
	}
	return agent.Summarize(episodes)
}

// metrics writes what learningMetrics lists.
func (l *learning) metrics(dst []float64) {
	n := l.mind.Numbers()
	f := l.forecast(n)
	updates, handovers := l.counts(n)
	copy(dst, []float64{
		100 * float64(f.Risk), 100 * float64(f.NearMiss), 100 * n.Epsilon, 100 * l.chance,
		updates, n.Loss, l.prophetLoss(n), handovers,
	})
}

// counts returns what has been counted, NaN for what this learner has not: a Q-table
// is not trained in batches, and nobody takes over where no Prophet watches.
func (l *learning) counts(n train.Numbers) (updates, handovers float64) {
	updates, handovers = math.NaN(), math.NaN()
	if l.mind.Config().Learner == train.Pilot {
		updates = float64(n.Updates)
	}
	if l.foresees() {
		handovers = float64(n.Handovers)
	}
	return updates, handovers
}

// series writes what learningCharts list.
func (l *learning) series(dst []float32, r env.Result) {
	n := l.mind.Numbers()
	f := l.forecast(n)
	episode := float32(math.NaN())
	if (r.Terminated || r.Truncated) && l.stopped == nil {
		episode = float32(n.LastReturn)
	}
	copy(dst, []float32{
		100 * f.Risk, 100 * f.NearMiss, episode, float32(l.fresh),
		float32(n.Loss), float32(l.prophetLoss(n)), float32(100 * n.Epsilon), float32(100 * l.chance),
	})
}

// foresees reports whether a Prophet watches.
func (l *learning) foresees() bool { return l.mind.Config().Forecast }

// forecast returns the Prophet's last word; NaN where there is no Prophet.
func (l *learning) forecast(n train.Numbers) prophet.Forecast {
	if l.foresees() {
		return n.Forecast
	}
	nan := float32(math.NaN())
	return prophet.Forecast{Risk: nan, NearMiss: nan}
}

// prophetLoss returns the loss of the Prophet; NaN where there is no Prophet.
func (l *learning) prophetLoss(n train.Numbers) float64 {
	if l.foresees() {
		return n.ProphetLoss
	}
	return math.NaN()
}

// nothing fills dst where nobody learns.
func nothing[T float32 | float64](dst []T) {
	for i := range dst {
		dst[i] = T(math.NaN())
	}
}
