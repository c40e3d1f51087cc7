package files

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// in returns a path in a folder of its own, and what the folder holds.
func in(t *testing.T) (path string, list func() []string) {
	folder := t.TempDir()
	return filepath.Join(folder, "result.csv"), func() (names []string) {
		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
}

func content(t *testing.T, path string) string {
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}

func TestADraftIsSeenOnceItIsKept(t *testing.T) {
	path, list := in(t)
	require.NoError(t, Write(path, []byte("old")))
	_, err := Begin(path, false)
	require.ErrorContains(t, err, "result.csv exists; choose another name or add --force")

	d, err := Begin(path, true)
	require.NoError(t, err)
	_, err = d.WriteString("half")
	require.NoError(t, err)
	require.Equal(t, "old", content(t, path))
	require.NoError(t, d.Discard())
	require.Equal(t, "old", content(t, path))

	d, err = Begin(path, true)
	require.NoError(t, err)
	_, err = d.WriteString("new")
	require.NoError(t, err)
	require.NoError(t, d.Keep())
	require.Equal(t, "new", content(t, path))
	require.Equal(t, []string{"result.csv"}, list(), "nothing is left behind")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), info.Mode())
}

func TestWhatCannotBeWrittenIsFoundOutBefore(t *testing.T) {
	path, list := in(t)
	require.NoError(t, MayWrite(path, false))
	require.Empty(t, list(), "to try leaves nothing behind")
	require.ErrorContains(t, MayWrite(filepath.Join(path, "deeper.csv"), true), "deeper.csv cannot be written: no such file or directory")
	require.ErrorContains(t, MayWrite(filepath.Dir(path), true), "is a folder")
	require.ErrorContains(t, MayWrite(os.DevNull, true), "is a device")
	require.NoError(t, os.WriteFile(path, nil, 0o644))
	require.ErrorContains(t, MayWrite(path, false), "exists")
	require.ErrorContains(t, MayWrite(filepath.Join(path, "below.csv"), false), "not a directory")
	_, err := Create(path, false)
	require.ErrorContains(t, err, "exists")

	if os.Getuid() == 0 {
		return // root may write everywhere
	}
	require.NoError(t, os.Chmod(filepath.Dir(path), 0o555))
	require.ErrorContains(t, MayWrite(path, true), "result.csv cannot be written: permission denied")
}

func TestADeviceIsWrittenTo(t *testing.T) {
	for range 2 {
		d, err := Begin(os.DevNull, false)
		require.NoError(t, err)
		_, err = d.WriteString("gone")
		require.NoError(t, err)
		require.NoError(t, d.Keep())
	}
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular(), "it is no file now")
}

func TestALinkGoesOnPointingWhereItDid(t *testing.T) {
	path, _ := in(t)
	link := path + ".link"
	require.NoError(t, Write(path, []byte("old")))
	require.NoError(t, os.Symlink(path, link))
	require.NoError(t, Write(link, []byte("new")))
	require.Equal(t, "new", content(t, path))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink)
}

// Drafts of processes that are no more are removed by the next one that writes the file;
// those of a living one, and what only looks like one, stay.
func TestDraftsThatAKillLeftAreRemoved(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.txt")
	ended := exec.Command("true")
	require.NoError(t, ended.Run())
	left := filepath.Join(folder, fmt.Sprintf(".a.txt.draft-%d.123", ended.Process.Pid))
	living := filepath.Join(folder, fmt.Sprintf(".a.txt.draft-%d.123", os.Getppid()))
	others := filepath.Join(folder, fmt.Sprintf(".b.txt.draft-%d.123", ended.Process.Pid))
	for _, name := range []string{left, living, others, filepath.Join(folder, ".a.txt.draft-mine")} {
		require.NoError(t, os.WriteFile(name, nil, 0o600))
	}
	require.NoError(t, Write(path, []byte("new")))
	require.NoFileExists(t, left)
	require.FileExists(t, living)
	require.FileExists(t, others)
	require.FileExists(t, filepath.Join(folder, ".a.txt.draft-mine"))
}
