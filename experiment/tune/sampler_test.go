package tune

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"github.com/c-bata/goptuna"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// The estimator draws where the good trials are, and not where the bad ones are.
func TestEstimateFollowsTheBetterTrials(t *testing.T) {
	var seen []observation
	for i := range 40 {
		at := float64(i) / 40
		seen = append(seen, observation{at, math.MaxInt, -math.Abs(at - 0.7)})
	}
	r := rng.New(1)
	near := 0
	for range 200 {
		x := estimate(r, seen, 0, 1)
		require.GreaterOrEqual(t, x, 0.0)
		require.Less(t, x, 1.0)
		if math.Abs(x-0.7) < 0.1 {
			near++
		}
	}
	require.Greater(t, near, 150, "drawing at random comes near 40 times")
}

func TestPrunedTrialsAreWorseThanCompleteOnes(t *testing.T) {
	better, others := split([]observation{{1, 2, 100}, {2, math.MaxInt, 5}, {3, 3, 50}})
	require.Equal(t, []float64{2}, better)
	require.Equal(t, []float64{1, 3}, others)
}

// Recent trials keep their full weight wherever their value lies.
func TestWeightsFollowTheirTrials(t *testing.T) {
	x := make([]float64, 30)
	for i := range x {
		x[i] = float64(30 - i)
	}
	e := windows(x, 0, 40)
	require.Less(t, e.Weights[len(e.Weights)-1], e.Weights[0], "the oldest trial has the largest value")
	sum := 0.0
	for _, w := range e.Weights {
		sum += w
	}
	require.InDelta(t, 1, sum, 1e-12)
}

func TestOlderTrialsFade(t *testing.T) {
	for _, n := range []int{0, 1, 24, 25} {
		for _, w := range fading(n) {
			require.Equal(t, 1.0, w, n)
		}
	}
	require.InDelta(t, 1.0/26, fading(26)[0], 1e-6)
	w := fading(125)
	require.InDelta(t, 1.0/125, w[0], 1e-6)
	require.InDelta(t, (1+1.0/125)/2, (w[49]+w[50])/2, 1e-6)
	require.Equal(t, 1.0, w[99])
	require.Equal(t, 1.0, w[124])
	for _, v := range w {
		require.Zero(t, math.Mod(v*precision, 1))
	}
}

// The expected bits were computed on amd64; the project's learners are exact
// already, and this is what the search adds.
func TestSuggestionsAreTheSameOnEveryMachine(t *testing.T) {
	study, err := goptuna.CreateStudy(t.Name(), goptuna.StudyOptionLogger(nil))
	require.NoError(t, err)
	digest := fnv.New64a()
	for range 80 {
		id, err := study.Storage.CreateNewTrial(study.ID)
		require.NoError(t, err)
		trial := goptuna.Trial{Study: study, ID: id}
		study.Sampler = sampler{5}
		x, err := trial.SuggestLogFloat("rate", 1e-4, 5e-3)
		require.NoError(t, err)
		y, err := trial.SuggestFloat("gamma", 0.8, 0.99)
		require.NoError(t, err)
		require.NoError(t, binary.Write(digest, binary.LittleEndian, []float64{x, y}))
		require.NoError(t, study.Storage.SetTrialValue(id, -math.Abs(x-2e-3)-math.Abs(y-0.9)))
		require.NoError(t, study.Storage.SetTrialState(id, goptuna.TrialStateComplete))
	}
	require.Equal(t, "628d43e3e76ab988", fmt.Sprintf("%x", digest.Sum64()))
}
