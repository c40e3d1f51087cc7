package cluster

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// Held-out evaluation: episodes on seeds that nothing learns from, at regular steps of
// learning; half as often in a run whose axis has grown long, where it would take a
// fifteenth of the time for points that lie on each other.
const (
	heldOutEpisodes = 20
	heldOutEvery    = 5000
	heldOutLong     = 50_000
)

// HeldOutMany is how many steps, of all its worlds together, lie between two held-out
// evaluations of a learner that has several: 20 episodes take a twentieth of the time that
// they are learned in at most.
const HeldOutMany = 50_000

// heldOutDue reports whether a learner is evaluated whose worlds have just taken a step, to
// the given number of learned steps.
func heldOutDue(steps, worlds int) bool {
	every := heldOutEvery
	switch {
	case worlds > 1:
		every = HeldOutMany
	case steps > heldOutLong:
		every = 2 * heldOutEvery
	}
	return Crossed(every, steps, worlds)
}

// Crossed reports whether the last step of a learner's worlds, which take it together,
// brought the steps that it has learned from to a multiple of every, or over one.
func Crossed(every, steps, worlds int) bool { return steps/every > (steps-worlds)/every }

// learning is a policy that learns, with what is shown of it.
type learning struct {
	learner *train.Learner
	greedy  agent.Policy // acts, and is evaluated, without exploring
	inside  bool         // it has seen the running episode's last step
	chance  float64      // of a random action, averaged over the last steps
	stopped error
	report  lab.Evaluation
	rival   baseline
	fresh   float64 // held-out return of this step's evaluation, NaN without one
	due     bool    // this step's evaluation has still to be played
	endings endings
}

// baseline is what h.3 did in held-out episodes of a world.
type baseline struct {
	world    cluster.Config
	episodes int
	agent.Summary
}

func newLearning(c lab.Config, policy string) (*learning, error) {
	tc := learnerOf(c, policy)
	tc.Seed = train.LearnerSeed(c.Seed)
	learner, err := train.NewLearner(tc)
	if err != nil {
		return nil, err
	}
	learner.Begin(c.Seed, PresetOf(c))
	return &learning{learner: learner, greedy: learner.Greedy(), chance: math.NaN(), fresh: math.NaN()}, nil
}

// setParam passes a parameter that changed while running on to the mind, if it is one of
// the mind's.
func (l *learning) setParam(c lab.Config, policy, key string) error {
	switch {
	case !isLearners(key):
		return nil
	case key == keyGuidance:
		return l.learner.SetParam(key, float64(guidanceOf(c, policy)))
	}
	return l.learner.SetParam(key, c.Get(key))
}

