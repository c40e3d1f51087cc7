package prophet

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// TestEveryLaneIsTheRunOfItsStrategy holds that a race is fair: each strategy does to the
// last bit what it does alone, from its own preset, and the chosen one does not notice.
func TestEveryLaneIsTheRunOfItsStrategy(t *testing.T) {
	raced := labtest.New(t, Lab, KeyRivals, "on", "steps", "600")
	raced.Advance(700)
	lanes := picture(labtest.Look(raced, lab.View{})).Lanes
	require.Len(t, lanes, len(names))
	for i, key := range []string{"foresight", "reference", "adam"} {
		c := lab.NewConfig(Lab)
		require.True(t, c.SetPreset(key))
		require.NoError(t, c.Set("steps", 600))
		alone, err := lab.NewSession(c)
		require.NoError(t, err)
		alone.Advance(700)
		shot := labtest.Look(alone, lab.View{})
		require.Len(t, picture(shot).Lanes, 1)
		require.Empty(t, picture(shot).Says)
		require.Equal(t, i, lanes[i].Strategy)
		require.Equal(t, float32(shot.Metric("mean_gap")), lanes[i].Error, key)
		require.Equal(t, bits(picture(shot).Lanes[0].Answers), bits(lanes[i].Answers), key)
	}
}

func bits(list []float32) (all []uint32) {
	for _, v := range list {
		all = append(all, math.Float32bits(v))
	}
	return all
}

// TestWhatAVisitorDoesMeetsAllStrategies changes the regime and a shared number.
func TestWhatAVisitorDoesMeetsAllStrategies(t *testing.T) {
	calm, shaken := labtest.New(t, Lab, KeyRivals, "on"), labtest.New(t, Lab, KeyRivals, "on")
	calm.Advance(400)
	shaken.Advance(400)
	for _, command := range []string{"inject 0 1", "set base-rate 0.02", "set panic 0.9"} {
		labtest.Apply(t, shaken, command)
	}
	calm.Advance(5)
	shaken.Advance(5)
	a, b := picture(labtest.Look(calm, lab.View{})), picture(labtest.Look(shaken, lab.View{}))
	for i := range a.Lanes {
		require.Greater(t, b.Lanes[i].Error, a.Lanes[i].Error, names[i])
	}
}

// bytesOf returns a picture as it travels.
func bytesOf(p *Picture) []byte {
	w := codec.Writer(nil)
	p.Walk(w)
	return w.Bytes()
}

// TestTheCurvesAreSeenAsTheyWere keeps the pictures of a race over its end and asks for
// them afterwards.
func TestTheCurvesAreSeenAsTheyWere(t *testing.T) {
	for _, rivals := range []string{"on", "off"} {
		s := labtest.New(t, Lab, KeyRivals, rivals, "steps", "400")
		var was [][]byte
		for i := range 700 {
			if i == 500 {
				labtest.Apply(t, s, "inject 0 1")
			}
			s.Advance(1)
			was = append(was, bytesOf(picture(labtest.Look(s, lab.View{}))))
		}
		for _, back := range []int{0, 1, 17, 250, 299, 300, 301, lab.RewindSteps - 1} {
			then := picture(labtest.Look(s, lab.View{Rewind: back}))
			require.EqualValues(t, 700-back, then.Step)
			require.Equal(t, was[699-back], bytesOf(then), "%d steps back, rivals %s", back, rivals)
		}
		s.Advance(150)
		require.EqualValues(t, 401, picture(labtest.Look(s, lab.View{Rewind: 500})).Step, "as far as the run before")
	}
}

func TestARaceSaysWhoIsBetter(t *testing.T) {
	s := labtest.New(t, Lab, KeyRivals, "on")
	says := func() string { return picture(labtest.Look(s, lab.View{})).Says }
	require.Equal(t, beforeRace, says())
	s.Advance(200)
	require.Equal(t, "After 150 steps the foresight controller leads, with a third of the error of the fixed rate.", says())
	require.Contains(t, labtest.Look(s, lab.View{Text: true}).Text, says())
	s.Advance(1800)
	result := says()
	require.Regexp(t, `^Race 1 goes to the foresight controller, with a quarter of the error of the fixed rate: 0\.\d+ against 0\.\d+; the reference controller had 0\.\d+\.$`, result)
	s.Advance(wordsStand - 1)
	require.Equal(t, result, says(), "the result stands while the next race begins")
	s.Advance(1)
	require.Contains(t, says(), "leads")
	shown := picture(labtest.Look(s, lab.View{}))
	require.Equal(t, 1, shown.Lanes[0].Won)
	require.True(t, shown.Leads(0))
	require.False(t, shown.Leads(1))
	labtest.Apply(t, s, "set w-gap 2")
	s.Advance(1)
	require.Zero(t, picture(labtest.Look(s, lab.View{})).Lanes[0].Won, "it was won under other numbers")
}

// TestASentenceStandsLongEnoughToBeRead counts how often it changes.
func TestASentenceStandsLongEnoughToBeRead(t *testing.T) {
	s := labtest.New(t, Lab, KeyRivals, "on")
	var shot lab.Snapshot
	before, changed := "", -wordsStand
	for step := range 4500 {
		s.Advance(1)
		s.Look(&shot, lab.View{})
		if says := picture(&shot).Says; says != before {
			if step > wordsStand {
				require.GreaterOrEqual(t, step-changed, wordsStand, "%q stood for too short a time", before)
			}
			before, changed = says, step
		}
	}
}

func TestSharesInWords(t *testing.T) {
	race := func(a, b, c float64) []place { return ranked([]place{{0, 0, a}, {1, 1, b}, {2, 2, c}}) }
	for _, c := range []struct {
		race []place
		says string
	}{
		{race(1, 2, 3), "After 1,200 steps the foresight controller leads, with half the error of the reference controller."},
		{race(3, 2, 1.2), "After 1,200 steps the fixed rate leads, with two thirds of the error of the reference controller."},
		{race(1, 0.95, 3), "After 1,200 steps the reference controller leads, with a little less error than the foresight controller."},
		{race(1, 1.01, 3), "After 1,200 steps the foresight controller and the reference controller are level."},
		{race(0.01, math.NaN(), 3), "After 1,200 steps the foresight controller leads, with less than a tenth of the error of the fixed rate."},
		{race(math.NaN(), 1, math.NaN()), "After 1,200 steps the reference controller leads: the others have lost the target."},
	} {
		require.Equal(t, c.says, leader(1200, c.race))
	}
	require.Contains(t, resultOf(1200, race(1, 1.01, 3)), "Race 1,200 goes to the foresight controller, just ahead of the reference controller: 1.000 against 1.010")
}

// TestAFirstVisitRaces: links that leave rivals out mean the chosen strategy alone, as
// they always have, and what greets a visitor is a race.
func TestAFirstVisitRaces(t *testing.T) {
	list := lab.List{Lab}
	for link, rivals := range map[string]float64{
		"lab=prophet": 1, "v=1&lab=prophet": 1,
		"v=1&lab=prophet&seed=42": 0, "v=2&lab=prophet&seed=42": 0, "v=2&lab=prophet&at=7": 0, "v=2&lab=prophet&rivals=on": 1,
	} {
		run, err := list.ParseLink(link)
		require.NoError(t, err, link)
		require.Equal(t, rivals, run.Config.Get(KeyRivals), link)
		again, err := list.ParseLink(run.Link())
		require.NoError(t, err)
		require.True(t, again.Config.Equal(run.Config), link)
	}
}
