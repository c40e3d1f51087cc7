package cluster

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// scarce are the settings of a run in which there is much to foresee.
var scarce = []string{"budget", "60", "recovery", "0.25", "clean-cost", "1", "memory-cost", "0.6", "throttle-cost", "0.6"}

func looking(t *testing.T, policy string, more ...string) *lab.Session {
	t.Helper()
	return labtest.New(t, Lab, slices.Concat([]string{keyPolicy, policy, KeyForesight, foresightImagine}, scarce, more)...)
}

// Every policy can look ahead; a learner while it learns and when it only acts.
func TestEveryPolicyLooksAheadWhenAsked(t *testing.T) {
	for _, policy := range lab.OptionKeys(policyOptions, policyYou) {
		for _, train := range []string{"on", "off"} {
			if train == "off" && !learned(policy) {
				continue
			}
			s := looking(t, policy, keyTrain, train)
			s.Advance(400)
			shot := labtest.Look(s, lab.View{})
			require.Positive(t, shot.Metric("looked"), "%s, train %s", policy, train)
			require.InDelta(t, shot.Metric("overruled")/4, shot.Metric("overruled_share"), 1e-9)
			require.NotEqual(t, labtest.New(t, Lab, slices.Concat([]string{keyPolicy, policy, keyTrain, train}, scarce)...).Digest(), s.Digest())
		}
	}
	s := labtest.New(t, Lab)
	s.Advance(50)
	require.True(t, math.IsNaN(labtest.Look(s, lab.View{}).Metric("looked")), "nothing looks ahead")
	s = looking(t, policyYou)
	labtest.Apply(t, s, "inject 3 0.9")
	labtest.Apply(t, s, "act 4")
	s.Advance(1)
	require.Zero(t, labtest.Look(s, lab.View{}).Metric("looked"), "the visitor's moves are the visitor's")
	require.False(t, picture(labtest.Look(s, lab.View{})).Vision.Looked)
}

func TestLookingAheadKeepsMoreEpisodesAlive(t *testing.T) {
	survived := func(s *lab.Session) float64 {
		s.Advance(6000)
		return labtest.Look(s, lab.View{}).Metric("survived")
	}
	require.Greater(t, survived(looking(t, "h3")), 2+survived(labtest.New(t, Lab, scarce...)))
}

// A run that looks ahead is repeated by its link and goes on from its file, bit for bit, and
// what is imagined draws nothing from the run's own random numbers.
func TestARunThatLooksAheadIsRepeated(t *testing.T) {
	for _, policy := range []string{"random", "h7", policyPilot, policyBoth, KeyProgram} {
		s := looking(t, policy)
		s.Advance(150)
		again, err := lab.List{Lab}.Restore(s.Save(nil))
		require.NoError(t, err)
		for _, one := range []*lab.Session{s, again} {
			one.Advance(50)
			labtest.Apply(t, one, "set imagine-futures 3")
			labtest.Apply(t, one, "set drift 0.009")
			one.Advance(150)
		}
		require.Equal(t, s.Digest(), again.Digest(), policy)
		mine, other := labtest.Look(s, lab.View{}), labtest.Look(again, lab.View{})
		require.Equal(t, fmt.Sprint(last(mine.Metrics)), fmt.Sprint(last(other.Metrics)), policy)
		require.Equal(t, picture(mine).Vision, picture(other).Vision, policy)
		require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest(), policy)
	}
	quiet, bare := looking(t, "random", "imagine-tolerated", "1"), labtest.New(t, Lab, slices.Concat([]string{keyPolicy, "random"}, scarce)...)
	quiet.Advance(500)
	bare.Advance(500)
	require.Equal(t, bare.Digest(), quiet.Digest(), "what tolerates everything changes nothing")
}

// last returns the numbers about looking ahead.
func last(metrics []float64) []float64 { return metrics[len(metrics)-len(foresightMetrics):] }

