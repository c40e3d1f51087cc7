package prophet

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACalibrationAtItsEdges(t *testing.T) {
	var c Calibration
	require.True(t, math.IsNaN(c.Brier()))
	c.Add(1, true)
	_, frequency, _ := c.Point(9)
	require.Equal(t, 1.0, frequency, "a certain forecast belongs to the last bin")
	c.Fade()
	require.InDelta(t, fading, c.Count[9], 1e-15)
	require.True(t, math.IsNaN(c.Skill()), "it always happened")
	for range 90 {
		c.Add(0.2, false)
	}
	require.True(t, math.IsNaN(c.Skill()), "what has faded says nothing any more")
	c.Add(0.3, true)
	require.False(t, math.IsNaN(c.Skill()))
}
