package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/cluster"
)

// Every mistake is answered on one line that names it and says what is accepted.
func TestMistakes(t *testing.T) {
	existing := filepath.Join(t.TempDir(), "there.csv")
	require.NoError(t, os.WriteFile(existing, []byte("mine"), 0o600))
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"clustr", 2, []string{`"clustr"`, "did you mean cluster?"}},
		{"nonsense", 2, []string{`"nonsense"`, "known are", "cluster", "play"}},
		{"cluster rnu", 2, []string{`"rnu"`, "did you mean run?"}},
		{"cluster run --drfit 1", 2, []string{"--drfit", "did you mean --drift?"}},
		{"cluster run --zzzzzzzz 1", 2, []string{"--zzzzzzzz", "cluster run --help"}},
		{"cluster run -x", 2, []string{"-x"}},
		{"cluster run --drift", 2, []string{"--drift"}},
		{"cluster run --drift 7", 2, []string{"--drift", "7", "-1 to 1"}},
		{"cluster run --drift many", 2, []string{"--drift", "many", "-1 to 1"}},
		{"cluster run --drift NaN", 2, []string{"--drift", "NaN", "-1 to 1"}},
		{"cluster run --rows 2.5", 2, []string{"--rows", "2.5", "whole number"}},
		{"cluster run --policy h9", 2, []string{"--policy", "h9", "omniscient"}},
		{"cluster run --preset storm", 2, []string{"--preset", "storm", "scarcity"}},
		{"cluster run --seed -1", 2, []string{"--seed", "-1", "from 0"}},
		{"cluster run --episodes 0", 2, []string{"--episodes", "0", "from 1"}},
		{"cluster run --format html", 2, []string{"--format", "html", "text, csv"}},
		{"cluster run --force=maybe", 2, []string{"--force", "maybe", "true or false"}},
		{"cluster run more", 2, []string{`"more"`, "--help"}},
		{"cluster run --link v=2&lab=cluster&wind=3", 2, []string{"--link", "wind", "such as policy"}},
		{"cluster run --link v=1&lab=cluster&drift=9", 2, []string{"--link", "drift", "9", "-1 to 1"}},
		{"cluster run --link v=99&lab=cluster", 2, []string{"--link", "newer version", "99"}},
		{"cluster run --link v=1&lab=cluster --drift 0.01", 2, []string{"--link", "--drift"}},
		{"cluster run --link v=1&lab=kitchen", 2, []string{"--link", "kitchen", "cluster"}},
		{"cluster run --policy you", 1, []string{"you", "play"}},
		{"cluster run --out " + existing, 1, []string{existing, "--force"}},
		{"cluster run --out /nowhere/at/all.csv", 1, []string{"/nowhere/at/all.csv"}},
		{"cluster bench --policies h3,h9", 2, []string{"--policies", "h3,h9", "omniscient"}},
		{"cluster bench --link lab=race&series=0.1.h3.random", 2, []string{"--link", "0 seeds", "10 to 10,000"}},
		{"cluster bench --link lab=race", 2, []string{"--link", "no series"}},
		{"cluster bench --link lab=cluster&series=10.1.h3.pilot", 2, []string{"--link", "policy pilot", "learned nothing"}},
		{"cluster bench --link lab=race&series=10.1.h3.random --seed 4", 2, []string{"--link", "--seed"}},
		{"cluster bench --rules v4.4", 2, []string{"--rules", "v4.4", "v4.5"}},
		{"cluster bench --preset calm --rules v4.5", 2, []string{"--preset", "--rules"}},
		{"cluster bench --workers 0", 2, []string{"--workers", "0", "from 1"}},
		{"cluster fit", 2, []string{"want one file", "cluster fit --help"}},
		{"cluster fit a b", 2, []string{"want one file"}},
		{"cluster fit /nowhere.csv", 1, []string{"/nowhere.csv"}},
		{"cluster fit .", 1, []string{". is a folder"}},
		{"cluster fit " + existing, 1, []string{existing, `"mine"`, "no column memory"}},
		{"cluster fit a --memory-limit much", 2, []string{"--memory-limit", "much", "16Gi"}},
		{"cluster fit a --every 10", 2, []string{"--every", "10", "5m"}},
		{"cluster fit a --cpu-limit 0", 2, []string{"--cpu-limit", "0", "above 0"}},
		{"import", 2, []string{"want one checkpoint", "import --help"}},
		{"import /nowhere.pt", 1, []string{"/nowhere.pt"}},
		{"import .", 1, []string{". cannot be read", "directory"}},
		{"import a.pt --preset storm", 2, []string{"--preset", "storm", "scarcity"}},
		{"import a.pt --checkpoint " + existing, 1, []string{existing, "--force"}},
		{"import " + existing, 1, []string{existing, "none that torch.save writes"}},
		{"serve --addr 8080", 2, []string{"--addr", "8080", "host:port"}},
		{"serve --addr 127.0.0.1:99999", 2, []string{"127.0.0.1:99999", "port from 0 to 65535"}},
		{"serve --embed-in=", 2, []string{`--embed-in is ""`, "https://course.example.org"}},
		{"help clustr", 2, []string{`"clustr"`, "did you mean cluster?"}},
		{"help cluster rnu", 2, []string{`"rnu"`, "did you mean run?"}},
		{"completion fsh", 2, []string{`"fsh"`, "did you mean fish?"}},
		{"cluster bench --policies h3,random,h3", 2, []string{"--policies", "each once"}},
		{"cluster bench --policies h3,a/my.star,b/my.star", 2, []string{"--policies", "each once"}},
		{"bench learning --presets calm,calm", 2, []string{"--presets", "calm,calm", "each once"}},
		{"cluster bench --json --format csv", 2, []string{"--json and --format", "leave out one"}},
		{"bench learning --json --markdown", 2, []string{"--json and --markdown", "leave out one"}},
		{"link #", 2, []string{`the link is "#"`}},
		{"cluster run --link #", 2, []string{`--link is "#"`}},
		{"gardener --out .", 1, []string{". is a folder"}},
		{"train --policy qtable --checkpoint a.st --csv a-best.st", 2, []string{"--checkpoint (its best) and --csv both name a-best.st"}},
		{"play", 1, []string{"display", "resonetics serve"}},
		{"play --rate fast", 2, []string{"--rate", "fast", "max"}},
		{"play --lab kitchen", 2, []string{"--lab", "kitchen", "cluster"}},
		{"params --lab kitchen", 2, []string{"--lab", "kitchen", "cluster"}},
		{"version now", 2, []string{`"now"`}},
	} {
		t.Run(c.args, func(t *testing.T) {
			r := call(t, strings.Fields(c.args)...)
			require.Equal(t, c.code, r.code, r.errOut)
			require.Equal(t, 1, strings.Count(r.errOut, "\n"), r.errOut)
			for _, s := range c.says {
				require.Contains(t, r.errOut, s)
			}
			require.NotContains(t, r.errOut, "Usage:")
		})
	}
	content, err := os.ReadFile(existing)
	require.NoError(t, err)
	require.Equal(t, "mine", string(content), "a refused file is untouched")
}

