package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var families = []Family{
	ClusterV45, ClusterV46, GardenerDynamics, GardenerBrain, GardenerRisk, GardenerFlow,
	Kernel, LearningRate, PID, Target, DQN,
}

// meant reports whether a file's name begins as the family's do.
func (f Family) meant(name string) bool {
	lab, _, _ := strings.Cut(f.Name, "_")
	return strings.HasPrefix(name, lab+"_")
}

// strangers returns the files of dir that are called like a case but belong to no
// family: nothing would replay them.
func strangers(dir string) ([]string, error) {
	all, err := files(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, r := range all {
		called, owned := false, false
		for _, f := range families {
			called, owned = called || f.meant(r.name), owned || f.owns(r)
		}
		if called && !owned {
			names = append(names, r.name)
		}
	}
	return names, nil
}

// write fills a folder with files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// A case that no test knows would look as if it had been replayed.
func TestConformanceKnowsEveryCase(t *testing.T) {
	dir, err := folder(os.Getenv(Variable))
	require.NoError(t, err)
	names, err := strangers(dir)
	require.NoError(t, err)
	require.Empty(t, names, "these files of %s hold nothing that a test replays", dir)
}

func TestTheProjectsOwnCasesAreOfEveryFamily(t *testing.T) {
	total := 0
	for _, f := range families {
		mine, err := f.find("")
		require.NoError(t, err)
		total += len(mine)
	}
	all, err := files("testdata")
	require.NoError(t, err)
	require.Len(t, all, total, "every file is of one family")
}

func TestFolderThatIsMissingOrEmptyIsNamed(t *testing.T) {
	dir := t.TempDir()
	_, err := folder(dir)
	require.ErrorContains(t, err, dir)
	require.ErrorContains(t, err, "no file *.json")
	missing := filepath.Join(dir, "missing")
	_, err = folder(missing)
	require.ErrorContains(t, err, missing)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestRelativeFolderStartsAtTheModule(t *testing.T) {
	want, err := filepath.Abs("testdata")
	require.NoError(t, err)
	for _, chosen := range []string{"", "internal/conformance/testdata", "./internal/bench/../conformance/testdata", want} {
		got, err := folder(chosen)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err = folder("no/such/folder")
	require.ErrorContains(t, err, filepath.Join(filepath.Dir(want), "..", "..", "no/such/folder"))
}

func TestNoModuleAboveTheTestIsAnError(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	_, err := folder("shared/conformance")
	require.ErrorContains(t, err, "no go.mod in "+dir)
	_, err = folder(write(t, map[string]string{"kernel_a.json": "{}"}))
	require.NoError(t, err, "an absolute folder needs none")
}

func TestFilesAreKnownByWhatTheyHold(t *testing.T) {
	t.Setenv(Variable, write(t, map[string]string{
		"kernel_hidden.json":    `{"cases": [{"noise_loss": [1]}]}`,
		"kernel_cases.json":     `{"cases": [{"noise_loss": [2, 3]}]}`,
		"anything.json":         `{"version": "4.6"}`,
		"prophet_tuner_lr.json": `{"version": "4.5"}`,
	}))
	var names []string
	Replay(t, Kernel, func(t *testing.T, c *struct {
		Cases []struct {
			Noise []float64 `json:"noise_loss"`
		}
	}) {
		names = append(names, filepath.Base(t.Name()))
		require.NotEmpty(t, c.Cases[0].Noise)
	})
	require.Equal(t, []string{"kernel_cases.json", "kernel_hidden.json"}, names)
	Replay(t, ClusterV46, func(t *testing.T, c *struct{ Version string }) {
		names = append(names, c.Version)
	})
	require.Equal(t, "4.6", names[2])
}

func TestFamilyThatAFolderLacksIsNamed(t *testing.T) {
	dir := write(t, map[string]string{"kernel_a.json": `{"cases": [{"noise_loss": []}]}`})
	_, err := ClusterV46.find(dir)
	require.ErrorIs(t, err, errNone, "the reason to skip")
	for _, part := range []string{dir, "cluster_v46_*.json", `version "4.6"`} {
		require.ErrorContains(t, err, part)
	}
	_, err = ClusterV46.find(filepath.Join(dir, "missing"))
	require.NotErrorIs(t, err, errNone)
	require.Error(t, err)
}

func TestStrangersAreNamed(t *testing.T) {
	names, err := strangers(write(t, map[string]string{
		"kernel_a.json": `{"cases": []}`, "dqn_a.json": `[]`, "cluster_a.json": `{"version": "4.6"}`, "index.json": `{}`,
	}))
	require.NoError(t, err)
	require.Equal(t, []string{"dqn_a.json", "kernel_a.json"}, names)
	dir := write(t, map[string]string{"dqn_a.json": `{"loss_q": [`})
	_, err = strangers(dir)
	require.ErrorContains(t, err, filepath.Join(dir, "dqn_a.json"))
}
