package race

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/internal/labtest"
)

func picture(s *lab.Session) *Picture { return labtest.Look(s, lab.View{}).Picture.(*Picture) }

// small is a race whose Pilot learns little and fast, of the seed that other labs begin
// with.
func small(t *testing.T, settings ...string) *lab.Session {
	t.Helper()
	c := lab.NewConfig(Lab)
	c.Seed = lab.LinkSeed
	settings = append([]string{"teach", "5"}, settings...)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	s, err := lab.NewSession(c)
	require.NoError(t, err)
	return s
}

// TestLanesShareTheirFate runs the same policy in two lanes, under every rule set and
// with nodes broken on the way, and expects them to stay equal bit for bit. A third lane
// does something else all the while.
func TestLanesShareTheirFate(t *testing.T) {
	for _, rules := range []string{"v4.5", "v4.6", "v5.1"} {
		for _, policy := range []string{"random", "h3", "omniscient"} {
			s := small(t, "rules", rules, "lane-1", policy, "lane-2", "random", "lane-3", policy)
			for i := range 1200 {
				if i%97 == 0 {
					labtest.Apply(t, s, "inject 7 0.6")
				}
				if i == 500 {
					labtest.Apply(t, s, "set drift 0.012")
				}
				s.Advance(1)
				p := picture(s)
				first, third := p.Lanes[0], p.Lanes[2]
				requireSame(t, first, third, "%s, %s, step %d", rules, policy, i)
			}
		}
	}
}

// requireSame expects two lanes to be equal but for their numbers.
func requireSame(t *testing.T, a, b Lane, words ...any) {
	t.Helper()
	b.Number, b.Won, b.Risk, a.Risk = a.Number, a.Won, 0, 0
	require.Equal(t, a, b, words...)
}

// TestLearnersShareTheirFateToo does the same with policies that learn, with lanes that
// change on the way, and from a moment of another run.
func TestLearnersShareTheirFateToo(t *testing.T) {
	for _, policy := range []string{"qtable", "pilot", "pilot-prophet", "pilot-0", "pilot-1000"} {
		s := small(t, "lane-1", policy, "lane-2", "random", "lane-3", policy)
		from := whatIf(t, disturbed(t, "policy", "random"), 30, "lane-1", policy, "lane-2", "random", "lane-3", policy, "teach", "5")
		for i := range 500 {
			switch {
			case i%97 == 0:
				labtest.Apply(t, s, "inject 7 0.6")
				labtest.Apply(t, from, "inject 9 0.6")
			case i%180 == 11:
				labtest.Apply(t, s, "set lane-2 h5")
				labtest.Apply(t, from, "set lane-2 omniscient")
			}
			for _, one := range []*lab.Session{s, from} {
				one.Advance(1)
				p := picture(one)
				requireSame(t, p.Lanes[0], p.Lanes[2], "%s, step %d", policy, i)
			}
		}
	}
}

// TestLanesChangeWhileTheNetworkGoesOn holds that a lane that changes lets the race begin
// again, with the same fate, that what was learned stays, and that the log repeats it.
func TestLanesChangeWhileTheNetworkGoesOn(t *testing.T) {
	s := small(t)
	s.Advance(1)
	first := picture(s).Lanes[0]
	s.Advance(40)
	labtest.Apply(t, s, "set lane-4 omniscient")
	require.Len(t, picture(s).Lanes, 4)
	require.Zero(t, picture(s).Lanes[0].Steps, "the race begins again")
	require.EqualValues(t, 41, s.Step())
	require.EqualValues(t, 205, labtest.Look(s, lab.View{}).Metric("learned"))
	s.Advance(1)
	require.Equal(t, first.Mem, picture(s).Lanes[0].Mem, "with the same fate")
	require.NotEqual(t, first.Mem, labtest.Look(s, lab.View{Rewind: 9}).Picture.(*Picture).Lanes[3].Agent, "and nothing of before is seen")
	labtest.Apply(t, s, "set lane-3 none")
	labtest.Apply(t, s, "set lane-2 none")
	s.Advance(10)
	require.NotContains(t, labtest.Look(s, lab.View{Text: true}).Text, "Pilot", "no lane is the Pilot's: it rests")
	labtest.Apply(t, s, "set lane-2 pilot")
	s.Advance(2)
	require.EqualValues(t, 5*44, labtest.Look(s, lab.View{}).Metric("learned"), "and goes on")
	labtest.Apply(t, s, "set lane-3 pilot")
	labtest.Apply(t, s, "set lane-2 qtable")
	require.EqualValues(t, 5*44, labtest.Look(s, lab.View{}).Metric("learned"), "the numbers are the Pilot's, wherever its lane is")
	labtest.Apply(t, s, "set lane-3 qtable")
	labtest.Apply(t, s, "set lane-2 pilot")
	labtest.Apply(t, s, "set lane-1 pilot-prophet")
	s.Advance(200)
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
	labtest.Apply(t, s, "set lane-1 h3") // whose school rests, and is saved
	restored, err := lab.List{Lab}.Restore(s.Save(nil))
	require.NoError(t, err)
	for _, one := range []*lab.Session{s, restored} {
		labtest.Apply(t, one, "set lane-4 pilot-prophet")
		one.Advance(30)
	}
	require.True(t, bytes.Equal(s.Save(nil), restored.Save(nil)))
}

