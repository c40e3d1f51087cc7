// Package baselines holds what every experiment on the cluster is compared with and
// where it takes place: the policies that need no training, the scores of h.3, the tuned
// local rule and the omniscient planner on held-out episodes, the rule sets and the presets.
package baselines

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/pool"
	"github.com/resonetics/playground/experiment/stat"
)

// Score is what a policy's episodes came to, in short.
type Score struct {
	Return float64 `json:"return"`       // mean
	Failed float64 `json:"failed_share"` // of the episodes
}

// Baseline is the score of a policy that does not learn, with 95 % intervals over the
// episodes: Wilson's of the share that fails, Student's of the mean return.
type Baseline struct {
	Score
	FailedLow  stat.Number `json:"failed_share_low"`
	FailedHigh stat.Number `json:"failed_share_high"`
	ReturnLow  stat.Number `json:"return_low"`
	ReturnHigh stat.Number `json:"return_high"`
}

// baseline returns the score of episodes with its intervals; there must be an episode.
func baseline(episodes []agent.Episode) Baseline {
	returns := make([]float64, len(episodes))
	for i := range episodes {
		returns[i] = episodes[i].Return
	}
	s, mean := score(episodes), stat.Describe(returns)
	share := series.Wilson(s.Failed*float64(len(episodes)), len(episodes))
	return Baseline{s, stat.Number(share.Low), stat.Number(share.High), mean.Low, mean.High}
}

// Scores are those of the policies that every table shows.
type Scores struct {
	H3         Baseline `json:"h3"`
	Local      Baseline `json:"local"` // the rule that is tuned to the world
	Omniscient Baseline `json:"omniscient"`
}

// Named is a baseline with its name.
type Named struct {
	Name string
	Baseline
}

// List returns the scores in the order of the tables.
func (s *Scores) List() []Named {
	return []Named{{"h.3", s.H3}, {"local", s.Local}, {"omniscient", s.Omniscient}}
}

// PerSeed lets the baselines play the given number of episodes of the set, then works on
// the given number of seeds from the first one on, side by side. Results that are missing
// because ctx ended are nil.
func PerSeed[T any](ctx context.Context, c cluster.Config, held Set, episodes int, first uint64, seeds, workers int,
	work func(ctx context.Context, seed uint64, base Scores) (T, error)) (Scores, []*T, error) {
	base, err := held.Baselines(ctx, c, episodes)
	if err != nil {
		return base, nil, err
	}
	results, err := pool.Partial(ctx, seeds, workers, nil, func(ctx context.Context, i int) (T, error) {
		return work(ctx, first+uint64(i), base)
	})
	return base, results, err
}

// String gives a line of a table for each.
func (s Scores) String() string {
	var text strings.Builder
	for _, b := range s.List() {
		fmt.Fprintf(&text, "%-24s fails %4.1f %% (95 %%: %.1f to %.1f)   return %6.1f (95 %%: %.1f to %.1f)\n",
			b.Name, 100*b.Failed, 100*b.FailedLow, 100*b.FailedHigh, b.Return, b.ReturnLow, b.ReturnHigh)
	}
	return text.String()
}

// entry is something that a person chooses by its key.
type entry[T any] struct {
	key   string
	value T
}

// keys returns the keys of a list in its order.
func keys[T any](list []entry[T]) []string {
	var all []string
	for _, e := range list {
		all = append(all, e.key)
	}
	return all
}

// lookup returns what has a key; the error names the keys that there are.
func lookup[T any](what, key string, list []entry[T]) (T, error) {
	for _, e := range list {
		if e.key == key {
			return e.value, nil
		}
	}
	var none T
	return none, fmt.Errorf("%s is %q, want one of %v", what, key, keys(list))
}

// policies are weakest first.
var policies = []string{"random", "h7", "h5", "h3", "local", "omniscient", "omniscient-farming"}

// Policies returns the keys of the policies that need no training, weakest first.
func Policies() []string { return slices.Clone(policies) }

// Policy returns one of Policies. Goroutines may share it, because it holds no memory.
func Policy(key string) (agent.Policy, error) {
	if !slices.Contains(policies, key) {
		return nil, fmt.Errorf("policy is %q, want one of %v", key, policies)
	}
	return clusterlab.Classical(key), nil
}

func ruleSets() (list []entry[cluster.Config]) {
	for _, r := range []cluster.Rules{cluster.V45, cluster.V46, cluster.V51} {
		list = append(list, entry[cluster.Config]{r.String(), cluster.Default(r)})
	}
	return list
}

// RuleSets returns the names of the rule sets in the order of publication.
func RuleSets() []string { return keys(ruleSets()) }

// RuleSet returns the numbers that a rule set was published with.
func RuleSet(name string) (cluster.Config, error) { return lookup("rule set", name, ruleSets()) }

func presets() (list []entry[cluster.Preset]) {
	for _, p := range cluster.Presets() {
		list = append(list, entry[cluster.Preset]{p.Key, p})
	}
	return list
}

// Presets returns the keys of the presets, the easiest first.
func Presets() []string { return keys(presets()) }

// Preset returns the preset with a key.
func Preset(key string) (cluster.Preset, error) { return lookup("preset", key, presets()) }
