package desktop

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

// home returns a path for a session in a folder of its own.
func home(t *testing.T) string { return filepath.Join(t.TempDir(), "mine.safetensors") }

// open starts what the window starts.
func open(path string, r lab.Run) (*Driver, error) {
	s, err := OpenSession(path)
	if err != nil {
		return nil, err
	}
	return s.start(r, 0)
}

// heldStep returns at which step the session in the file is; false where there is
// no file.
func heldStep(t *testing.T, path string) (uint64, bool) {
	t.Helper()
	s, err := OpenSession(path)
	require.NoError(t, err)
	r, ok := s.Run()
	return r.At, ok
}

func TestTheWindowGoesOnWithItsFileAndSaysWhyItCannot(t *testing.T) {
	path := home(t)
	d, err := open(path, run())
	require.NoError(t, err, "a file that is not there yet is begun")
	d.Step()
	eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step == 1 })
	saved := d.Close()
	require.NoError(t, writeSession(path, saved))

	d, err = open(path, run())
	require.NoError(t, err)
	require.EqualValues(t, 1, d.Frame().Snapshot.Step)
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
	_, err := OpenSession(path)
	require.ErrorContains(t, err, path)
	_, err = OpenSession(t.TempDir())
	require.ErrorContains(t, err, "is a folder")
}

func TestASessionIsKeptWheneverItIsDueAndHasChanged(t *testing.T) {
	path, due := home(t), make(chan time.Time)
	d := start(t, run(), 0)
	d.Keep(path, due)
	keptNothing(t, d, path, due)
	d.Step()
	eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step == 1 })
	keptAt(t, d, path, due, 1)
	d.Step()
	eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step == 2 })
	keptAt(t, d, path, due, 2)
	require.NoError(t, os.Remove(path))
	keptNothing(t, d, path, due)
}

// keptAt waits until the file holds the session at a step. It may be due more than
// once: while a file is being written no other is begun.
func keptAt(t *testing.T, d *Driver, path string, due chan time.Time, step uint64) {
	t.Helper()
	eventually(t, d, func(*Frame) bool {
		due <- time.Time{}
		at, ok := heldStep(t, path)
		return ok && at == step
	})
}

// keptNothing makes it due and makes sure that no file is written.
func keptNothing(t *testing.T, d *Driver, path string, due chan time.Time) {
	t.Helper()
	due <- time.Time{}
	due <- time.Time{} // when this is taken, the one before has been passed on
	d.Tell(t.Name())
	eventually(t, d, func(f *Frame) bool { return f.Message == t.Name() })
	d.owner.writes.Wait()
	_, ok := heldStep(t, path)
	require.False(t, ok, "nothing has happened since")
	d.Tell("")
	eventually(t, d, func(f *Frame) bool { return f.Message == "" })
}

func TestTroubleWithKeepingIsToldOnceAndTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "unplugged")
	path, due := filepath.Join(folder, "mine"), make(chan time.Time)
	d := start(t, run(), 0)
	d.Keep(path, due)
	d.Step()
	due <- time.Time{}
	f := eventually(t, d, func(f *Frame) bool { return f.Notice != "" })
	require.Contains(t, f.Notice, "the session could not be saved: "+path)

	d.Play(true)
	eventually(t, d, func(f *Frame) bool { return f.Notice == "" })
	due <- time.Time{}
	due <- time.Time{}
	d.Tell("meanwhile")
	eventually(t, d, func(f *Frame) bool { return f.Message == "meanwhile" })
	require.Empty(t, d.Frame().Notice)

	require.NoError(t, os.Mkdir(folder, 0o700))
	keptAt(t, d, path, due, 1)
}

func TestTroubleThatIsOverIsTakenBack(t *testing.T) {
	d := start(t, run(), 0)
	d.post(func(o *owner) { o.kept(os.ErrPermission) })
	eventually(t, d, func(f *Frame) bool { return f.Notice == os.ErrPermission.Error() })
	d.post(func(o *owner) { o.kept(nil) })
	eventually(t, d, func(f *Frame) bool { return f.Notice == "" })
	d.post(func(o *owner) { o.kept(os.ErrPermission) })
	eventually(t, d, func(f *Frame) bool { return f.Notice == os.ErrPermission.Error() })
	d.Do("dance")
	other := eventually(t, d, func(f *Frame) bool { return f.Notice != os.ErrPermission.Error() }).Notice
	require.NotEmpty(t, other)
	d.post(func(o *owner) { o.kept(nil) })
	d.Focus(1) // comes after it
	require.Equal(t, other, eventually(t, d, func(f *Frame) bool { return f.View.Focus == 1 }).Notice)
}
