package runner

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

const learns = "v=1&lab=cluster&policy=pilot&steps=50"

func TestMaxStepsStopsExactlyThereAndOnlyWhileTraining(t *testing.T) {
	r := opened(t, learns, 2)
	r.SetLimits(120, 0)
	r.SetRate(lab.Unlimited)
	for range 100 {
		r.Slice(10, 8)
	}
	require.Equal(t, Steps, r.Limit())
	require.EqualValues(t, 120, shot(t, r).Step)
	require.Zero(t, r.Slice(10, 8))
	require.False(t, r.Step())
	require.True(t, r.JumpTo(500, 8), "a jump ends there too")

	require.NoError(t, command(r, "set train off"))
	require.Positive(t, r.Slice(10, 8), "what was learned may be watched")
	require.Equal(t, None, r.Limit())
	require.NoError(t, command(r, "set train on"))
	r.SetLimits(130, 0)
	for range 10 {
		r.Slice(10, 8)
	}
	learned, _ := r.Session().Learner().Training()
	require.EqualValues(t, 130, learned)
}

func TestMaxRuntimeCountsTrainingOnly(t *testing.T) {
	r := opened(t, "v=1&lab=cluster&policy=h3", 0.01)
	r.SetLimits(0, 3)
	r.SetRate(10)
	for range 10 {
		require.Positive(t, r.Slice(1000, 8))
	}
	require.NoError(t, command(r, "set policy pilot"))
	for range 2 {
		require.Positive(t, r.Slice(1000, 8))
	}
	require.Zero(t, r.Slice(1000, 8))
	require.Equal(t, Runtime, r.Limit())
	r.SetLimits(0, 0)
	require.Positive(t, r.Slice(1000, 8))
	require.Equal(t, None, r.Limit())
	require.NoError(t, open(r, "v=1&lab=cluster&policy=pilot"))
	r.SetLimits(0, 3)
	require.Positive(t, r.Slice(1000, 8), "a new run has its own time")
}

// TestAnotherRunnerGoesOnCounting hands a run over in the middle of its time.
func TestAnotherRunnerGoesOnCounting(t *testing.T) {
	first := opened(t, "v=1&lab=cluster&policy=pilot", 0.01)
	first.SetRate(100)
	first.Slice(3000, 5)
	require.Equal(t, 3.0, first.Spent())
	next := New((&clock{tick: 0.01}).read)
	next.SetLimits(0, 5)
	require.NoError(t, restore(next, first.Session().Save(nil)))
	next.Spend(first.Spent())
	next.SetRate(100)
	next.Slice(1000, 5)
	require.Equal(t, None, next.Limit())
	next.Slice(1000, 5)
	require.Equal(t, Runtime, next.Limit())
}

func TestRowsAreWrittenDownHoweverTheRunAdvances(t *testing.T) {
	fast, slow := opened(t, learns, 0.001), opened(t, learns, 0.001)
	require.True(t, fast.JumpTo(400, math.Inf(1)))
	for range 400 {
		require.True(t, slow.Step())
	}
	text := string(fast.AppendCSV(nil))
	require.Equal(t, text, string(slow.AppendCSV(nil)))
	lines := strings.Split(strings.TrimSpace(text), "\n")
	require.True(t, strings.HasPrefix(lines[0], cluster.EpisodeColumns))
	require.EqualValues(t, shot(t, fast).Metric("finished"), len(lines)-1)

	require.NoError(t, open(fast, learns))
	require.Equal(t, 1, strings.Count(string(fast.AppendCSV(nil)), "\n"), "a new run begins with the columns")

	gardener := opened(t, "v=1&lab=gardener", 0.001)
	gardener.JumpTo(30, math.Inf(1))
	require.Equal(t, 31, strings.Count(string(gardener.AppendCSV(nil)), "\n"))
}

func TestARestoredRunRecallsItsRows(t *testing.T) {
	r := opened(t, learns, 0.01)
	r.JumpTo(200, math.Inf(1))
	saved, rows := r.Session().Save(nil), r.AppendCSV(nil)
	r.JumpTo(400, math.Inf(1))
	again := New((&clock{tick: 0.01}).read)
	again.RecallCSV(rows)
	require.NoError(t, restore(again, saved))
	again.RecallCSV([]byte("other,columns\n1,2\n"))
	again.RecallCSV(rows)
	again.JumpTo(400, math.Inf(1))
	require.Equal(t, string(r.AppendCSV(nil)), string(again.AppendCSV(nil)))
}

