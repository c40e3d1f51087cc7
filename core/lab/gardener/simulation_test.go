package gardener

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

func picture(s *lab.Snapshot) *Picture { return s.Picture.(*Picture) }

func TestGardenRunsReplayAndShow(t *testing.T) {
	s := labtest.New(t, Lab, "size", "24")
	s.Advance(50)
	for _, command := range []string{"set growth 0.01", "inject 5 0.7", "inject 9 -1"} {
		c, err := Lab.ParseCommand(command)
		require.NoError(t, err)
		require.NoError(t, s.Apply(c))
	}
	s.Advance(50)
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())

	shot := labtest.Look(s, lab.View{Text: true})
	require.Equal(t, 24, picture(shot).Size)
	require.Len(t, picture(shot).Dirt, 24*24)
	require.EqualValues(t, len(picture(shot).Cells), shot.Metric("population"))
	require.Equal(t, -1, picture(shot).Focus)
	require.Contains(t, shot.Text, "verdict: ")

	id := int(picture(shot).IDs[2])
	shot = labtest.Look(s, lab.View{Focus: 1 + id})
	require.Equal(t, 2, picture(shot).Focus)
	require.Len(t, picture(shot).Sight, gardener.View*gardener.View)
	sum := float32(0)
	for _, p := range picture(shot).Chances {
		sum += p
	}
	require.InDelta(t, 1, sum, 1e-5)
}

// TestEverySliderPositionOfTheGardenIsAWorld takes every parameter to both
// ends of its range, running and from the start.
func TestEverySliderPositionOfTheGardenIsAWorld(t *testing.T) {
	for i := range params {
		p := &params[i]
		for _, v := range []float64{p.From, p.To} {
			if p.Key == "size" && v == p.To {
				v = 64 // the ends of the range are covered by the world's own tests
			}
			s := labtest.New(t, Lab, "size", "16", p.Key, p.Format(v))
			s.Advance(3)
			if p.Live() {
				s = labtest.New(t, Lab, "size", "16")
				c, err := Lab.ParseCommand("set " + p.Key + " " + p.Format(v))
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
	require.Equal(t, gardener.Evolving(), World(lab.NewConfig(Lab)))
}

// TestAFirstVisitToTheGardenSeesEvolution holds what the default seed was chosen for:
// within a minute at the speed of a first visit the field gets cleaner and fills up.
func TestAFirstVisitToTheGardenSeesEvolution(t *testing.T) {
	s := labtest.New(t, Lab)
	second := int(Lab.Rate)
	s.Advance(5 * second)
	early := labtest.Look(s, lab.View{})
	s.Advance(55 * second)
	late := labtest.Look(s, lab.View{})
	require.Less(t, late.Metric("entropy"), early.Metric("entropy")-15)
	require.Greater(t, late.Metric("population"), 3*early.Metric("population"))
}

// TestAFieldWithoutCreaturesHasNoMeanOfThem begins without any: neither an age nor a
// verdict is told of nobody.
func TestAFieldWithoutCreaturesHasNoMeanOfThem(t *testing.T) {
	s := labtest.New(t, Lab, "first-population", "0", "min-population", "0")
	s.Advance(20)
	shot := labtest.Look(s, lab.View{Text: true})
	for i, m := range Lab.Metrics {
		free := m.Key == "energy" || m.Key == "age" || m.Key == "verdict"
		require.Equal(t, free, math.IsNaN(shot.Metrics[i]), m.Key)
	}
	require.Contains(t, shot.Text, "No creature is left.")
	require.NotContains(t, shot.Text, "creative")
}
