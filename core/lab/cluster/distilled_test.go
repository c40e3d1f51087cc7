package cluster

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// studying starts a run with a network that acts alone after 30 imagined states.
func studying(t *testing.T, policy string, more ...string) *lab.Session {
	t.Helper()
	return labtest.New(t, Lab, slices.Concat([]string{keyPolicy, policy, KeyForesight, foresightDistilled, "distil-after", "30"}, scarce, more)...)
}

func lessons(s *lab.Session) float64 { return labtest.Look(s, lab.View{}).Metric("lessons") }

// until takes steps until the network has learned from the given number of states.
func until(t *testing.T, s *lab.Session, states float64) {
	t.Helper()
	for range 10_000 {
		if lessons(s) >= states {
			return
		}
		s.Advance(1)
	}
	t.Fatalf("%v states after %d steps", lessons(s), s.Step())
}

// Until it has learned enough it imagines, and does what imagination does; then it plays no
// future any more.
func TestANetworkLearnsWhatIsImaginedAndThenActsAlone(t *testing.T) {
	for _, policy := range []string{"random", "h5", policyPilot, policyBoth, KeyProgram} {
		s := studying(t, policy)
		until(t, s, 9) // it does not practise yet
		teacher := looking(t, policy)
		teacher.Advance(int(s.Step()))
		require.Equal(t, teacher.Digest(), s.Digest(), policy)
		until(t, s, 30)
		alone := 0
		for range 1500 {
			s.Advance(1)
			if v := picture(labtest.Look(s, lab.View{})).Vision; v.Looked {
				alone++
				require.Zero(t, v.Futures)
				require.Empty(t, v.Ways)
			}
		}
		require.Positive(t, alone, policy)
		require.Equal(t, 30.0, lessons(s), "it learns no more")
		require.Greater(t, labtest.Look(s, lab.View{}).Metric("looked"), float64(alone), "the counts go on")
	}
	require.True(t, math.IsNaN(lessons(looking(t, "h5"))), "there is no network")
}

// A run is repeated by its link and goes on from its file, bit for bit, while the network
// learns and when it acts alone.
func TestARunWithANetworkIsRepeated(t *testing.T) {
	for _, states := range []float64{10, 30} {
		s := studying(t, "h5")
		until(t, s, states)
		again, err := lab.List{Lab}.Restore(s.Save(nil))
		require.NoError(t, err)
		require.Equal(t, lessons(s), lessons(again))
		for _, one := range []*lab.Session{s, again} {
			one.Advance(200)
			labtest.Apply(t, one, "set imagine-futures 3")
			labtest.Apply(t, one, "set distil-after 40")
			one.Advance(600)
		}
		require.Equal(t, lessons(s), lessons(again))
		require.Equal(t, s.Digest(), again.Digest())
		require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
	}
}

func TestAnotherPolicyBeginsWithANewNetwork(t *testing.T) {
	s := studying(t, "h5")
	until(t, s, 10)
	labtest.Apply(t, s, "set policy h7")
	require.Zero(t, lessons(s))
	until(t, s, 10)
	labtest.Apply(t, s, "set imagine-at 0.7")
	require.Equal(t, 10.0, lessons(s), "it goes on with other numbers")
	labtest.Apply(t, s, "set foresight imagine")
	require.True(t, math.IsNaN(lessons(s)))
	labtest.Apply(t, s, "set foresight distilled")
	require.Zero(t, lessons(s))
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
}

func TestAGridThatIsTooLargeIsRefused(t *testing.T) {
	c := lab.NewConfig(Lab)
	require.NoError(t, c.SetText("rows", "17"))
	require.NoError(t, c.SetText(KeyForesight, foresightDistilled))
	_, err := lab.NewSession(c)
	require.ErrorContains(t, err, "foresight is distilled, and the grid has 17 rows and 6 columns, and a distilled network sees at most 16 of each")
	require.NoError(t, c.SetText(KeyForesight, foresightImagine))
	_, err = lab.NewSession(c)
	require.NoError(t, err)
}

func TestTheEvaluationPlaysWithTheNetwork(t *testing.T) {
	s := studying(t, policyPilot)
	s.Advance(20)
	m, err := s.Evaluation(2)
	require.NoError(t, err)
	for !m.Advance(1000) {
	}
	standings := m.Standings()
	require.Equal(t, "pilot + distilled", standings[len(standings)-1].Name)
}

func TestTheNumbersOfTheNetworkAreThoseOfItsPackage(t *testing.T) {
	c := studying(t, "h5").Config()
	want := distil.Default()
	want.After = 30
	require.Equal(t, want, DistilConfig(c))
	require.Equal(t, imagine.Default(), ImagineConfig(c))
	require.Equal(t, "foresight is imagine", looking(t, "h5").Config().Unread("distil-after"))
}
