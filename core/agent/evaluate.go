package agent

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Episode is what one episode came to.
type Episode struct {
	Seed        uint64
	Return      float64 // sum of rewards
	Steps       int
	OOM         int     // nodes out of memory, summed over the steps
	CriticalOOM int     // critical ones among them
	AvgLoad     float64 // mean over the steps
	Failed      bool    // terminated before the step limit
}

// PlayEpisode resets w with seed and plays one episode. The policy's random
// numbers follow from the seed too, so that an episode can be repeated alone.
func PlayEpisode(w *cluster.World, p Policy, seed uint64) (Episode, error) {
	r := rng.New(rng.Derive(seed, policyStream))
	w.Reset(seed)
	e := Episode{Seed: seed}
	for {
		s, err := w.Step(p.Act(w, r))
		if err != nil {
			return e, fmt.Errorf("policy %s: %w", p.Name(), err)
		}
		e.Steps++
		e.Return += s.Reward
		e.OOM += s.Info.OOMNodes
		e.CriticalOOM += s.Info.CriticalOOM
		e.AvgLoad += s.Info.AvgLoad
		if s.Terminated || s.Truncated {
			e.AvgLoad /= float64(e.Steps)
			e.Failed = s.Terminated
			return e, nil
		}
	}
}

// policyStream separates a policy's random numbers from its world's.
const policyStream = math.MaxUint64

// Summary is what several episodes came to: means, and the sample standard
// deviation of the return (NaN for fewer than two episodes).
type Summary struct {
	Episodes   int
	Return     float64
	ReturnSD   float64
	Steps      float64
	OOMRate    float64 // nodes out of memory per episode
	CritRate   float64 // critical ones per episode
	AvgLoad    float64
	FailedRate float64 // share of episodes
}

// Summarize reduces episodes to their means.
func Summarize(episodes []Episode) Summary {
	s := Summary{Episodes: len(episodes)}
	n := float64(len(episodes))
	for _, e := range episodes {
		s.Return += e.Return / n
		s.Steps += float64(e.Steps) / n
		s.OOMRate += float64(e.OOM) / n
		s.CritRate += float64(e.CriticalOOM) / n
		s.AvgLoad += e.AvgLoad / n
		if e.Failed {
			s.FailedRate += 1 / n
		}
	}
	squares := 0.0
	for _, e := range episodes {
		squares += float64((e.Return - s.Return) * (e.Return - s.Return))
	}
	s.ReturnSD = math.Sqrt(squares / (n - 1))
	return s
}

// Evaluate plays n episodes whose seeds are derived from seed, the same for
// every policy.
func Evaluate(c cluster.Config, p Policy, seed uint64, n int) ([]Episode, error) {
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	episodes := make([]Episode, n)
	for i := range episodes {
		if episodes[i], err = PlayEpisode(w, p, rng.Derive(seed, uint64(i))); err != nil {
			return nil, err
		}
	}
	return episodes, nil
}
