package runner

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
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

	require.NoError(t, r.Command("set train off"))
	require.Positive(t, r.Slice(10, 8), "what was learned may be watched")
	require.Equal(t, None, r.Limit())
	require.NoError(t, r.Command("set train on"))
	r.SetLimits(130, 0)
	for range 10 {
		r.Slice(10, 8)
	}
	learned, _ := r.session.Training()
	require.EqualValues(t, 130, learned)
}

func TestMaxRuntimeCountsTrainingOnly(t *testing.T) {
	r := opened(t, "v=1&lab=cluster&policy=h3", 0.01)
	r.SetLimits(0, 3)
	r.SetRate(10)
	for range 10 {
		require.Positive(t, r.Slice(1000, 8))
	}
	require.NoError(t, r.Command("set policy pilot"))
	for range 2 {
		require.Positive(t, r.Slice(1000, 8))
	}
	require.Zero(t, r.Slice(1000, 8))
	require.Equal(t, Runtime, r.Limit())
	r.SetLimits(0, 0)
	require.Positive(t, r.Slice(1000, 8))
	require.Equal(t, None, r.Limit())
	require.NoError(t, r.Open("v=1&lab=cluster&policy=pilot"))
	r.SetLimits(0, 3)
	require.Positive(t, r.Slice(1000, 8), "a new run has its own time")
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
	require.True(t, strings.HasPrefix(lines[0], lab.EpisodeColumns))
	require.EqualValues(t, shot(t, fast).Metric("finished"), len(lines)-1)

	require.NoError(t, fast.Open(learns))
	require.Equal(t, 1, strings.Count(string(fast.AppendCSV(nil)), "\n"), "a new run begins with the columns")

	gardener := opened(t, "v=1&lab=gardener", 0.001)
	gardener.JumpTo(30, math.Inf(1))
	require.Equal(t, 31, strings.Count(string(gardener.AppendCSV(nil)), "\n"))
}

func TestARestoredRunRecallsItsRows(t *testing.T) {
	r := opened(t, learns, 0.01)
	r.JumpTo(200, math.Inf(1))
	saved, rows := r.Save(nil), r.AppendCSV(nil)
	r.JumpTo(400, math.Inf(1))
	again := New((&clock{tick: 0.01}).read)
	again.RecallCSV(rows)
	require.NoError(t, again.Restore(saved))
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

func TestContestsTakeTurnsAndDisturbNothing(t *testing.T) {
	r, alone := opened(t, learns, 0.1), opened(t, learns, 0.1)
	for _, one := range []*Runner{r, alone} {
		one.JumpTo(75, math.Inf(1))
	}
	require.False(t, r.Contend(8), "nothing was asked for")
	require.NoError(t, r.Exam(4))
	require.NoError(t, r.Rivals())
	calls := 1
	for ; !r.Contend(1); calls++ {
		r.Step()
		alone.Step()
	}
	require.Greater(t, calls, 1, "it hands back control")
	played, total := r.Progress()
	require.Equal(t, []int{12, 12}, []int{played, total})
	verdict := strings.Split(strings.TrimSpace(r.Verdict()), "\n")
	require.Len(t, verdict, 3)
	require.Regexp(t, `^pilot,[-\d.e]+,[\d.]+,[\d.]+,4,75$`, verdict[0])
	require.Equal(t, 4, shot(t, r).Learning.Held.Episodes)
	for !r.Contend(1) {
	}
	require.Regexp(t, `^h\.3,[-\d.e]+,[01],\d+,1,0\nomniscient,[-\d.e]+,[01],\d+,1,0\n$`, r.Verdict())
	require.Empty(t, r.Verdict())
	require.Equal(t, alone.Digest(), r.Digest())

	require.NoError(t, r.Exam(4))
	require.NoError(t, r.Open(learns))
	require.False(t, r.Contend(8), "contests belong to their run")
	require.Error(t, r.Exam(0))
}

func TestASavedRunGoesOnBitForBit(t *testing.T) {
	r := opened(t, learns, 0.01)
	r.JumpTo(333, math.Inf(1))
	saved := r.Save(nil)
	r.JumpTo(700, math.Inf(1))
	again := New((&clock{tick: 0.01}).read)
	require.NoError(t, again.Restore(saved))
	again.JumpTo(700, math.Inf(1))
	require.Equal(t, r.Digest(), again.Digest())
	require.NoError(t, r.Restore(saved))
	require.EqualValues(t, 333, shot(t, r).Step)
	link, changed := r.Settings()
	require.True(t, changed)
	require.Contains(t, link, "policy=pilot")
}

func TestARefusedFileLeavesTheRunAlone(t *testing.T) {
	r := opened(t, learns, 0.01)
	r.JumpTo(50, math.Inf(1))
	before := r.Digest()
	saved := r.Save(nil)
	damaged := append([]byte(nil), saved...)
	damaged[len(damaged)-9] ^= 1
	for says, b := range map[string][]byte{
		"saved session": nil, "damaged": damaged, "lab Gardener": opened(t, "v=1&lab=gardener", 0.01).Save(nil),
	} {
		require.ErrorContains(t, r.Restore(b), says)
		require.Error(t, r.LoadMind(b))
		require.Equal(t, before, r.Digest())
	}
}

func TestAMindMovesFromRunToRun(t *testing.T) {
	r, other := opened(t, learns, 0.01), opened(t, learns, 0.01)
	r.JumpTo(200, math.Inf(1))
	mind, err := r.SaveMind(nil)
	require.NoError(t, err)
	require.False(t, other.Adopted())
	require.NoError(t, other.LoadMind(mind))
	require.True(t, other.Adopted())
	learned, _ := other.session.Training()
	require.EqualValues(t, 200, learned)
	require.Empty(t, other.Stopped())
	_, err = opened(t, "", 0.01).SaveMind(nil)
	require.ErrorContains(t, err, "does not learn")
}

func TestNothingIsSavedOrPlayedBeforeARunIsOpen(t *testing.T) {
	r := New((&clock{tick: 0.1}).read)
	require.Empty(t, r.Save(nil))
	require.Empty(t, r.AppendCSV(nil))
	require.Empty(t, r.Stopped())
	require.False(t, r.Adopted())
	require.False(t, r.Contend(8))
	require.Error(t, r.Exam(5))
	require.Error(t, r.Rivals())
	require.Error(t, r.LoadMind(nil))
	_, err := r.SaveMind(nil)
	require.Error(t, err)
	played, total := r.Progress()
	require.Zero(t, played+total)
}
