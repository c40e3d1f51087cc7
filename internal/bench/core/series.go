package core

import (
	"math"
	"time"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// stepper takes about n steps and returns how many it took.
type stepper func(n int) (int, error)

// seriesOf returns the steps of a series in which one policy plays alone.
func seriesOf(c cluster.Config, p agent.Policy) (stepper, error) {
	begin := func() (*series.Series, error) {
		return series.New(c, []series.Player{{New: func() agent.Policy { return p }}}, agent.Seeds(1, 1000))
	}
	s, err := begin()
	return func(n int) (int, error) {
		if s.Advance(n) {
			s, err = begin()
		}
		return n, err
	}, err
}

// bareOf returns the steps of a world with a policy and nothing else.
func bareOf(c cluster.Config, p agent.Policy) (stepper, error) {
	w, err := cluster.New(c)
	random, episode := rng.New(1), uint64(0)
	return func(n int) (int, error) {
		for range n {
			if w.Over() {
				episode++
				w.Reset(rng.Derive(1, episode))
			}
			if _, err := w.Step(p.Act(w, random)); err != nil {
				return 0, err
			}
		}
		return n, nil
	}, err
}

// redQueen is the world in which a first visit races.
func redQueen() cluster.Config {
	c := cluster.Default(cluster.V51)
	c.MemDrift, c.MemNoise = 0.007, 0.02
	return c
}

// seriesSteps returns the steps per second of a series of h.3.
func seriesSteps() (float64, error) {
	work, err := seriesOf(redQueen(), agent.H3)
	if err != nil {
		return 0, err
	}
	return best(2000, work)
}

// seriesRatio returns the steps per second of a series as a part of those of a bare world
// of the same policy: the lowest over the policies.
func seriesRatio() (float64, error) {
	pilot, err := train.NewLearner(train.Default(redQueen()))
	if err != nil {
		return 0, err
	}
	lowest := math.Inf(1)
	for _, p := range []agent.Policy{agent.Random{}, agent.H3, agent.Omniscient{}, pilot.Greedy()} {
		ratio, err := against(p)
		if err != nil {
			return 0, err
		}
		lowest = min(lowest, ratio)
	}
	return lowest, nil
}

// against times both in short turns, so that they meet the same machine, and compares the
// fastest turns of each.
func against(p agent.Policy) (float64, error) {
	const turns, turn = 40, 2000 // steps
	played, err := seriesOf(redQueen(), p)
	if err != nil {
		return 0, err
	}
	bare, err := bareOf(redQueen(), p)
	if err != nil {
		return 0, err
	}
	fastest := [2]time.Duration{math.MaxInt64, math.MaxInt64}
	for range turns {
		for i, work := range []stepper{played, bare} {
			start := time.Now()
			if _, err := work(turn); err != nil {
				return 0, err
			}
			fastest[i] = min(fastest[i], time.Since(start))
		}
	}
	return float64(fastest[1]) / float64(fastest[0]), nil
}
