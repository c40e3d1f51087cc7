package cluster

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

func TestWhatWasImaginedIsTold(t *testing.T) {
	unseen := [8]int{-1, -1, -1, -1, -1, -1, -1, -1}
	only := func(action, failed int) [8]int {
		f := unseen
		f[action] = failed
		return f
	}
	for want, v := range map[string]imagine.Vision{
		"": {Futures: 6, Steps: 20},
		"4 of 6 futures end within 20 steps if it cleans here; it moves left instead.": {
			Looked: true, Overruled: true, Proposed: 4, Taken: 2, Futures: 6, Steps: 20, Failed: [8]int{1, 5, 0, 5, 4, 2, 4, 4}},
		"6 of 6 futures end within 1 step if it moves right; it throttles here instead, where 3 do.": {
			Looked: true, Overruled: true, Proposed: 3, Taken: 7, Futures: 6, Steps: 1, Failed: [8]int{6, 6, 6, 6, 6, 6, 6, 3}},
		"2 of 2 futures end within 5 steps if it scales; it moves down instead, where 1 does.": {
			Looked: true, Overruled: true, Proposed: 5, Taken: 1, Futures: 2, Steps: 5, Failed: [8]int{2, 1, 2, 2, 2, 2, -1, -1}},
		"None of 6 futures ends within 20 steps if it moves up: so it does.": {
			Looked: true, Futures: 6, Steps: 20, Failed: only(0, 0)},
		"1 of 6 futures ends within 20 steps if it cleans memory here: so it does.": {
			Looked: true, Proposed: 6, Taken: 6, Futures: 6, Steps: 20, Failed: only(6, 1)},
		"3 of 6 futures end within 20 steps if it moves up, and no other action fails less often: so it does.": {
			Looked: true, Futures: 6, Steps: 20, Failed: [8]int{3, 3, 3, 4, 5, 6, 3, 3}},
		"The Prophet's network foresees a failure if it cleans here; it moves left instead.": {
			Looked: true, Overruled: true, Proposed: 4, Taken: 2, Failed: unseen},
		"The Prophet's network lets it do as it proposed.": {Looked: true, Failed: unseen},
	} {
		p := Picture{Vision: v}
		words, news := p.Told()
		require.Equal(t, want, words)
		require.Equal(t, v.Overruled, news, words)
	}
}

// TestAVisionTravelsWithItsPicture writes, reads and copies one, into memory that held
// another.
func TestAVisionTravelsWithItsPicture(t *testing.T) {
	s, err := newSimulation(lab.NewConfig(Lab))
	require.NoError(t, err)
	p := new(Picture)
	s.(*simulation).picture(p)
	p.Vision = imagine.Vision{
		Looked: true, Overruled: true, Proposed: 4, Taken: 2, Futures: 6, Steps: 20, Failed: [8]int{1, 5, 0, 5, 4, 2, -1, -1},
		Ways: []imagine.Way{{Action: 4, Failed: true, Filled: 35, Nodes: []uint16{7, 7, 8}}, {Action: 2, Filled: -1, Nodes: []uint16{7, 6}}},
	}
	w := codec.Writer(nil)
	p.Walk(w)
	again := &Picture{Vision: imagine.Vision{Ways: []imagine.Way{{Nodes: []uint16{1}}, {}, {}}}}
	r := codec.Reader(w.Bytes())
	again.Walk(r)
	require.NoError(t, r.Close())
	require.Equal(t, p.Vision, again.Vision)

	var copied Picture
	p.CopyTo(&copied)
	p.Vision.Ways[0].Nodes[1] = 9
	require.EqualValues(t, 7, copied.Vision.Ways[0].Nodes[1])
	p.Vision.Forget()
	require.Zero(t, testing.AllocsPerRun(10, func() { p.CopyTo(&copied) }))
	require.False(t, copied.Vision.Looked)
	require.Empty(t, copied.Vision.Ways)
	w = codec.Writer(nil)
	p.Walk(w)
	r = codec.Reader(w.Bytes())
	again.Walk(r)
	require.NoError(t, r.Close())
	require.False(t, again.Vision.Looked, "a picture without a vision ends the one before")
}

// TestASessionTellsWhatItsProphetImagined: at the moment itself, and when one looks back at
// it, but there it is no part of what describes the present.
func TestASessionTellsWhatItsProphetImagined(t *testing.T) {
	s := labtest.New(t, Lab, "foresight", "imagine", "drift", "0.012", "noise", "0.02")
	shot := labtest.Look(s, lab.View{Text: true})
	for !shot.News {
		s.Advance(1)
		shot = labtest.Look(s, lab.View{Text: true})
	}
	require.Regexp(t, `^\d of 6 futures ends? within 20 steps if it .* instead`, shot.Told)
	require.True(t, strings.HasPrefix(shot.Text, shot.Told+" A cluster of 6 by 6 nodes"), shot.Text)
	s.Advance(3)
	back := labtest.Look(s, lab.View{Text: true, Rewind: 3})
	require.Equal(t, shot.Telling, back.Telling)
	require.Equal(t, shot.Picture.(*Picture).Vision, back.Picture.(*Picture).Vision)
	require.NotContains(t, back.Text, shot.Told)
}
