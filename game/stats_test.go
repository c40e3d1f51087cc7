package game

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFrameStatsTellOfTheFramesSinceThen(t *testing.T) {
	var times frameTimes
	frames := func(n int, each time.Duration) {
		for i := range n {
			times.add(each / 2)
			times.add(each / 2)
			times.close(i%2 == 0)
		}
	}
	require.Equal(t, FrameStats{}, times.stats(0))
	frames(10, 50*time.Millisecond)
	require.Equal(t, FrameStats{Frames: 10, Drawn: 5, P50: 50, P99: 50}, times.stats(0))
	frames(200, 2*time.Millisecond)
	require.Equal(t, FrameStats{Frames: 210, Drawn: 105, P50: 2, P99: 50}, times.stats(0), "the start is among them")
	require.Equal(t, FrameStats{Frames: 210, Drawn: 105, P50: 2, P99: 2}, times.stats(10))
	require.Equal(t, FrameStats{Frames: 210, Drawn: 105}, times.stats(210))
	require.Equal(t, FrameStats{Frames: 210, Drawn: 105}, times.stats(9999), "frames still to come")
	frames(statFrames, 4*time.Millisecond)
	require.Equal(t, 4.0, times.stats(0).P50, "only the latest are kept")
	require.Equal(t, 4.0, times.stats(0).P99)
}
