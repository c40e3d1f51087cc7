package tune

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/c-bata/goptuna"

	"github.com/resonetics/playground/experiment/tune/optuna"
)

// play plays a trial under heartbeats. One that the others take away from this worker, since
// they have not heard of it, is left to them.
func (c *crew) play(ctx context.Context, t *goptuna.FrozenTrial, try func(context.Context, *goptuna.FrozenTrial) error) error {
	mine, stop := context.WithCancelCause(ctx)
	c.mu.Lock()
	c.current = t.ID
	c.mu.Unlock()
	var beating sync.WaitGroup
	beating.Go(func() { stop(c.beat(mine, t.ID)) })
	err := try(mine, t)
	stop(nil)
	beating.Wait()
	if ctx.Err() != nil {
		return ctx.Err() // and leave ends the trial
	}
	c.mu.Lock()
	c.current = -1
	c.mu.Unlock()
	if cause := context.Cause(mine); err != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	if errors.Is(err, optuna.ErrFinished) {
		return nil
	}
	return err
}

// leave gives a trial back that was interrupted because ctx ended, so that the others need not
// wait until they miss this worker.
func (c *crew) leave(ctx context.Context) error {
	if c == nil || ctx.Err() == nil {
		return nil
	}
	c.storage.Linger()
	if c.current < 0 {
		return nil
	}
	return c.end(c.current, endedLost)
}

// beat shows the others that this worker is at work, and looks after them, until ctx ends.
// The error says why the trial has to be left before.
func (c *crew) beat(ctx context.Context, trial int) error {
	ticker := time.NewTicker(c.every)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := c.storage.SetTrialUserAttr(trial, beatKey, strconv.Itoa(n)); err != nil {
			return err
		}
		if _, err := c.look(); err != nil {
			return err
		}
	}
}

// look returns the trials, and fails those whose workers give no sign any more.
func (c *crew) look() ([]goptuna.FrozenTrial, error) {
	trials, err := c.storage.GetAllTrials(0)
	if err != nil {
		return nil, err
	}
	lost := c.silent(trials, time.Now())
	if len(lost) == 0 {
		return trials, nil
	}
	for _, id := range lost {
		if err := c.end(id, endedLost); err != nil {
			return nil, err
		}
	}
	return c.storage.GetAllTrials(0)
}

// silent notes the heartbeats of the trials, and returns the IDs of those that have been missing
// too many. Only this worker's own clock is asked, and only while it looks: where it,
// or the server, has slept, the others may have shown signs that it could not see.
func (c *crew) silent(trials []goptuna.FrozenTrial, now time.Time) (lost []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gap := now.Sub(c.looked); !c.looked.IsZero() && gap > 2*c.every {
		for id, s := range c.seen {
			c.seen[id] = sign{s.beat, s.at.Add(gap)}
		}
	}
	c.looked = now
	for _, t := range trials {
		beat, ours := t.UserAttrs[beatKey]
		if !ours || t.State != goptuna.TrialStateRunning || t.ID == c.current {
			delete(c.seen, t.ID)
			continue
		}
		every, err := time.ParseDuration(t.UserAttrs[everyKey])
		if err != nil {
			every = c.every
		}
		switch s, known := c.seen[t.ID]; {
		case !known || s.beat != beat:
			c.seen[t.ID] = sign{beat, now}
		case now.Sub(s.at) > silence*every:
			lost = append(lost, t.ID)
		}
	}
	return lost
}
