package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// jsonCommands are short runs of every command that has --json.
var jsonCommands = map[string]string{
	"bench prophet":   "--seeds 2 --steps 20",
	"bench learning":  "--presets calm --seeds 1 --steps 100 --every 100 --curve-episodes 1 --episodes 1",
	"bench guidance":  "--seeds 2 --steps 100 --episodes 1 --worlds small --rules none,withdrawn",
	"bench imagine":   "--policy pilot --presets calm --seeds 2 --steps 100 --episodes 1 --distil-after 5",
	"bench local":     "--presets calm --tuning-episodes 2 --episodes 2",
	"bench forecast":  "--seeds 1 --steps 100 --learn 2 --passes 1 --judge 2",
	"cluster bench":   "--episodes 2",
	"cluster run":     "--episodes 2 --steps 20",
	"train":           "--policy qtable --max-steps 40 --eval-episodes 1 --rows 3 --columns 3 --steps 20",
	"params":          "",
	"cluster race":    "--races 2 --steps 20 --teach 1",
	"eval CHECKPOINT": "--episodes 1",
	"tune":            "--learner qtable --method grid --steps 4 --runs 1 --episodes 1 --in-memory",
	"gardener":        "--study --seeds 2 --steps 10",

	"bench merge FILE-OR-FOLDER…": "",
	"cluster fit FILE":            "",
	"import FILE":                 "",
}

// withJSON returns the commands below cmd that have --json, as they are called.
func withJSON(cmd *cobra.Command) (list []string) {
	if cmd.Flags().Lookup("json") != nil {
		_, name, _ := strings.Cut(strings.TrimSuffix(cmd.UseLine(), " [flags]"), " ")
		list = append(list, name)
	}
	for _, c := range cmd.Commands() {
		list = append(list, withJSON(c)...)
	}
	return list
}

// requireSnakeCase checks every key of a decoded JSON value.
func requireSnakeCase(t *testing.T, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		require.NotEmpty(t, v)
		for key, inner := range v {
			require.Regexp(t, `^[a-z0-9_]+$`, key)
			requireSnakeCase(t, inner)
		}
	case []any:
		for _, inner := range v {
			requireSnakeCase(t, inner)
		}
	}
}

// kinds are what the values of a key are in all output of the program: numbers, text, or one of
// the others. A list is a column of what it holds, and what many samples of a number came to
// is a number too.
type kinds map[string]string

func (k kinds) require(t *testing.T, key string, v any) {
	t.Helper()
	kind := ""
	switch v := v.(type) {
	case map[string]any:
		kind = "an object"
		if isStatistic(v) {
			kind = "a number"
		}
		for inner, value := range v {
			k.require(t, inner, value)
		}
	case []any:
		for _, one := range v {
			k.require(t, key, one)
		}
	case float64:
		kind = "a number"
		require.NotRegexp(t, `(^|_)seed$`, strings.TrimSuffix(key, "_per_seed"), "64 bits are text")
	case string:
		kind = "text"
	case bool:
		kind = "yes or no"
	}
	if kind != "" && key != "" && key != "value" { // of a pair with a key, whose kind is another's
		require.Contains(t, []string{"", kind}, k[key], key)
		k[key] = kind
	}
}

func isStatistic(v map[string]any) bool {
	for key := range v {
		if !slices.Contains([]string{"mean", "sd", "low", "high", "rate", "value", "iqm", "worst"}, key) {
			return false
		}
	}
	return true
}

// Every name has one kind of value in all commands, and is in snake case.
func TestANameInJSONHasOneKindOfValue(t *testing.T) {
	names := make(kinds)
	files := filesOf(t)
	for _, name := range withJSON(newRootCommand()) {
		t.Run(name, func(t *testing.T) {
			flags, known := jsonCommands[name]
			require.True(t, known, "give jsonCommands a short run of it")
			call := strings.Fields(files.Replace(name) + " --json " + flags)
			var v any
			require.NoError(t, json.Unmarshal([]byte(succeed(t, call...)), &v))
			requireSnakeCase(t, v)
			names.require(t, "", v)
		})
	}
	var v any
	require.NoError(t, json.Unmarshal([]byte(succeed(t, seedsArgs("--policy", "qtable", "--seeds", "18446744073709551614-18446744073709551615", "--json")...)), &v))
	names.require(t, "", v)
	require.Equal(t, "text", names["seed"], "64 bits are text")
}

// TestListsOfNumbersAreInOneLine prints values of every kind, in which nothing but white
// space may change.
func TestListsOfNumbersAreInOneLine(t *testing.T) {
	v := map[string]any{"a": []float64{1, -2.5, 3e-9}, "b": []string{"1, 2", "[ 3 ]"}, "c": [][]int{{4}, {}}, "d": []any{1, nil}}
	var b bytes.Buffer
	require.NoError(t, printJSON(&b, v))
	require.Contains(t, b.String(), "[1, -2.5, 3e-9]")
	require.Contains(t, b.String(), "[4]")
	want, err := json.Marshal(v)
	require.NoError(t, err)
	require.JSONEq(t, string(want), b.String())
	require.Contains(t, b.String(), `"[ 3 ]"`, "text stays as it is")
	require.Error(t, printJSON(&b, func() {}))
}
