package desktop

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
)

// home returns a path for a session in a folder of its own.
func home(t *testing.T) string { return filepath.Join(t.TempDir(), "mine.safetensors") }

// open starts what the window starts.
func open(path string, r lab.Run) (*Driver, error) {
	s, err := OpenRunFile(path)
	if err != nil {
		return nil, err
	}
	rate := 0.0
	return s.start(r, &rate)
}

// heldStep returns at which step the session in the file is; false where there is
// no file.
func heldStep(t *testing.T, path string) (uint64, bool) {
	t.Helper()
	s, err := OpenRunFile(path)
	require.NoError(t, err)
	r, ok := s.Run()
	return r.At, ok
}

func TestTheWindowGoesOnWithItsFileAndSaysWhyItCannot(t *testing.T) {
	path := home(t)
	d, err := open(path, run())
	require.NoError(t, err, "a file that is not there yet is begun")
	d.Step()
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step == 1 })
	saved := d.Close()
	require.NoError(t, writeRun(path, saved))

	d, err = open(path, run())
	require.NoError(t, err)
	require.EqualValues(t, 1, d.Moment().Snapshot.Step)
	d.Close()

	require.NoError(t, os.WriteFile(path, saved[:len(saved)/2], 0o600))
	_, err = open(path, run())
	require.ErrorContains(t, err, "mine.safetensors: saved session: ")
	left, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Len(t, left, len(saved)/2, "what could not be read is not written over")
}

func TestAFileThatCannotBeWrittenIsRefusedAtOnce(t *testing.T) {
	path := filepath.Join(home(t), "deeper")
	_, err := OpenRunFile(path)
	require.ErrorContains(t, err, path)
	_, err = OpenRunFile(t.TempDir())
	require.ErrorContains(t, err, "is a folder")
}

func TestASessionIsKeptWheneverItIsDueAndHasChanged(t *testing.T) {
	path, due := home(t), make(chan time.Time)
	d := start(t, run(), 0)
	d.Autosave(path, due)
	savedNothing(t, d, path, due)
	d.Step()
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step == 1 })
	savedAt(t, d, path, due, 1)
	d.Step()
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step == 2 })
	savedAt(t, d, path, due, 2)
	require.NoError(t, os.Remove(path))
	savedNothing(t, d, path, due)
}

// savedAt waits until the file holds the session at a step. It may be due more than
// once: while a file is being written no other is begun.
func savedAt(t *testing.T, d *Driver, path string, due chan time.Time, step uint64) {
	t.Helper()
	eventually(t, d, func(*Moment) bool {
		due <- time.Time{}
		at, ok := heldStep(t, path)
		return ok && at == step
	})
}

// savedNothing makes it due and makes sure that no file is written.
func savedNothing(t *testing.T, d *Driver, path string, due chan time.Time) {
	t.Helper()
	due <- time.Time{}
	due <- time.Time{} // when this is taken, the one before has been passed on
	d.Tell(t.Name())
	eventually(t, d, func(f *Moment) bool { return f.Message == t.Name() })
	d.owner.writes.Wait()
	_, ok := heldStep(t, path)
	require.False(t, ok, "nothing has happened since")
	d.Tell("")
	eventually(t, d, func(f *Moment) bool { return f.Message == "" })
}

func TestTroubleWithKeepingIsToldOnceAndTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "unplugged")
	path, due := filepath.Join(folder, "mine"), make(chan time.Time)
	d := start(t, run(), 0)
	d.Autosave(path, due)
	d.Step()
	due <- time.Time{}
	f := eventually(t, d, func(f *Moment) bool { return f.Notice != "" })
	require.Contains(t, f.Notice, "the session could not be saved: "+path)

	d.Play(true)
	eventually(t, d, func(f *Moment) bool { return f.Notice == "" })
	due <- time.Time{}
	due <- time.Time{}
	d.Tell("meanwhile")
	eventually(t, d, func(f *Moment) bool { return f.Message == "meanwhile" })
	require.Empty(t, d.Moment().Notice)

	require.NoError(t, os.Mkdir(folder, 0o700))
	savedAt(t, d, path, due, 1)
}

func TestTroubleThatIsOverIsTakenBack(t *testing.T) {
	d := start(t, run(), 0)
	d.post(func(o *owner) { o.autosaved(os.ErrPermission) })
	eventually(t, d, func(f *Moment) bool { return f.Notice == os.ErrPermission.Error() })
	d.post(func(o *owner) { o.autosaved(nil) })
	eventually(t, d, func(f *Moment) bool { return f.Notice == "" })
	d.post(func(o *owner) { o.autosaved(os.ErrPermission) })
	eventually(t, d, func(f *Moment) bool { return f.Notice == os.ErrPermission.Error() })
	d.Apply(lab.Change{Op: lab.OpSet, Key: "dance"})
	other := eventually(t, d, func(f *Moment) bool { return f.Notice != os.ErrPermission.Error() }).Notice
	require.NotEmpty(t, other)
	d.post(func(o *owner) { o.autosaved(nil) })
	d.Focus(1) // comes after it
	require.Equal(t, other, eventually(t, d, func(f *Moment) bool { return f.View.Focus == 1 }).Notice)
}

func TestTheFirstSpeedIsTheLabs(t *testing.T) {
	d, err := (*RunFile)(nil).start(lab.Run{Config: lab.NewConfig(gardener.Lab)}, nil)
	require.NoError(t, err)
	defer d.Close()
	require.Equal(t, gardener.Lab.Rate, d.Moment().Rate)
}
