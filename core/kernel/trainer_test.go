package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/exact"
)

func newTestTrainer(t testing.TB, c Config) *Trainer {
	t.Helper()
	tr, err := NewTrainer(c)
	require.NoError(t, err)
	return tr
}

// record returns the signals of a whole run.
func record(t testing.TB, c Config) []Signals {
	t.Helper()
	tr := newTestTrainer(t, c)
	var all []Signals
	for tr.Step() {
		all = append(all, tr.Signals())
	}
	require.Len(t, all, c.Steps)
	return all
}

// short returns a strategy's configuration for a run of n steps.
func short(s Strategy, n int) Config {
	c := DefaultConfig(s)
	c.Steps, c.Seed = n, 7
	return c
}

func TestSignalsFollowTheSpecification(t *testing.T) {
	c := short(Reference, 400)
	target := Target{Steps: c.Steps}
	control, tuner := NewProphetOptimizer(c.BaseRate), NewTuner(c.GoalGap, c.GoalFlow, c.Kernel.R, c.Kernel.Eps)
	for i, s := range record(t, c) {
		require.Equal(t, i, s.Step)
		require.Equal(t, float64(i)/400, s.Progress)
		if s.Progress < 0.75 {
			require.Equal(t, target.Clean(i), s.Target)
		}
		d := s.Output - s.Target
		requireNear(t, d*d, s.Gap, 1e-12, 0, "gap %d", i)
		k := Kernel{Weights: Weights{R: tuner.WR, F: 0.4, S: 0.3, T: 0.3}, Eps: tuner.Eps, Period: 3}
		require.Equal(t, []float64{k.R, k.Eps}, []float64{s.WR, s.Eps}, "the kernel of step %d", i)
		requireNear(t, exact.Tanh(s.Gap)*exact.Tanh(s.Structure), s.Tension, 1e-12, 0, "tension %d", i)
		requireNear(t, k.R*s.Gap+k.F*s.Flow+k.S*s.Structure-k.T*s.Tension, s.Loss, 1e-12, 1e-15, "loss %d", i)
		require.Equal(t, exact.Sigmoid(3*s.Loss), s.ActualRisk)
		require.Equal(t, s.PredictedRisk, s.Forecast)
		require.Equal(t, control.Update(s.PredictedRisk), s.Rate)
		require.Equal(t, control.Mode, s.Mode)
		require.Equal(t, control.Risk, s.SmoothedRisk)
		require.False(t, s.Restarted)
		tuner.Update(s.Gap, s.Metric)
	}
}

func TestTheReferencePanics(t *testing.T) {
	panics := 0
	for _, s := range record(t, short(Reference, 1000)) {
		if s.Mode == Panic {
			panics++
		}
	}
	require.Greater(t, panics, 950, "σ(3·loss) is at least one half")
}

func TestProphetsForecastsAreJudgedByWhatCame(t *testing.T) {
	c := short(Prophet, 600)
	c.Horizon = 3
	all := record(t, c)
	trouble := 0
	for i, s := range all {
		if i < c.Horizon {
			require.Zero(t, s.ActualRisk)
			require.Zero(t, s.Forecast)
			continue
		}
		mean := (all[i].Gap + all[i-1].Gap + all[i-2].Gap) / 3
		want := 0.0
		if mean > c.Tolerance {
			want = 1
			trouble++
		}
		require.Equal(t, want, s.ActualRisk, "step %d", i)
		require.Equal(t, all[i-3].PredictedRisk, s.Forecast, "step %d", i)
	}
	require.Greater(t, trouble, 20)
}

func TestAdamKeepsItsRate(t *testing.T) {
	for _, s := range record(t, short(Adam, 100)) {
		require.Equal(t, Signals{Rate: 0.01, Mode: Cruise, WR: 1, Eps: 0.01},
			Signals{Rate: s.Rate, Mode: s.Mode, WR: s.WR, Eps: s.Eps, PredictedRisk: s.PredictedRisk, SmoothedRisk: s.SmoothedRisk})
	}
}

func TestAPanicRestartsAdam(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 400))
	was, restarts := Cruise, 0
	for tr.Step() {
		s := tr.Signals()
		require.Equal(t, s.Mode == Panic && was != Panic, s.Restarted, "step %d", s.Step)
		if s.Restarted {
			restarts++
			require.Equal(t, 1, tr.adam.Steps)
		}
		was = s.Mode
	}
	require.Greater(t, restarts, 2)
}

