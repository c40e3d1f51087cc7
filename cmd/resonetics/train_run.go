package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/internal/files"
)

// trainRun is a training run at work.
type trainRun struct {
	*trainCommand
	trainer  *train.Trainer
	rows     *trainCSV // nil: none
	progress *progress
	out      io.Writer
	saved    int // steps in the last checkpoint; -1: none

	curve trainCurve
}

// trainCurve is what --plot draws.
type trainCurve struct {
	steps, returns     []float64 // by episode
	evalSteps, heldOut []float64 // by evaluation
	h3, omniscient     float64   // on the same held-out episodes
	baselines          bool      // have been measured
	lastFail           float64   // of the last evaluation
	best               float64   // held-out return of the best checkpoint; -Inf: none
}

// stopLook is how many steps are taken between two looks at the clock and at
// Ctrl-C.
const stopLook = 100

func (r *trainRun) all(ctx context.Context) error {
	defer r.progress.done()
	if err := r.resumeBest(ctx); err != nil {
		return err
	}
	began := time.Now()
	for {
		n := r.trainer.Learner().Numbers()
		switch {
		case n.Steps >= r.maxSteps:
			return r.finish(ctx, "")
		case n.Steps%stopLook != 0:
		case ctx.Err() != nil:
			if err := r.save(); err != nil {
				return err
			}
			if err := r.draw(ctx); err != nil {
				return err
			}
			return interrupted(n.Steps, r.maxSteps, "steps"+r.where())
		case r.runtime > 0 && time.Since(began) >= r.runtime:
			return r.finish(ctx, fmt.Sprintf("maximum runtime of %s reached; ", r.runtime))
		default:
			r.progress.show("step %d of %d, episode %d, last return %.1f", n.Steps, r.maxSteps, n.Episodes+1, n.LastReturn)
		}
		if err := r.step(ctx); err != nil {
			return err
		}
	}
}

// step takes one step and does what is due after it. Training that is not finite
// leaves the last good checkpoint alone.
func (r *trainRun) step(ctx context.Context) error {
	before := r.trainer.Steps()
	if err := r.trainer.Step(); err != nil {
		if r.saved >= 0 {
			return fmt.Errorf("%w; %s keeps the run as of step %d", err, r.checkpoint, r.saved)
		}
		return err
	}
	n := r.trainer.Learner().Numbers()
	if r.evalEvery > 0 && n.Steps/r.evalEvery > before/r.evalEvery { // a step of many worlds may pass it
		if err := r.evaluate(ctx, n.Steps); err != nil && ctx.Err() == nil {
			return err
		}
	}
	if last := r.trainer.Last(); !last.Terminated && !last.Truncated {
		return nil
	}
	r.curve.steps = append(r.curve.steps, float64(n.Steps))
	r.curve.returns = append(r.curve.returns, n.LastReturn)
	if r.rows != nil {
		if err := r.rows.write(r.trainer.Learner(), r.trainer.Last().Terminated); err != nil {
			return r.giveUp(err)
		}
	}
	if n.Episodes%r.saveEvery == 0 {
		return r.save()
	}
	return nil
}

// evaluate plays held-out episodes greedily, without disturbing the run. It returns ctx's
// error where that ends first: the evaluation is then left out.
func (r *trainRun) evaluate(ctx context.Context, steps int) error {
	if err := r.measureBaselines(ctx); err != nil {
		return err
	}
	l := r.trainer.Learner()
	played, err := baselines.Evaluate(ctx, l.Config().World, l.Greedy(), baselines.Curves.Seed, r.episodes)
	if err != nil {
		return err
	}
	s := agent.Summarize(played)
	c := &r.curve
	c.evalSteps, c.heldOut = append(c.evalSteps, float64(steps)), append(c.heldOut, s.Return)
	c.lastFail = s.FailedRate
	if err := r.recordEvaluation(); err != nil {
		return err
	}
	return r.saveBest(s.Return)
}

func (r *trainRun) measureBaselines(ctx context.Context) error {
	if r.curve.baselines {
		return nil
	}
	scores, err := baselines.Curves.Baselines(ctx, r.trainer.Learner().Config().World, r.episodes)
	r.curve.h3, r.curve.omniscient, r.curve.baselines = scores.H3.Return, scores.Omniscient.Return, err == nil && ctx.Err() == nil
	return err
}

