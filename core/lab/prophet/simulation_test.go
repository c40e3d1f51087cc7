package prophet

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

func picture(s *lab.Snapshot) *Picture { return s.Picture.(*Picture) }

func TestProphetRunsReplayAndShow(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(300)
	labtest.Apply(t, s, "set base-rate 0.02")
	labtest.Apply(t, s, "inject 0 1")
	s.Advance(300)
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())

	shot := labtest.Look(s, lab.View{Text: true})
	require.Len(t, picture(shot).Curve, CurvePoints)
	require.InDelta(t, 0.3, picture(shot).Progress, 1e-3)
	require.InDelta(t, shot.Metric("gap"), picture(shot).Gap, 1e-6)
	require.Contains(t, shot.Text, "step 600 of 2000")
}

func TestARegimeShiftIsFelt(t *testing.T) {
	calm, shifted := labtest.New(t, Lab), labtest.New(t, Lab)
	calm.Advance(400)
	shifted.Advance(400)
	labtest.Apply(t, shifted, "inject 0 1")
	calm.Advance(5)
	shifted.Advance(5)
	require.Greater(t, labtest.Look(shifted, lab.View{}).Metric("mean_gap"), labtest.Look(calm, lab.View{}).Metric("mean_gap"))
}

func TestProphetRunsFollowOneAnother(t *testing.T) {
	s := labtest.New(t, Lab, "length", "200")
	require.Equal(t, 200, s.AdvanceEpisode(1000))
	require.True(t, s.Ended())
	s.Advance(1)
	require.EqualValues(t, 1, labtest.Look(s, lab.View{}).Metric("run"))
	require.False(t, s.Ended())
}

// TestEverySliderPositionOfTheProphetRuns takes every parameter to both ends of
// its range, running and from the start.
func TestEverySliderPositionOfTheProphetRuns(t *testing.T) {
	for i := range params {
		p := &params[i]
		for _, v := range []float64{p.From, p.To} {
			s := labtest.New(t, Lab, p.Key, p.Format(v))
			s.Advance(3)
			if p.Live() {
				s = labtest.New(t, Lab)
				labtest.Apply(t, s, "set "+p.Key+" "+p.Format(v))
				s.Advance(3)
			}
		}
	}
}

// TestDefaultsAreThePublishedConfiguration holds that the scene runs what was
// measured: the catalog must not drift away from the trainer's own numbers.
func TestDefaultsAreThePublishedConfiguration(t *testing.T) {
	got, want := Trainer(lab.NewConfig(Lab), 0), kernel.DefaultConfig(kernel.Prophet)
	want.Seed = got.Seed
	require.Equal(t, want, got)
}
