package main

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/bench"
)

// shared adds what the link of a series says to o. Policies that have learned are those of
// the run, which is repeated up to the step at which the series was played.
func shared(ctx context.Context, p *progress, link string, o *bench.Options) error {
	run, err := readLink("--link: ", link)
	if err != nil {
		return err
	}
	if run.Series == nil {
		return usagef("--link describes no series; the page gives such a link under its table of a series")
	}
	session, err := lab.Replay(run)
	if err != nil {
		return err
	}
	if err := repeat(ctx, p, session, run.At); err != nil {
		return err
	}
	minds := make(map[string][]byte)
	o.Title = "Lab " + run.Config.Lab.Key
	for _, player := range run.Series.Players {
		mind, steps, err := session.Mind(player)
		if err != nil {
			return usagef("--link: series: policy %s: %w", player, err)
		}
		if mind != nil {
			minds[player] = mind
			o.Title += fmt.Sprintf(", %s after %d steps", player, steps)
		}
	}
	o.World, o.Episodes, o.Seed = clusterlab.World(session.Config()), run.Series.Episodes, run.Series.Seed
	o.Players, err = clusterlab.Players(session.Config(), run.Series.Players, minds)
	return err
}

// repeat takes a run to a step.
func repeat(ctx context.Context, p *progress, s *lab.Session, to uint64) error {
	const stride = 64 // steps between two looks at ctx
	for s.Step() < to {
		if ctx.Err() != nil {
			return interrupted(int(s.Step()), int(to), "steps of the run")
		}
		if s.Advance(int(min(stride, to-s.Step()))) == 0 {
			return stands(s, "")
		}
		p.show("repeating the run: step %d of %d", s.Step(), to)
	}
	return nil
}
