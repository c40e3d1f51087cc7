package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/resonetics/playground/cmd/resonetics/internal/monitor"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab/prophet"
)

// prophetRun is a training run at work.
type prophetRun struct {
	run      *kernelRun
	began    int // steps done before this process
	saves    *checkpoints
	monitor  *monitor.Monitor // nil: none
	rows     *prophetCSV      // nil: none
	pace     <-chan time.Time // nil: as fast as possible
	out      io.Writer
	progress *progress
	gaps     float64 // sum over the steps of this process
}

// serve trains to the end, keeps serving for linger, and shuts down.
func (r *prophetRun) serve(ctx context.Context, linger time.Duration) error {
	err := r.train(ctx)
	r.progress.done()
	if err == nil {
		r.summary()
		r.linger(ctx, linger)
	}
	if r.monitor != nil {
		r.monitor.Stop()
		if ctx.Err() != nil {
			time.Sleep(drainTime)
		}
	}
	return err
}

// train takes the steps that are left. An interrupted run is saved where it is.
func (r *prophetRun) train(ctx context.Context) error {
	steps := r.run.Config().Steps
	for !r.run.Done() {
		if !r.wait(ctx) {
			if r.monitor != nil {
				r.monitor.Stop()
			}
			if err := r.saves.save(r.run); err != nil {
				return err
			}
			return interrupted(r.run.Steps(), steps, "steps; go on with --resume "+r.saves.path(r.saves.saved))
		}
		if err := r.step(); err != nil {
			return err
		}
	}
	if r.saves.saved == steps {
		return nil
	}
	return r.saves.save(r.run)
}

// wait returns true when the next step is due, false when ctx is done.
func (r *prophetRun) wait(ctx context.Context) bool {
	if r.pace == nil {
		return ctx.Err() == nil
	}
	select {
	case <-r.pace:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// step takes one step and does what is due after it. A run that is not finite
// ends there and leaves the last good checkpoint alone.
func (r *prophetRun) step() error {
	r.run.Step()
	s := r.run.Signals()
	if bad := s.Gap + s.Loss; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return fmt.Errorf("step %d: the loss is not finite; lower --base-rate", s.Step+1)
	}
	r.gaps += s.Gap
	if r.monitor != nil {
		r.monitor.Observe(&s)
	}
	if r.rows != nil {
		if err := r.rows.write(&s); err != nil {
			return err
		}
	}
	done := r.run.Steps()
	r.progress.show("step %d of %d, %s, gap %.4f, rate %.4g", done, r.run.Config().Steps, s.Mode, s.Gap, s.Rate)
	if done%checkpointEvery == 0 {
		return r.saves.save(r.run)
	}
	return nil
}

func (r *prophetRun) linger(ctx context.Context, linger time.Duration) {
	if r.monitor == nil || linger == 0 {
		return
	}
	r.monitor.Finish()
	fmt.Fprintf(r.out, "serving for %s more, or until Ctrl-C\n", linger)
	select {
	case <-ctx.Done():
	case <-time.After(linger):
	}
}

func (r *prophetRun) summary() {
	c, s := r.run.Config(), r.run.Signals()
	fmt.Fprintf(r.out, "%s, seed %d: %s done, last in %s at rate %.4g\n", c.Strategy, r.run.seed, steps(c.Steps), s.Mode, s.Rate)
	if n := r.run.Steps() - r.began; n > 0 {
		fmt.Fprintf(r.out, "mean reality gap over %s: %.6f\n", steps(n), r.gaps/float64(n))
	}
	fmt.Fprintf(r.out, "checkpoint: %s\n", r.saves.path(c.Steps))
}

// prophetCSV writes one row per step, each with one call of Write.
type prophetCSV struct {
	*os.File
	line []byte
}

// openRows creates the file of --csv, or goes on with that of the run that is
// resumed.
func (p *prophetCommand) openRows(t *kernelRun) (*prophetCSV, error) {
	var from *resumption
	if p.resume != "" {
		from = &resumption{p.resume, t.Steps(), fitsSignals(t.Steps(), t.Signals())}
	}
	file, err := openRows(p.csv, prophet.SignalColumns+"\n", p.force, from)
	if err != nil {
		return nil, inFlag("csv", err)
	}
	return &prophetCSV{File: file}, nil
}

// fitsSignals tells whether rows are of the run whose last step had the signals.
func fitsSignals(steps int, signals kernel.Signals) func(last, next []string) bool {
	return func(last, next []string) bool {
		return (last == nil || strings.Join(last, ",") == string(prophet.AppendSignals(nil, &signals))) &&
			(next == nil || next[0] == strconv.Itoa(steps+1))
	}
}

func (c *prophetCSV) write(s *kernel.Signals) error {
	c.line = append(prophet.AppendSignals(c.line[:0], s), '\n')
	_, err := c.Write(c.line)
	return err
}
