package gardener

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// bytesOf returns a picture as it travels.
func bytesOf(p *Picture) []byte {
	w := codec.Writer(nil)
	p.Walk(w)
	return w.Bytes()
}

// TestTheFieldIsSeenAsItWas keeps the pictures of a run and asks for them afterwards.
func TestTheFieldIsSeenAsItWas(t *testing.T) {
	s := labtest.New(t, Lab, "size", "24")
	var was [][]byte
	for range 700 {
		s.Advance(1)
		was = append(was, bytesOf(picture(labtest.Look(s, lab.View{}))))
	}
	for _, back := range []int{0, 1, 17, lab.RewindSteps - 1} {
		then := picture(labtest.Look(s, lab.View{Rewind: back, Focus: 1}))
		require.EqualValues(t, 700-back, then.Step)
		require.Equal(t, was[699-back], bytesOf(then), "%d steps back", back)
	}
	require.EqualValues(t, 700-lab.RewindSteps+1, picture(labtest.Look(s, lab.View{Rewind: 5000})).Step, "the oldest there is")
}

// TestALargeFieldRemembersLess holds that the past has a bound, whatever the field.
func TestALargeFieldRemembersLess(t *testing.T) {
	s := labtest.New(t, Lab, "size", "400", "max-population", "5000", "first-population", "100")
	s.Advance(60)
	oldest := picture(labtest.Look(s, lab.View{Rewind: 59})).Step
	require.Greater(t, oldest, uint64(1))
	require.Less(t, oldest, uint64(60))
}

// TestMorePlaceForCreaturesBeginsThePastAfresh: what is remembered has room for as many
// as may live.
func TestMorePlaceForCreaturesBeginsThePastAfresh(t *testing.T) {
	s := labtest.New(t, Lab, "size", "24")
	s.Advance(50)
	labtest.Apply(t, s, "set max-population 60")
	s.Advance(10)
	require.EqualValues(t, 20, picture(labtest.Look(s, lab.View{Rewind: 40})).Step)
	labtest.Apply(t, s, "set max-population 300")
	s.Advance(10)
	require.EqualValues(t, 61, picture(labtest.Look(s, lab.View{Rewind: 40})).Step)
}

// TestTheFloodIsABubbleAndCollapses holds what the preset promises, within seconds of a
// first visit's speed: the verdict sees how fast a field changes, so that it is the
// flood that rises, not the field that is choked, which alarms.
func TestTheFloodIsABubbleAndCollapses(t *testing.T) {
	c := lab.NewConfig(Lab)
	require.True(t, c.SetPreset("flood"))
	for seed := range uint64(3) {
		c.Seed = firstSeed + seed
		s, err := lab.NewSession(c)
		require.NoError(t, err)
		var seen [3]int
		for range 6 * int(Lab.Rate) {
			s.Advance(1)
			seen[int(labtest.Look(s, lab.View{}).Metric("verdict"))]++
		}
		require.Greater(t, seen[1], int(Lab.Rate), "a bubble for more than a second, seed %d", c.Seed)
		require.Greater(t, seen[2], int(Lab.Rate)/5, "a collapse that one can see, seed %d", c.Seed)
		last := labtest.Look(s, lab.View{})
		require.Zero(t, last.Metric("verdict"), "a choked field is a calm one")
		require.Greater(t, last.Metric("entropy"), 60.0)
	}
}

func TestEveryVerdictHasAMeaning(t *testing.T) {
	require.Len(t, verdictMeanings, len(verdictOptions))
	s := labtest.New(t, Lab)
	s.Advance(3)
	require.Contains(t, labtest.Look(s, lab.View{Text: true}).Text, "verdict: creative. "+verdictMeanings[0])
}
