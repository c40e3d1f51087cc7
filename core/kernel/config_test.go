package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/fieldtest"
)

func TestEveryImpossibleNumberIsNamed(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"strategy is 3":       func(c *Config) { c.Strategy = strategies },
		"steps is 0":          func(c *Config) { c.Steps = 0 },
		"batch is 2,000":      func(c *Config) { c.Batch = 2000 },
		"w-gap is -1":         func(c *Config) { c.Kernel.R = -1 },
		"w-flow is NaN":       func(c *Config) { c.Kernel.F = math.NaN() },
		"w-structure is +Inf": func(c *Config) { c.Kernel.S = math.Inf(1) },
		"w-tension is 101":    func(c *Config) { c.Kernel.T = 101 },
		"eps is 0":            func(c *Config) { c.Kernel.Eps = 0 },
		"period is 0":         func(c *Config) { c.Kernel.Period = 0 },
		"base-rate is 2":      func(c *Config) { c.BaseRate = 2 },
		"panic is 1.5":        func(c *Config) { c.Thresholds.Panic = 1.5 },
		"alert is 0.8":        func(c *Config) { c.Thresholds.Alert = 0.8 },
		"warning is 0.3":      func(c *Config) { c.Thresholds.Warning = 0.3 },
		"warning is -0.1":     func(c *Config) { c.Thresholds.Warning = -0.1 },
		"smoothing is 1":      func(c *Config) { c.Smoothing = 1 },
		"inertia is -1":       func(c *Config) { c.Inertia = -1 },
		"panic-factor is 0":   func(c *Config) { c.Multipliers.Panic = 0 },
		"alert-factor is -1":  func(c *Config) { c.Multipliers.Alert = -1 },
		"warning-factor is 0": func(c *Config) { c.Multipliers.Warning = 0 },
		"cruise-factor is 0":  func(c *Config) { c.Multipliers.Cruise = 0 },
		"horizon is 65":       func(c *Config) { c.Horizon = 65 },
		"tolerance is 0":      func(c *Config) { c.Tolerance = 0 },
		"goal-gap is -1":      func(c *Config) { c.GoalGap = -1 },
		"goal-flow is -1":     func(c *Config) { c.GoalFlow = -1 },
		"hidden is 0":         func(c *Config) { c.Hidden = 0 },
		"dropout is 1":        func(c *Config) { c.Dropout = 1 },
		"gain is 0":           func(c *Config) { c.Gain = 0 },
		"decay is -1":         func(c *Config) { c.Decay = -1 },
		"clip is 0":           func(c *Config) { c.Clip = 0 },
	} {
		c := DefaultConfig(Prophet)
		require.NoError(t, c.Validate())
		spoil(&c)
		_, err := NewTrainer(c)
		require.ErrorContains(t, err, name)
		require.ErrorContains(t, err, "want ")
	}
}

func TestEveryNumberHasOneField(t *testing.T) {
	c := DefaultConfig(Prophet)
	fieldtest.Run(t, c, (*Config).Fields, Config.Validate, "Seed")
	live := map[string]bool{}
	for _, f := range c.Live.Fields() {
		live[f.Key] = true
	}
	for _, f := range c.Fields() {
		require.Equal(t, !live[f.Key], f.Fixed, f.Key)
	}
}

func TestReferenceHasTheSpecifiedNumbers(t *testing.T) {
	c, p := DefaultConfig(Reference), NewRateController(0.01)
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
		require.NoError(t, DefaultConfig(s).Validate())
	}
}
