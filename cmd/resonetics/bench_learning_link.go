package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/shard"
)

// addLink adds the link of a session in which the first seed of a table learns the same, and
// makes sure of it by running that session; or it says why there is no such link. Without a
// table, since others measure some of it, the session is run alone, where it is this shard's.
func addLink(ctx context.Context, p *progress, o *learning.Options, t *learning.Table) error {
	seed := o.Seeds[0]
	config, unlinked := sessionOf(o, seed)
	if unlinked != nil {
		if t != nil {
			t.NoLink = unlinked.Error()
		}
		return nil
	}
	work := shard.Work{Keys: []string{fmt.Sprintf("link of %s on %s", o.Learner, o.Preset)}, Workers: 1}
	links, err := shard.Whole(ctx, o.Store, work, func(ctx context.Context, _ int) (*learning.Link, error) {
		return repeatSeed(ctx, p, o, config)
	})
	if err != nil || t == nil {
		return err
	}
	if digest := t.Curves[0].Digest; links[0].Digest != digest {
		return fmt.Errorf("seed %d has learned %s here and %s in a session of the page: they should be the same", seed, digest, links[0].Digest)
	}
	t.Link = links[0]
	return nil
}

// repeatSeed runs the session, and returns its link with the digest of what is learned in it.
func repeatSeed(ctx context.Context, p *progress, o *learning.Options, config lab.Config) (*learning.Link, error) {
	s, err := lab.NewSession(config)
	if err != nil {
		return nil, err
	}
	if err := repeat(ctx, p, s, o.SessionSteps()); err != nil {
		return nil, errors.Join(err, ctx.Err())
	}
	checkpoint, err := s.AppendMind(nil)
	if err != nil {
		return nil, err
	}
	mind, err := train.LoadLearner(checkpoint)
	if err != nil {
		return nil, err
	}
	return &learning.Link{Seed: config.Seed, Text: s.Share(moduleVersion()).Link(), Digest: learning.Digest(mind)}, nil
}

// sessionOf returns the configuration of the session in which a seed learns. The error names
// a number for which the page has no control.
func sessionOf(o *learning.Options, seed uint64) (lab.Config, error) {
	c := lab.NewConfig(clusterlab.Lab)
	c.Seed = seed
	if !c.SetPreset(o.Preset) {
		return c, fmt.Errorf("the page has no preset %s", o.Preset)
	}
	if err := c.SetText("policy", o.Learner); err != nil {
		return c, err
	}
	want := o.Config.Fields()
	for _, f := range want.Without("guidance") { // which only a policy with a Prophet has
		if _, err := c.Lab.Param(f.Key); err != nil {
			continue
		}
		if err := c.Set(f.Key, f.Get()); err != nil {
			return c, err
		}
	}
	config, err := clusterlab.Learner(c)
	if err != nil {
		return c, err
	}
	for i, f := range config.Fields() {
		if f.Get() != want[i].Get() {
			return c, fmt.Errorf("the page has no control for %s, which is %s", f.Key, want[i].Text())
		}
	}
	return c, nil
}
