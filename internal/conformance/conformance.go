// Package conformance finds the recorded cases of the published reference
// programs and hands them to the tests named TestConformance…, which replay them.
//
// The cases are those of its testdata, or of the folder that the environment
// variable RESONETICS_CONFORMANCE names: an absolute path, or one relative to the
// module's root, whatever folder a test runs in. Which test replays a file follows
// from what the file holds, not from its name.
package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Variable is the environment variable that names another folder of cases.
const Variable = "RESONETICS_CONFORMANCE"

// Replay decodes every recorded case of a family and calls replay with it, in a
// subtest of the file's name. It skips the test when a folder that Variable names
// has no such case.
func Replay[C any](t *testing.T, f Family, replay func(t *testing.T, c *C)) {
	t.Helper()
	chosen := os.Getenv(Variable)
	files, err := f.find(chosen)
	if chosen != "" && errors.Is(err, errNone) {
		t.Skip(err)
	}
	require.NoError(t, err)
	for _, file := range files {
		t.Run(file.name, func(t *testing.T) {
			c := new(C)
			require.NoError(t, json.Unmarshal(file.data, c))
			replay(t, c)
		})
	}
}

// errNone is that a folder holds other families only.
var errNone = errors.New("no recorded case")

// folder returns where the cases are: at chosen, or in testdata when that is
// empty.
func folder(chosen string) (string, error) {
	dir := chosen
	if !filepath.IsAbs(dir) {
		root, err := moduleRoot()
		if err != nil {
			return "", err
		}
		if dir = filepath.Join(root, chosen); chosen == "" {
			dir = filepath.Join(root, "internal", "conformance", "testdata")
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err == nil && len(files) == 0 {
		if _, err = os.ReadDir(dir); err == nil {
			err = errors.New("it holds no file *.json")
		}
	}
	if err != nil {
		return "", fmt.Errorf("%s is %q, the folder %s: %w", Variable, chosen, dir, err)
	}
	return dir, nil
}

// moduleRoot returns the folder of the go.mod above the one the test runs in.
func moduleRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod in %s or above", start)
		}
	}
}

// recorded is one file of cases.
type recorded struct {
	name string
	data []byte
}

// files returns the files *.json of dir in the order of their names.
func files(dir string) ([]recorded, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	list := make([]recorded, len(paths))
	for i, path := range paths {
		data, err := os.ReadFile(path)
		if err == nil && !json.Valid(data) {
			err = fmt.Errorf("%s is not JSON", path)
		}
		if err != nil {
			return nil, err
		}
		list[i] = recorded{filepath.Base(path), bytes.TrimSpace(data)}
	}
	return list, nil
}
