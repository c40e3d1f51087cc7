package agent

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Episode is the outcome of one episode.
type Episode struct {
	Seed        uint64
	Return      float64 // sum of rewards
	Steps       int
	OOM         int     // nodes out of memory, summed over the steps
	CriticalOOM int     // critical ones among them
	AvgLoad     float64 // mean over the steps
	Cost        float64 // budget that the actions took
	Scales      int     // scale actions, refused ones too
	Failed      bool    // terminated before the step limit
}

// Play is an episode in progress, for callers that take a few steps at a time.
type Play struct {
	world   *cluster.World
	policy  Policy
	decider Decider // the policy, where it may fail; nil for others
	random  *rng.Source
	episode Episode
}

// NewPlay resets w with seed and begins an episode of p in it. The policy's random
// numbers follow from the same seed, so one episode of many can be played again.
func NewPlay(w *cluster.World, p Policy, seed uint64) *Play {
	w.Reset(seed)
	decider, _ := p.(Decider)
	return &Play{w, p, decider, rng.New(rng.Derive(seed, policyStream)), Episode{Seed: seed}}
}

// Step takes one step and reports whether it was the last. The error names the
// policy whose action the world refused, or that could not decide.
func (p *Play) Step() (over bool, err error) {
	action, err := p.decide()
	if err != nil {
		return false, err
	}
	return p.step(action)
}

func (p *Play) decide() (action int, err error) {
	if p.decider == nil {
		return p.policy.Act(p.world, p.random), nil
	}
	if action, err = p.decider.Decide(p.world); err != nil {
		err = fmt.Errorf("policy %s, episode of seed %d, step %d: %w", p.policy.Name(), p.episode.Seed, p.episode.Steps+1, err)
	}
	return action, err
}

func (p *Play) step(action int) (over bool, err error) {
	r, err := p.world.Step(action)
	if err != nil {
		return false, fmt.Errorf("policy %s: %w", p.policy.Name(), err)
	}
	return p.count(&r), nil
}

// count adds a step of the world, and reports whether it was the last.
func (p *Play) count(s *env.Result) (over bool) {
	e := &p.episode
	e.Steps++
	e.Return += s.Reward
	e.OOM += s.Info.OOMNodes
	e.CriticalOOM += s.Info.CriticalOOM
	e.AvgLoad += s.Info.AvgLoad
	e.Cost += p.world.LastCost()
	if p.world.LastAction() == cluster.Scale {
		e.Scales++
	}
	over = s.Terminated || s.Truncated
	if over {
		e.AvgLoad /= float64(e.Steps)
		e.Failed = s.Terminated
	}
	return over
}

// Episode returns the outcome, complete once Step has reported the last step.
func (p *Play) Episode() Episode { return p.episode }

// PlayEpisode plays a whole episode; see [NewPlay].
func PlayEpisode(w *cluster.World, p Policy, seed uint64) (Episode, error) {
	play := NewPlay(w, p, seed)
	for {
		if over, err := play.Step(); over || err != nil {
			return play.Episode(), err
		}
	}
}

// policyStream separates a policy's random numbers from its world's.
const policyStream = math.MaxUint64

// Summary holds the means over several episodes, and the sample standard deviation
// of the return (NaN for fewer than two episodes).
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
	mean := func(of func(*Episode) float64) float64 {
		m, _ := Describe(len(episodes), func(i int) float64 { return of(&episodes[i]) })
		return m
	}
	s.Return, s.ReturnSD = Describe(len(episodes), func(i int) float64 { return episodes[i].Return })
	s.Steps = mean(func(e *Episode) float64 { return float64(e.Steps) })
	s.OOMRate = mean(func(e *Episode) float64 { return float64(e.OOM) })
	s.CritRate = mean(func(e *Episode) float64 { return float64(e.CriticalOOM) })
	s.AvgLoad = mean(func(e *Episode) float64 { return e.AvgLoad })
	failed := 0
	for i := range episodes {
		if episodes[i].Failed {
			failed++
		}
	}
	s.FailedRate = float64(failed) / float64(max(1, len(episodes))) // a mean of zeros and ones would not be exact
	return s
}

// Describe returns the mean of n values, 0 for none, and their sample standard deviation,
// NaN for fewer than two. Sums are formed in the order of the index, so that every
// platform rounds alike.
func Describe(n int, at func(i int) float64) (mean, sd float64) {
	for i := range n {
		mean += at(i) / float64(n)
	}
	if n < 2 {
		return mean, math.NaN()
	}
	squares := 0.0
	for i := range n {
		d := at(i) - mean
		squares += float64(d * d)
	}
	return mean, math.Sqrt(squares / float64(n-1))
}

// Evaluate plays n episodes, whose seeds are derived from seed and the same for
// every policy: a [BatchPolicy]'s side by side, each in a world of a [cluster.Batch], where
// the next one begins when it has ended. The error is that of the configuration, or of a
// refused action.
func Evaluate(c cluster.Config, p Policy, seed uint64, n int) ([]Episode, error) {
	if batch, ok := p.(BatchPolicy); ok && n > 0 {
		return evaluateBatch(c, batch, Seeds(seed, n))
	}
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	episodes := make([]Episode, n)
	for i, seed := range Seeds(seed, n) {
		if episodes[i], err = PlayEpisode(w, p, seed); err != nil {
			return nil, err
		}
	}
	return episodes, nil
}

func evaluateBatch(c cluster.Config, p BatchPolicy, seeds []uint64) ([]Episode, error) {
	plays, err := NewPlays(c, p, seeds)
	if err != nil {
		return nil, err
	}
	for {
		taken, err := plays.Step()
		if err != nil {
			return nil, err
		}
		if taken == 0 {
			return plays.Episodes(), nil
		}
	}
}

// Seeds returns the seeds of the n episodes of an evaluation.
func Seeds(seed uint64, n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = rng.Derive(seed, uint64(i))
	}
	return seeds
}
