package series

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

func shared(p agent.Policy) func() agent.Policy { return func() agent.Policy { return p } }

var three = []Player{{"h3", shared(agent.H3)}, {"random", shared(agent.Random{})}, {"omniscient", shared(agent.Omniscient{})}}

// played returns a whole series on short episodes.
func played(t *testing.T, n int, players ...Player) *Series {
	t.Helper()
	s, err := New(short(), players, agent.Seeds(7, n))
	require.NoError(t, err)
	require.True(t, s.Advance(1<<20))
	return s
}

func short() cluster.Config {
	c := cluster.Default(cluster.V51)
	c.MaxSteps, c.MemDrift = 60, 0.02
	return c
}

// TestEpisodesAreThoseOfEvaluate plays in slices, and expects of every player what it does
// alone.
func TestEpisodesAreThoseOfEvaluate(t *testing.T) {
	const n = 4
	s, err := New(short(), three, agent.Seeds(7, n))
	require.NoError(t, err)
	for steps := 1; !s.Advance(steps); steps += 13 {
		done, total := s.Progress()
		require.Equal(t, 3*n, total)
		for _, episodes := range s.Episodes() {
			require.Len(t, episodes, done/3, "those that all have played")
		}
	}
	for i, p := range three {
		alone, err := agent.Evaluate(short(), p.New(), 7, n)
		require.NoError(t, err)
		require.Equal(t, alone, s.Episodes()[i], p.Key)
	}
	require.True(t, s.Advance(1), "it stays over")
}

// batched is h.3 for several worlds at once.
type batched struct{ agent.Heuristic }

func (batched) MaxBatch() int { return 5 }

func (b batched) ActBatch(actions []int, worlds []*cluster.World) {
	for i, w := range worlds {
		actions[i] = b.Act(w, nil)
	}
}

// TestABatchPolicyPlaysTheSameEpisodes, in rounds, with whoever plays one after the other.
func TestABatchPolicyPlaysTheSameEpisodes(t *testing.T) {
	const n = 2*roundEpisodes + 3
	players := []Player{{"random", shared(agent.Random{})}, {"batched", shared(batched{agent.H3})}, {"h3", shared(agent.H3)}}
	s, err := New(short(), players, agent.Seeds(7, n))
	require.NoError(t, err)
	before := 0
	for steps := 1; !s.Advance(steps); steps += 13 {
		done, total := s.Progress()
		require.Equal(t, 3*n, total)
		require.GreaterOrEqual(t, done, before)
		before = done
		common := s.Episodes()
		require.Equal(t, common[2], common[1])
		require.GreaterOrEqual(t, len(common[0]), done/3-roundEpisodes)
	}
	require.NoError(t, s.Err())
	for i, p := range players {
		alone, err := agent.Evaluate(short(), p.New(), 7, n)
		require.NoError(t, err)
		require.Equal(t, alone, s.Episodes()[i], p.Key)
	}
	require.Equal(t, s.Episodes()[2], s.Episodes()[1])
}

func TestAWorldThatCannotBeIsNamed(t *testing.T) {
	c := short()
	c.Height = 0
	_, err := New(c, three, agent.Seeds(1, 2))
	require.ErrorContains(t, err, "rows is 0")
}

// returns makes episodes of returns; what is negative failed.
func returns(x ...float64) (e []agent.Episode) {
	for i, r := range x {
		e = append(e, agent.Episode{Seed: uint64(i), Return: r, Steps: 10, Cost: r / 2, Failed: r < 0})
	}
	return e
}

// TestATableByHand works out what a small one says: the differences of b from a are 1, 0,
// -2 and 3, with mean 0.5 and deviation √(13/3).
func TestATableByHand(t *testing.T) {
	table := Compare([]string{"a", "b"}, [][]agent.Episode{returns(1, 2, 3, -4), returns(2, 2, 1, -1)}, 1)
	require.Equal(t, 4, table.Episodes)
	a, pair := table.Rows[0], table.Pairs[0]
	require.Equal(t, 0.5, a.Return.Mean)
	require.InDelta(t, math.Sqrt((0.25+2.25+6.25+20.25)/3), a.Return.SD, 1e-12)
	require.Equal(t, 10.0, a.Steps.Mean)
	require.Equal(t, Estimate{10, 0, 10, 10}, a.Steps)
	require.Equal(t, 0.25, a.Cost.Mean)
	require.Equal(t, 1, a.Failures)
	require.Equal(t, Wilson(1, 4), a.Failed)
	require.Equal(t, [5]any{"b", "a", 2, 1, 1}, [5]any{pair.Player, pair.Against, pair.Wins, pair.Ties, pair.Losses})
	require.Equal(t, 0.5, pair.Return.Mean)
	require.InDelta(t, math.Sqrt(13.0/3), pair.Return.SD, 1e-12)
	require.Equal(t, Wilson(2.5, 4), pair.Improvement, "two wins and half of a tie in four")
	require.Zero(t, pair.Survived.Mean)
	require.LessOrEqual(t, pair.Return.Low, 0.5)
	require.GreaterOrEqual(t, pair.Return.High, 0.5)
	require.Empty(t, Compare([]string{"a"}, [][]agent.Episode{returns(1, 2)}, 1).Pairs)
}

