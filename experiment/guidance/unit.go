package guidance

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Cell is what one seed came to under one rule in one world.
type Cell struct {
	Setting  string  // what of the rule was tuned, in words; empty for nothing
	Failures float64 // while training
	Share    float64 // of the steps of training that were handed over
	Return   float64 // held out, after training, by the greedy policy alone
	Failed   float64 // share of those episodes
	Guarded  *Guarded
}

// Guarded is what the same policy came to with guidance left on. Rules that hand over at
// chance moments, or only explore less, have none.
type Guarded struct {
	Return float64
	Failed float64
	Share  float64 // of the steps that were handed over
}

// unit is one seed in one world, in which all rules meet the same episodes.
type unit struct {
	ctx   context.Context
	o     *Options
	world World
	seed  uint64
	tuned *tuned
	rates map[string]train.Rates // of the runs that controls are paired with, by rule
	cells map[string]Cell        // of runs that several rules may ask for
}

// config returns what the Pilot learns with: the same numbers in every world and under every
// rule. Its schedules end with the training.
func (u *unit) config(g train.Guidance) train.Config {
	c := u.o.Learner(u.world.Config)
	c.Seed, c.Guidance, c.Forecast = train.LearnerSeed(u.seed), g, false
	c.Pilot.Horizon, c.EpsilonSteps = u.o.Steps, max(1, u.o.Steps/3)
	return c
}

// guided returns a rule that learns under guidance.
func guided(g train.Guidance) func(*unit) (Cell, error) {
	return func(u *unit) (Cell, error) {
		c, rates, err := u.learn(u.config(g), nil)
		u.rates[train.GuidanceNames[g]] = rates
		return c, err
	}
}

// guidedByGrid learns under Withdrawn with the Prophet that forecasts best.
func guidedByGrid(u *unit) (Cell, error) {
	c := u.config(train.Withdrawn)
	c.Prophet.Inputs = prophet.Grid
	cell, _, err := u.learn(c, nil)
	return cell, err
}

// yoked returns a control that acts as much as the rule with the same seed, in the same
// thousand steps.
func yoked(g train.Guidance, rule string) func(*unit) (Cell, error) {
	return func(u *unit) (Cell, error) {
		if u.rates[rule] == nil {
			if _, err := ruleOf(rule).run(u); err != nil {
				return Cell{}, err
			}
		}
		c, _, err := u.learn(u.config(g), u.rates[rule])
		return c, err
	}
}

// limited returns a rule that hands over above a limit on memory.
func limited(limit, from string) func(*unit) (Cell, error) {
	return func(u *unit) (Cell, error) {
		v := u.tuned.limit(limit, from, u.world.Key)
		setting := fmt.Sprintf("%s memory > %g", limit, v)
		if c, done := u.cells[setting]; done {
			return c, nil
		}
		c, _, err := u.learn(withLimit(u.config(limits[limit].guidance), v), nil)
		c.Setting = setting
		u.cells[setting] = c
		return c, err
	}
}

// withLimit returns c with the limit of its guidance.
func withLimit(c train.Config, v float64) train.Config {
	if c.Guidance == train.MaxThreshold {
		c.MaxAt = v
	} else {
		c.LoadAt = v
	}
	return c
}

// learn trains and evaluates a learner.
func (u *unit) learn(c train.Config, pair train.Rates) (Cell, train.Rates, error) {
	l, cell, err := u.train(c, pair)
	if err != nil {
		return cell, nil, err
	}
	if err := u.evaluate(&cell, l.Greedy()); err != nil {
		return cell, nil, err
	}
	switch c.Guidance {
	case train.Handover, train.Withdrawn, train.Threshold, train.MaxThreshold, train.AlwaysSafe:
		s := &shielded{Policy: l.Greedy(), hands: l.HandsOver}
		err = u.guard(&cell, s, s.share)
	}
	return cell, l.Rates(), err
}

// train lets a learner learn, and returns it with what its training came to.
func (u *unit) train(c train.Config, pair train.Rates) (*train.Learner, Cell, error) {
	l, err := train.NewLearner(c)
	if err != nil {
		return nil, Cell{}, err
	}
	l.Yoke(pair)
	failures, err := u.play(l)
	return l, Cell{Failures: float64(failures), Share: float64(l.Numbers().Handovers) / float64(u.o.Steps)}, err
}

// contextEvery is how many steps are taken between two looks at the context.
const contextEvery = 100

// play lets an actor act for the steps of a training, in the episodes of the unit's seed,
// and returns how many of them failed.
func (u *unit) play(a agent.Actor) (failures int, err error) {
	e, err := agent.NewEpisodes(u.world.Config, u.seed)
	if err != nil {
		return 0, err
	}
	for step := range u.o.Steps {
		if step%contextEvery == 0 && u.ctx.Err() != nil {
			return 0, u.ctx.Err()
		}
		if err := e.Step(a); err != nil {
			return 0, err
		}
		if e.Last.Terminated {
			failures++
		}
	}
	return failures, nil
}

// evaluate lets a policy play the held-out episodes.
func (u *unit) evaluate(c *Cell, p agent.Policy) error {
	score, err := u.o.HeldOut.Play(u.ctx, u.world.Config, p, u.o.Episodes)
	c.Return, c.Failed = score.Return, score.Failed
	return err
}

// guard lets a policy that guidance is left on for play the same episodes; share then returns
// which share of the steps was handed over.
func (u *unit) guard(c *Cell, p agent.Policy, share func() float64) error {
	score, err := u.o.HeldOut.Play(u.ctx, u.world.Config, p, u.o.Episodes)
	c.Guarded = &Guarded{score.Return, score.Failed, share()}
	return err
}

// shielded is a policy whose step is taken by the safe action where guidance asks for it.
type shielded struct {
	agent.Policy
	hands         func(*cluster.World) bool
	steps, handed int
}

// Act implements agent.Policy.
func (s *shielded) Act(w *cluster.World, r *rng.Source) int {
	s.steps++
	if s.hands(w) {
		s.handed++
		return agent.SafeAction(w)
	}
	return s.Policy.Act(w, r)
}

func (s *shielded) share() float64 { return float64(s.handed) / float64(max(1, s.steps)) }

// fixed is a policy that acts in the place of a learner.
type fixed struct{ agent.Policy }

// Act implements agent.Actor.
func (f fixed) Act(w *cluster.World) int { return f.Policy.Act(w, nil) }

// Learn implements agent.Actor.
func (fixed) Learn(*cluster.World, env.Result) error { return nil }