func TestLookingAheadIsSwitchedWhileRunning(t *testing.T) {
	s := labtest.New(t, Lab, slices.Concat([]string{keyPolicy, "h7"}, scarce)...)
	s.Advance(120)
	labtest.Apply(t, s, "set foresight imagine")
	require.Zero(t, labtest.Look(s, lab.View{}).Metric("looked"))
	s.Advance(200)
	before := labtest.Look(s, lab.View{}).Metric("looked")
	require.Positive(t, before)
	labtest.Apply(t, s, "set imagine-at 0.9")
	require.Zero(t, labtest.Look(s, lab.View{}).Metric("looked"), "it counts again")
	labtest.Apply(t, s, "set foresight none")
	s.Advance(10)
	require.True(t, math.IsNaN(labtest.Look(s, lab.View{}).Metric("looked")))
	labtest.Apply(t, s, "set foresight imagine")
	s.Advance(100)
	require.Less(t, labtest.Look(s, lab.View{}).Metric("looked"), 101.0)
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
}

// The picture says what was imagined before its step, now and looking back, and travels.
func TestThePictureShowsWhatWasImagined(t *testing.T) {
	s := looking(t, "h7")
	overruled := 0
	var then imagine.Vision
	for overruled == 0 {
		s.Advance(1)
		p := picture(labtest.Look(s, lab.View{}))
		if p.Vision.Overruled {
			overruled++
			p.Vision.CopyTo(&then)
			require.Equal(t, p.Action, p.Vision.Taken)
			require.Len(t, p.Vision.Ways, 12)
			w := codec.Writer(nil)
			p.Walk(w)
			require.NoError(t, w.Err())
			got, r := new(Picture), codec.Reader(w.Bytes())
			got.Walk(r)
			require.NoError(t, r.Close())
			require.Equal(t, p.Vision, got.Vision)
		}
	}
	s.Advance(3)
	require.Equal(t, then, picture(labtest.Look(s, lab.View{Rewind: 3})).Vision)
}

func TestABrokenVisionIsRefused(t *testing.T) {
	s := looking(t, "h7")
	for {
		s.Advance(1)
		p := picture(labtest.Look(s, lab.View{}))
		if !p.Vision.Looked {
			continue
		}
		p.Vision.Ways[0].Filled = 36
		w := codec.Writer(nil)
		p.Walk(w)
		r := codec.Reader(w.Bytes())
		new(Picture).Walk(r)
		require.ErrorContains(t, r.Err(), "the fullest node is 36, want -1 to 35")
		return
	}
}

// A program that cannot decide in a future does not change its mind, and has not failed.
func TestAProgramThatFailsInAFutureGoesOn(t *testing.T) {
	const source = `def act(see, memo):
    memo["n"] = memo.get("n", 0) + 1
    return [UP, CLEAN][memo["n"] % 2] if memo["n"] <= 40 else 1 // 0
`
	danger := func(more ...string) *lab.Session {
		s := written(t, source, slices.Concat(scarce, more)...)
		s.Advance(30)
		for node := range 6 {
			labtest.Apply(t, s, "inject "+string(rune('0'+node))+" 0.85")
		}
		s.Advance(10)
		return s
	}
	bare, s := danger(), danger(KeyForesight, foresightImagine)
	shot := labtest.Look(s, lab.View{})
	require.Nil(t, shot.Fault)
	require.Positive(t, shot.Metric("looked"))
	require.Zero(t, shot.Metric("overruled"))
	require.Equal(t, bare.Digest(), s.Digest())
}

// The evaluation shows what was learned without looking ahead, and beside it with.
func TestTheEvaluationPlaysBoth(t *testing.T) {
	names := func(s *lab.Session) (list []string) {
		s.Advance(20)
		m, err := s.Evaluation(2)
		require.NoError(t, err)
		for !m.Advance(1000) {
		}
		for _, one := range m.Standings() {
			list = append(list, one.Name)
		}
		return list
	}
	require.Equal(t, []string{"pilot", "h.3", "local", "omniscient"}, names(labtest.New(t, Lab, keyPolicy, policyPilot)))
	require.Equal(t, []string{"pilot", "h.3", "local", "omniscient", "pilot + imagine"}, names(looking(t, policyPilot)))
}

func TestNumbersOfTheImaginationAreReadWhereItLooks(t *testing.T) {
	c := labtest.New(t, Lab).Config()
	require.Equal(t, "foresight is none", c.Unread("imagine-futures"))
	require.Empty(t, c.Unread(KeyForesight))
	c = looking(t, policyYou).Config()
	require.Equal(t, "policy is you", c.Unread(KeyForesight))
	require.Equal(t, "policy is you", c.Unread("imagine-futures"))
	require.Empty(t, looking(t, "h3").Config().Unread("imagine-futures"))
}
