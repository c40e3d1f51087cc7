package game

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASlowPictureIsNotFastForward(t *testing.T) {
	var p pace
	p.see(1, 0)
	p.see(1, 6) // six steps between two frames
	for asked, fast := range map[float64]bool{0: true, 12: false, 240: false, 250: true, math.Inf(1): true} {
		require.Equal(t, fast, p.fast(asked), "%g steps/s", asked)
	}
	p.advance(2 * hurryHold)
	require.False(t, p.fast(math.Inf(1)), "the mark goes away")
}
