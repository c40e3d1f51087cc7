package luck

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/runner"
)

// short is a run whose episodes end soon.
const short = "v=2&lab=cluster&rows=4&columns=4&steps=50&seed=43&policy="

func run(t *testing.T, link string) lab.Run {
	t.Helper()
	r, err := labs.All.ParseLink(link)
	require.NoError(t, err)
	return r
}

// trained returns a trial that is over, however it was advanced.
func trained(t *testing.T, link string, steps uint64, episodes, slice int) *Trial {
	t.Helper()
	trial, err := NewTrial(run(t, link), steps, episodes)
	require.NoError(t, err)
	for !trial.Advance(slice) {
	}
	return trial
}

// TestATrialIsTheRunOfItsSeed: the points are those that the run of its link shows when it
// is opened, of every policy that learns.
func TestATrialIsTheRunOfItsSeed(t *testing.T) {
	for policy, evaluated := range map[string][]uint64{
		"qtable": {5000, 10_000}, "pilot": {5000, 10_000}, "pqn": {50_048, 100_032},
	} {
		steps := evaluated[1]
		trial := trained(t, short+policy, steps, 30, 77)
		require.NoError(t, trial.Err())
		require.Len(t, trial.Points(), 2, policy)
		opened, err := lab.Replay(run(t, short+policy))
		require.NoError(t, err)
		for i, p := range trial.Points() {
			require.Equal(t, evaluated[i], p.Step)
			var seen lab.Learning
			for seen.Steps < p.Step {
				opened.Advance(1)
				opened.Learner().Show(&seen)
			}
			require.InDelta(t, seen.Held.Failed, p.Failed, 1e-12)
			require.Equal(t, math.Round(20*p.Failed)/20, p.Failed, "as exactly as it can be")
			seen.Held.Failed = p.Failed
			require.Equal(t, seen.Held, p, policy)
		}
		require.Equal(t, opened.Digest(), trial.session.Digest(), policy)
		require.Equal(t, steps, trial.After())
		require.Len(t, trial.Standings(), 4)
		require.Equal(t, 30, trial.Standings()[0].Episodes)
	}
}

// TestATrialIsPlayedInSlices: how far it is is known, and the slices do not matter.
func TestATrialIsPlayedInSlices(t *testing.T) {
	whole := trained(t, short+"qtable", 6000, 10, 1<<20)
	trial, err := NewTrial(run(t, short+"qtable"), 6000, 10)
	require.NoError(t, err)
	ms := 0.0
	r := runner.New(func() float64 { ms += 0.5; return ms })
	r.Enter(trial)
	require.Empty(t, trial.Standings())
	last := 0
	for !r.Play(3) {
		played, total := r.Progress()
		require.GreaterOrEqual(t, played, last)
		require.Equal(t, 6000, total)
		last = played
	}
	require.Equal(t, 6000, last)
	require.Equal(t, whole.Standings(), trial.Standings())
	require.Equal(t, whole.Points(), trial.Points())
}

func TestWhatCannotBeATrialIsRefused(t *testing.T) {
	_, err := NewTrial(run(t, short+"h3"), 100, 10)
	require.ErrorIs(t, err, lab.ErrNoLearner)
	_, err = NewTrial(run(t, short+"pilot&train=off"), 100, 10)
	require.EqualError(t, err, "training is off, want on")
}

// TestATrialThatBlowsUpEndsWithTheReason: a number that is not finite stops a learner.
func TestATrialThatBlowsUpEndsWithTheReason(t *testing.T) {
	trial, err := NewTrial(run(t, short+"pilot"), 1000, 10)
	require.NoError(t, err)
	trial.learner = stopping{trial.learner}
	require.True(t, trial.Advance(10))
	require.EqualError(t, trial.Err(), "a number is not finite")
	require.Empty(t, trial.Standings())
}

// stopping is a learner that has met a number that is not finite.
type stopping struct{ lab.Learner }

func (stopping) Stopped() error { return errors.New("a number is not finite") }

func TestAStepOfATrialAllocatesNothing(t *testing.T) {
	trial, err := NewTrial(run(t, short+"qtable"), math.MaxInt32, 10)
	require.NoError(t, err)
	trial.Advance(5000)
	require.Zero(t, testing.AllocsPerRun(100, func() { trial.Advance(10) }))
}