func TestTheEarlierHalfOfTooManyRowsIsForgotten(t *testing.T) {
	r := records{text: []byte("1,a\n2,b\n3,c\n4,d\n")}
	r.forget()
	require.Equal(t, "4,d\n", string(r.text))
}

func TestMatchesTakeTurnsAndDisturbNothing(t *testing.T) {
	r, alone := opened(t, learns, 0.1), opened(t, learns, 0.1)
	for _, one := range []*Runner{r, alone} {
		one.JumpTo(75, math.Inf(1))
	}
	require.False(t, r.Play(8), "nothing was asked for")
	require.NoError(t, r.Evaluate(4))
	require.NoError(t, r.Baselines())
	calls := 1
	for ; !r.Play(1); calls++ {
		r.Step()
		alone.Step()
	}
	require.Greater(t, calls, 1, "it hands back control")
	played, total := r.Progress()
	require.Equal(t, []int{16, 16}, []int{played, total})
	evaluation := r.Finish()
	require.Len(t, evaluation.Standings(), 4)
	require.Equal(t, "pilot", evaluation.Standings()[0].Name)
	require.Equal(t, 4, evaluation.Standings()[0].Episodes)
	require.EqualValues(t, 75, evaluation.After())
	require.Equal(t, 4, shot(t, r).Learning.Held.Episodes)
	for !r.Play(1) {
	}
	baselines := r.Finish()
	require.Equal(t, "omniscient", baselines.Standings()[1].Name)
	require.Equal(t, 1, baselines.Standings()[1].Episodes)
	require.Zero(t, baselines.After())
	require.Nil(t, r.Finish())
	require.Equal(t, alone.Session().Digest(), r.Session().Digest())

	require.NoError(t, r.Evaluate(4))
	require.NoError(t, open(r, learns))
	require.False(t, r.Play(8), "matches belong to their run")
	require.Error(t, r.Evaluate(0))
}

func TestASavedRunGoesOnBitForBit(t *testing.T) {
	r := opened(t, learns, 0.01)
	r.JumpTo(333, math.Inf(1))
	saved := r.Session().Save(nil)
	r.JumpTo(700, math.Inf(1))
	again := New((&clock{tick: 0.01}).read)
	require.NoError(t, restore(again, saved))
	again.JumpTo(700, math.Inf(1))
	require.Equal(t, r.Session().Digest(), again.Session().Digest())
	require.NoError(t, restore(r, saved))
	require.EqualValues(t, 333, shot(t, r).Step)
	c, changed := r.Settings()
	require.True(t, changed)
	require.Equal(t, "pilot", c.Choice("policy"))
}

func TestAMindMovesFromRunToRun(t *testing.T) {
	r, other := opened(t, learns, 0.01), opened(t, learns, 0.01)
	r.JumpTo(200, math.Inf(1))
	mind, err := r.Session().AppendMind(nil)
	require.NoError(t, err)
	require.False(t, other.Session().Adopted())
	require.NoError(t, other.Session().LoadMind(mind))
	require.True(t, other.Session().Adopted())
	learned, _ := other.Session().Learner().Training()
	require.EqualValues(t, 200, learned)
	require.Empty(t, other.Session().Learner().Stopped())
	_, err = opened(t, "", 0.01).Session().AppendMind(nil)
	require.ErrorContains(t, err, "does not learn")
}

func TestNothingIsSavedOrPlayedBeforeARunIsOpen(t *testing.T) {
	r := New((&clock{tick: 0.1}).read)
	require.Empty(t, r.AppendCSV(nil))
	require.False(t, r.Play(8))
	require.ErrorIs(t, r.Evaluate(5), ErrNothingOpen)
	require.ErrorIs(t, r.Baselines(), ErrNothingOpen)
	played, total := r.Progress()
	require.Zero(t, played+total)
}
