package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/internal/labtest"
)

// squadron returns a simulation in which many clusters learn.
func squadron(t *testing.T, settings ...string) *simulation {
	t.Helper()
	c := lab.NewConfig(Lab)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	require.NoError(t, c.SetText("policy", "pqn"))
	s, err := newSimulation(c)
	require.NoError(t, err)
	return s.(*simulation)
}

// TestEveryTileIsItsCluster compares all tiles with the worlds that they are of, and those
// that come back from bytes.
func TestEveryTileIsItsCluster(t *testing.T) {
	s := squadron(t, "rows", "3", "columns", "5", "drift", "0.02")
	var p, back Picture
	failed := 0
	for range 8 {
		for range 50 {
			require.True(t, s.Step())
		}
		s.Show(&p, lab.View{Fast: true})
		w := codec.Writer(nil)
		p.Walk(w)
		r := codec.Reader(w.Bytes())
		back.Walk(r)
		require.NoError(t, r.Close())
		require.Equal(t, p.Tiles, back.Tiles)
		tiles := &back.Tiles
		require.Len(t, tiles.Each, 64)
		failed = 0
		for i, tile := range tiles.Each {
			world, failures := s.world(), s.learner.learner.Numbers().Failures
			if i > 0 {
				world, failures = s.learner.learner.Other(i - 1)
			}
			for node, memory := range world.Mem() {
				require.Equal(t, Level(memory), tiles.Levels[i*15+node])
			}
			require.EqualValues(t, world.AgentNode(), tile.Agent)
			require.EqualValues(t, world.Steps(), tile.Steps)
			require.Equal(t, failures%256, tile.Failures)
			failed += failures
		}
	}
	_, all := s.learner.learner.Numbers().Played()
	require.Equal(t, all, failed)
	require.Greater(t, failed, 64)
	bytes := len(codecBytes(&p))
	p.Tiles.hide()
	require.Equal(t, 64*(15+6)+12, bytes-len(codecBytes(&p)))
	require.Zero(t, testing.AllocsPerRun(20, func() { s.Show(&p, lab.View{Fast: true}) }))
}

func codecBytes(p *Picture) []byte {
	w := codec.Writer(nil)
	p.Walk(w)
	return w.Bytes()
}

func TestLevelsKeepWhatIsOutOfMemoryApart(t *testing.T) {
	require.EqualValues(t, 0, Level(float32(math.NaN())))
	require.EqualValues(t, 0, Level(-1))
	require.EqualValues(t, 128, Level(0.5))
	require.EqualValues(t, Full-2, Level(OOM-1e-6))
	require.EqualValues(t, Full, Level(OOM))
}

func TestAllClustersAreShownWhereTheyAreAskedFor(t *testing.T) {
	for _, c := range []struct {
		say, stage string
		view       lab.View
		change     string
		want       int
	}{
		{"at full speed", "auto", lab.View{Fast: true}, "", 64},
		{"where an eye can follow", "auto", lab.View{}, "", 0},
		{"always", "all", lab.View{}, "", 64},
		{"never", "one", lab.View{Fast: true}, "", 0},
		{"the past of the others is not kept", "all", lab.View{Rewind: 2}, "", 0},
		{"they wait", "all", lab.View{}, "set train off", 0},
		{"it learns from one", "all", lab.View{}, "set policy pilot", 0},
	} {
		s := labtest.New(t, Lab, "policy", "pqn", "stage", c.stage)
		s.Advance(5)
		p := picture(labtest.Look(s, lab.View{Fast: true}))
		require.Equal(t, len(p.Tiles.Levels) > 0, c.want > 0 || c.stage != "one", c.say)
		if c.change != "" {
			labtest.Apply(t, s, c.change)
		}
		var shot lab.Snapshot
		s.Look(&shot, lab.View{Fast: true}) // a picture that has had tiles
		s.Look(&shot, c.view)
		require.Len(t, picture(&shot).Tiles.Each, c.want, c.say)
	}
	large := labtest.New(t, Lab, "policy", "pqn", "stage", "all", "rows", "33", "columns", "32")
	require.Empty(t, picture(labtest.Look(large, lab.View{})).Tiles.Each, "of so many nodes a tile tells nothing")
}

