// Package house holds the rooms of this project to who may import whom.
package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/resonetics/playground/"

// rooms lists what the packages below a path may import of this module; the
// longest path that fits counts. What a room holds it may import itself.
var rooms = map[string][]string{
	"core/exact":        {},
	"core/rng":          {"core/exact"},
	"core/field":        {},
	"core/codec":        {"core/field"},
	"core/safetensors":  {"core/codec"},
	"core/nn":           {"core/exact", "core/rng"},
	"core/kernel":       {"core/exact", "core/rng", "core/nn", "core/field", "core/codec"},
	"core/env":          {"core/exact", "core/rng", "core/field", "core/codec"},
	"core/env/gardener": {"core/exact", "core/rng", "core/nn", "core/field", "core/codec"},
	"core/agent":        {"core/exact", "core/rng", "core/nn", "core/env", "core/field", "core/codec", "core/safetensors"},
	"core/lab":          {"core"},
	"experiment":        {"core"},
	"internal/files":    {},
	"internal/words":    {},
	"internal/glyphs":   {},
	"internal/sign":     {"core/lab"},
	"game":              {"core/field", "core/lab", "internal/files", "internal/sign", "internal/words", "internal/glyphs"},
	"wasm":              {"core/lab", "core/codec", "core/nn", "game", "internal/words"},
	"site":              {"core/lab"},
	"site/build":        {"core", "wasm/wire", "internal/files", "internal/sign", "internal/words", "internal/glyphs", "site/security"}, // a generator, not part of what is served
	"cmd":               {"core", "experiment", "game", "site", "internal/files"},
	"python":            {"core", "experiment"},
	"internal":          {"core", "experiment", "game", "internal"},
}

// screens are what the science must not know, whatever the platform.
var screens = []string{"github.com/hajimehoshi/ebiten", "syscall/js", "net/http"}

// imports returns the imports of every Go file below the module's root, tests
// left out, whatever their build constraints.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := make(map[string][]string)
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") && name != ".." && path != root) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(relative))
		for _, i := range file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			found[folder] = append(found[folder], imported)
		}
		return nil
	}))
	return found
}

func below(path, room string) bool { return path == room || strings.HasPrefix(path, room+"/") }

// roomOf returns the room that a folder is in, empty for none.
func roomOf(folder string) string {
	best := ""
	for room := range rooms {
		if below(folder, room) && len(room) > len(best) {
			best = room
		}
	}
	return best
}

func TestEveryRoomImportsOnlyWhatItMay(t *testing.T) {
	checked := 0
	for folder, list := range imports(t) {
		room := roomOf(folder)
		require.NotEmpty(t, room, "%s is in no room", folder)
		for _, path := range list {
			own, ours := strings.CutPrefix(path, module)
			if !ours {
				continue
			}
			allowed := below(own, room)
			for _, other := range rooms[room] {
				allowed = allowed || below(own, other)
			}
			require.True(t, allowed, "%s imports %s, which %s may not", folder, own, room)
			checked++
		}
	}
	require.Greater(t, checked, 100)
}

func TestTheScienceKnowsNoScreen(t *testing.T) {
	for folder, list := range imports(t) {
		if !below(folder, "core") {
			continue
		}
		for _, path := range list {
			for _, screen := range screens {
				require.False(t, below(path, screen), "%s imports %s", folder, path)
			}
		}
	}
}

// TestThePageLoadsNoExperiment lists what core and the page's two programs are
// linked from, whatever imports it.
func TestThePageLoadsNoExperiment(t *testing.T) {
	for _, c := range []struct {
		env      []string
		packages []string
	}{
		{nil, []string{"./core/..."}},
		{[]string{"GOOS=js", "GOARCH=wasm"}, []string{"./core/...", "./wasm/view", "./wasm/worker"}},
	} {
		cmd := exec.Command("go", append([]string{"list", "-deps"}, c.packages...)...)
		cmd.Dir = filepath.Join("..", "..")
		cmd.Env = append(os.Environ(), c.env...)
		out, err := cmd.Output()
		require.NoError(t, err)
		list := strings.Fields(string(out))
		require.Contains(t, list, module+"core/lab")
		for _, path := range list {
			require.False(t, below(path, module+"experiment") || below(path, "gonum.org/v1"), "%v %v links %s", c.env, c.packages, path)
		}
	}
}

// TestThePageLoadsStarlarkOnRequest holds that what a first visit downloads does not
// link the interpreter of visitors' programs, nor what reads measured values.
func TestThePageLoadsStarlarkOnRequest(t *testing.T) {
	const language, fit = module + "core/agent/program", module + "core/lab/cluster/fit"
	for _, path := range linked(t, "./core/lab/...", "./wasm/view", "./wasm/worker") {
		require.False(t, below(path, language) || below(path, "go.starlark.net"), "the page links %s", path)
	}
	require.NotContains(t, linked(t, "./wasm/view", "./wasm/worker"), fit)
	require.Subset(t, linked(t, "-tags", "programs", "./wasm/worker"), []string{language, fit})
}

// linked returns the packages that programs of the page are made of.
func linked(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps"}, args...)...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	require.NoError(t, err)
	list := strings.Fields(string(out))
	require.Contains(t, list, module+"core/lab")
	return list
}
