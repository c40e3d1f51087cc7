package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/gardener"
)

func newGarden(t *testing.T, settings ...string) *Session {
	t.Helper()
	c := NewConfig(Gardener)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	s, err := NewSession(c)
	require.NoError(t, err)
	return s
}

func TestGardenRunsReplayAndShow(t *testing.T) {
	s := newGarden(t, "size", "24")
	s.Advance(50)
	for _, command := range []string{"set growth 0.01", "inject 5 0.7", "inject 9 -1"} {
		c, err := ParseCommand(Gardener, command)
		require.NoError(t, err)
		require.NoError(t, s.Apply(c))
	}
	s.Advance(50)
	run, err := ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := Replay(run)
	require.NoError(t, err)
	again.Advance(100)
	require.Equal(t, s.Digest(), again.Digest())

	shot := look(t, s, View{Text: true})
	require.Equal(t, 24, shot.Gardener.Size)
	require.Len(t, shot.Gardener.Dirt, 24*24)
	require.EqualValues(t, len(shot.Gardener.Cells), shot.Metric("population"))
	require.Equal(t, -1, shot.Gardener.Focus)
	require.Contains(t, shot.Text, "verdict: ")

	id := int(shot.Gardener.IDs[2])
	shot = look(t, s, View{Focus: 1 + id})
	require.Equal(t, 2, shot.Gardener.Focus)
	require.Len(t, shot.Gardener.Sight, gardener.View*gardener.View)
	sum := float32(0)
	for _, p := range shot.Gardener.Chances {
		sum += p
	}
	require.InDelta(t, 1, sum, 1e-5)
}

// TestEverySliderPositionOfTheGardenIsAWorld takes every parameter to both
// ends of its range, running and from the start.
func TestEverySliderPositionOfTheGardenIsAWorld(t *testing.T) {
	for i := range gardenerParams {
		p := &gardenerParams[i]
		for _, v := range []float64{p.Min, p.Max} {
			if p.Key == "size" && v == p.Max {
				v = 64 // the ends of the range are covered by the world's own tests
			}
			s := newGarden(t, "size", "16", p.Key, p.Format(v))
			s.Advance(3)
			if p.Live {
				s = newGarden(t, "size", "16")
				c, err := ParseCommand(Gardener, "set "+p.Key+" "+p.Format(v))
				require.NoError(t, err)
				require.NoError(t, s.Apply(c))
				s.Advance(3)
			}
		}
	}
}

// TestTheGardenBeginsWithThePublishedSetting holds that the page's default is
// the setting that the study measures as ours.
func TestTheGardenBeginsWithThePublishedSetting(t *testing.T) {
	require.Equal(t, gardener.Evolving(), gardenerConfig(NewConfig(Gardener)))
}

// TestAFirstVisitToTheGardenSeesEvolution holds what the default seed was chosen for:
// within a minute at the speed of a first visit the field gets cleaner and fills up.
func TestAFirstVisitToTheGardenSeesEvolution(t *testing.T) {
	s := newGarden(t)
	second := int(Gardener.Catalog().Rate)
	s.Advance(5 * second)
	early := look(t, s, View{})
	s.Advance(55 * second)
	late := look(t, s, View{})
	require.Less(t, late.Metric("entropy"), early.Metric("entropy")-15)
	require.Greater(t, late.Metric("population"), 3*early.Metric("population"))
}
