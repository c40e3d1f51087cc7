package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/internal/conformance"
)

type recordedRates struct {
	Sequences []struct {
		Description string
		Config      struct {
			Base        float64     `json:"base_lr"`
			Smoothing   float64     `json:"risk_smoothing"`
			Thresholds  Thresholds  `json:"risk_thresholds"`
			Multipliers Multipliers `json:"lr_multipliers"`
		}
		Risk     []float64
		Smoothed []float64 `json:"smoothed_risk"`
		Rate     []float64 `json:"lr"`
		Mode     []string
		Status   []Mode
		Final    *struct { // of the last 100 smoothed risks
			Mean float64 `json:"risk_mean"`
			Std  float64 `json:"risk_std"`
		} `json:"final_stats"`
	}
}

func TestConformanceLearningRate(t *testing.T) {
	conformance.Replay(t, conformance.LearningRate, func(t *testing.T, file *recordedRates) {
		for _, s := range file.Sequences {
			p := NewRateController(s.Config.Base)
			p.Smoothing, p.Thresholds, p.Multipliers = s.Config.Smoothing, s.Config.Thresholds, s.Config.Multipliers
			var smoothed []float64
			for i, risk := range s.Risk {
				rate := p.Update(risk)
				requireNear(t, s.Smoothed[i], p.Risk, 1e-12, 0, "%s: smoothed risk %d", s.Description, i)
				requireNear(t, s.Rate[i], rate, 1e-12, 0, "%s: rate %d", s.Description, i)
				require.Equal(t, s.Mode[i], p.Mode.String(), "%s: mode %d", s.Description, i)
				require.Equal(t, s.Status[i], p.Mode, "%s: status %d", s.Description, i)
				smoothed = append(smoothed, p.Risk)
			}
			if s.Final != nil {
				mean, std := stat.MeanStdDev(smoothed[max(0, len(smoothed)-100):], nil)
				requireNear(t, s.Final.Mean, mean, 1e-12, 0, s.Description)
				requireNear(t, s.Final.Std, std, 1e-12, 0, s.Description)
			}
		}
	})
}

func TestReferenceControllerHasTheSpecifiedNumbers(t *testing.T) {
	require.Equal(t, &RateController{
		Base: 0.01, Smoothing: 0.9, Inertia: 0.8,
		Thresholds:  Thresholds{0.5, 0.2, 0.1},
		Multipliers: Multipliers{5, 2, 1.2, 0.5},
		Rate:        0.01, Mode: Cruise,
	}, NewRateController(0.01))
}

func TestModesBeginStrictlyAboveTheirThresholds(t *testing.T) {
	limits := Thresholds{Panic: 0.5, Alert: 0.2, Warning: 0.1}
	for risk, mode := range map[float64]Mode{0: Cruise, 0.1: Cruise, 0.11: Warning, 0.2: Warning, 0.21: Alert, 0.5: Alert, 0.51: Panic, 1: Panic} {
		require.Equal(t, mode, limits.mode(risk), "risk %v", risk)
	}
}

type recordedTunings struct {
	Sequences []struct {
		Description  string
		GoalGap      float64   `json:"target_gap_R"`
		GoalFlow     float64   `json:"target_flow"`
		Gap          []float64 `json:"gap_R"`
		Flow         []float64
		WR           []float64
		Eps          []float64
		IntegralGap  []float64 `json:"integral_gap_R"`
		IntegralFlow []float64 `json:"integral_flow"`
	}
}

func TestConformancePID(t *testing.T) {
	conformance.Replay(t, conformance.PID, func(t *testing.T, file *recordedTunings) {
		for _, s := range file.Sequences {
			p := NewTuner(s.GoalGap, s.GoalFlow, 1, 0.01)
			for i := range s.Gap {
				p.Update(s.Gap[i], s.Flow[i])
				requireNear(t, s.WR[i], p.WR, 1e-12, 0, "%s: wR %d", s.Description, i)
				requireNear(t, s.Eps[i], p.Eps, 1e-12, 0, "%s: eps %d", s.Description, i)
				requireNear(t, s.IntegralGap[i], p.Gap.Integral, 1e-12, 1e-15, "%s: integral of the gap %d", s.Description, i)
				requireNear(t, s.IntegralFlow[i], p.Flow.Integral, 1e-12, 1e-15, "%s: integral of the flow %d", s.Description, i)
			}
		}
	})
}

func TestTunerIgnoresWhatIsNotFinite(t *testing.T) {
	for _, v := range [][2]float64{{math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}, {0, math.Inf(-1)}} {
		p := NewTuner(0.1, 0.2, 1, 0.01)
		p.Update(v[0], v[1])
		require.Equal(t, NewTuner(0.1, 0.2, 1, 0.01), p)
	}
}
