// Package python_test runs the tests of the Python package, each as one of its own.
package python_test

import (
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/python"
	"github.com/resonetics/playground/python/bridge"
)

// light are the packages that the tests use; none of them is large. In the tests a warning
// is an error, so what may bring new ones has a version.
var light = []string{"gymnasium==1.4.0", "pytest==9.2.0", "pandas", "polars==2.1.0", "matplotlib==3.11.2", "auditwheel==6.8.2"}

// heavy are those of the tests that need PyTorch, which is large.
var heavy = []string{"gymnasium==1.4.0", "pytest==9.2.0", "torch==2.15.0", "stable-baselines3==2.9.2", "mypy==2.4.1"}

// prepare returns the environment of that name, or skips the test.
func prepare(t *testing.T, name string, packages []string) (root string, e *python.Environment) {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	require.NotEmpty(t, bridge.NewTable().Params, "what the wheel is built from is a part of this test")
	e, err = python.Prepare(root, name, packages...)
	if errors.Is(err, python.ErrMissing) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return root, e
}

// command returns the terminal's program, built, for the tests to compare with.
func command(t *testing.T, root string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "resonetics")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.Command("go", "build", "-o", path, "./cmd/resonetics")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

// report is a file of test results as pytest writes it.
type report struct {
	Cases []struct {
		Class   string   `xml:"classname,attr"`
		Name    string   `xml:"name,attr"`
		Failure []string `xml:"failure"`
		Error   []string `xml:"error"`
		Skipped []struct {
			Message string `xml:"message,attr"`
		} `xml:"skipped"`
	} `xml:"testsuite>testcase"`
}

// pytest runs the tests that a marker chooses.
func pytest(t *testing.T, root string, e *python.Environment, marked string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "results.xml")
	cmd := exec.Command(e.Python, "-m", "pytest", "-m", marked, "--junitxml", file, "-p", "no:cacheprovider")
	cmd.Dir = filepath.Join(root, "python")
	cmd.Env = append(os.Environ(), "RESONETICS_ROOT="+root, "RESONETICS_WHEEL="+e.Wheel, "RESONETICS_COMMAND="+command(t, root),
		"PYTHONDONTWRITEBYTECODE=1", "MPLBACKEND=agg")
	out, failed := cmd.CombinedOutput()
	text, err := os.ReadFile(file)
	require.NoError(t, err, "%v: %s", failed, out)
	var r report
	require.NoError(t, xml.Unmarshal(text, &r))
	require.NotEmpty(t, r.Cases, "%s", out)
	for _, c := range r.Cases {
		t.Run(strings.TrimPrefix(c.Class, "tests.")+"/"+c.Name, func(t *testing.T) {
			for _, wrong := range append(c.Failure, c.Error...) {
				t.Error(wrong)
			}
			for _, s := range c.Skipped {
				t.Skip(s.Message)
			}
		})
	}
	if failed != nil && !t.Failed() {
		t.Errorf("pytest: %v\n%s", failed, out)
	}
}

// sources are read, so that Go runs the tests again when one of them has changed.
func sources(t *testing.T) {
	t.Helper()
	for _, pattern := range []string{"*.py", "*.toml", "*.ipynb", "*.md", "src/resonetics/*.py", "tests/*.py"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			_, err := os.ReadFile(file)
			require.NoError(t, err)
		}
	}
}

func TestPackage(t *testing.T) {
	sources(t)
	root, e := prepare(t, "test", light)
	pytest(t, root, e, "not learners")
}

// TestLearners lets learners that others wrote train, which needs PyTorch.
func TestLearners(t *testing.T) {
	if os.Getenv("RESONETICS_LEARNERS") == "" {
		t.Skip("make test-learners runs it: it fetches PyTorch and Stable-Baselines3, several gigabytes")
	}
	root, e := prepare(t, "learners", heavy)
	pytest(t, root, e, "learners")
}

// TestVersion holds that the package has the version of the newest changes.
func TestVersion(t *testing.T) {
	changes, err := os.ReadFile("../CHANGELOG.md")
	require.NoError(t, err)
	found := regexp.MustCompile(`(?m)^## (\d\S*)`).FindSubmatch(changes)
	require.NotNil(t, found)
	version := string(found[1])
	for file, line := range map[string]string{"pyproject.toml": "version = ", "src/resonetics/__init__.py": "__version__ = "} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), line+`"`+version+`"`, file)
	}
}
