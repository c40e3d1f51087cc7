package desktop

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
)

// playedBy is a run of that policy.
func playedBy(t *testing.T, policy string) lab.Run {
	t.Helper()
	r := run()
	require.NoError(t, r.Config.SetText("policy", policy))
	return r
}

// told waits for something to tell and returns it, with what was refused.
func told(t *testing.T, d *Driver) (message, notice string) {
	t.Helper()
	f := eventually(t, d, func(f *Moment) bool { return f.Message != "" || f.Notice != "" })
	return f.Message, f.Notice
}

func TestASavedSessionIsGoneOnWith(t *testing.T) {
	d := start(t, playedBy(t, "qtable"), 0)
	for range 7 {
		d.Step()
	}
	do(t, d, "set drift 0.02")
	path := filepath.Join(t.TempDir(), "mine")
	d.Save(path)
	message, notice := told(t, d)
	require.Empty(t, notice)
	require.Contains(t, message, path)
	saved, err := os.ReadFile(path)
	require.NoError(t, err)
	others, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	require.NoError(t, err)
	require.Equal(t, []string{path}, others, "nothing is left behind")

	session, err := labs.All.Restore(saved)
	require.NoError(t, err)
	again := ResumeDriver(session, 0)
	f := again.Moment()
	require.EqualValues(t, 7, f.Snapshot.Step)
	require.Equal(t, 0.02, f.Config.Get("drift"))
	require.Equal(t, 0.02, f.Wanted.Get("drift"), "a reset keeps what was set")
	require.True(t, bytes.Equal(saved, again.Close()), "a session that did nothing is the same in the end")

	other := start(t, run(), 0)
	other.Load("mine", saved)
	message, notice = told(t, other)
	require.Empty(t, notice)
	require.Contains(t, message, "mine")
	require.EqualValues(t, 7, eventually(t, other, func(f *Moment) bool { return f.Snapshot.Step > 0 }).Snapshot.Step)
}

func mustParam(t *testing.T, key string) int {
	t.Helper()
	i, err := cluster.Lab.Param(key)
	require.NoError(t, err)
	return i
}

func TestAMindIsLoadedIntoTheActingPolicy(t *testing.T) {
	s, err := lab.NewSession(playedBy(t, "pilot").Config)
	require.NoError(t, err)
	s.Advance(300)
	mind, err := s.AppendMind(nil)
	require.NoError(t, err)
	d := start(t, playedBy(t, "pilot"), 0)
	d.Load("clever", mind)
	message, notice := told(t, d)
	require.Empty(t, notice)
	require.Contains(t, message, "the mind of clever")
	f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Adopted })
	require.EqualValues(t, 300, f.Snapshot.Learning.Steps)
}

// TestMindAndMetricsAreSaved saves both of a run that learns, and of one that does not.
func TestMindAndMetricsAreSaved(t *testing.T) {
	folder := t.TempDir()
	d := start(t, playedBy(t, "pilot"), 0)
	d.Step()
	shot := &d.Moment().Snapshot
	mind, rows := newName(folder, shot, "_mind", extension), newName(folder, shot, "", ".csv")
	require.Equal(t, "resonetics_cluster_42_mind.safetensors", filepath.Base(mind))
	d.SaveMind(mind)
	eventually(t, d, func(f *Moment) bool { return f.Message == "Saved to "+mind })
	learned, err := os.ReadFile(mind)
	require.NoError(t, err)
	require.NoError(t, must(t, playedBy(t, "pilot")).LoadMind(learned), "another run can use it")
	d.SaveCSV(rows)
	eventually(t, d, func(f *Moment) bool { return f.Message == "Saved to "+rows })
	text, err := os.ReadFile(rows)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "step,"), string(text))

	plain := start(t, run(), 0)
	plain.SaveMind(filepath.Join(folder, "none"))
	_, notice := told(t, plain)
	require.NotEmpty(t, notice)
	require.NoFileExists(t, filepath.Join(folder, "none"))
}

func must(t *testing.T, r lab.Run) *lab.Session {
	t.Helper()
	s, err := lab.NewSession(r.Config)
	require.NoError(t, err)
	return s
}

func TestRefusedFilesLeaveTheRunAlone(t *testing.T) {
	d := start(t, run(), 0)
	d.Step()
	d.Load("picture.png", []byte("\x89PNG and more of that kind"))
	_, notice := told(t, d)
	require.Contains(t, notice, "picture.png: ")
	d.Save(filepath.Join(t.TempDir(), "no", "such", "folder"))
	f := eventually(t, d, func(f *Moment) bool { return f.Notice != notice })
	require.Contains(t, f.Notice, "could not be saved")
	require.EqualValues(t, 1, f.Snapshot.Step)
}

func TestEvaluationIsToldInWords(t *testing.T) {
	d := start(t, playedBy(t, "qtable"), 0)
	d.Evaluate()
	f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Learning.Held.Episodes == evaluationEpisodes })
	require.Contains(t, f.Message, "On 50 held-out episodes: ")
	require.Contains(t, f.Message, "h.3: ")
	require.Contains(t, f.Message, "omniscient: ")
	require.Zero(t, f.Snapshot.Step, "the run waited for nothing and was not disturbed")

	plain := start(t, run(), 0)
	plain.Evaluate()
	_, notice := told(t, plain)
	require.Contains(t, notice, "does not learn")
}

func TestSavesNeverReplaceAnother(t *testing.T) {
	folder := t.TempDir()
	shot := &start(t, run(), 0).Moment().Snapshot
	first := saveName(folder, shot)
	require.Equal(t, "resonetics_cluster_42_step0.safetensors", filepath.Base(first))
	require.NoError(t, os.WriteFile(first, []byte("first"), 0o600))
	second := saveName(folder, shot)
	require.Equal(t, "resonetics_cluster_42_step0_2.safetensors", filepath.Base(second))
}

func TestOnlyFilesOfASensibleSizeAreRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.NoError(t, os.Truncate(path, lab.MaxSaved+1)) // a sparse file
	_, err := readFile(os.DirFS(filepath.Dir(path)), "huge")
	require.ErrorContains(t, err, "huge has 268435457 bytes")
	b, err := readFile(fstest.MapFS{"a": {Data: []byte("x")}}, "a")
	require.NoError(t, err)
	require.Equal(t, "x", string(b))
}

// TestFilesGoWhereTheyMayBeWritten starts from a folder of its own, and from one that is gone.
func TestFilesGoWhereTheyMayBeWritten(t *testing.T) {
	here, own := t.TempDir(), t.TempDir()
	t.Setenv("HOME", own)
	t.Setenv("USERPROFILE", own)
	t.Chdir(here)
	require.Equal(t, here, folder())
	left, err := os.ReadDir(here)
	require.NoError(t, err)
	require.Empty(t, left, "looking leaves nothing")
	require.NoError(t, os.Remove(here))
	require.Equal(t, own, folder())
}
