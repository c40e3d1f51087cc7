package lab

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// record plays a session and returns its rows, the columns first.
func record(t *testing.T, s *Session, steps int) [][]string {
	t.Helper()
	var r Rows
	b := []byte(r.Columns(s.config.Lab) + "\n")
	for range steps {
		s.Advance(1)
		b = r.Append(b, s)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	require.NoError(t, err, "every row has as many cells as there are columns")
	return rows
}

func cell(t *testing.T, rows [][]string, row int, column string) string {
	t.Helper()
	for i, name := range rows[0] {
		if name == column {
			return rows[row][i]
		}
	}
	require.Failf(t, "no such column", "%s of %v", column, rows[0])
	return ""
}

func TestEveryEpisodeLeavesARow(t *testing.T) {
	s := newSession(t, "policy", "pilot-prophet", "steps", "50")
	rows := record(t, s, 5100)
	require.Len(t, rows, 1+int(look(t, s, View{}).Metric("finished")))
	sum, evaluations := 0.0, 0
	for i := 1; i < len(rows); i++ {
		v, err := strconv.ParseFloat(cell(t, rows, i, "return"), 64)
		require.NoError(t, err)
		sum += v
		require.Equal(t, strconv.Itoa(i), cell(t, rows, i, "episode"))
		require.Equal(t, "pilot-prophet", cell(t, rows, i, "policy"))
		require.NotEmpty(t, cell(t, rows, i, "epsilon"))
		if cell(t, rows, i, "heldout_return") != "" {
			evaluations++
		}
	}
	require.Equal(t, 1, evaluations, "an evaluation is written down once")
	require.NotZero(t, sum)
	require.Contains(t, []string{"true", "false"}, cell(t, rows, 1, "failed"))
}

func TestAPolicyThatDoesNotLearnLeavesRowsToo(t *testing.T) {
	rows := record(t, newSession(t, "policy", "random"), 600)
	require.Greater(t, len(rows), 2)
	require.Equal(t, "random", cell(t, rows, 1, "policy"))
	require.Equal(t, "true", cell(t, rows, 1, "failed"))
	require.Empty(t, cell(t, rows, 1, "epsilon"))
}

func TestLabsWithoutEpisodesLeaveARowPerStep(t *testing.T) {
	for _, l := range []Lab{Gardener, ProphetLab} {
		s, err := NewSession(NewConfig(l))
		require.NoError(t, err)
		require.Len(t, record(t, s, 20), 21, l.Catalog().Key)
	}
}

func TestTrainingTellsWhetherItGoesOn(t *testing.T) {
	s := newSession(t, "policy", "pilot")
	s.Advance(30)
	learned, on := s.Training()
	require.True(t, on)
	require.EqualValues(t, 30, learned)
	require.NoError(t, s.Stopped())
	apply(t, s, "set train off")
	_, on = s.Training()
	require.False(t, on)
	_, on = newSession(t, "policy", "h3").Training()
	require.False(t, on)
}
