package recorded

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

// replay opens a recording and compares it at each of its checks.
func replay(t *testing.T, r *Recording) {
	b, err := r.Bytes()
	require.NoError(t, err)
	s, err := open(r, b)
	require.NoError(t, err, "what was recorded does not open any more")
	require.NotEmpty(t, r.Checks)
	done := 0
	for _, want := range r.Checks {
		if n := want.After - done; n > 0 {
			require.NoError(t, s.advance(n))
		}
		done = want.After
		got, err := s.look()
		require.NoError(t, err)
		got.After = done
		require.Equal(t, want, got, "%s: after %d steps", r.Note, done)
	}
}

func replayAll(t *testing.T, kinds ...Kind) {
	all, err := Recordings(kinds...)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for i := range all {
		t.Run(all[i].Name, func(t *testing.T) {
			t.Parallel()
			replay(t, &all[i])
		})
	}
}

func TestLinksLeadToTheSameRuns(t *testing.T) { replayAll(t, Link) }

func TestSavedSessionsGoOn(t *testing.T) { replayAll(t, Session) }

func TestMindsKnowWhatTheyKnew(t *testing.T) { replayAll(t, Mind) }

func TestTrainingRunsGoOn(t *testing.T) { replayAll(t, Training) }

func TestStatesGoOn(t *testing.T) { replayAll(t, ClusterState, GardenerState, KernelState) }

// TestATableMayGrowInItsMiddle holds that nothing that is stored depends on the order of a
// table: with another parameter in the middle of every lab's, all that was recorded
// leads to the same runs, and so do links and files of today.
func TestATableMayGrowInItsMiddle(t *testing.T) {
	today := known
	defer func() { known = today }()
	known = longer()
	t.Run("recorded", func(t *testing.T) { replayAll(t, Link, Session, Mind, Training) })

	all, err := Recordings(Link)
	require.NoError(t, err)
	for _, r := range all {
		run, err := today.ParseLink(r.Link)
		require.NoError(t, err)
		for i := range known {
			for one, other := range map[*lab.Lab]*lab.Lab{today[i]: known[i], known[i]: today[i]} {
				if run.Config.Lab.Key != one.Key {
					continue
				}
				written, err := (lab.List{one}).ParseLink(r.Link)
				require.NoError(t, err)
				read, err := (lab.List{other}).ParseLink(written.Link())
				require.NoError(t, err)
				require.Equal(t, written.Link(), read.Link(), r.Name)
				require.Equal(t, written.Changes, read.Changes, r.Name)
			}
		}
	}
}

// TestWhereRunsWereShared holds that a link, and the link in a saved session, still
// say how far the run had come: the last check of a link is there, and the first of a
// saved session.
func TestWhereRunsWereShared(t *testing.T) {
	all, err := Recordings(Link, Session)
	require.NoError(t, err)
	for _, r := range all {
		if r.Kind == Link {
			at, err := linkEnd(r.Link)
			require.NoError(t, err, r.Name)
			require.EqualValues(t, r.Checks[len(r.Checks)-1].After, at, r.Name)
			continue
		}
		b, err := r.Bytes()
		require.NoError(t, err, r.Name)
		at, err := savedAt(b)
		require.NoError(t, err, r.Name)
		require.EqualValues(t, 0, r.Checks[0].After, r.Name)
		require.Positive(t, at, r.Name)
	}
}

// TestNothingIsLeftOut holds that each file of testdata belongs to one recording, and
// that the recordings can be told apart by their names.
func TestNothingIsLeftOut(t *testing.T) {
	all, err := Recordings(Link, Session, Mind, Training, Prophet, ClusterState, GardenerState, KernelState, Settings)
	require.NoError(t, err)
	seen, wanted := map[string]bool{}, []string{"manifest.json"}
	for _, r := range all {
		require.False(t, seen[r.Name], r.Name)
		seen[r.Name] = true
		if r.HasFile() {
			wanted = append(wanted, r.Name)
		}
	}
	var there []string
	require.NoError(t, fs.WalkDir(files, "testdata", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			there = append(there, path[len("testdata/"):])
		}
		return err
	}))
	require.ElementsMatch(t, wanted, there)
}
