package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/nn"
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

func TestNetworksAreTheSpecified(t *testing.T) {
	shapes := func(n *nn.Net) (all [][]int) {
		for _, s := range n.Tensors() {
			all = append(all, s.Shape)
		}
		return all
	}
	for s, inputs := range map[Strategy]int{Reference: 3, Prophet: 6} {
		tr := newTestTrainer(t, DefaultConfig(s))
		require.Equal(t, [][]int{{1, 32}, {32}, {32, 32}, {32}, {32, 1}, {1}}, shapes(tr.worker.net))
		require.Equal(t, [][]int{{inputs, 32}, {32}, {32, 32}, {32}, {32, 1}, {1}}, shapes(tr.risk.net))
		for _, n := range []*nn.Net{tr.worker.net, tr.risk.net} {
			for _, p := range n.Tensors() {
				bound, largest := 0.0, 0.0
				if len(p.Shape) == 2 {
					bound = 0.5 * math.Sqrt(6/float64(p.Shape[0]+p.Shape[1]))
				}
				for _, v := range n.Params[p.Offset:][:p.Len()] {
					largest = max(largest, math.Abs(float64(v)))
				}
				require.LessOrEqual(t, largest, bound*1.0000001)
				require.GreaterOrEqual(t, largest, bound*0.7)
			}
		}
		a := tr.adam
		require.Equal(t, []float32{0.01, 0.9, 0.999, 1e-4, 1}, []float32{a.Rate, a.Beta1, a.Beta2, a.Decay, a.Clip})
		require.Equal(t, float32(0.005), tr.risk.adam.Rate)
	}
}

// TestDropoutIsInTheTrainingPassAlone checks both kinds of pass of one step.
func TestDropoutIsInTheTrainingPassAlone(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 400))
	clean, dropped := make([]float32, 1), 0
	for tr.step < 100 {
		tr.worker.probe.Forward(clean, []float32{float32(tr.target.Progress(tr.step))})
		tr.Step()
		require.Equal(t, float64(clean[0]), tr.worker.calm[0], "step %d", tr.step)
		if tr.signals.Output != tr.worker.calm[0] {
			dropped++
		}
	}
	require.Greater(t, dropped, 80)
}

func TestReferencesInputs(t *testing.T) {
	tr := newTestTrainer(t, short(Reference, 400))
	drift, last := 0.0, 0.0
	var gaps []float64
	for tr.step < 50 {
		tr.Step()
		s := tr.Signals()
		if s.Step > 0 {
			drift = 0.95*drift + 0.05*(s.Output-last)
		}
		last = s.Output
		gaps = append(gaps, s.Gap)
		recent := gaps[max(0, len(gaps)-10):]
		mean := 0.0
		for _, g := range recent {
			mean += g / float64(len(recent))
		}
		x := tr.risk.slot(s.Step)
		require.Len(t, x, 3)
		for i, want := range []float64{s.Progress, drift, mean} {
			requireNear(t, want, float64(x[i]), 1e-6, 1e-9, "input %d of step %d", i, s.Step)
		}
	}
}

func TestProphetStartsFromPersistence(t *testing.T) {
	require.InDelta(t, 0, persistence(0.2, 0.2), 1e-12, "at the tolerance the risk is one half")
	require.InDelta(t, 2*math.Log(2), persistence(0.4, 0.2), 1e-12)
	require.Equal(t, []float64{-8, 8}, []float64{persistence(0, 0.2), persistence(1e9, 0.2)})

	tr := newTestTrainer(t, short(Prophet, 400))
	clear(tr.risk.net.Params)
	tr.Step()
	s := tr.Signals()
	require.Equal(t, exact.Sigmoid(persistence(s.Gap, tr.cfg.Tolerance)), s.PredictedRisk)
}

func TestThePredictorLearnsWhatCame(t *testing.T) {
	c := DefaultConfig(Prophet)
	tr := newTestTrainer(t, c)
	x := tr.risk.slot(0)
	for i := range x {
		x[i] = 0.5
	}
	for _, outcome := range []float64{1, 0} {
		for range 200 {
			tr.risk.learn(0, outcome, nil)
		}
		require.InDelta(t, outcome, tr.risk.predict(0, 0), 0.05)
	}
}

func TestSignalsFollowTheSpecification(t *testing.T) {
	c := short(Reference, 400)
	target := Target{Steps: c.Steps}
	control, tuner := NewRateController(c.BaseRate), NewTuner(c.GoalGap, c.GoalFlow, c.Kernel.R, c.Kernel.Eps)
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
		require.Zero(t, testing.AllocsPerRun(300, func() { tr.Step(); tr.Curve(curve); tr.Target().Curve(curve) }), s)
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
