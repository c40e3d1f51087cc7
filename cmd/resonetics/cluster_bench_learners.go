package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/internal/files"
)

// benchLearners are the flags by which policies that learn take part in
// `cluster bench`: loaded from checkpoints, or else trained first.
type benchLearners struct {
	checkpoints []string
	steps       int
}

func addBenchLearners(cmd *cobra.Command) *benchLearners {
	l := new(benchLearners)
	filesFlag(cmd.Flags(), &l.checkpoints, "checkpoint", "file of a policy that has learned, in place of training it first")
	wholeFlag(cmd.Flags(), &l.steps, "train-steps", 0, 0, maxTrainingSteps, "steps for which policies that learn are trained first; 0 for the number recommended for the world")
	return l
}

// players returns the policies with those keys for a world, and what has to be said
// about how some of them were made. What was trained for another shard is taken from the store.
func (l *benchLearners) players(ctx context.Context, p *progress, store *shard.Store, keys []string, world cluster.Preset, seed uint64) (list []series.Player, note string, err error) {
	loaded, err := files.Wait(ctx, func() (map[string]*train.Learner, error) { return l.load(keys) })
	if err != nil {
		return nil, "", err
	}
	if l.steps > 0 && !slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(clusterlab.Learners(), key) && loaded[key] == nil }) {
		return nil, "", usagef("--train-steps is %d, and no policy is to be trained; leave it out", l.steps)
	}
	for _, key := range keys {
		if isProgram(key) {
			own, err := files.Wait(ctx, func() (series.Player, error) { return programPlayer(key) })
			if err != nil {
				return nil, "", err
			}
			list = append(list, own)
			continue
		}
		if !slices.Contains(clusterlab.Learners(), key) {
			known, err := bench.Baselines(key)
			if err != nil {
				return nil, "", err
			}
			list = append(list, known...)
			continue
		}
		if world.Config.Rules != cluster.V51 {
			return nil, "", usagef("--policies has %s, which learns under %s only; add --preset, or --rules %s", key, cluster.V51, cluster.V51)
		}
		mind, how := loaded[key], "loaded after %d steps"
		if mind == nil {
			how = "trained for %d steps first"
			if mind, err = l.trained(ctx, p, store, key, world, seed); err != nil {
				return nil, "", err
			}
		}
		list = append(list, series.Player{Key: key, New: mind.Greedy})
		note += ", " + key + " " + fmt.Sprintf(how, mind.Numbers().Steps)
	}
	return list, note, nil
}

// load reads the checkpoints, each of which must be asked for.
func (l *benchLearners) load(keys []string) (map[string]*train.Learner, error) {
	loaded := make(map[string]*train.Learner)
	for _, path := range l.checkpoints {
		mind, err := loadMind(path)
		if err != nil {
			return nil, err
		}
		key := clusterlab.PolicyOf(mind.Config())
		switch {
		case !slices.Contains(keys, key):
			return nil, usagef("--checkpoint %s holds %s, which --policies has not", path, key)
		case loaded[key] != nil:
			return nil, usagef("--checkpoint %s holds %s, and so does another", path, key)
		}
		loaded[key] = mind
	}
	return loaded, nil
}

// trainingStream separates the run that a policy learns in from the episodes that it is
// measured on: it must not have met them.
const trainingStream = math.MaxUint64

// lessons returns what a policy learns with, and for how many steps at best.
func lessons(key string, world cluster.Preset, seed uint64) (train.Config, int) {
	config, steps := recommendedFor(key, world)
	config.Seed = rng.Derive(seed, trainingStream)
	switch key {
	case "qtable":
		config.Algorithm = train.QTable
	case "pilot-prophet", "pqn-prophet":
		guided := train.Default(world.Config)
		config.Forecast, config.Guidance = guided.Forecast, guided.Guidance
	}
	return config, steps
}

// trained trains a policy, which every shard needs, and keeps it.
func (l *benchLearners) trained(ctx context.Context, p *progress, store *shard.Store, key string, world cluster.Preset, seed uint64) (*train.Learner, error) {
	var stopped error // says how far it came
	work := shard.Work{Keys: []string{"training of " + key}, Every: true, Workers: 1}
	minds, err := shard.Whole(ctx, store, work, func(ctx context.Context, _ int) ([]byte, error) {
		var mind *train.Learner
		if mind, stopped = l.train(ctx, p, key, world, seed); stopped != nil {
			return nil, stopped
		}
		return mind.Append(nil, 0), nil
	})
	if err = cmp.Or(stopped, err); err != nil {
		return nil, err
	}
	return train.LoadLearner(minds[0])
}

func (l *benchLearners) train(ctx context.Context, p *progress, key string, world cluster.Preset, seed uint64) (*train.Learner, error) {
	config, steps := lessons(key, world, seed)
	if l.steps > 0 {
		steps = l.steps
	}
	trainer, err := train.New(config)
	if err != nil {
		return nil, err
	}
	done := 0
	err = learning.Train(ctx, trainer, steps, func(n int) {
		done = n
		p.show("training %s: %d of %d steps", key, n, steps)
	})
	switch {
	case err != nil && err == ctx.Err():
		return nil, interrupted(done, steps, "steps of training "+key)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return trainer.Learner(), nil
}
