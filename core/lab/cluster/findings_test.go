package cluster

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatIsSaidOfGuidanceIsWhatIsPublished keeps the two from drifting apart.
func TestWhatIsSaidOfGuidanceIsWhatIsPublished(t *testing.T) {
	b, err := os.ReadFile("../../../docs/measured.md")
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(b), "\n## Guidance\n")
	require.True(t, ok)
	text, _, _ = strings.Cut(text, "\n## ")
	require.Contains(t, text, "Conditions: "+GuidanceSetting+".")
	rows := regexp.MustCompile(`(?m)^\| (.+?) \| \**([\d.]+)\** \| ([\d.]+) \|$`).FindAllStringSubmatch(text, -1)
	require.Len(t, rows, len(GuidanceFindings))
	for i, f := range GuidanceFindings {
		require.Equal(t, f.Label, strings.Trim(rows[i][1], "*"))
		require.Equal(t, fmt.Sprintf("%.1f", f.Failures), strings.Trim(rows[i][2], "*"), f.Label)
		require.Equal(t, fmt.Sprintf("%.1f", f.Return), rows[i][3], f.Label)
	}
}

func TestGuidanceIsDescribedByWhatWasFound(t *testing.T) {
	require.Contains(t, GuidanceFinding(), "near miss: 6.5.")
	none, handover := GuidanceFindings[0].Failures, GuidanceFindings[3].Failures
	for _, o := range guidanceOptions {
		found := false
		for _, f := range GuidanceFindings {
			found = found || f.Rule == o.Key
		}
		require.True(t, found, o.Key)
		if o.Key == "handover" {
			require.Contains(t, o.Help, fmt.Sprintf("%.0f %% fewer failures", 100*(1-handover/none)))
		}
	}
}
