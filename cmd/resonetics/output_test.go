package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// outCommands are short runs of every command that has --out.
var outCommands = map[string]string{
	"cluster run":     "--rows 3 --columns 3 --steps 20",
	"cluster race":    "--rows 3 --columns 3 --steps 20 --teach 1",
	"cluster bench":   "--episodes 1",
	"eval CHECKPOINT": "--episodes 1",
	"tune":            "--learner qtable --method grid --steps 4 --runs 1 --episodes 1 --in-memory",
	"gardener":        "--steps 5",
	"bench prophet":   "--seeds 2 --steps 20",
	"bench learning":  "--presets calm --seeds 1 --steps 100 --every 100 --episodes 1",
	"bench guidance":  "--seeds 2 --steps 100 --episodes 1 --worlds small --rules none,withdrawn",
	"bench imagine":   "--policy pilot --presets calm --seeds 2 --steps 100 --episodes 1 --distil-after 5",
	"bench local":     "--presets calm --tuning-episodes 2 --episodes 2",
	"bench forecast":  "--seeds 1 --steps 100 --learn 2 --passes 1 --judge 2",
	"params":          "--lab race",

	"bench merge FILE-OR-FOLDER…": "",
	"cluster fit FILE":            "",
}

// filesOf replaces what stands for a file in the usage of commands by one that they read.
func filesOf(t *testing.T) *strings.Replacer {
	t.Helper()
	folder := t.TempDir()
	checkpoint := filepath.Join(folder, "a.safetensors")
	succeed(t, "train", "--policy", "qtable", "--max-steps", "20", "--eval-every", "0", "--checkpoint", checkpoint)
	fixture, err := filepath.Abs("../../experiment/torch/testdata/checkpoint.pt")
	require.NoError(t, err)
	return strings.NewReplacer("CHECKPOINT", checkpoint, "FILE-OR-FOLDER…", inParts(t, "gardener", 1)[0], "fit FILE", "fit "+measuredFile(t, 3, 3, 60),
		"import FILE", "import "+fixture+" --checkpoint "+filepath.Join(folder, "imported.safetensors"))
}

// outline is what two runs of a command have in common, of which some measure seconds.
func outline(text string) string {
	head, _, _ := strings.Cut(text, "\n")
	return fmt.Sprint(head, strings.Count(text, "\n"))
}

// The standard output is called - and /dev/stdout in every command, wherever it leads.
func TestOutMeansTheSameEverywhere(t *testing.T) {
	files := filesOf(t)
	for _, c := range leaves(newRootCommand()) {
		if c.Flags().Lookup("out") == nil {
			continue
		}
		_, name, _ := strings.Cut(strings.TrimSuffix(c.UseLine(), " [flags]"), " ")
		t.Run(name, func(t *testing.T) {
			flags, known := outCommands[name]
			require.True(t, known, "give outCommands a short run of it")
			args := strings.Fields(files.Replace(name) + " " + flags)
			file := filepath.Join(t.TempDir(), "a.txt")
			succeed(t, append(args, "--out", file)...)
			want := outline(read(t, file))
			require.NotEmpty(t, want)
			require.Equal(t, want, outline(succeed(t, append(args, "--out", "-")...)))
			cmd := command(t, append(args, "--out", "/dev/stdout")...)
			redirected := filepath.Join(t.TempDir(), "b.txt")
			out, err := os.Create(redirected)
			require.NoError(t, err)
			cmd.Stdout = out
			require.NoError(t, cmd.Run())
			require.NoError(t, out.Close())
			require.Equal(t, want, outline(read(t, redirected)))
		})
	}
}

// Other files than that of --out cannot be the standard output, and none is called "-".
func TestOnlyOutGoesToTheStandardOutput(t *testing.T) {
	for _, args := range []string{"train --csv -", "train --checkpoint -", "prophet --csv -", "tune --study -", "play --session -", "bench learning --plot -"} {
		r := call(t, strings.Fields(args)...)
		require.Equal(t, exitUsage, r.code, args)
		require.Contains(t, r.errOut, `is "-", want the name of a file`, args)
	}
}
