package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/fieldtest"
)

func TestShapingIsUnknownToV45WhateverItsWeight(t *testing.T) {
	for rules, want := range map[Rules]float64{V45: 0.8, V46: 0.8 + 100*0.6/40} {
		w := still(t, rules)
		w.cfg.Shaping = 100
		w.put(3, 0.9, 0.5, 0.5)
		require.InDelta(t, want, take(t, w, Scale).Reward, 1e-4, "%s", rules)
	}
}

func TestFailingOnTheLastStepIsTermination(t *testing.T) {
	w := still(t, V46)
	w.cfg.MaxSteps = 1
	w.put(3, 0, 1, 1)
	r := take(t, w, Up)
	require.True(t, r.Terminated)
	require.False(t, r.Truncated)
}

// TestNoiseOfEachChannel measures the changes of one step far from the bounds.
func TestNoiseOfEachChannel(t *testing.T) {
	for _, rules := range allRules {
		c := Default(rules)
		c.Height, c.Width = 200, 200
		c.CPUNoise, c.MemDrift, c.MemNoise = 0.03, 0.008, 0.015
		w, err := New(c)
		require.NoError(t, err)
		for i := range w.cpu {
			w.cpu[i], w.mem[i] = 0.5, 0.5
		}
		take(t, w, Up)
		for _, channel := range []struct {
			x        []float32
			mean, sd float64
		}{{w.cpu, 0, c.CPUNoise}, {w.mem, c.MemDrift, c.MemNoise}} {
			mean, square := 0.0, 0.0
			n := float64(len(channel.x))
			for _, v := range channel.x {
				d := float64(v) - 0.5
				mean, square = mean+d/n, square+d*d/n
			}
			require.InDelta(t, channel.mean, mean, 5*channel.sd/math.Sqrt(n), "%s", rules)
			require.InDelta(t, channel.sd, math.Sqrt(square-mean*mean), 5*channel.sd/math.Sqrt(2*n), "%s", rules)
		}
	}
}

func TestResetForgetsTheLastAction(t *testing.T) {
	w := still(t, V46)
	take(t, w, Clean)
	require.Equal(t, Clean, w.LastAction())
	w.Reset(1)
	require.Equal(t, -1, w.LastAction())
	require.Equal(t, Outcome{}, w.LastOutcome())
}

func TestLargestMemoryOverCriticalNodes(t *testing.T) {
	w := still(t, V46)
	w.put(3, 0, 0.75, 0.5)
	require.Zero(t, w.Stats().MaxCritical)
	w.put(4, 0, 0.25, 1)
	require.Equal(t, float32(0.25), w.Stats().MaxCritical)
	require.Equal(t, float32(0.75), w.Stats().MaxMem)
}

// TestManyTiesAreScaledInRowMajorOrder has more equal hotspots than a sort that
// is stable only for a few keeps in order.
func TestManyTiesAreScaledInRowMajorOrder(t *testing.T) {
	for _, rules := range allRules {
		c := Default(rules)
		c.Height, c.Width, c.ScaleCost, c.CPUNoise, c.MemDrift, c.MemNoise = 8, 8, 1, 0, 0, 0
		w, err := New(c)
		require.NoError(t, err)
		for i := range w.cpu {
			w.put(i, 0.9, float32(i%2)/2, 0.5)
		}
		w.budget = 40
		take(t, w, Scale)
		for i, cpu := range w.cpu {
			relieved := i%2 == 1 || i < 16 // the 32 worse ones, then the first 8 of the others
			require.Equal(t, relieved, cpu < 0.9, "%s: node %d", rules, i)
		}
	}
}

// TestCleanedIsSummedAsTheReferenceDoes uses a sum that float32 rounds.
func TestCleanedIsSummedAsTheReferenceDoes(t *testing.T) {
	cpu, mem := float32(0x1p-24+0x1p-2), float32(0.75)
	single, double := float64(cpu+mem), float64(cpu)+float64(mem)
	require.NotEqual(t, single, double)
	for rules, want := range map[Rules]float64{V45: single, V46: double, V51: double} {
		w := still(t, rules)
		w.put(w.agent, cpu, mem, 0.5)
		take(t, w, Clean)
		require.Equal(t, want, w.LastOutcome().Cleaned, "%s", rules)
	}
}

// TestNeighborhoodsOfNarrowGrids expects a node to be seen in every place it has
// around the torus.
func TestNeighborhoodsOfNarrowGrids(t *testing.T) {
	for _, s := range []struct {
		height, width, agent int
		nodes                [9]int
	}{
		{3, 4, 5, [9]int{0, 1, 2, 4, 5, 6, 8, 9, 10}},
		{3, 4, 11, [9]int{6, 7, 4, 10, 11, 8, 2, 3, 0}},
		{1, 4, 0, [9]int{3, 0, 1, 3, 0, 1, 3, 0, 1}},
		{4, 1, 3, [9]int{2, 2, 2, 3, 3, 3, 0, 0, 0}},
		{2, 2, 0, [9]int{3, 2, 3, 1, 0, 1, 3, 2, 3}},
		{1, 1, 0, [9]int{}},
	} {
		c := Default(V51)
		c.Height, c.Width = s.height, s.width
		w, err := New(c)
		require.NoError(t, err)
		w.agent = s.agent
		w.observe()
		for k, i := range s.nodes {
			require.Equal(t, []float32{w.cpu[i], w.mem[i], w.priority[i]}, w.Observation()[3*k:3*k+3], "%+v, place %d", s, k)
		}
	}
}

func TestAnEndedEpisodeStaysEndedInItsState(t *testing.T) {
	w := still(t, V46)
	w.cfg.MaxSteps = 1
	take(t, w, Up)
	state, err := w.MarshalBinary()
	require.NoError(t, err)
	fresh := still(t, V46)
	require.NoError(t, fresh.UnmarshalBinary(state))
	_, err = fresh.Step(Up)
	require.ErrorContains(t, err, "the episode ended")
	state[1] = 8
	require.ErrorContains(t, fresh.UnmarshalBinary(state), "the flags is 8")
}

func TestEveryNumberOfAConfigurationHasOneField(t *testing.T) {
	fieldtest.Run(t, Default(V51), (*Config).Fields, Config.Validate)
}

func TestPresetsAreTheSpecifications(t *testing.T) {
	type row struct{ drift, sd, budget, recovery, clean, memClean, throttle float64 }
	want := map[string]row{
		"calm":      {0.005, 0.012, 100, 0.5, 0.5, 0.3, 0.3},
		"red-queen": {0.007, 0.02, 100, 0.5, 0.5, 0.3, 0.3},
		"crisis":    {0.0085, 0.02, 100, 0.5, 0.5, 0.3, 0.3},
		"scarcity":  {0.007, 0.02, 60, 0.25, 1, 0.6, 0.6},
	}
	for _, p := range Presets() {
		c := p.Config
		require.NoError(t, c.Validate())
		require.Equal(t, want[p.Key], row{c.MemDrift, c.MemNoise, c.Budget, c.Recovery, c.CleanCost, c.MemCleanCost, c.ThrottleCost}, p.Key)
		require.Equal(t, []int{int(V51), 6, 6, 300}, []int{int(c.Rules), c.Height, c.Width, c.MaxSteps})
		delete(want, p.Key)
	}
	require.Empty(t, want)
}
