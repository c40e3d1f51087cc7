package main

import (
	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/train"
	envcluster "github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/bench"
)

// foresightFlags are --foresight and the numbers of what is imagined, for commands that
// measure policies.
type foresightFlags struct{ flags *runFlags }

func addForesightFlags(cmd *cobra.Command) *foresightFlags {
	l := cluster.Lab
	f := &runFlags{flags: cmd.Flags(), labs: lab.List{l}, lab: l.Key, params: make(map[string]*paramValue)}
	for i := range l.Params {
		if p := &l.Params[i]; cluster.IsForesights(p.Key) {
			f.params[p.Key] = &paramValue{labs: f.labs, params: []*lab.Param{p}}
		}
	}
	f.define(cmd)
	return &foresightFlags{f}
}

// config returns how to look ahead; nil where nothing does.
func (f *foresightFlags) config() (*bench.Look, error) {
	c, err := f.flags.configured()
	if err == nil {
		err = f.flags.allRead(c)
	}
	if err != nil || c.Choice(cluster.KeyForesight) == "none" {
		return nil, err
	}
	return lookOf(c), nil
}

// lookOf returns how policies look ahead by the configuration of a run in which they do.
func lookOf(c lab.Config) *bench.Look {
	l := &bench.Look{Imagine: cluster.ImagineConfig(c)}
	if c.Choice(cluster.KeyForesight) == "distilled" {
		d := cluster.DistilConfig(c)
		l.Distil = &d
	}
	return l
}

// guardedIn returns what lets players look ahead in a world; nil where none does.
func guardedIn(l *bench.Look, world envcluster.Config, seed uint64) *bench.Foresight {
	if l == nil {
		return nil
	}
	return &bench.Foresight{Look: *l, World: world, Seed: seed}
}

// lookAhead lets a trainer look ahead as the session of c does.
func lookAhead(t *train.Trainer, c lab.Config) error {
	if c.Choice(cluster.KeyForesight) == "distilled" {
		return usagef("--foresight is distilled, and a checkpoint does not hold the network that learns what is imagined; want none or imagine while training, then eval --foresight distilled")
	}
	m, err := cluster.Foresight(c, t.World().Config())
	t.SetForesight(m)
	return err
}

// lookAhead lets the run of the command look ahead, and remembers it for its evaluation.
func (t *trainCommand) lookAhead(trainer *train.Trainer, c lab.Config) error {
	if c.Choice(cluster.KeyForesight) != "none" {
		t.ahead = lookOf(c)
	}
	return lookAhead(trainer, c)
}

// lookAheadAgain is lookAhead for a run that goes on: what is imagined follows from its seed.
func (t *trainCommand) lookAheadAgain(trainer *train.Trainer) error {
	c, err := t.flags.configured()
	if err == nil {
		err = t.flags.allRead(c)
	}
	if err != nil {
		return err
	}
	c.Seed = trainer.Seed()
	return t.lookAhead(trainer, c)
}
