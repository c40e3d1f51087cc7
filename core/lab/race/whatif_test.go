package race

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/internal/labtest"
)

var both = lab.List{clusterlab.Lab, Lab}

// whatIf opens the race that begins that many steps ago, by its link.
func whatIf(t *testing.T, s *lab.Session, back int, settings ...string) *lab.Session {
	t.Helper()
	run, _, err := s.WhatIf(both, back)
	require.NoError(t, err)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, run.Config.SetText(settings[i], settings[i+1]))
	}
	run, err = both.ParseLink(run.Link())
	require.NoError(t, err)
	race, err := lab.Replay(run)
	require.NoError(t, err)
	return race
}

// disturbed is a run of the Cluster in which nodes break and sliders move, up to its
// second failure after enough steps to look back.
func disturbed(t *testing.T, settings ...string) *lab.Session {
	t.Helper()
	s := labtest.New(t, clusterlab.Lab, append([]string{"drift", "0.012"}, settings...)...)
	for i := 0; ; i++ {
		switch {
		case i%23 == 0:
			labtest.Apply(t, s, fmt.Sprintf("inject %d 0.3", i%36))
		case i%50 == 7:
			labtest.Apply(t, s, fmt.Sprintf("set noise %g", 0.02+0.001*float64(i%5)))
		case i%50 == 9:
			labtest.Apply(t, s, fmt.Sprintf("set budget %d", 70+i%30))
		}
		s.Advance(1)
		if i > 300 && s.Ended() {
			return s
		}
	}
}

// TestAsItWasIsWhatWas begins races at many past moments of a run and holds that the
// recorded lane repeats every node of every step up to the same end, race after race, and
// that h.3, where it has done it, would do it again.
func TestAsItWasIsWhatWas(t *testing.T) {
	for _, rules := range []string{"v4.5", "v4.6", "v5.1"} {
		for _, policy := range []string{"h3", "random", "omniscient"} {
			s := disturbed(t, "policy", policy, "rules", rules)
			length := int(labtest.Look(s, lab.View{}).Metric("episode_step"))
			for back := 1; back < length; back += 1 + length/3 {
				race := whatIf(t, s, back, "lane-2", "h3", "lane-3", "none", "lane-4", "none")
				for n := range 2 {
					for left := back - 1; left >= 0; left-- {
						race.Advance(1)
						want := labtest.Look(s, lab.View{Rewind: left}).Picture.(*clusterlab.Picture)
						got := picture(race).Lanes[0]
						require.Equal(t, laneRecorded, got.Key())
						require.Equal(t, want.Mem, got.Mem, "%s, %s, race %d, %d steps before the end", rules, policy, n, left)
						require.Equal(t, want.CPU, got.CPU)
						require.Equal(t, want.Agent, got.Agent)
						require.Equal(t, want.Action, got.Action)
						require.Equal(t, want.Budget, got.Budget)
						require.Equal(t, want.Reward, got.Reward)
						if again := picture(race).Lanes[1]; policy == "h3" {
							require.Equal(t, want.Mem, again.Mem, "h.3 sees the same and does the same")
						}
					}
					require.True(t, picture(race).Lanes[0].Ended)
					require.Equal(t, length, picture(race).Lanes[0].Steps)
					if !race.Ended() {
						race.AdvanceEpisode(10_000)
					}
				}
			}
		}
	}
}

// TestTheLineUpOfWhatIf leaves out what the rules do not suit, and puts who has done it into
// the lane that is left.
func TestTheLineUpOfWhatIf(t *testing.T) {
	for want, settings := range map[string][]string{
		"recorded omniscient pilot h3":         {"policy", "h3"},
		"recorded h3 pilot omniscient":         {"policy", "omniscient"},
		"recorded h3 omniscient pilot":         {"policy", "random"},
		"recorded h3 omniscient qtable":        {"policy", "qtable"},
		"recorded h3 omniscient pilot-prophet": {"policy", "pilot-prophet"},
		"recorded h3 omniscient random":        {"policy", "random", "rules", "v4.6"},
	} {
		s := labtest.New(t, clusterlab.Lab, settings...)
		s.Advance(30)
		keys := ""
		for _, l := range picture(whatIf(t, s, 10)).Lanes {
			keys += " " + l.Key()
		}
		require.Equal(t, " "+want, keys)
	}
	s := labtest.New(t, clusterlab.Lab, "policy", "h3")
	s.Advance(30)
	require.Equal(t, "h3", picture(whatIf(t, s, 0)).Lanes[0].Key(), "of now on nothing is recorded")
}

// TestARecordThatEndsEarlyIsNoFailure asks in the middle of an episode.
func TestARecordThatEndsEarlyIsNoFailure(t *testing.T) {
	s := labtest.New(t, clusterlab.Lab, "policy", "random", "drift", "0.001", "noise", "0.001")
	s.Advance(40)
	race := whatIf(t, s, 10, "teach", "0")
	race.Advance(10)
	was := picture(race).Lanes[0]
	require.True(t, was.Ended)
	require.True(t, was.Cut)
	require.False(t, was.Failed)
	require.Equal(t, 40, was.Steps)
	require.Contains(t, labtest.Look(race, lab.View{Text: true}).Text, "As it was: return")
	require.Contains(t, labtest.Look(race, lab.View{Text: true}).Text, "no more was recorded")
	race.AdvanceEpisode(1000)
	require.Zero(t, picture(race).Lanes[0].Won)
	require.NotContains(t, labtest.Look(race, lab.View{Text: true}).Text, "as it was won")
}

