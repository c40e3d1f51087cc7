package baselines

import (
	"context"
	"errors"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/pool"
)

// Set is a set of held-out episodes, which no policy learns from. Its i-th episode has the
// seed rng.Derive(Seed, i), and no two sets have one in common.
type Set struct {
	Key  string
	Seed uint64
	Use  string // what its episodes are played for
}

// The sets of held-out episodes.
var (
	Tuning = Set{"tuning", rng.Derive(train.HeldOut, 0x74756e65), "choosing hyperparameters"}
	Curves = Set{"curves", train.HeldOut, "learning curves, and what the page evaluates on"}
	Final  = Set{"final", rng.Derive(train.HeldOut, 0x66696e616c), "the figures of what has been chosen and learned"}
)

// Lessons are the episodes in which a network is taught what is imagined. It is none of the
// held-out sets, and has no episode in common with one.
var Lessons = Set{"lessons", rng.Derive(train.HeldOut, 0x6c6573736f6e), "teaching what is imagined"}

// Sets returns the sets by name.
func Sets() []Set { return []Set{Tuning, Curves, Final} }

// Play lets a policy play the given number of episodes of the set; see [Evaluate].
func (s Set) Play(ctx context.Context, c cluster.Config, p agent.Policy, episodes int) (Score, error) {
	played, err := Evaluate(ctx, c, p, s.Seed, episodes)
	return score(played), err
}

// score returns the score of episodes. Failures are counted, so that a share is as exact as
// it can be.
func score(episodes []agent.Episode) Score {
	failed := 0
	for i := range episodes {
		if episodes[i].Failed {
			failed++
		}
	}
	return Score{agent.Summarize(episodes).Return, float64(failed) / float64(max(1, len(episodes)))}
}

// Baselines lets h.3, the tuned local rule and the omniscient planner play the given number
// of episodes of the set, at least one. When ctx ends first, the scores are 0.
func (s Set) Baselines(ctx context.Context, c cluster.Config, episodes int) (Scores, error) {
	policies := [...]agent.Policy{agent.H3, agent.Local{}, agent.Omniscient{}}
	played, err := pool.Map(ctx, len(policies)*episodes, 0, nil, func(_ context.Context, i int) (agent.Episode, error) {
		w, err := cluster.New(c)
		if err != nil {
			return agent.Episode{}, err
		}
		return agent.PlayEpisode(w, policies[i/episodes], rng.Derive(s.Seed, uint64(i%episodes)))
	})
	switch {
	case err == nil:
		return Scores{baseline(played[:episodes]), baseline(played[episodes : 2*episodes]), baseline(played[2*episodes:])}, nil
	case errors.Is(err, ctx.Err()):
		return Scores{}, nil
	}
	return Scores{}, err
}
