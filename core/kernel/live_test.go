package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegimeShiftTakesEffectAtTheNextStep(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 400))
	for range 50 {
		tr.Step()
	}
	tr.RegimeShift()
	tr.Step()
	require.Equal(t, Target{Steps: 400, Shifts: 1}.Clean(50), tr.Signals().Target)
	require.Equal(t, 1, tr.target.Shifts)
	for range 3 {
		tr.Step()
	}
	require.Greater(t, tr.Signals().Step, 50)
}

func TestLiveSettings(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 400))
	tr.Step()
	l := tr.Config().Live
	l.Kernel = Kernel{Weights: Weights{R: 2, F: 0, S: 0.1, T: 0}, Eps: 0.02, Period: 2}
	l.BaseRate, l.Thresholds = 0.02, Thresholds{Panic: 0, Alert: 0, Warning: 0}
	require.NoError(t, tr.SetLive(l))
	tr.Step()
	s := tr.Signals()
	require.Equal(t, []float64{2, 0.02}, []float64{s.WR, s.Eps})
	require.Equal(t, Panic, s.Mode)
	require.Equal(t, 0.02*tr.Config().Multipliers.Panic, s.Rate)
	requireNear(t, 2*s.Gap+0.1*s.Structure, s.Loss, 1e-12, 0, "loss")
	require.Equal(t, l, tr.Config().Live)

	bad := l
	bad.BaseRate = 5
	require.EqualError(t, tr.SetLive(bad), "kernel: base-rate is 5, want 0.000001 to 1")
	require.Equal(t, l, tr.Config().Live)
}

func TestCurvesAndTheEnd(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 300))
	for tr.Step() {
	}
	require.True(t, tr.Done())
	before := tr.Signals()
	require.False(t, tr.Step())
	require.Equal(t, before, tr.Signals())

	curve, want := make([]float32, 150), make([]float32, 1)
	tr.Curve(curve)
	for _, i := range []int{0, 63, 64, 100, 149} {
		tr.worker.probe.Forward(want, []float32{float32(float64(i) / 149)})
		require.Equal(t, want[0], curve[i], "point %d", i)
	}
	tr.Target().Curve(curve)
	require.Equal(t, float32(tr.target.Clean(0)), curve[0])
	require.Equal(t, float32(tr.target.Clean(300)), curve[149])
	require.NotPanics(t, func() { tr.Curve(nil); tr.Curve(curve[:1]) })
}
