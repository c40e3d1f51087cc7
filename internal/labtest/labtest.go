// Package labtest has what tests share: what they do with a session of any lab, and a
// learner that is quick.
package labtest

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// New starts a session of l whose parameters differ from the defaults by settings, keys
// and values in turn.
func New(t testing.TB, l *lab.Lab, settings ...string) *lab.Session {
	t.Helper()
	c := lab.NewConfig(l)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	s, err := lab.NewSession(c)
	require.NoError(t, err)
	return s
}

// Smallest starts a session of each form of picture, in the smallest world that the labs of
// l have for it, after two steps: from a kilobyte a fuzzer finds more than from a hundred.
func Smallest(t testing.TB, l lab.List) []*lab.Session {
	t.Helper()
	program := lab.EncodeText("def act(see, memo):\n    print('µ')\n    return 9\n")
	var sessions []*lab.Session
	for _, c := range []struct {
		lab      string
		settings []string
	}{
		{"cluster", []string{"rows", "2", "columns", "2"}},
		{"cluster", []string{"rows", "2", "columns", "2", "policy", "qtable"}},
		{"cluster", []string{"rows", "2", "columns", "2", "policy", "program", "program", program}},
		{"race", []string{"rows", "2", "columns", "2", "lane-1", "h3", "lane-2", "h5", "lane-3", "none"}},
		{"gardener", []string{"size", "8"}},
		{"prophet", nil},
	} {
		found, err := l.Find(c.lab)
		require.NoError(t, err)
		s := New(t, found, c.settings...)
		s.Advance(2)
		sessions = append(sessions, s)
	}
	return sessions
}

// Apply carries out a command as the shells write it.
func Apply(t testing.TB, s *lab.Session, command string) {
	t.Helper()
	c, err := s.Lab().ParseCommand(command)
	require.NoError(t, err)
	require.NoError(t, s.Apply(c))
}

// Look returns a snapshot of its own.
func Look(s *lab.Session, v lab.View) *lab.Snapshot {
	shot := new(lab.Snapshot)
	s.Look(shot, v)
	return shot
}

// Replayed returns a session that repeats the link of s up to the same step.
func Replayed(t testing.TB, s *lab.Session) *lab.Session {
	t.Helper()
	run, err := lab.List{s.Lab()}.ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := lab.Replay(run)
	require.NoError(t, err)
	require.EqualValues(t, s.Step(), again.Advance(int(run.At)))
	return again
}

// Record plays a session step by step and returns its rows, the columns first.
func Record(t testing.TB, s *lab.Session, steps int) [][]string {
	t.Helper()
	b := []byte(s.Lab().Rows.Columns + "\n")
	for range steps {
		s.Advance(1)
		b = s.AppendRow(b)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	require.NoError(t, err, "every row has as many cells as there are columns")
	return rows
}

// Cell returns the cell of a row of Record, counted from 1, in the column of that name.
func Cell(t testing.TB, rows [][]string, row int, column string) string {
	t.Helper()
	for i, name := range rows[0] {
		if name == column {
			return rows[row][i]
		}
	}
	require.Failf(t, "no such column", "%s of %v", column, rows[0])
	return ""
}

// SmallLearner returns a Pilot and a Prophet that learn quickly enough for a test, in a
// world of 3×3 nodes that fails often.
func SmallLearner() train.Config {
	c := train.Default(cluster.Presets()[1].Config)
	c.World.Height, c.World.Width, c.World.MaxSteps, c.World.MemDrift = 3, 3, 60, 0.02
	c.Pilot.Filters, c.Pilot.Width, c.Pilot.Batch, c.Pilot.Warmup = 0, 8, 8, 50
	c.Prophet.Hidden, c.Prophet.Batch = 8, 8
	c.EpsilonSteps = 500
	return c
}