// TestALaneIsTheClusterLabsRun holds that a race changes nothing about its lanes: the
// first race of a lane is the first episode of the Cluster lab with the same policy.
func TestALaneIsTheClusterLabsRun(t *testing.T) {
	for _, policy := range []string{"random", "h3", "h7", "omniscient"} {
		race := small(t, "lane-1", policy, "lane-2", "h5")
		alone := labtest.New(t, clusterlab.Lab, "policy", policy, "steps", "150")
		for !alone.Ended() {
			alone.Advance(1)
			race.Advance(1)
			want := labtest.Look(alone, lab.View{}).Picture.(*clusterlab.Picture)
			got := picture(race).Lanes[0].Picture
			require.Equal(t, want.Mem, got.Mem)
			require.Equal(t, want.Agent, got.Agent)
			require.Equal(t, want.Budget, got.Budget)
		}
		require.True(t, picture(race).Lanes[0].Ended)
	}
}

// TestThePilotIsTheOneThatTrainMakes holds that what learns beside the picture is the
// run of that seed, whatever door it is started at.
func TestThePilotIsTheOneThatTrainMakes(t *testing.T) {
	s := small(t)
	s.Advance(300)
	alone := labtest.New(t, clusterlab.Lab, "policy", "pilot", "steps", "150")
	alone.Advance(1500)
	want, err := alone.AppendMind(nil)
	require.NoError(t, err)
	require.EqualValues(t, 1500, labtest.Look(s, lab.View{}).Metric("learned"))
	sim, err := newSimulation(s.Config())
	require.NoError(t, err)
	school := sim.(*simulation).schools[0]
	require.NoError(t, school.teach(1500))
	require.True(t, bytes.Equal(want, school.trainer.Learner().Append(nil, 1<<30)))
}

func TestAFailedLaneStandsWhileTheOthersGoOn(t *testing.T) {
	s := small(t, "lane-1", "random", "lane-2", "omniscient")
	for !picture(s).Lanes[0].Failed {
		s.Advance(1)
	}
	then := picture(s).Lanes[0]
	require.GreaterOrEqual(t, then.Filled, 0)
	require.GreaterOrEqual(t, then.Mem[then.Filled], float32(0.99))
	labtest.Apply(t, s, "inject 3 0.1")
	s.Advance(20)
	require.Equal(t, then.Mem, picture(s).Lanes[0].Mem, "as it was")
	require.False(t, picture(s).Lanes[1].Ended)
	require.Contains(t, labtest.Look(s, lab.View{Text: true}).Text, "Random failed at step")
	s.AdvanceEpisode(1000)
	text := labtest.Look(s, lab.View{Text: true}).Text
	require.Contains(t, text, "Omniscient won")
	require.Contains(t, text, "Random failed at step")
	require.Equal(t, 1, picture(s).Lanes[1].Won)
	s.Advance(1)
	require.False(t, picture(s).Lanes[0].Ended, "the next race begins for all")
	require.EqualValues(t, 1, labtest.Look(s, lab.View{}).Episode)
}