// TestEveryAblationTakesItsPartAway checks the part itself, not only that the
// numbers differ.
func TestEveryAblationTakesItsPartAway(t *testing.T) {
	full := record(t, short(Prophet, 300))
	run := func(w Without) []Signals {
		c := short(Prophet, 300)
		c.Without = w
		all := record(t, c)
		require.NotEqual(t, full, all, "%+v", w)
		return all
	}
	tolerance := DefaultConfig(Prophet).Tolerance

	smoothed := 0.0
	for _, s := range run(Without{Prediction: true}) {
		risk, keep := 0.0, DefaultConfig(Prophet).Smoothing
		if s.Gap > tolerance {
			risk = 1
		}
		smoothed = keep*smoothed + (1-keep)*risk
		requireNear(t, smoothed, s.SmoothedRisk, 1e-12, 0, "step %d", s.Step)
	}
	for _, s := range run(Without{Modes: true}) {
		require.Equal(t, 0.01, s.Rate)
		require.False(t, s.Restarted)
	}
	for _, s := range run(Without{Restart: true}) {
		require.False(t, s.Restarted)
	}
	for _, s := range run(Without{Kernel: true}) {
		require.Equal(t, Terms{Gap: s.Gap, Loss: s.Gap}, s.Terms)
		require.Equal(t, 1.0, s.WR)
	}
	for _, s := range run(Without{Tune: true}) {
		require.Equal(t, []float64{1, 0.01}, []float64{s.WR, s.Eps})
	}

	c := short(Prophet, 300)
	c.Smoothing, c.Without.Smoothing = 0.5, true
	for _, s := range record(t, c) {
		require.Equal(t, s.PredictedRisk, s.SmoothedRisk)
	}
	c = short(Prophet, 300)
	c.Without.Drift = true
	tr := newTestTrainer(t, c)
	for tr.Step() {
		require.Zero(t, tr.risk.slot(tr.signals.Step)[1])
		if tr.step > 2 {
			require.NotZero(t, tr.past.drift)
		}
	}
}

// TestStrategiesSeeTheSameWorld is what makes a comparison paired.
func TestStrategiesSeeTheSameWorld(t *testing.T) {
	a, b := record(t, short(Adam, 400)), record(t, short(Prophet, 400))
	for i := range a {
		require.Equal(t, a[i].Target, b[i].Target)
	}
	require.Equal(t, a[0].Terms, b[0].Terms)
}

func TestBatchAveragesTheSameInput(t *testing.T) {
	c := short(Adam, 50)
	c.Batch = 8
	tr := newTestTrainer(t, c)
	for tr.Step() {
		for _, x := range tr.worker.x[:8] {
			require.Equal(t, float32(tr.signals.Progress), x)
		}
		mean := 0.0
		for _, f := range tr.worker.output {
			mean += f / 8
		}
		requireNear(t, mean, tr.signals.Output, 1e-12, 1e-15, "output")
	}
	require.Greater(t, len(distinct(tr.worker.output)), 4, "each row has its own dropout")
	require.Len(t, distinct(tr.worker.noise), 8, "each row has its own noise")
}

func distinct(x []float64) map[float64]bool {
	all := map[float64]bool{}
	for _, v := range x {
		all[v] = true
	}
	return all
}

func TestRegimeShiftTakesEffectAtTheNextStep(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 400))
	for range 50 {
		tr.Step()
	}
	tr.RegimeShift()
	tr.Step()
	require.Equal(t, Target{Steps: 400, Shifts: 1}.Clean(50), tr.Signals().Target)
	require.Equal(t, 1, tr.Target().Shifts)
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
	require.EqualError(t, tr.SetLive(bad), "kernel: BaseRate is 5, want 1e-06 to 1")
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
	tr.TargetCurve(curve)
	require.Equal(t, float32(tr.target.Clean(0)), curve[0])
	require.Equal(t, float32(tr.target.Clean(300)), curve[149])
	require.NotPanics(t, func() { tr.Curve(nil); tr.Curve(curve[:1]) })
}

// TestNothingDecaysToSubnormals runs long enough for the averages of dead units
// to get there.
func TestNothingDecaysToSubnormals(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 2000))
	dead := 0
	for tr.Step() {
		for _, m := range tr.risk.adam.M {
			if m == 0 {
				dead++
			}
			require.False(t, m != 0 && m < 1e-38 && m > -1e-38, "step %d: %g", tr.step, m)
		}
	}
	require.NotZero(t, dead)
}

func TestStepAllocatesNothing(t *testing.T) {
	for s := range strategies {
		tr := newTestTrainer(t, short(s, 1000))
		curve := make([]float32, 200)
		require.Zero(t, testing.AllocsPerRun(300, func() { tr.Step(); tr.Curve(curve); tr.TargetCurve(curve) }), s)
	}
}

// BenchmarkTrainerStep is one step of the published run, batch 1, kernel on.
func BenchmarkTrainerStep(b *testing.B) {
	for s := range strategies {
		b.Run(s.String(), func(b *testing.B) {
			tr := newTestTrainer(b, DefaultConfig(s))
			start := stateOf(b, tr)
			b.ReportAllocs()
			for b.Loop() {
				if !tr.Step() {
					b.StopTimer()
					require.NoError(b, tr.UnmarshalBinary(start))
					b.StartTimer()
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
