package forecast

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// exploring is a policy that takes a random action with probability epsilon.
type exploring struct {
	policy  agent.Policy
	epsilon float64
}

// Name returns the policy's name and ε.
func (e exploring) Name() string { return fmt.Sprintf("%s, ε %g", e.policy.Name(), e.epsilon) }

// Act explores or asks the policy.
func (e exploring) Act(w *cluster.World, r *rng.Source) int {
	if r.Float64() < e.epsilon {
		return agent.Random{}.Act(w, r)
	}
	return e.policy.Act(w, r)
}

// Epsilon is the exploration of a policy that is not said to act otherwise: without it the
// better ones hardly ever fail.
const Epsilon = 0.3

// mixture is how much the Pilot explores in mixed experience: what its own exploration falls
// from and to while it learns.
var mixture = [...]float64{0.1, Epsilon, 0.5, 0.7, 1}

// mixtureOf returns the policies that take turns in mixed experience.
func mixtureOf(pilot agent.Policy) (policies []agent.Policy) {
	for _, epsilon := range mixture {
		policies = append(policies, exploring{pilot, epsilon})
	}
	return policies
}

// The kinds of experience that predictors learn from. A Prophet on the page sees the episodes
// in which the Pilot learns, once each.
const (
	whileLearning = "the Pilot as it learns"
	onePolicy     = "one policy"
	mixedPolicies = "mixed policies"
)

// experience is what predictors learn from.
type experience struct {
	name     string
	episodes []recording
	passes   int // how often a Prophet learns from each
}

// policiesOf returns the policies under which forecasts are judged. No predictor learns from
// a heuristic.
func policiesOf(pilot agent.Policy) []judged {
	return []judged{
		{Policy{fmt.Sprintf("the Pilot, ε %g", Epsilon), "all"}, exploring{pilot, Epsilon}},
		{Policy{"random", "some"}, agent.Random{}},
		{Policy{fmt.Sprintf("h.3, ε %g", Epsilon), "none"}, exploring{agent.H3, Epsilon}},
		{Policy{fmt.Sprintf("h.5, ε %g", Epsilon), "none"}, exploring{agent.H5, Epsilon}},
		{Policy{"h.3", "none"}, agent.H3},
	}
}

// The policies of policiesOf that the bars are about.
const (
	ownPolicy = iota
	_
	unseenH3
)

// state is what predictors may look at.
type state struct {
	features []float32 // all inputs of a Prophet
	step     int
}

// recording is one episode.
type recording struct {
	states []state
	world  *cluster.World // at its end
	failed bool
}

// record plays the episodes of those seeds and notes every state before the action. The
// policies take turns.
func record(ctx context.Context, c cluster.Config, policies []agent.Policy, seeds []uint64) ([]recording, error) {
	recordings := make([]recording, len(seeds))
	for i, seed := range seeds {
		w, err := cluster.New(c)
		if err != nil {
			return nil, err
		}
		r := &recordings[i]
		r.world = w
		play := agent.NewPlay(w, policies[i%len(policies)], seed)
		for over := false; !over; {
			r.note(w)
			if over, err = play.Step(); err != nil {
				return nil, err
			}
		}
		r.failed = play.Episode().Failed
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return recordings, nil
}

// note adds the present state.
func (r *recording) note(w *cluster.World) {
	x := make([]float32, prophet.Widest)
	prophet.Features(x, w)
	r.states = append(r.states, state{x, w.Steps()})
}

// recordTraining lets the trainer learn and returns the episodes that ended meanwhile, each
// without its first state.
func recordTraining(ctx context.Context, t *train.Trainer, steps int) ([]recording, error) {
	var all []recording
	var r recording
	for t.Steps() < steps {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := t.Step(); err != nil {
			return nil, err
		}
		last := t.Last()
		if !last.Terminated && !last.Truncated {
			r.note(t.World())
			continue
		}
		end, err := cluster.New(t.World().Config())
		if err != nil {
			return nil, err
		}
		var m cluster.Moment
		t.World().Mark(&m)
		end.Recall(&m, t.World().CPU(), t.World().Mem(), t.World().Priority())
		r.world, r.failed = end, last.Terminated
		all, r = append(all, r), recording{}
	}
	return all, nil
}

// failing returns the share of the episodes that failed.
func failing(recordings []recording) float64 {
	n := 0
	for _, r := range recordings {
		if r.failed {
			n++
		}
	}
	return float64(n) / float64(len(recordings))
}
