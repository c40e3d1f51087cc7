package main

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"path/filepath"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/internal/files"
)

// bestOf returns the name of the best checkpoint beside the last.
func bestOf(checkpoint string) string {
	ending := filepath.Ext(checkpoint)
	return strings.TrimSuffix(checkpoint, ending) + "-best" + ending
}

// saveBest keeps the run as the best so far if its held-out return is that.
func (r *trainRun) saveBest(heldOut float64) error {
	if heldOut <= r.curve.best || r.checkpoint == "" {
		return nil
	}
	r.curve.best = heldOut
	return files.Write(bestOf(r.checkpoint), r.trainer.Append(nil, train.Everything))
}

// resumeBest measures the best checkpoint that an earlier part of the run has left, which a
// worse one must not replace.
func (r *trainRun) resumeBest(ctx context.Context) error {
	r.curve.best = math.Inf(-1)
	if r.resume == "" || r.resume != r.checkpoint || r.evalEvery == 0 {
		return nil
	}
	l, err := loadMind(bestOf(r.checkpoint))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	played, err := baselines.Evaluate(ctx, l.Config().World, l.Greedy(), baselines.Curves.Seed, r.episodes)
	if ctx.Err() != nil {
		return nil // the run ends at once
	}
	r.curve.best = agent.Summarize(played).Return
	return err
}
