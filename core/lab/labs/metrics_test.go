package labs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

// TestAFewNumbersComeFirst holds that what every screen shows at once can be taken in at a
// glance, and that nothing is shown twice.
func TestAFewNumbersComeFirst(t *testing.T) {
	for _, l := range All {
		seen := make(map[int]bool)
		for _, i := range l.MainMetrics() {
			require.False(t, seen[i], "%s: %s", l.Key, l.Metrics[i].Key)
			seen[i] = true
		}
		require.NotEmpty(t, seen, l.Key)
		require.LessOrEqual(t, len(seen), lab.MaxMain, l.Key)
	}
	many := &lab.Lab{Metrics: make([]lab.Metric, 9)}
	require.Equal(t, []int{0, 1, 2, 3, 4, 5}, many.MainMetrics(), "a lab that names none shows the first")
	few := &lab.Lab{Metrics: make([]lab.Metric, 2)}
	require.Equal(t, []int{0, 1}, few.MainMetrics())
	require.Panics(t, func() { (&lab.Lab{Main: []string{"gone"}}).MainMetrics() })
}
