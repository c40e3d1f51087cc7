package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/kernel"
)

func newForecast(t *testing.T, settings ...string) *Session {
	t.Helper()
	c := NewConfig(ProphetLab)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	s, err := NewSession(c)
	require.NoError(t, err)
	return s
}

func applyTo(t *testing.T, s *Session, command string) {
	t.Helper()
	c, err := ParseCommand(s.Config().Lab, command)
	require.NoError(t, err)
	require.NoError(t, s.Apply(c), command)
}

func TestProphetRunsReplayAndShow(t *testing.T) {
	s := newForecast(t)
	s.Advance(300)
	applyTo(t, s, "set base-rate 0.02")
	applyTo(t, s, "inject 0 1")
	s.Advance(300)
	run, err := ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := Replay(run)
	require.NoError(t, err)
	again.Advance(600)
	require.Equal(t, s.Digest(), again.Digest())

	shot := look(t, s, View{Text: true})
	require.Len(t, shot.Prophet.Curve, CurvePoints)
	require.InDelta(t, 0.3, shot.Prophet.Progress, 1e-3)
	require.InDelta(t, shot.Metric("gap"), shot.Prophet.Gap, 1e-6)
	require.Contains(t, shot.Text, "step 600 of 2000")
}

func TestARegimeShiftIsFelt(t *testing.T) {
	calm, shifted := newForecast(t), newForecast(t)
	calm.Advance(400)
	shifted.Advance(400)
	applyTo(t, shifted, "inject 0 1")
	calm.Advance(5)
	shifted.Advance(5)
	require.Greater(t, look(t, shifted, View{}).Metric("mean_gap"), look(t, calm, View{}).Metric("mean_gap"))
}

func TestProphetRunsFollowOneAnother(t *testing.T) {
	s := newForecast(t, "length", "200")
	require.Equal(t, 200, s.AdvanceEpisode(1000))
	require.True(t, s.Ended())
	s.Advance(1)
	require.EqualValues(t, 1, look(t, s, View{}).Metric("run"))
	require.False(t, s.Ended())
}

// TestEverySliderPositionOfTheProphetRuns takes every parameter to both ends of
// its range, running and from the start.
func TestEverySliderPositionOfTheProphetRuns(t *testing.T) {
	for i := range prophetParams {
		p := &prophetParams[i]
		for _, v := range []float64{p.Min, p.Max} {
			s := newForecast(t, p.Key, p.Format(v))
			s.Advance(3)
			if p.Live {
				s = newForecast(t)
				applyTo(t, s, "set "+p.Key+" "+p.Format(v))
				s.Advance(3)
			}
		}
	}
}

// TestDefaultsAreThePublishedConfiguration holds that the scene runs what was
// measured: the catalog must not drift away from the trainer's own numbers.
func TestDefaultsAreThePublishedConfiguration(t *testing.T) {
	got, want := prophetConfig(NewConfig(ProphetLab), 0), kernel.DefaultConfig(kernel.Prophet)
	want.Seed = got.Seed
	require.Equal(t, want, got)
}
