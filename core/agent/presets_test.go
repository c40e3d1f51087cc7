package agent

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
)

// TestPresetsQuoteWhatIsMeasured plays every baseline on every preset and looks
// the result up in the documentation of cluster.Presets, line by line. When it
// fails, what it prints is the line that belongs there.
func TestPresetsQuoteWhatIsMeasured(t *testing.T) {
	source, err := os.ReadFile("../env/cluster/preset.go")
	require.NoError(t, err)
	for _, p := range cluster.Presets() {
		line := fmt.Sprintf("//\t%-9s", p.Key)
		for _, policy := range []Policy{Random{}, H7, H5, H3, Local{}, Omniscient{}} {
			episodes, err := Evaluate(p.Config, policy, 1, 200)
			require.NoError(t, err)
			s := Summarize(episodes)
			line += fmt.Sprintf("  %.3f %5.1f", s.FailedRate, s.Return)
		}
		require.Contains(t, string(source), line+"\n", "want the line\n%s", line)
	}
}
