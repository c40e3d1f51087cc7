package cluster

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

func TestEveryEpisodeLeavesARow(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot-prophet", "steps", "50")
	rows := labtest.Record(t, s, 5100)
	sum, episodes, evaluations := 0.0, 0, 0
	for i := 1; i < len(rows); i++ {
		require.Equal(t, "pilot-prophet", labtest.Cell(t, rows, i, "policy"))
		if labtest.Cell(t, rows, i, "episode") == "" { // an evaluation has a row of its own
			evaluations++
			require.Equal(t, "5000", labtest.Cell(t, rows, i, "step"))
			require.NotEmpty(t, labtest.Cell(t, rows, i, "heldout_return"))
			require.Empty(t, labtest.Cell(t, rows, i, "return"))
			continue
		}
		episodes++
		v, err := strconv.ParseFloat(labtest.Cell(t, rows, i, "return"), 64)
		require.NoError(t, err)
		sum += v
		require.Equal(t, strconv.Itoa(episodes), labtest.Cell(t, rows, i, "episode"))
		require.NotEmpty(t, labtest.Cell(t, rows, i, "epsilon"))
		require.Empty(t, labtest.Cell(t, rows, i, "heldout_return"))
	}
	require.EqualValues(t, labtest.Look(s, lab.View{}).Metric("finished"), episodes)
	require.Equal(t, 1, evaluations, "an evaluation is written down once")
	require.NotZero(t, sum)
	require.Contains(t, []string{"true", "false"}, labtest.Cell(t, rows, 1, "failed"))
}

func TestAPolicyThatDoesNotLearnLeavesRowsToo(t *testing.T) {
	rows := labtest.Record(t, labtest.New(t, Lab, "policy", "random"), 600)
	require.Greater(t, len(rows), 2)
	require.Equal(t, "random", labtest.Cell(t, rows, 1, "policy"))
	require.Equal(t, "true", labtest.Cell(t, rows, 1, "failed"))
	require.Empty(t, labtest.Cell(t, rows, 1, "epsilon"))
}

func TestTrainingTellsWhetherItGoesOn(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot")
	s.Advance(30)
	learned, on := s.Learner().Training()
	require.True(t, on)
	require.EqualValues(t, 30, learned)
	require.NoError(t, s.Learner().Stopped())
	labtest.Apply(t, s, "set train off")
	_, on = s.Learner().Training()
	require.False(t, on)
	require.Nil(t, labtest.New(t, Lab, "policy", "h3").Learner())
}
