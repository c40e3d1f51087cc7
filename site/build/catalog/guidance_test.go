package catalog

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/cluster"
)

// TestWhatIsSaidOfGuidanceIsWhatIsPublished keeps the two from drifting apart.
func TestWhatIsSaidOfGuidanceIsWhatIsPublished(t *testing.T) {
	b, err := os.ReadFile("../../../docs/measured.md")
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(b), "\n## Guidance\n")
	require.True(t, ok)
	text, _, _ = strings.Cut(text, "\n## ")
	require.Contains(t, text, "Conditions: "+guidanceSetting+".")
	rows := regexp.MustCompile(`(?m)^\| (.+?) \| \**([\d.]+)\** \| ([\d.]+) \|$`).FindAllStringSubmatch(text, -1)
	require.Len(t, rows, len(guidanceFindings))
	for i, f := range guidanceFindings {
		require.Equal(t, f.label, strings.Trim(rows[i][1], "*"))
		require.Equal(t, fmt.Sprintf("%.1f", f.failures), strings.Trim(rows[i][2], "*"), f.label)
		require.Equal(t, fmt.Sprintf("%.1f", f.returned), rows[i][3], f.label)
	}
}

func TestGuidanceIsDescribedByWhatWasFound(t *testing.T) {
	require.Contains(t, GuidanceWords(), "near miss: 6.5.")
	none, handover := guidanceFindings[0].failures, guidanceFindings[3].failures
	i, err := cluster.Lab.Param("guidance")
	require.NoError(t, err)
	for _, o := range cluster.Lab.Params[i].Options {
		if o.Key == "handover" {
			require.Contains(t, o.Help, fmt.Sprintf("%.0f %% fewer failures", 100*(1-handover/none)))
		}
	}
}