func TestYouHoldUpEveryLane(t *testing.T) {
	s := small(t, "lane-1", "you", "lane-2", "h3", "lane-3", "none")
	require.Zero(t, s.Advance(5))
	require.True(t, labtest.Look(s, lab.View{}).Waiting)
	labtest.Apply(t, s, "act 4")
	labtest.Apply(t, s, "act 3")
	require.Equal(t, 2, s.Advance(5))
	for !picture(s).Lanes[0].Ended {
		labtest.Apply(t, s, "act 0")
		s.Advance(1)
	}
	require.False(t, s.Ended(), "h.3 goes on")
	require.Positive(t, s.Advance(1), "a lane that has failed asks for no more moves")
}

// TestAMindRacesItsYoungerSelves holds that a copy stays as it was while the Pilot goes
// on, and that an age that is yet to come is the Pilot of now.
func TestAMindRacesItsYoungerSelves(t *testing.T) {
	s := labtest.New(t, Lab, "teach", "100", "lane-1", "pilot-1000", "lane-2", "pilot-0", "lane-3", "pilot")
	s.Advance(9)
	sim, err := newSimulation(s.Config())
	require.NoError(t, err)
	school := sim.(*simulation).schools[0]
	require.NoError(t, school.teach(900))
	require.Same(t, school.now, school.policy("pilot-1000"))
	require.NoError(t, school.teach(400))
	young := school.policy("pilot-1000")
	require.NotSame(t, school.now, young)
	w, err := cluster.New(cluster.Default(cluster.V51))
	require.NoError(t, err)
	values := func() []float32 {
		young.Act(w, nil)
		return append([]float32(nil), young.(interface{ Values() []float32 }).Values()...)
	}
	before := values()
	require.NoError(t, school.teach(1500))
	require.Equal(t, before, values())
}

// TestTheNetworkOvertakesTheHeuristic holds what the first visit promises: within three
// seconds at its speed the Pilot is better than h.3 on episodes it never learned from, and
// the first race shows it.
func TestTheNetworkOvertakesTheHeuristic(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(int(3 * Lab.Rate))
	shot := labtest.Look(s, lab.View{})
	require.Greater(t, shot.Metric("heldout"), shot.Metric("heldout_h3"))
	s.AdvanceEpisode(1000)
	require.EqualValues(t, raceSteps, s.Step())
	require.Regexp(t, `^Race 1: Pilot, now won: it survived with return [\d.]+\. h\.3 failed at step 117 when `, labtest.Look(s, lab.View{Text: true}).Text)
	require.Equal(t, 68, picture(s).Lanes[1].Steps, "the newborn Pilot has failed before")
}

func TestRacesReplayAndAreRestoredBitForBit(t *testing.T) {
	s := labtest.New(t, Lab, "lane-4", "you", "teach", "20")
	for i := range 400 {
		labtest.Apply(t, s, []string{"act 4", "act 1", "act 6", "act 3"}[i%4])
		s.Advance(2)
		switch i {
		case 100:
			labtest.Apply(t, s, "set noise 0.03")
		case 150:
			labtest.Apply(t, s, "inject 20 0.5")
		case 300:
			labtest.Apply(t, s, "set teach 7")
		}
	}
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())

	saved := s.Save(nil)
	restored, err := lab.List{Lab}.Restore(saved)
	require.NoError(t, err)
	require.Equal(t, s.Digest(), restored.Digest())
	for range 50 {
		for _, one := range []*lab.Session{s, restored} {
			labtest.Apply(t, one, "act 2")
			one.Advance(3)
		}
	}
	require.Equal(t, s.Digest(), restored.Digest())
	require.True(t, bytes.Equal(s.Save(nil), restored.Save(nil)))
	for at := 9; at < len(saved); at += 1 + len(saved)/61 {
		damaged := append([]byte(nil), saved...)
		damaged[at] ^= 0x11
		_, err := lab.List{Lab}.Restore(damaged)
		require.Error(t, err, "byte %d", at)
	}
}

