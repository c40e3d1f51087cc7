package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/cluster"
)

// dangerous is a world of milliseconds in which there is much to foresee.
var dangerous = []string{"rows", "3", "columns", "3", "steps", "80", "drift", "0.02", "noise", "0.03"}

// flagsOf writes settings as flags.
func flagsOf(settings []string) (flags []string) {
	for i := 0; i < len(settings); i += 2 {
		flags = append(flags, "--"+settings[i], settings[i+1])
	}
	return flags
}

// A training that looks ahead is that of a session, and goes on bit for bit where the flag is
// given again.
func TestTrainLooksAheadAsASessionDoes(t *testing.T) {
	settings := append([]string{"policy", "pilot", "foresight", "imagine"}, dangerous...)
	s, _ := sessionRows(t, configOf(t, cluster.Lab, 5, settings...), 600)
	want, err := s.AppendMind(nil)
	require.NoError(t, err)
	folder := t.TempDir()
	whole, part, blind := filepath.Join(folder, "a.st"), filepath.Join(folder, "b.st"), filepath.Join(folder, "c.st")
	args := append([]string{"train", "--seed", "5", "--eval-every", "0"}, flagsOf(settings)...)
	succeed(t, append(args, "--max-steps", "600", "--checkpoint", whole)...)
	succeed(t, append(args, "--max-steps", "250", "--checkpoint", part)...)
	succeed(t, "train", "--resume", part, "--eval-every", "0", "--max-steps", "600", "--checkpoint", blind)
	succeed(t, "train", "--resume", part, "--eval-every", "0", "--max-steps", "600", "--checkpoint", part, "--foresight", "imagine")
	mind := string(mindOf(t, want))
	require.True(t, mind == string(mindOf(t, []byte(read(t, whole)))), "the mind is another one")
	require.True(t, mind == string(mindOf(t, []byte(read(t, part)))), "the run goes on in another way")
	require.False(t, mind == string(mindOf(t, []byte(read(t, blind)))), "without the flag nothing looks ahead")
}

func TestTablesShowPoliciesThatLookAhead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.st")
	out := succeed(t, append([]string{"train", "--policy", "pilot", "--max-steps", "300", "--eval-episodes", "3", "--checkpoint", file, "--foresight", "imagine"}, flagsOf(dangerous)...)...)
	require.Contains(t, out, "pilot + imagine | failed=")
	require.Contains(t, out, "overruled")
	require.NotContains(t, succeed(t, "eval", file, "--episodes", "3"), "imagine")
	var table struct {
		Rows []struct {
			Policy    string
			Looked    *struct{ Value, Low, High float64 } `json:"looked_share"`
			Overruled *struct{ Value, Low, High float64 } `json:"overruled_share"`
		}
	}
	for _, args := range []string{"eval " + file + " --episodes 5", "cluster bench --preset scarcity --policies random --episodes 4"} {
		require.NoError(t, json.Unmarshal([]byte(succeed(t, append(strings.Fields(args), "--json", "--foresight", "imagine", "--imagine-futures", "3")...)), &table))
		looked := 0
		for _, row := range table.Rows {
			require.Equal(t, strings.HasSuffix(row.Policy, " + imagine"), row.Overruled != nil, row.Policy)
			if row.Overruled != nil {
				looked++
				require.Positive(t, row.Looked.Value)
				require.LessOrEqual(t, row.Overruled.Value, row.Looked.Value)
				require.LessOrEqual(t, row.Looked.Low, row.Looked.Value)
				require.GreaterOrEqual(t, row.Looked.High, row.Looked.Value)
			}
		}
		require.Equal(t, 1, looked, args)
	}
}

// A network is taught before it is measured, in episodes of its own; a checkpoint holds none.
func TestANetworkIsTaughtAndMeasured(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.st")
	succeed(t, append([]string{"train", "--policy", "pilot", "--max-steps", "300", "--eval-every", "0", "--checkpoint", file}, flagsOf(dangerous)...)...)
	for _, args := range []string{"eval " + file + " --episodes 3", "cluster bench --preset scarcity --policies h7 --episodes 3"} {
		args += " --foresight distilled --distil-after 20"
		out := succeed(t, strings.Fields(args)...)
		require.Regexp(t, `(pilot|h7) \+ distilled +\|`, out)
		require.Equal(t, out, succeed(t, strings.Fields(args)...), "it is repeated")
	}
	r := call(t, "train", "--policy", "pilot", "--max-steps", "10", "--foresight", "distilled")
	require.Equal(t, 2, r.code)
	require.Contains(t, r.errOut, "a checkpoint does not hold the network")
}

// Seeds that are compared look ahead as each of them would alone, which its link repeats.
func TestSeedsLookAhead(t *testing.T) {
	args := append([]string{"train", "--policy", "pilot", "--seeds", "5", "--max-steps", "700", "--eval-every", "700", "--eval-episodes", "1"}, flagsOf(dangerous)...)
	ahead := succeed(t, append(args, "--foresight", "imagine")...)
	require.Contains(t, ahead, "foresight=imagine")
	require.NotEqual(t, digestIn(t, succeed(t, args...)), digestIn(t, ahead))
}

// digestIn returns the digest of the network that was printed.
func digestIn(t *testing.T, text string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "has the digest ")
	require.True(t, found, text)
	return rest[:16]
}