// TestWhatIfInARace begins from a moment of a lane that failed, and from a moment of a
// race that has itself begun from one, with what is still to come of its changes.
func TestWhatIfInARace(t *testing.T) {
	s := disturbed(t, "policy", "random")
	length := int(labtest.Look(s, lab.View{}).Metric("episode_step"))
	race := whatIf(t, s, length-1, "teach", "0")
	for !picture(race).Lanes[0].Failed {
		race.Advance(1)
	}
	for back := 1; back < length-1; back += 1 + length/6 {
		again := whatIf(t, race, back, "teach", "0")
		require.Equal(t, laneRecorded, picture(again).Lanes[0].Key())
		for !picture(again).Lanes[0].Ended {
			again.Advance(1)
		}
		got, want := picture(again).Lanes[0], picture(race).Lanes[0]
		require.True(t, got.Failed)
		require.Equal(t, want.Steps, got.Steps)
		require.Equal(t, want.Mem, got.Mem)
		require.EqualValues(t, back, again.Step())
	}
}

// TestWhatIfIsAskedOfALaneThatRan looks back to a moment at which one lane had failed long
// ago, and asks about the one that fails next.
func TestWhatIfIsAskedOfALaneThatRan(t *testing.T) {
	s := small(t, "lane-1", "random", "lane-2", "omniscient", "lane-3", "h7", "noise", "0.05")
	for !picture(s).Lanes[2].Failed {
		s.Advance(1)
	}
	first, third := picture(s).Lanes[0].Steps, picture(s).Lanes[2].Steps
	require.Less(t, first+5, third)
	race := whatIf(t, s, 5)
	race.Advance(5)
	require.True(t, picture(race).Lanes[0].Failed)
	require.Equal(t, third, picture(race).Lanes[0].Steps)
	race = whatIf(t, s, third-first+5)
	race.Advance(5)
	require.Equal(t, first, picture(race).Lanes[0].Steps, "it is the first that failed")
	for !s.Ended() {
		s.Advance(1)
	}
	_, _, err := s.WhatIf(both, 0)
	require.ErrorContains(t, err, "had ended at that moment")
}

// TestWhatIfKeepsWhatWasLearned takes the mind along.
func TestWhatIfKeepsWhatWasLearned(t *testing.T) {
	for _, policy := range learners {
		s, each := labtest.New(t, clusterlab.Lab, "policy", policy), 1
		if policy == lanePQN || policy == laneBoth {
			each = 64 // worlds, which all are learned from
		}
		s.Advance(600)
		run, mind, err := s.WhatIf(both, 5)
		require.NoError(t, err)
		require.NotEmpty(t, mind)
		race, err := lab.Replay(run)
		require.NoError(t, err)
		require.Zero(t, labtest.Look(race, lab.View{}).Metric("learned"), "a link cannot carry it")
		require.NoError(t, race.LoadMind(mind))
		require.True(t, race.Adopted())
		require.EqualValues(t, 600*each, labtest.Look(race, lab.View{}).Metric("learned"))
		labtest.Apply(t, race, "set teach 10")
		race.Advance(2)
		require.EqualValues(t, 620*each, labtest.Look(race, lab.View{}).Metric("learned"))
		restored, err := both.Restore(race.Save(nil))
		require.NoError(t, err)
		race.Advance(20)
		restored.Advance(20)
		require.Equal(t, race.Digest(), restored.Digest())
	}
	race := small(t)
	_, mind, err := labtest.New(t, clusterlab.Lab, "policy", "qtable").WhatIf(both, 0)
	require.ErrorContains(t, err, "remembers 0")
	require.Empty(t, mind)
	table, err := labtest.New(t, clusterlab.Lab, "policy", "qtable").AppendMind(nil)
	require.NoError(t, err)
	require.ErrorContains(t, race.LoadMind(table), "another kind of policy")
}

// TestADamagedStartIsRefused holds that nothing of a start is used before it is checked.
func TestADamagedStartIsRefused(t *testing.T) {
	s := disturbed(t, "policy", "random")
	run, _, err := s.WhatIf(both, 9)
	require.NoError(t, err)
	for i, key := range []string{laneRecorded, "h3", laneNone, laneNone} {
		require.NoError(t, run.Config.SetText(laneKey(i), key))
	}
	good := run.Config.Text(keyStart)
	for n := 0; n < len(good); n += 1 + len(good)/97 {
		c := run.Config.Clone()
		if c.WriteText(keyStart, good[:n]) == nil && n > 0 {
			require.Error(t, lab.Run{Config: c}.Check(), "%d bytes", n)
		}
	}
	for i := 0; i < len(good); i += 1 + len(good)/97 {
		damaged := []byte(good)
		damaged[i] ^= 0xff
		c := run.Config.Clone()
		if c.WriteText(keyStart, string(damaged)) == nil && (lab.Run{Config: c}).Check() == nil {
			race, err := lab.NewSession(c)
			require.NoError(t, err)
			race.Advance(15) // it is another start, and none that panics
		}
	}
	unchecked, _, _ := strings.Cut(strings.TrimPrefix(run.Link(), "v=4&"), "&check=")
	for settings, want := range map[string]string{
		"lab=race&lane-1=recorded": "lane-1 recorded needs a run that the race begins from",
		"lab=race&start=AAAA":      "start: the version of the start is 0, want 1",
		"lab=race&start=!A":        "start is damaged",
		unchecked + "&rows=7":      "start: cluster: state: the number of rows is 6, want 7",
		unchecked + "&rules=v4.5":  "start: ",
	} {
		_, err := both.ParseLink(settings)
		require.ErrorContains(t, err, want)
	}
	large := labtest.New(t, clusterlab.Lab, "rows", "100", "columns", "100", "policy", "h3")
	large.Advance(9)
	_, _, err = large.WhatIf(both, 3)
	require.ErrorContains(t, err, "a world of 10000 nodes does not fit into a link")
}
