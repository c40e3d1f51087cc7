package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryImpossibleNumberIsNamed(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"Strategy is 3":             func(c *Config) { c.Strategy = strategies },
		"Steps is 0":                func(c *Config) { c.Steps = 0 },
		"Batch is 2000":             func(c *Config) { c.Batch = 2000 },
		"weight R is -1":            func(c *Config) { c.Kernel.R = -1 },
		"weight F is NaN":           func(c *Config) { c.Kernel.F = math.NaN() },
		"weight S is +Inf":          func(c *Config) { c.Kernel.S = math.Inf(1) },
		"weight T is 101":           func(c *Config) { c.Kernel.T = 101 },
		"Eps is 0":                  func(c *Config) { c.Kernel.Eps = 0 },
		"Period is 0":               func(c *Config) { c.Kernel.Period = 0 },
		"BaseRate is 2":             func(c *Config) { c.BaseRate = 2 },
		"threshold Panic is 1.5":    func(c *Config) { c.Thresholds.Panic = 1.5 },
		"threshold Alert is 0.8":    func(c *Config) { c.Thresholds.Alert = 0.8 },
		"threshold Warning is 0.3":  func(c *Config) { c.Thresholds.Warning = 0.3 },
		"threshold Warning is -0.1": func(c *Config) { c.Thresholds.Warning = -0.1 },
		"Smoothing is 1":            func(c *Config) { c.Smoothing = 1 },
		"Inertia is -1":             func(c *Config) { c.Inertia = -1 },
		"multiplier Panic is 0":     func(c *Config) { c.Multipliers.Panic = 0 },
		"multiplier Alert is -1":    func(c *Config) { c.Multipliers.Alert = -1 },
		"multiplier Warning is 0":   func(c *Config) { c.Multipliers.Warning = 0 },
		"multiplier Cruise is 0":    func(c *Config) { c.Multipliers.Cruise = 0 },
		"Horizon is 65":             func(c *Config) { c.Horizon = 65 },
		"Tolerance is 0":            func(c *Config) { c.Tolerance = 0 },
		"GoalGap is -1":             func(c *Config) { c.GoalGap = -1 },
		"GoalFlow is -1":            func(c *Config) { c.GoalFlow = -1 },
		"Hidden is 0":               func(c *Config) { c.Hidden = 0 },
		"Dropout is 1":              func(c *Config) { c.Dropout = 1 },
		"Gain is 0":                 func(c *Config) { c.Gain = 0 },
		"Decay is -1":               func(c *Config) { c.Decay = -1 },
		"Clip is 0":                 func(c *Config) { c.Clip = 0 },
	} {
		c := DefaultConfig(Prophet)
		require.NoError(t, c.Validate())
		spoil(&c)
		_, err := NewTrainer(c)
		require.ErrorContains(t, err, name)
		require.ErrorContains(t, err, "want ")
	}
}

func TestReferenceHasTheSpecifiedNumbers(t *testing.T) {
	c, p := DefaultConfig(Reference), NewProphetOptimizer(0.01)
	require.Equal(t, p.Base, c.BaseRate)
	require.Equal(t, p.Thresholds, c.Thresholds)
	require.Equal(t, p.Multipliers, c.Multipliers)
	require.Equal(t, p.Smoothing, c.Smoothing)
	require.Equal(t, p.Inertia, c.Inertia)
	require.Equal(t, Default(), c.Kernel)
	require.Equal(t, []float64{0.1, 0.2, 0.1, 0.5, 1e-4, 1}, []float64{c.GoalGap, c.GoalFlow, c.Dropout, c.Gain, c.Decay, c.Clip})
	require.Equal(t, []int{2000, 1, 32}, []int{c.Steps, c.Batch, c.Hidden})
	require.Equal(t, Without{}, c.Without)
}

func TestStrategyNames(t *testing.T) {
	for s := range strategies {
		got, err := ParseStrategy(s.String())
		require.NoError(t, err)
		require.Equal(t, s, got)
		require.NoError(t, DefaultConfig(s).Validate())
	}
	_, err := ParseStrategy("sgd")
	require.EqualError(t, err, `kernel: strategy "sgd", want prophet, reference or adam`)
	require.Equal(t, "Strategy(9)", Strategy(9).String())
}
