// Package forecast measures how well the Prophet forecasts the failure of an
// episode, beside trivial predictors on the same held-out episodes.
package forecast

import (
	"context"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
)

// Epsilon is the exploration of the policies whose failures are forecast.
const Epsilon = 0.3

// Options says what to measure.
type Options struct {
	Preset  string       // of Config's world
	Config  train.Config // of the Pilot, the Prophet and the world
	First   uint64       // of the seeds, which are counted on from it
	Seeds   int
	Steps   int           // environment steps of the Pilot's training
	Learn   int           // episodes that the Prophet learns from
	Passes  int           // how often it learns from each
	HeldOut int           // held-out episodes that its forecasts are compared with
	Set     baselines.Set // of which they are
	Workers int           // seeds at once; 0: one per processor

	Progress func(seed uint64, part string) // called before each part, from several goroutines; may be nil
}

// Table is what Measure measured: the finished seeds only.
type Table struct {
	Preset  string `json:"preset"`
	Steps   int    `json:"steps"`
	Set     string `json:"held_out"` // which episodes the forecasts are judged on
	Wanted  int    `json:"wanted"`   // seeds
	Partial bool   `json:"partial"`
	baselines.Scores

	Seeds []*Seed `json:"tables"`
}

// Seed is what one seed came to.
type Seed struct {
	Seed       uint64      `json:"seed"`
	Predictors []Predictor `json:"predictors"` // the Prophets, then the trivial ones

	setting setting
	failing [2]float64 // share of the held-out episodes that fail under the two policies
}

// Predictor is what one predictor is worth.
type Predictor struct {
	Name    string `json:"name"`
	Own     Score  `json:"own"`     // under the policy it learned from
	Shifted Score  `json:"shifted"` // under another policy
}

// setting is what one seed is measured with.
type setting struct {
	world    cluster.Config
	prophets []prophet.Config // compared on the same episodes
	// The first policy acts while the Prophet learns and when it is scored; the
	// second one is a policy that no Prophet learned from.
	policies            [2]agent.Policy
	rate                float64 // the Prophet's learning rate
	learn, passes, held int     // as in Options
	set                 baselines.Set
}

// Measure trains a Pilot for every seed, and Prophets on episodes of it with ε 0.3:
// one for each choice of inputs. Their forecasts are scored under the same policy
// and under h.3 with the same ε. When ctx ends first, the table covers the seeds
// that were finished by then.
func Measure(ctx context.Context, o Options) (*Table, error) {
	if o.Seeds < 1 || o.Steps < 1 || o.Learn < 1 || o.Passes < 1 || o.HeldOut < 1 {
		return nil, fmt.Errorf("forecast: %d seeds, %d steps, %d episodes to learn from %d times, %d held out: want at least one of each",
			o.Seeds, o.Steps, o.Learn, o.Passes, o.HeldOut)
	}
	base, seeds, err := baselines.PerSeed(ctx, o.Config.World, o.Set, o.HeldOut, o.First, o.Seeds, o.Workers, o.seed)
	if err != nil {
		return nil, err
	}
	seeds = slices.DeleteFunc(seeds, func(s *Seed) bool { return s == nil })
	return &Table{Preset: o.Preset, Steps: o.Steps, Set: o.Set.Key, Wanted: o.Seeds, Partial: len(seeds) < o.Seeds, Scores: base, Seeds: seeds}, nil
}

func (o *Options) seed(ctx context.Context, seed uint64, _ baselines.Scores) (Seed, error) {
	tell := o.Progress
	if tell == nil {
		tell = func(uint64, string) {}
	}
	c := o.Config
	c.Seed = seed
	trainer, err := train.New(c)
	if err != nil {
		return Seed{}, err
	}
	tell(seed, "the Pilot learns")
	if err := learning.Train(ctx, trainer, o.Steps, nil); err != nil {
		return Seed{}, fmt.Errorf("seed %d: %w", seed, err)
	}
	s := setting{
		world: c.World, rate: c.Pilot.Rate * c.ProphetShare, learn: o.Learn, passes: o.Passes, held: o.HeldOut, set: o.Set,
		policies: [2]agent.Policy{exploring{trainer.Learner().Greedy(), Epsilon}, exploring{agent.H3, Epsilon}},
	}
	for _, inputs := range []prophet.Inputs{prophet.Statistics, prophet.Budgeted, prophet.Extended} {
		p := c.Prophet
		p.Inputs = inputs
		s.prophets = append(s.prophets, p)
	}
	tell(seed, "the Prophet learns")
	return s.measure(ctx, seed)
}

// measure trains every Prophet on the same episodes and scores it on held-out ones,
// beside the trivial predictors: one number of the state, turned into a probability
// by how often the episodes to learn from failed at such a number.
func (s *setting) measure(ctx context.Context, seed uint64) (Seed, error) {
	result := Seed{Seed: seed, setting: *s}
	own, err := record(ctx, s.world, s.policies[0], rng.Derive(seed, 1), s.learn)
	if err != nil {
		return result, err
	}
	var held [2][]recording
	for i, p := range s.policies {
		if held[i], err = record(ctx, s.world, p, s.set.Seed, s.held); err != nil {
			return result, err
		}
		for _, r := range held[i] {
			if r.failed {
				result.failing[i] += 1 / float64(len(held[i]))
			}
		}
	}
	add := func(name string, horizon int, score func(state) float64) {
		result.Predictors = append(result.Predictors, Predictor{name, scoreOf(held[0], horizon, score), scoreOf(held[1], horizon, score)})
	}
	for _, c := range s.prophets {
		p, err := s.teach(ctx, c, own, rng.Derive(seed, 2))
		if err != nil {
			return result, err
		}
		add("prophet, "+c.Fields()[0].Text(), c.Horizon, func(s state) float64 { return float64(p.ForecastFeatures(s.features[:p.Inputs()]).Risk) })
	}
	horizon := s.prophets[0].Horizon
	for _, trivial := range []struct {
		name  string
		value func(s state) float64
	}{
		{"largest memory", func(s state) float64 { return float64(s.features[2]) }},
		{"average memory", func(s state) float64 { return float64(s.features[1]) }},
		{"elapsed time", func(s state) float64 { return float64(s.step) }},
	} {
		add(trivial.name, horizon, calibrate(own, horizon, trivial.value))
	}
	return result, nil
}

// teach lets a Prophet watch the episodes; the inputs it reads are the first of the
// extended ones.
func (s *setting) teach(ctx context.Context, c prophet.Config, episodes []recording, seed uint64) (*prophet.Prophet, error) {
	p, err := prophet.New(c, seed)
	if err != nil {
		return nil, err
	}
	for range s.passes {
		for _, e := range episodes {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			for _, state := range e.states {
				p.ObserveFeatures(state.features[:p.Inputs()])
				if err := p.Step(s.rate); err != nil {
					return nil, err
				}
			}
			p.EndEpisode(0, e.world, e.failed)
		}
	}
	return p, nil
}
