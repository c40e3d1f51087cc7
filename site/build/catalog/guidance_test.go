package catalog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/cluster"
)

// TestGuidanceIsDescribedByWhatWasFound holds the page's words to the measurement: every rule
// that a visitor can choose has a row, and the share that an option names is the one found.
func TestGuidanceIsDescribedByWhatWasFound(t *testing.T) {
	f := readGuidance()
	require.NotEmpty(t, f.Rows)
	failures := map[string]float64{}
	for _, r := range f.Rows {
		failures[r.Rule] = r.Failures
	}
	for _, shown := range guidanceWords {
		require.Contains(t, failures, shown.rule)
	}
	require.Contains(t, GuidanceWords(), fmt.Sprintf("Letting go little by little: %.0f failures", failures["withdrawn"]))
	i, err := cluster.Lab.Param("guidance")
	require.NoError(t, err)
	row := map[string]string{"threshold": "average-suite", "max-threshold": "max-suite"} // as limits are measured
	for _, o := range cluster.Lab.Params[i].Options {
		rule := o.Key
		if row[rule] != "" {
			rule = row[rule]
		}
		require.True(t, slices.ContainsFunc(guidanceWords, func(w struct{ rule, words string }) bool { return w.rule == rule }), o.Key)
	}
}
