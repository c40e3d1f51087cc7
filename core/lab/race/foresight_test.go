package race

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// scarce are the settings of races in which there is much to foresee.
var scarce = []string{"budget", "40", "recovery", "0.2", "clean-cost", "1", "memory-cost", "0.6", "throttle-cost", "0.6", "steps", "300"}

func scarceRace(t *testing.T, settings ...string) *lab.Session {
	t.Helper()
	return small(t, append(append([]string{}, scarce...), settings...)...)
}

// drawn returns the bytes of a race's picture.
func drawn(s *lab.Session) []byte {
	w := codec.Writer(nil)
	picture(s).Walk(w)
	return w.Bytes()
}

// TestALaneLooksAheadAndTheOthersDoNot: the lane without is bit for bit the one of a race in
// which no lane looks ahead.
func TestALaneLooksAheadAndTheOthersDoNot(t *testing.T) {
	without := scarceRace(t, "lane-1", "h5", "lane-2", "h5", "lane-3", "none")
	with := scarceRace(t, "lane-1", "h5", "lane-2", "h5", "lane-3", "none", "foresight-2", "imagine")
	looked, overruled := 0, 0
	for range 600 {
		without.Advance(1)
		with.Advance(1)
		a, b := picture(without), picture(with)
		if len(a.Lanes) == 2 && a.Lanes[0].Steps == b.Lanes[0].Steps {
			requireSame(t, a.Lanes[0], b.Lanes[0])
		}
		require.False(t, b.Lanes[0].Foresees)
		require.False(t, b.Lanes[0].Vision.Looked)
		ahead := &b.Lanes[1]
		require.True(t, ahead.Foresees)
		require.Equal(t, "h.5 + imagination", ahead.Label())
		if ahead.Vision.Looked {
			looked++
			require.False(t, ahead.Ended && ahead.Steps < b.Lanes[0].Steps, "a lane that stands still imagines nothing")
			require.Equal(t, ahead.Vision.Taken, ahead.Action)
		}
		if ahead.Vision.Overruled {
			overruled++
		}
	}
	require.Positive(t, looked)
	require.Positive(t, overruled)
	require.Less(t, overruled, looked)
}

// TestLanesThatLookAheadShareTheirFate imagines in two lanes of the same policy, of every
// kind, and expects them to stay equal; and again where a link or a file repeats the run.
func TestLanesThatLookAheadShareTheirFate(t *testing.T) {
	for _, policy := range []string{"random", "h3", "omniscient", "program", "qtable", "pilot", "pqn"} {
		s := scarceRace(t, "lane-1", policy, "lane-2", "random", "lane-3", policy, "foresight-1", "imagine", "foresight-3", "imagine", "imagine-at", "0.6")
		looked := false
		for i := range 200 {
			if i == 60 {
				labtest.Apply(t, s, "inject 7 0.6")
			}
			s.Advance(1)
			p := picture(s)
			requireSame(t, p.Lanes[0], p.Lanes[2], "%s, step %d", policy, i)
			looked = looked || p.Lanes[0].Vision.Looked
		}
		require.True(t, looked, policy)
		again := labtest.Replayed(t, s)
		require.Equal(t, drawn(s), drawn(again), policy)
		saved, err := lab.List{Lab}.Restore(s.Save(nil))
		require.NoError(t, err)
		s.Advance(40)
		saved.Advance(40)
		require.Equal(t, drawn(s), drawn(saved), policy)
	}
}

// TestForesightMayChangeAtAnyTime: the race begins again with the same fate, and what is
// imagined is shown in looking back too.
func TestForesightMayChangeAtAnyTime(t *testing.T) {
	s := scarceRace(t, "lane-1", "h5", "lane-2", "h5", "lane-3", "none")
	s.Advance(70)
	labtest.Apply(t, s, "set foresight-2 imagine")
	require.Equal(t, 0, picture(s).Lanes[1].Steps)
	for !picture(s).Lanes[1].Vision.Looked {
		s.Advance(1)
	}
	seen := picture(s).Lanes[1].Vision
	s.Advance(5)
	then := labtest.Look(s, lab.View{Rewind: 5}).Picture.(*Picture).Lanes[1].Vision
	require.Equal(t, seen, then)
	labtest.Apply(t, s, "set imagine-at 1")
	s.Advance(100)
	require.False(t, picture(s).Lanes[1].Vision.Looked, "no memory is above that")
	labtest.Apply(t, s, "set foresight-2 none")
	require.False(t, picture(s).Lanes[1].Foresees)
	labtest.Apply(t, s, "set lane-2 you")
	labtest.Apply(t, s, "set foresight-2 imagine")
	require.False(t, picture(s).Lanes[1].Foresees, "a visitor looks ahead by themselves")
}

// TestWhatIfItHadLookedAhead gives the lane that is left to the policy which acted: looking
// ahead where it did not, and as it would act alone where it did.
func TestWhatIfItHadLookedAhead(t *testing.T) {
	for foresight, want := range map[string]string{"none": "h.3 + imagination", "imagine": "h.3"} {
		s := disturbed(t, "policy", "h3", "foresight", foresight, "imagine-futures", "9")
		race := whatIf(t, s, 20)
		race.Advance(1)
		lanes := picture(race).Lanes
		require.Len(t, lanes, 4)
		require.Equal(t, "As it was", lanes[0].Label())
		require.Equal(t, want, lanes[3].Label())
		require.Equal(t, 9.0, race.Config().Get("imagine-futures"))
	}
}
