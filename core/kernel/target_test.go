package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/internal/conformance"
)

type recordedTarget struct {
	Steps  int `json:"total_steps"`
	Target []float64
	Last   [][2]float64 `json:"last_quarter_no_noise"` // step and value
}

func TestConformanceTarget(t *testing.T) {
	conformance.Replay(t, conformance.Target, func(t *testing.T, file *recordedTarget) {
		require.NotZero(t, len(file.Target)+len(file.Last))
		target := Target{Steps: file.Steps}
		src := rng.New(1)
		for s, want := range file.Target {
			requireNear(t, want, target.Clean(s), 1e-12, 1e-15, "step %d", s)
			require.Equal(t, target.Clean(s), target.Observe(s, src), "step %d has no noise", s)
		}
		for _, row := range file.Last {
			requireNear(t, row[1], target.Observe(int(row[0]), src), 1e-12, 1e-15, "step %v", row[0])
		}
		require.Equal(t, rng.New(1), src, "steps without noise draw nothing")
	})
}

func TestNoiseOfTheLastQuarter(t *testing.T) {
	target := Target{Steps: 2000}
	src := rng.New(3)
	var noise []float64
	for range 60 {
		for s := 1500; s < 2000; s += 3 {
			noise = append(noise, target.Observe(s, src)-target.Clean(s))
		}
	}
	mean, deviation := stat.MeanStdDev(noise, nil)
	require.InDelta(t, 0, mean, 0.0025)
	require.InDelta(t, 0.05, deviation, 0.0025)
}

func TestRegimeShiftChangesTheTargetAtOnce(t *testing.T) {
	plain, shifted, again := Target{Steps: 2000}, Target{Steps: 2000, Shifts: 1}, Target{Steps: 2000, Shifts: 2}
	require.InDelta(t, plain.Clean(125)+0.5, shifted.Clean(100), 1e-15)
	require.InDelta(t, plain.Clean(150), again.Clean(100), 1e-15)
	for _, s := range []int{100, 600, 1200, 1800} {
		require.NotEqual(t, plain.Clean(s), shifted.Clean(s))
		require.NotEqual(t, shifted.Clean(s), again.Clean(s))
	}
}
