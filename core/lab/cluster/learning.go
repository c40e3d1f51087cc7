package cluster

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
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

// heldOutDue reports whether a learner is evaluated after so many steps of learning.
func heldOutDue(steps int) bool {
	if steps > heldOutLong {
		return steps%(2*heldOutEvery) == 0
	}
	return steps%heldOutEvery == 0
}

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
	l.due = heldOutDue(l.learner.Numbers().Steps)
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

// interrupt says that somebody else goes on with the running episode.
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
	return lab.Evaluation{
		Step: uint64(l.learner.Numbers().Steps), Episodes: n,
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
	n := l.learner.Numbers()
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
	if l.learner.Config().Algorithm == train.Pilot {
		updates = float64(n.Updates)
	}
	if l.foresees() {
		handovers = float64(n.Handovers)
	}
	return updates, handovers
}

// series writes what learningCharts list.
func (l *learning) series(dst []float32, r env.Result) {
	n := l.learner.Numbers()
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
func (l *learning) foresees() bool { return l.learner.Config().Forecast }

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
