package runner

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/labtest"
)

// clock is a time that passes by so much with every look at it.
type clock struct{ now, tick float64 }

func (c *clock) read() float64 {
	c.now += c.tick
	return c.now
}

func opened(t *testing.T, link string, tick float64) *Runner {
	t.Helper()
	r := New((&clock{tick: tick}).read)
	require.NoError(t, open(r, link))
	return r
}

func open(r *Runner, link string) error {
	run, err := labs.All.ParseLink(link)
	if err != nil {
		return err
	}
	return r.Open(run)
}

func restore(r *Runner, b []byte) error {
	s, err := labs.All.Restore(b)
	if err == nil {
		r.Use(s)
	}
	return err
}

func command(r *Runner, text string) error {
	c, err := cluster.Lab.ParseCommand(text)
	if err != nil {
		return err
	}
	return r.Apply(c)
}

func shot(t *testing.T, r *Runner) *lab.Snapshot {
	t.Helper()
	return labtest.Look(r.Session(), lab.View{})
}

func TestNothingHappensBeforeARunIsOpen(t *testing.T) {
	r := New((&clock{tick: 0.1}).read)
	r.SetRate(lab.Unlimited)
	require.Zero(t, r.Slice(100, 8))
	require.False(t, r.Step())
	require.True(t, r.JumpTo(10, 8))
	require.Nil(t, r.Session())
	require.Error(t, command(r, "set drift 0.01"))
	_, changed := r.Settings()
	require.False(t, changed)
}

func TestAPausedRunStandsStill(t *testing.T) {
	r := opened(t, "", 0.01)
	require.Zero(t, r.Slice(1000, 8))
	require.Zero(t, shot(t, r).Step)
}

func TestStepsComeAtTheRateThatWasSet(t *testing.T) {
	r := opened(t, "", 0.001)
	r.SetRate(100)
	taken := 0
	for range 100 {
		taken += r.Slice(10, 8)
	}
	require.InDelta(t, 100, taken, 1)
}

func TestASliceEndsWithItsBudget(t *testing.T) {
	c := &clock{tick: 0.5}
	r := New(c.read)
	require.NoError(t, open(r, ""))
	r.SetRate(lab.Unlimited)
	for range 20 {
		before := c.now
		require.Positive(t, r.Slice(8, 8))
		require.LessOrEqual(t, c.now-before, 8+3*c.tick)
	}
}

func TestBatchesGrowWhileStepsAreCheapAndShrinkWhenTheyAreNot(t *testing.T) {
	b := batch{size: 1}
	for range 40 {
		b.adapt(b.size, 0.01, 8)
	}
	require.Equal(t, maxBatch, b.size)
	for range 40 {
		b.adapt(b.size, 100, 8)
	}
	require.Equal(t, 1, b.size)
}

// TestAnEndedEpisodeStandsAtRatesThatCanBeFollowed plays a world that collapses
// at once and looks how long it stands.
func TestAnEndedEpisodeStandsAtRatesThatCanBeFollowed(t *testing.T) {
	const ends = "v=1&lab=cluster&policy=random&steps=10"
	slow := opened(t, ends, 0.001)
	slow.SetRate(50)
	for !shot(t, slow).Ended {
		require.LessOrEqual(t, slow.Slice(20, 8), 2)
	}
	require.Zero(t, slow.Slice(500, 8), "the picture stands")
	require.Zero(t, slow.Slice(600, 8))
	require.Positive(t, slow.Slice(100, 8), "and goes on after a second")

	fast := opened(t, ends, 0.001)
	fast.SetRate(1000)
	require.Greater(t, fast.Slice(100, 1e6), 20, "a fast run does not wait")
}

func TestAMoveOfTheVisitorIsTakenAtOnce(t *testing.T) {
	r := opened(t, "v=1&lab=cluster&policy=you", 1)
	r.SetRate(lab.Unlimited)
	require.Zero(t, r.Slice(8, 8))
	require.True(t, r.Waiting())
	require.NoError(t, command(r, "act 3"))
	require.EqualValues(t, 1, shot(t, r).Step)
	require.Error(t, command(r, "act 99"))
	require.NoError(t, command(r, "set policy h3"))
	require.False(t, r.Waiting())
	require.Positive(t, r.Slice(8, 8))
}

// failing counts how often it is asked for a step that it does not take.
type failing struct {
	lab.Simulation
	asked int
}

func (f *failing) Step() bool        { f.asked++; return false }
func (f *failing) Fault() *lab.Fault { return &lab.Fault{Message: "no"} }

// TestADecisionThatFailsIsMadeOnce holds that a run that stands still is not asked again
// until something has been applied, or a step is asked for.
func TestADecisionThatFailsIsMadeOnce(t *testing.T) {
	l := *cluster.Lab
	sim := new(failing)
	l.New = func(c lab.Config) (lab.Simulation, error) {
		inner, err := cluster.Lab.New(c)
		sim.Simulation = inner
		return sim, err
	}
	r := New((&clock{tick: 0.01}).read)
	require.NoError(t, r.Open(lab.Run{Config: lab.NewConfig(&l)}))
	r.SetRate(lab.Unlimited)
	for range 10 {
		require.Zero(t, r.Slice(10, 5))
	}
	require.True(t, r.Waiting())
	require.Equal(t, 1, sim.asked)
	require.NoError(t, command(r, "set drift 0.01"))
	require.Zero(t, r.Slice(10, 5))
	require.False(t, r.Step())
	require.Equal(t, 3, sim.asked)
	require.False(t, shot(t, r).Waiting, "for the visitor")
}

func TestJumpingComesWhereSteppingComes(t *testing.T) {
	stepped, jumped := opened(t, "", 0.01), opened(t, "", 0.01)
	for range 1000 {
		require.True(t, stepped.Step())
	}
	calls := 1
	for !jumped.JumpTo(1000, 0.02) {
		calls++
	}
	require.Greater(t, calls, 1, "a jump hands back control on its way")
	require.Equal(t, stepped.Session().Digest(), jumped.Session().Digest())
	require.True(t, jumped.JumpTo(10, 8), "the past is there already")
}

func TestABadLinkLeavesTheRunAlone(t *testing.T) {
	r := opened(t, "", 0.01)
	r.JumpTo(50, math.Inf(1))
	before := r.Session().Digest()
	require.Error(t, open(r, "v=1&lab=cluster&drift=9"))
	require.Equal(t, before, r.Session().Digest())
	require.NoError(t, open(r, "v=1&lab=cluster&drift=0.01"))
	require.NotEqual(t, before, r.Session().Digest())
}

func TestSettingsAreToldOncePerChange(t *testing.T) {
	r := opened(t, "v=1&lab=cluster&noise=0.03", 0.01)
	c, changed := r.Settings()
	require.True(t, changed)
	require.Equal(t, 0.03, c.Get("noise"))
	_, changed = r.Settings()
	require.False(t, changed)
	require.NoError(t, command(r, "set drift 0.011"))
	c, changed = r.Settings()
	require.True(t, changed)
	require.Equal(t, 0.011, c.Get("drift"))
}

func TestALinkBringsTheRunBack(t *testing.T) {
	r := opened(t, "v=1&lab=cluster&seed=7", 0.01)
	r.JumpTo(40, math.Inf(1))
	require.NoError(t, command(r, "inject 5 0.5"))
	r.JumpTo(90, math.Inf(1))
	again := opened(t, r.Session().Run().Link(), 0.01)
	again.JumpTo(90, math.Inf(1))
	require.Equal(t, r.Session().Digest(), again.Session().Digest())
}