func (r *trainRun) save() error {
	if r.checkpoint == "" {
		return nil
	}
	if err := files.Write(r.checkpoint, r.trainer.Append(nil, train.Everything)); err != nil {
		return err
	}
	r.saved = r.trainer.Learner().Numbers().Steps
	return nil
}

// recordEvaluation writes the row of the last evaluation.
func (r *trainRun) recordEvaluation() error {
	if r.rows == nil {
		return nil
	}
	if err := r.rows.writeEvaluation(&r.curve); err != nil {
		return r.giveUp(err)
	}
	return nil
}

// giveUp saves what was learned when something else than the learning fails.
func (r *trainRun) giveUp(err error) error {
	if failed := r.save(); failed != nil || r.saved < 0 {
		return errors.Join(err, failed)
	}
	return fmt.Errorf("%w; %s keeps the run as of step %d", err, r.checkpoint, r.saved)
}

// where says where the run was saved.
func (r *trainRun) where() string {
	if r.saved < 0 {
		return ""
	}
	return ", saved to " + r.checkpoint
}

// finish saves, draws, and measures what was learned.
func (r *trainRun) finish(ctx context.Context, why string) error {
	if err := r.save(); err != nil {
		return err
	}
	if err := r.draw(ctx); err != nil {
		return err
	}
	if r.json {
		return r.finishJSON(ctx)
	}
	n := r.trainer.Learner().Numbers()
	episodes, failed := n.Played()
	fmt.Fprintf(r.out, "%strained for %s in %s, %s of them failed%s\n", why, steps(n.Steps), lab.Count(episodes, "episode", "episodes"), lab.Thousands(failed), r.where())
	if r.evalEvery == 0 {
		return nil
	}
	table, err := heldOutTable(ctx, r.trainer.Learner(), r.heldOut, r.episodes, r.ahead, r.progress)
	if err != nil {
		return err
	}
	r.progress.done()
	if _, err := fmt.Fprint(r.out, table); err != nil {
		return err
	}
	if table.Partial {
		return interrupted(table.Episodes, table.Wanted, "held-out episodes"+r.where())
	}
	return nil
}

// trained is what a run came to, for --json.
type trained struct {
	Policy     string       `json:"policy"`
	Seed       uint64       `json:"learner_seed,string"`
	Steps      int          `json:"trained_steps"`
	Episodes   int          `json:"episodes"`
	Failures   int          `json:"failures"`
	Checkpoint string       `json:"checkpoint,omitempty"`
	HeldOut    *bench.Table `json:"heldout,omitempty"`
}

func (r *trainRun) finishJSON(ctx context.Context) error {
	l := r.trainer.Learner()
	n := l.Numbers()
	done := trained{Policy: cluster.PolicyOf(l.Config()), Seed: l.Config().Seed, Steps: n.Steps}
	done.Episodes, done.Failures = n.Played()
	if r.saved >= 0 {
		done.Checkpoint = r.checkpoint
	}
	var err error
	if r.evalEvery > 0 {
		done.HeldOut, err = heldOutTable(ctx, l, r.heldOut, r.episodes, r.ahead, r.progress)
	}
	r.progress.done()
	if err == nil {
		err = printJSON(r.out, done)
	}
	if err == nil && done.HeldOut != nil && done.HeldOut.Partial {
		err = interrupted(done.HeldOut.Episodes, done.HeldOut.Wanted, "held-out episodes"+r.where())
	}
	return err
}

func (r *trainRun) draw(ctx context.Context) error {
	if r.plot == "" {
		return nil
	}
	if r.evalEvery > 0 {
		if err := r.measureBaselines(ctx); err != nil {
			return err
		}
	}
	c := &r.curve
	figure := plot.Figure{
		Title: "Learning curve of " + cluster.PolicyOf(r.trainer.Learner().Config()), X: "environment steps", Y: "return per episode",
		Series: []plot.Series{
			{Label: "episodes while learning", Style: plot.Dots, X: c.steps, Y: c.returns},
			{Label: "held-out, greedy", X: c.evalSteps, Y: c.heldOut},
		},
	}
	if c.baselines {
		figure.Series = append(figure.Series,
			plot.Height("h3, held-out", c.h3), plot.Height("omniscient, held-out", c.omniscient))
	}
	return drawFigure(r.plot, figure)
}