// TestIntervalsCoverTheMean draws many samples of a known population: the bootstrap's
// interval of 40 values holds its mean in about 95 % of them, and is about as wide as the
// normal one.
func TestIntervalsCoverTheMean(t *testing.T) {
	const samples, n = 300, 40
	r, covered, width := rng.New(3), 0, 0.0
	for k := range samples {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.Float64()
		}
		e := estimate(n, []column{{func(i int) float64 { return x[i] }, nil}}, rng.New(uint64(k)))[0]
		if e.Low <= 0.5 && e.High >= 0.5 {
			covered++
		}
		width += (e.High - e.Low) / samples
	}
	require.InDelta(t, 0.94, float64(covered)/samples, 0.035)
	require.InDelta(t, 2*z*math.Sqrt(1.0/12/n), width, 0.01)
}

// TestPairsAreTakenTogether compares a player with itself, shifted: whatever is drawn, the
// difference is the shift.
func TestPairsAreTakenTogether(t *testing.T) {
	table := Compare([]string{"a", "b"}, [][]agent.Episode{returns(1, 5, 2, 9, 4), returns(2, 6, 3, 10, 5)}, 9)
	require.Equal(t, Estimate{1, 0, 1, 1}, table.Pairs[0].Return)
	require.Greater(t, table.Rows[0].Return.High-table.Rows[0].Return.Low, 1.0)
}

func TestOneEpisodeHasNoInterval(t *testing.T) {
	e := Compare([]string{"a", "b"}, [][]agent.Episode{returns(1), returns(2)}, 1).Pairs[0].Return
	require.Equal(t, 1.0, e.Mean)
	require.True(t, math.IsNaN(e.SD) && math.IsNaN(e.Low) && math.IsNaN(e.High))
}

func TestWilson(t *testing.T) {
	// For 0 of 10 and for 5 of 10, from published tables.
	require.Zero(t, Wilson(0, 10).Low)
	require.InDelta(t, 0.2775, Wilson(0, 10).High, 1e-4)
	require.InDelta(t, 0.2366, Wilson(5, 10).Low, 1e-4)
	require.InDelta(t, 0.7634, Wilson(5, 10).High, 1e-4)
	require.LessOrEqual(t, Wilson(10, 10).High, 1.0)
	require.Equal(t, 0.45, Wilson(4.5, 10).Rate)
}

// TestFilesHoldEveryDigit reads the numbers of both files back.
func TestFilesHoldEveryDigit(t *testing.T) {
	s := played(t, 5, three...)
	keys := []string{"h3", "random", "omniscient"}
	table := Compare(keys, s.Episodes(), 7)
	rows, err := csv.NewReader(bytes.NewReader(table.Append(nil))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+3)
	cell := func(row int, name string) string {
		for i, n := range rows[0] {
			if n == name {
				return rows[row][i]
			}
		}
		require.Fail(t, "no column "+name)
		return ""
	}
	for row, want := range table.Rows {
		require.Equal(t, keys[row], cell(1+row, "policy"))
		for name, v := range map[string]float64{"return": want.Return.Mean, "cost_low": want.Cost.Low, "failed_share_high": want.Failed.High, "scale_rate": want.ScaleRate.Mean} {
			read, err := strconv.ParseFloat(cell(1+row, name), 64)
			require.NoError(t, err)
			require.Equal(t, v, read, name)
		}
	}
	require.Empty(t, cell(1, "against")+cell(1, "wins")+cell(1, "improvement_high"), "the first is compared with nobody")
	require.Equal(t, "h3", cell(3, "against"))

	rows, err = csv.NewReader(bytes.NewReader(AppendEpisodes(nil, keys, s.Episodes()))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+3*5)
	require.Equal(t, []string{"episode", "seed", "policy", "failed", "return", "steps", "oom", "critical_oom", "avg_load", "cost", "scale_rate"}, rows[0])
	require.Equal(t, fmt.Sprint(s.Episodes()[1][4].Return), rows[len(rows)-2][4])
}

// TestTheSameBitsEverywhere holds the files of a series to a recorded hash: it is the same
// on amd64, on arm64 and in WebAssembly.
func TestTheSameBitsEverywhere(t *testing.T) {
	s := played(t, 12, three...)
	keys := []string{"h3", "random", "omniscient"}
	h := fnv.New64a()
	h.Write(AppendEpisodes(Compare(keys, s.Episodes(), 7).Append(nil), keys, s.Episodes()))
	require.Equal(t, "02bc67c37b34c6a6", fmt.Sprintf("%016x", h.Sum64()))
}

func TestASeriesAllocatesNothingPerStep(t *testing.T) {
	s, err := New(short(), three, agent.Seeds(7, 1000))
	require.NoError(t, err)
	s.Advance(1000)
	require.Less(t, testing.AllocsPerRun(5, func() { s.Advance(2000) }), 2000.0/10, "only for an episode")
}