// setParams passes on every parameter that may change while running.
func (l *learning) setParams(c lab.Config, policy string) error {
	for i := range learningParams {
		if p := &learningParams[i]; p.Live() {
			if err := l.setParam(c, policy, p.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// setWorld lets the worlds of the mind's own, if it has any, change with the visitor's. One
// that learns in the visitor's alone keeps the world that it began in, as its checkpoints
// have always said.
func (l *learning) setWorld(c cluster.Config) error {
	if l.learner.Worlds() == 1 {
		return nil
	}
	return l.learner.SetWorld(c)
}

// act chooses an action: exploring while it trains, else as well as it can.
func (l *learning) act(w *cluster.World, training bool) int {
	if training && l.stopped == nil {
		return l.learner.Act(w)
	}
	l.interrupt(w)
	l.learner.Copy(l.greedy)
	return l.greedy.Act(w, nil)
}

// learn takes in what act led to.
func (l *learning) learn(w *cluster.World, r env.Result, training bool) error {
	l.fresh, l.due = math.NaN(), false
	learns := training && l.stopped == nil
	l.explored(learns)
	if !learns {
		return nil
	}
	l.stopped = l.learner.Learn(w, r)
	l.inside = !(r.Terminated || r.Truncated)
	n := l.learner.Numbers()
	l.due = heldOutDue(n.Steps, l.learner.Worlds())
	l.endings.see(n.Played())
	return l.stopped
}

// evaluateWhenDue plays held-out episodes where the last step has made it due.
func (l *learning) evaluateWhenDue(c cluster.Config) {
	if l.due {
		l.report = l.evaluate(c, heldOutEpisodes)
		l.fresh, l.due = l.report.Return, false
	}
}

// recentSteps is over about how many steps the chance of a random action is
// averaged: from one step to the next it leaps between ε and 0.
const recentSteps = 100

// explored takes in with what chance the last action was random: never where
// guidance or a policy that does not learn has chosen it.
func (l *learning) explored(learns bool) {
	chance := 0.0
	if n := l.learner.Numbers(); learns && !n.Guided {
		chance = n.Effective
	}
	if l.chance != l.chance {
		l.chance = chance
	}
	l.chance += float64((chance - l.chance) / recentSteps)
}

// interrupt says that another policy goes on with the running episode.
func (l *learning) interrupt(w *cluster.World) {
	if l.inside {
		l.learner.Interrupt(w)
		l.inside = false
	}
}

// evaluate plays n held-out episodes with what has been learned, and h.3 on the
// same. It disturbs neither the training nor the world on show.
func (l *learning) evaluate(c cluster.Config, n int) lab.Evaluation {
	l.learner.Copy(l.greedy)
	ours := heldOut(c, l.greedy, n)
	if l.rival.world != c || l.rival.episodes != n {
		l.rival = baseline{c, n, heldOut(c, agent.H3, n)}
	}
	return report(l.learner.Numbers().Steps, ours, l.rival.Summary)
}

// report says how a learner did after that many steps, beside h.3 on the same episodes.
func report(step int, ours, h3 agent.Summary) lab.Evaluation {
	return lab.Evaluation{
		Step: uint64(step), Episodes: ours.Episodes,
		Return: ours.Return, Failed: ours.FailedRate, Baseline: h3.Return, Survived: 1 - h3.FailedRate,
	}
}

func heldOut(c cluster.Config, p agent.Policy, n int) agent.Summary {
	episodes, err := agent.Evaluate(c, p, train.HeldOut, n)
	if err != nil {
		panic("lab: a policy chose an impossible action: " + err.Error())
	}
	return agent.Summarize(episodes)
}

// metrics writes what learningMetrics lists. Handovers before the given number of them
// are not counted.
func (l *learning) metrics(dst []float64, handed uint64) {
	n := shownOf(l.learner)
	episodes, failed := n.Played()
	copy(dst, []float64{
		100 * n.risk, 100 * n.nearMiss, 100 * n.Epsilon, 100 * l.chance, n.updates, n.Loss, n.prophetLoss, n.handovers - float64(handed),
		100 * n.obeyed, n.clusters, float64(n.Steps), float64(episodes), float64(failed),
	})
}

// series writes what learningCharts list.
func (l *learning) series(dst []float32, r env.Result) {
	n, episode := shownOf(l.learner), math.NaN()
	if (r.Terminated || r.Truncated) && l.stopped == nil {
		episode = n.LastReturn
	}
	for i, v := range [...]float64{100 * n.risk, 100 * n.nearMiss, episode, l.fresh, n.Loss, n.prophetLoss, 100 * n.Epsilon, 100 * l.chance, 100 * n.obeyed} {
		dst[i] = float32(v)
	}
}

// shown are the numbers of a learner as they are shown: NaN for what it does not have. A
// Q-table is not trained in batches, and without a Prophet nothing forecasts and no step
// is handed over. Clusters are counted where there are several.
type shown struct {
	train.Numbers
	risk, nearMiss, prophetLoss, updates, handovers, clusters, obeyed float64
}

func shownOf(l *train.Learner) shown {
	n, nan := l.Numbers(), math.NaN()
	s := shown{n, nan, nan, nan, nan, nan, nan, nan}
	if l.Config().Algorithm != train.QTable {
		s.updates = float64(n.Updates)
	}
	if worlds := l.Worlds(); worlds > 1 {
		s.clusters = float64(worlds)
	}
	if l.Config().Forecast {
		s.risk, s.nearMiss = float64(n.Forecast.Risk), float64(n.Forecast.NearMiss)
		s.prophetLoss, s.handovers = n.ProphetLoss, float64(n.Handovers)
		if g := l.Config().Guidance; g != train.None && g != train.Epsilon {
			s.obeyed = n.Obedience
		}
	}
	return s
}