func TestHelpNamesEveryCommandAndParameter(t *testing.T) {
	help := succeed(t)
	for _, c := range newRootCommand().Commands() {
		require.Contains(t, help, c.Name())
	}
	for _, args := range [][]string{{"cluster", "run", "--help"}, {"play", "--help"}} {
		help := succeed(t, args...)
		for i := range cluster.Lab.Params {
			p := &cluster.Lab.Params[i]
			require.Contains(t, help, "--"+p.Key+" ")
			require.Contains(t, help, p.Help+" ("+p.Range())
			require.Regexp(t, `[(,] ?default `+regexp.QuoteMeta(p.Text())+`\)`, help, p.Key)
		}
	}
}

func TestCompletion(t *testing.T) {
	require.Contains(t, succeed(t, "completion", "bash"), "resonetics")
	for args, want := range map[string]string{
		"cluster run --policy |":     "omniscient",
		"cluster run --preset |":     "crisis",
		"cluster run --format |":     "csv",
		"cluster bench --rules |":    "v4.6",
		"cluster bench --policies |": "h3",
		"cluster run --dr|":          "--drift",
		"cluster |":                  "bench",
	} {
		words := strings.Split(strings.TrimSuffix(args, "|"), " ")
		r := call(t, append([]string{"__complete"}, words...)...)
		require.Zero(t, r.code, r.errOut)
		require.Regexp(t, "(?m)^"+want+"\\b", r.out, args)
	}
}

// leaves returns the commands below cmd that do something.
func leaves(cmd *cobra.Command) (list []*cobra.Command) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() { // help is not
			list = append(list, leaves(c)...)
		}
	}
	if len(list) == 0 {
		list = append(list, cmd)
	}
	return list
}

// A script whose variable is not set gives an empty name. It must not be taken for a flag
// that was not given, after which another file would be overwritten.
func TestNoFlagTakesAnEmptyText(t *testing.T) {
	files := 0
	for _, cmd := range leaves(newRootCommand()) {
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			kind := flag.Value.Type()
			if v, ok := flag.Value.(*paramValue); ok && len(v.labs) > 1 || kind == "bool" || cmd.Name() == "serve" {
				return // what they are given is read when all flags are known
			}
			if kind == "file" {
				files++
			}
			require.Error(t, flag.Value.Set(""), "%s --%s", cmd.CommandPath(), flag.Name)
		})
	}
	require.Greater(t, files, 20)
	folder := t.TempDir()
	kept := filepath.Join(folder, "kept")
	require.NoError(t, os.WriteFile(kept, []byte("mine"), 0o600))
	for _, args := range [][]string{
		{"train", "--resume", "", "--checkpoint", kept, "--force"},
		{"train", "--checkpoint", kept, "--csv", "", "--force"},
		{"cluster", "run", "--out", "", "--force"},
		{"cluster", "bench", "--checkpoint", ""},
		{"prophet", "--resume", ""},
		{"play", "--session", ""},
		{"serve", "--addr", ""},
		{"eval", ""},
	} {
		r := call(t, args...)
		require.Equal(t, exitUsage, r.code, "%v: %s", args, r.errOut)
		require.Contains(t, r.errOut, `is ""`, args)
	}
	require.Equal(t, "mine", read(t, kept))
}