func TestLookingBackShowsEveryLane(t *testing.T) {
	s := small(t)
	s.Advance(50)
	then := picture(s)
	s.Advance(30)
	back := labtest.Look(s, lab.View{Rewind: 30}).Picture.(*Picture)
	for i := range then.Lanes {
		require.Equal(t, then.Lanes[i].Mem, back.Lanes[i].Mem)
		require.EqualValues(t, 50, back.Lanes[i].Step)
		require.Equal(t, then.Lanes[i].Return, back.Lanes[i].Return)
		require.Equal(t, then.Lanes[i].Ended, back.Lanes[i].Ended)
		require.Equal(t, then.Lanes[i].Steps, back.Lanes[i].Steps)
	}
}

func TestAPictureTravels(t *testing.T) {
	s := small(t)
	s.Advance(40)
	want := picture(s)
	w := codec.Writer(nil)
	want.Walk(w)
	var got Picture
	r := codec.Reader(w.Bytes())
	got.Walk(r)
	require.NoError(t, r.Close())
	for i := range want.Lanes {
		require.Equal(t, want.Lanes[i].Mem, got.Lanes[i].Mem)
		require.Equal(t, want.Lanes[i].Option, got.Lanes[i].Option)
	}
	for n := range w.Bytes() {
		var cut Picture
		r := codec.Reader(w.Bytes()[:n])
		cut.Walk(r)
		require.Error(t, r.Close(), "%d bytes", n)
	}
}

func TestEveryRaceLeavesARowForEachLane(t *testing.T) {
	rows := labtest.Record(t, small(t, "lane-1", "random", "lane-2", "h7", "lane-3", "none", "steps", "60"), 200)
	require.Greater(t, len(rows), 4)
	require.Equal(t, "random", labtest.Cell(t, rows, 1, "policy"))
	require.Equal(t, "2", labtest.Cell(t, rows, 2, "lane"))
	require.Empty(t, labtest.Cell(t, rows, 1, "learned"), "no lane is the Pilot's")
}

func TestWhatIsNoRaceIsRefused(t *testing.T) {
	for link, want := range map[string]string{
		"lab=race&lane-2=none&lane-3=none": "a race with 1 lanes, want 2 to 4",
		"lab=race&rules=v4.5":              "lane-2 pilot-0 needs rules v5.1",
		"lab=race&lane-1=god":              `lane-1 is "god", want one of none, you`,
		"lab=race&teach=-1":                "teach is -1, want 0 to 10,000",
	} {
		_, err := lab.List{Lab}.ParseLink(link)
		require.ErrorContains(t, err, want, link)
	}
}

func TestNumbersAreWrittenWithCommas(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 30_000: "30,000", 1_234_567: "1,234,567"} {
		require.Equal(t, want, lab.Thousands(n))
	}
	require.True(t, strings.Contains(options[len(options)-1].Label, "30,000"))
}

// TestWinsBelongToTheWorldTheyWereWonIn: a change of the world begins the counts again,
// a change of the lessons does not, and a race across the change counts for no lane.
func TestWinsBelongToTheWorldTheyWereWonIn(t *testing.T) {
	s := labtest.New(t, Lab, "teach", "0", "lane-3", "omniscient")
	for range 5 {
		s.AdvanceEpisode(10_000)
	}
	s.Advance(3)
	labtest.Apply(t, s, "set teach 1")
	require.EqualValues(t, 5, labtest.Look(s, lab.View{}).Metric("races"))
	require.Positive(t, labtest.Look(s, lab.View{}).Metric("won_3"))
	labtest.Apply(t, s, "set drift 0.009")
	s.AdvanceEpisode(10_000)
	shot := labtest.Look(s, lab.View{})
	require.Zero(t, shot.Metric("races"))
	require.Zero(t, shot.Metric("won_3"))
	require.EqualValues(t, 5, shot.Episode, "the race's own number goes on")
	s.AdvanceEpisode(10_000)
	again, err := lab.List{Lab}.Restore(s.Save(nil))
	require.NoError(t, err)
	for _, s := range []*lab.Session{s, again} {
		shot = labtest.Look(s, lab.View{})
		require.EqualValues(t, 1, shot.Metric("races"))
		require.EqualValues(t, 1, shot.Metric("won_1")+shot.Metric("won_3"))
		require.Positive(t, shot.Failure)
	}
}
