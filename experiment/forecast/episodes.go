package forecast

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
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

// state is what predictors may look at.
type state struct {
	features []float32 // the extended inputs
	step     int
}

// recording is one episode.
type recording struct {
	states []state
	world  *cluster.World // at its end
	failed bool
}

const widest = 7 // extended inputs

// record plays episodes whose seeds are derived from seed and notes every state
// before the action.
func record(ctx context.Context, c cluster.Config, p agent.Policy, seed uint64, episodes int) ([]recording, error) {
	recordings := make([]recording, episodes)
	for i := range recordings {
		w, err := cluster.New(c)
		if err != nil {
			return nil, err
		}
		r := &recordings[i]
		r.world = w
		play := agent.NewPlay(w, p, rng.Derive(seed, uint64(i)))
		for over := false; !over; {
			x := make([]float32, widest)
			prophet.Features(x, w)
			r.states = append(r.states, state{x, w.Steps()})
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

func scoreOf(held []recording, horizon int, score func(state) float64) Score {
	episodes := make([]Episode, len(held))
	for i, h := range held {
		e := Episode{Scores: make([]float64, len(h.states)), Failed: h.failed}
		for j, s := range h.states {
			e.Scores[j] = score(s)
		}
		episodes[i] = e
	}
	return Evaluate(episodes, horizon)
}

// calibrationBins is how many equally full bins turn a number into a probability.
const calibrationBins = 40

// calibrate returns a predictor: the frequency of failures within the horizon
// among the states to learn from whose number lies in the same bin.
func calibrate(episodes []recording, horizon int, value func(state) float64) func(state) float64 {
	type pair struct{ x, y float64 }
	var pairs []pair
	for _, e := range episodes {
		for i, s := range e.states {
			y := 0.0
			if e.failed && len(e.states)-i <= horizon {
				y = 1
			}
			pairs = append(pairs, pair{value(s), y})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.x, b.x) })
	var edges, rates []float64
	for bin := range slices.Chunk(pairs, max(1, len(pairs)/calibrationBins)) {
		sum := 0.0
		for _, p := range bin {
			sum += p.y
		}
		edges, rates = append(edges, bin[0].x), append(rates, sum/float64(len(bin)))
	}
	return func(s state) float64 {
		x := value(s)
		above := sort.Search(len(edges), func(i int) bool { return edges[i] > x })
		return rates[max(0, above-1)]
	}
}