// TestWhatIsShownIsNoPartOfTheRun chooses it while a shared run is repeated.
func TestWhatIsShownIsNoPartOfTheRun(t *testing.T) {
	first := labtest.New(t, Lab, "policy", "pqn")
	first.Advance(30)
	labtest.Apply(t, first, "inject 3 0.4")
	first.Advance(10)

	run, err := lab.List{Lab}.ParseLink(first.Run().Link())
	require.NoError(t, err)
	again, err := lab.Replay(run)
	require.NoError(t, err)
	again.Advance(20)
	labtest.Apply(t, again, "set stage all")
	shot := labtest.Look(again, lab.View{})
	require.True(t, shot.Replaying, "it goes on")
	require.Empty(t, shot.Marks)
	require.Zero(t, shot.Since)
	require.Len(t, picture(shot).Tiles.Each, 64)
	again.Advance(20)
	require.Equal(t, first.Digest(), again.Digest())
	require.Equal(t, first.Run().Changes, again.Run().Changes)
	require.Contains(t, again.Run().Link(), "&stage=all")

	recorded := run
	recorded.Changes = append([]lab.Change{{Step: 2, Op: lab.OpSet, Key: "stage", Value: 2}}, run.Changes...)
	again, err = lab.Replay(recorded)
	require.NoError(t, err)
	again.Advance(40)
	require.Equal(t, first.Digest(), again.Digest(), "a link that records it means the same")
	require.Equal(t, first.Run().Changes, again.Run().Changes)
}

func TestTheTextTellsHowAllClustersFare(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pqn", "drift", "0.03")
	text := func() string { return labtest.Look(s, lab.View{Text: true}).Text }
	require.Contains(t, text(), "64 clusters learn at once. The first is yours. A cluster of 6 by 6 nodes")
	s.Advance(400)
	require.Regexp(t, `^64 clusters learn at once\. Of their first \d+ episodes \d+ survived, of the last \d+ \d+\. The first is yours\. A cluster`, text())
	labtest.Apply(t, s, "set train off")
	require.NotContains(t, text(), "64 clusters")
}

// TestEndingsCompareTheFirstWithTheLast counts once more, by hand.
func TestEndingsCompareTheFirstWithTheLast(t *testing.T) {
	var e endings
	e.begin(70, 60)
	random, all, played, failed := rng.New(3), []bool(nil), 70, 60
	for range 400 {
		ended := random.Intn(4)
		fails := random.Intn(ended + 1)
		for i := range ended {
			all = append(all, i < fails)
		}
		played, failed = played+ended, failed+fails
		e.see(played, failed)
		n := min(len(all), comparedEpisodes)
		require.Equal(t, count(all[:n]), e.first)
		require.Equal(t, count(all[len(all)-n:]), e.lately())
	}
	require.Greater(t, len(all), comparedEpisodes)
}

func count(failed []bool) (e Ended) {
	e.Episodes = len(failed)
	for _, fails := range failed {
		if fails {
			e.Failed++
		}
	}
	return e
}

// TestASavedRunGoesOnCounting restores a run that has more to tell than its learner.
func TestASavedRunGoesOnCounting(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pqn", "drift", "0.03", "stage", "all")
	s.Advance(300)
	restored, err := lab.List{Lab}.Restore(s.Save(nil))
	require.NoError(t, err)
	for _, one := range []*lab.Session{s, restored} {
		one.Advance(200)
	}
	want, got := picture(labtest.Look(s, lab.View{})).Tiles, picture(labtest.Look(restored, lab.View{})).Tiles
	require.Greater(t, want.Lately.Episodes, 64)
	require.Equal(t, [2]Ended{want.First, want.Lately}, [2]Ended{got.First, got.Lately})
	require.Equal(t, want.Levels, got.Levels)
}
