// Package forecast measures how well the Prophet forecasts the failure of an episode:
// under the policies that it learned from and under others, beside the clock and other
// trivial predictors, on the same held-out episodes.
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
	"github.com/resonetics/playground/experiment/pool"
)

// StatedSeeds is how many seeds the bars are stated over.
const StatedSeeds = 20

// Options says what to measure.
type Options struct {
	Preset    string       // of Config's world
	Config    train.Config // of the Pilot, the Prophet and the world
	FirstSeed uint64
	Seeds     int
	Steps     int           // environment steps of the Pilot's training
	Learn     int           // episodes that a Prophet learns from
	Passes    int           // how often it learns from each
	Episodes  int           // held-out ones that forecasts are compared with, for each policy
	HeldOut   baselines.Set // whose episodes those are
	Workers   int           // seeds at once; 0: one per processor

	Progress func(seed uint64, part string) // called before each part, from several goroutines; may be nil
}

// Table is what Measure measured: the finished seeds only.
type Table struct {
	Preset   string           `json:"preset"`
	Command  string           `json:"command,omitempty"` // that measures it again
	Steps    int              `json:"trained_steps"`
	Learn    int              `json:"learned_episodes"`
	Passes   int              `json:"passes"`
	Horizon  int              `json:"horizon"`
	Set      string           `json:"held_out"`
	Episodes int              `json:"episodes"`
	Wanted   int              `json:"seeds_wanted"` // seeds
	Partial  bool             `json:"partial"`
	Scores   baselines.Scores `json:"baselines"`

	Policies []Policy `json:"policies"`
	Seeds    []*Seed  `json:"tables"`
}

// Policy is one under which forecasts are judged.
type Policy struct {
	Name string `json:"name"`
	Seen string `json:"seen_by"` // "all", "some" or "none" of the predictors, while they learned
}

// Seed is what one seed came to.
type Seed struct {
	Seed       uint64      `json:"seed,string"`
	Failing    []float64   `json:"failing"` // share of the held-out episodes, by policy
	Predictors []Predictor `json:"predictors"`
}

// Predictor is what one predictor is worth.
type Predictor struct {
	Name    string  `json:"name"`
	Learned string  `json:"learned_from"` // one of the kinds of experience
	Scores  []Score `json:"scores"`       // by policy
}

// judged is a policy under which forecasts are scored.
type judged struct {
	Policy
	policy agent.Policy
}

// setting is what one seed is measured with.
type setting struct {
	world    cluster.Config
	prophets []prophet.Config // compared on the same episodes
	sources  []experience
	judged   []judged
	rate     float64  // the Prophet's learning rate
	heldOut  []uint64 // seeds of the episodes that it is judged on
}

// Measure trains a Pilot for every seed, and Prophets on its episodes: one for each choice
// of inputs that is compared and each kind of experience. Their forecasts are scored under
// the policies of [policiesOf]. When ctx ends first, the table covers the seeds that were
// finished by then.
func Measure(ctx context.Context, o Options) (*Table, error) {
	if o.Seeds < 1 || o.Steps < 1 || o.Learn < 1 || o.Passes < 1 || o.Episodes < 1 {
		return nil, fmt.Errorf("forecast: %d seeds, %d steps, %d episodes to learn from %d times, %d held out: want at least one of each",
			o.Seeds, o.Steps, o.Learn, o.Passes, o.Episodes)
	}
	base, err := o.HeldOut.Baselines(ctx, o.Config.World, o.Episodes)
	if err != nil {
		return nil, err
	}
	seeds, err := pool.Partial(ctx, o.Seeds, o.Workers, nil, func(ctx context.Context, i int) (Seed, error) {
		return o.seed(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	seeds = slices.DeleteFunc(seeds, func(s *Seed) bool { return s == nil })
	t := &Table{
		Preset: o.Preset, Steps: o.Steps, Learn: o.Learn, Passes: o.Passes, Horizon: o.Config.Prophet.Horizon, Set: o.HeldOut.Key,
		Episodes: o.Episodes, Wanted: o.Seeds, Partial: len(seeds) < o.Seeds, Scores: base, Seeds: seeds,
	}
	for _, j := range policiesOf(agent.H3) { // the names do not depend on who learned
		t.Policies = append(t.Policies, j.Policy)
	}
	return t, nil
}

// seed measures the i-th seed. Its held-out episodes are its own, so that an interval over
// the seeds is one over episodes too.
func (o *Options) seed(ctx context.Context, i int) (Seed, error) {
	seed := o.FirstSeed + uint64(i)
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
	lessons, err := recordTraining(ctx, trainer, o.Steps)
	if err != nil {
		return Seed{}, fmt.Errorf("seed %d: %w", seed, err)
	}
	pilot := trainer.Learner().Greedy()
	tell(seed, "the Prophets learn, and are judged")
	s := setting{
		world: c.World, judged: policiesOf(pilot), rate: c.Pilot.Rate * c.ProphetShare,
		heldOut: agent.Seeds(o.HeldOut.Seed, (i+1)*o.Episodes)[i*o.Episodes:],
	}
	if s.sources, err = o.sources(ctx, pilot, lessons, seed); err != nil {
		return Seed{}, err
	}
	for _, inputs := range []prophet.Inputs{prophet.Statistics, prophet.Extended, prophet.Grid} {
		p := c.Prophet
		p.Inputs = inputs
		s.prophets = append(s.prophets, p)
	}
	return s.measure(ctx, seed)
}

// sources returns the kinds of experience that the predictors of a seed learn from.
func (o *Options) sources(ctx context.Context, pilot agent.Policy, lessons []recording, seed uint64) ([]experience, error) {
	list := []experience{{whileLearning, lessons, 1}}
	for i, of := range []struct {
		name     string
		policies []agent.Policy
	}{{onePolicy, []agent.Policy{exploring{pilot, Epsilon}}}, {mixedPolicies, mixtureOf(pilot)}} {
		played, err := record(ctx, o.Config.World, of.policies, agent.Seeds(rng.Derive(seed, uint64(1+i)), o.Learn))
		if err != nil {
			return nil, err
		}
		list = append(list, experience{of.name, played, o.Passes})
	}
	return list, nil
}
