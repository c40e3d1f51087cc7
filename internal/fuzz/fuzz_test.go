package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMakeFuzzRunsEveryTarget compares what is run with what a search for the words finds:
// a target in a file that is parsed otherwise, or in a folder that is left out, is missed
// here and not in silence.
func TestMakeFuzzRunsEveryTarget(t *testing.T) {
	root := filepath.Join("..", "..")
	all, err := find(root)
	require.NoError(t, err)
	var run, written []string
	for _, target := range all {
		run = append(run, filepath.Join(target.folder)+" "+target.name)
	}
	declared := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			written = append(written, filepath.Dir(path)+" "+m[1])
		}
		return err
	}))
	require.NotEmpty(t, written)
	require.ElementsMatch(t, written, run)

	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	require.Regexp(t, `(?m)^fuzz: .*\n\t.*go run \./internal/fuzz -time \$\(FUZZTIME\)$`, string(makefile), "without a name it runs them all")
	require.True(t, wanted(all[0], nil))
	require.True(t, wanted(all[0], []string{"nothing", all[0].name}))
	require.False(t, wanted(all[0], []string{"nothing"}))
}

func TestATargetRunsForTheStatedTimeAndDoesNotMinimize(t *testing.T) {
	arguments, err := target{"./core/codec", "FuzzRead"}.arguments(90*time.Second, 3)
	require.NoError(t, err)
	line := strings.Join(arguments, " ")
	for _, part := range []string{"-run=^$ -fuzz=^FuzzRead$ -fuzztime=1m30s -fuzzminimizetime=50x -parallel=3 ./core/codec ", "/build/fuzz/core/codec"} {
		require.Contains(t, line, part)
	}
}

func TestProgressIsWhatGoPrintedLast(t *testing.T) {
	executions, seconds := progress(`fuzz: elapsed: 0s, gathering baseline coverage: 0/4 completed
fuzz: elapsed: 3s, gathering baseline coverage: 4/4 completed, now fuzzing with 2 workers
fuzz: elapsed: 6s, execs: 5000 (1666/sec), new interesting: 2 (total: 6)
fuzz: elapsed: 1m3s, execs: 60000 (1000/sec), new interesting: 3 (total: 7)
PASS
`)
	require.Equal(t, 60000, executions)
	require.Equal(t, 60.0, seconds)
	require.Contains(t, result{target: target{"./x", "FuzzY"}, executions: executions, seconds: seconds}.String(), "60000 executions,    60000 a minute")
	executions, _ = progress("fuzz: elapsed: 0s, gathering baseline coverage: 0/4 completed\n")
	require.Zero(t, executions)
}
