package cluster

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

func picture(s *lab.Snapshot) *Picture { return s.Picture.(*Picture) }

func TestSameRunSameBits(t *testing.T) {
	a, b, other := labtest.New(t, Lab), labtest.New(t, Lab), labtest.New(t, Lab, "drift", "0.0071")
	require.Equal(t, 3000, a.Advance(3000))
	for range 300 {
		b.Advance(10)
		labtest.Look(b, lab.View{}) // looking changes nothing
	}
	other.Advance(3000)
	require.Equal(t, a.Digest(), b.Digest())
	require.NotEqual(t, a.Digest(), other.Digest())
}

// TestInteractiveRunIsReplayedFromItsLink plays by hand, moves a slider and
// breaks a node, and expects the link to bring back the very same bits.
func TestInteractiveRunIsReplayedFromItsLink(t *testing.T) {
	s := labtest.New(t, Lab, keyPolicy, "you")
	for i := range 60 {
		labtest.Apply(t, s, []string{"act 4", "act 3", "act 6", "act 1"}[i%4])
		require.Equal(t, 1, s.Advance(5), "the world waits for the next move")
		if i == 20 {
			labtest.Apply(t, s, "set drift 0.013")
		}
		if i == 30 {
			labtest.Apply(t, s, "inject 7 0.3")
		}
	}
	labtest.Apply(t, s, "set policy h5")
	s.Advance(500)

	run, err := lab.List{Lab}.ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := lab.Replay(run)
	require.NoError(t, err)
	require.True(t, labtest.Look(again, lab.View{}).Replaying)
	require.EqualValues(t, s.Step(), again.Advance(int(run.At)))
	require.Equal(t, s.Digest(), again.Digest())
	require.True(t, again.Config().Equal(s.Config()))
	require.False(t, labtest.Look(again, lab.View{}).Replaying)
}

func TestAChangeByHandEndsTheRepetition(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(10)
	labtest.Apply(t, s, "set drift 0.02")
	s.Advance(10)
	again, err := lab.Replay(s.Run())
	require.NoError(t, err)
	again.Advance(5)
	labtest.Apply(t, again, "set noise 0.05")
	again.Advance(20)
	require.Equal(t, 0.007, again.Config().Get("drift"), "the recorded change must no longer happen")
	require.Len(t, again.Run().Changes, 1)
}

func TestLiveParametersReachTheWorld(t *testing.T) {
	ofWorld := func(p lab.Param) bool {
		return slices.ContainsFunc(worldParams, func(w lab.Param) bool { return w.Key == p.Key })
	}
	for _, p := range params {
		if !ofWorld(p) || !p.Live() || p.Choices != nil {
			continue
		}
		scarce := []string{"budget", "20", "recovery", "0.05"}
		still, moved := labtest.New(t, Lab, scarce...), labtest.New(t, Lab, scarce...)
		labtest.Apply(t, moved, "set "+p.Key+" "+p.Format(p.To))
		still.Advance(400)
		moved.Advance(400)
		// h.3 rarely scales, and never throttles or empties memory only; a visitor does.
		for _, s := range []*lab.Session{still, moved} {
			labtest.Apply(t, s, "set policy you")
			for node := range 6 {
				labtest.Apply(t, s, "inject "+strconv.Itoa(node)+" 0.85")
			}
			for _, action := range []string{"5", "6", "7"} {
				labtest.Apply(t, s, "act "+action)
			}
			s.Advance(3)
		}
		require.NotEqual(t, still.Digest(), moved.Digest(), "%s has no effect", p.Key)
	}
}

func TestRefusedChangesChangeNothing(t *testing.T) {
	s := labtest.New(t, Lab, keyRules, "v4.5")
	before := s.Digest()
	for _, c := range []lab.Change{
		{Op: lab.OpSet, Key: "moon"},
		{Op: lab.OpSet, Key: "drift", Value: math.NaN()},
		{Op: lab.OpAct, Target: 6}, // v4.5 has six actions
		{Op: lab.OpInject, Target: 36, Value: 0.1},
		{Op: lab.OpInject, Target: 0, Value: math.Inf(1)},
		{Op: 99},
	} {
		require.Error(t, s.Apply(c), "%+v", c)
	}
	require.ErrorContains(t, s.Apply(lab.Change{Op: lab.OpSet, Key: "rows", Value: 4}), "takes effect on reset")
	require.Equal(t, before, s.Digest())
	require.Empty(t, s.Run().Changes)
}

func TestSnapshotShowsTheWorld(t *testing.T) {
	s := labtest.New(t, Lab, "rows", "5", "columns", "7")
	s.Advance(40)
	shot := labtest.Look(s, lab.View{Text: true})
	require.EqualValues(t, 40, shot.Step)
	require.Equal(t, 5, picture(shot).Height)
	require.Equal(t, 7, picture(shot).Width)
	require.Len(t, picture(shot).Mem, 35)
	require.Equal(t, 40, shot.Chart.Points)
	require.Contains(t, shot.Text, "5 by 7 nodes")
	sum := float32(0)
	for i := range picture(shot).Mem {
		sum += picture(shot).Mem[i] + picture(shot).CPU[i]
	}
	require.InDelta(t, shot.Metric("load"), 100*sum/70, 1e-3)
}

func TestEpisodesFollowOneAnother(t *testing.T) {
	s := labtest.New(t, Lab, keyPolicy, "random")
	taken := s.AdvanceEpisode(100_000)
	require.True(t, s.Ended())
	shot := labtest.Look(s, lab.View{})
	require.True(t, shot.Ended)
	require.EqualValues(t, taken, shot.Metric("episode_step"))
	require.EqualValues(t, 1, shot.Metric("finished"))
	s.Advance(1)
	shot = labtest.Look(s, lab.View{})
	require.False(t, shot.Ended)
	require.EqualValues(t, 1, shot.Episode)
	require.EqualValues(t, 1, shot.Metric("episode_step"))
}

func TestRewindShowsThePast(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(50)
	then := labtest.Look(s, lab.View{})
	s.Advance(30)
	back := labtest.Look(s, lab.View{Rewind: 30})
	require.True(t, math.IsNaN(float64(picture(back).Risk)), "without a Prophet there is no forecast")
	picture(then).Risk, picture(back).Risk = 0, 0
	require.Equal(t, picture(then), picture(back))
	require.EqualValues(t, 80, back.Step)
	oldest := labtest.Look(s, lab.View{Rewind: 1_000_000})
	require.EqualValues(t, 1, picture(oldest).Step)
}

func TestSteppingASessionAllocatesNothing(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(1000)
	require.Zero(t, testing.AllocsPerRun(2000, func() { s.Advance(1) }))
	shot := labtest.Look(s, lab.View{})
	require.Zero(t, testing.AllocsPerRun(100, func() { s.Look(shot, lab.View{}) }))
}

func TestRestartReallyStartsOver(t *testing.T) {
	s, fresh := labtest.New(t, Lab), labtest.New(t, Lab)
	s.Advance(700)
	require.NoError(t, s.Restart(lab.Run{Config: s.Config()}))
	s.Advance(100)
	fresh.Advance(100)
	require.Equal(t, fresh.Digest(), s.Digest())
	require.EqualValues(t, 2, labtest.Look(s, lab.View{}).Generation)
}

// TestARunSharedRightAfterAChangeShowsIt breaks a node and shares the run
// without another step, at the beginning and later.
func TestARunSharedRightAfterAChangeShowsIt(t *testing.T) {
	for _, steps := range []int{0, 30} {
		s := labtest.New(t, Lab)
		s.Advance(steps)
		labtest.Apply(t, s, "inject 3 0.6")
		labtest.Apply(t, s, "set noise 0.05")
		again, err := lab.Replay(s.Run())
		require.NoError(t, err)
		again.Advance(steps)
		require.Equal(t, s.Digest(), again.Digest())
		require.True(t, again.Config().Equal(s.Config()))
	}
}

// TestCountsBelongToWhoPlayedThem lets the planner finish many episodes, then Random,
// which must not be told to have survived any of them.
func TestCountsBelongToWhoPlayedThem(t *testing.T) {
	s := labtest.New(t, Lab, keyPolicy, "omniscient")
	s.Advance(20_010)
	before := labtest.Look(s, lab.View{})
	require.Greater(t, before.Metric("survived"), 50.0)
	require.Empty(t, before.Why, "since the start")

	labtest.Apply(t, s, "set policy random")
	s.Advance(1)
	after := labtest.Look(s, lab.View{})
	require.Equal(t, "since you chose Random", after.Why)
	require.EqualValues(t, 20_010, after.Since)
	require.Zero(t, after.Metric("finished"))
	require.Zero(t, after.Metric("survived"))
	require.True(t, math.IsNaN(after.Metric("mean_return")), "no episode of its own has ended")
	require.Greater(t, after.Episode, uint64(50), "the run's own number goes on")

	s.AdvanceEpisode(10_000)
	require.Zero(t, labtest.Look(s, lab.View{}).Metric("finished"), "the planner began this one")
	sum := 0.0
	for range 25 {
		s.AdvanceEpisode(10_000)
		sum += labtest.Look(s, lab.View{}).Metric("return")
		if labtest.Look(s, lab.View{}).Metric("finished") == 10 {
			require.InDelta(t, sum/10, labtest.Look(s, lab.View{}).Metric("mean_return"), 1e-9)
		}
	}
	require.EqualValues(t, 25, labtest.Look(s, lab.View{}).Metric("finished"))
	require.Less(t, labtest.Look(s, lab.View{}).Metric("survived"), 25.0)
}

// TestWhatBeginsTheCountsAgain: the world and who acts, but no broken node, no number of
// a learner, and no value set to what it is.
func TestWhatBeginsTheCountsAgain(t *testing.T) {
	s := labtest.New(t, Lab)
	for _, c := range []struct{ command, why string }{
		{"inject 3 0.5", ""},
		{"set lr 0.002", ""},
		{"set drift 0.007", ""},
		{"set drift 0.009", "since Drift changed"},
		{"set policy h5", "since you chose Heuristic h.5"},
		{"set train off", "since Training changed"},
		{"set policy you", "since you took over"},
	} {
		s.AdvanceEpisode(1000)
		s.AdvanceEpisode(1000)
		count := labtest.Look(s, lab.View{}).Metric("finished")
		labtest.Apply(t, s, c.command)
		shot := labtest.Look(s, lab.View{})
		require.Equal(t, c.why, shot.Why, c.command)
		if shot.Since == s.Step() {
			count = 0
		}
		require.Equal(t, count, shot.Metric("finished"), c.command)
	}
}

func TestAPresetIsOneChange(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(100)
	values := Lab.Preset("scarcity")
	for i := range Lab.Params {
		p := &Lab.Params[i]
		if v, has := values[p.Key]; has && s.Config().Get(p.Key) != v {
			labtest.Apply(t, s, "set "+p.Key+" "+p.Format(v))
		}
	}
	shot := labtest.Look(s, lab.View{})
	require.Equal(t, "since the preset Scarcity", shot.Why)
	require.Equal(t, []lab.Mark{{Step: 100, Text: "Preset Scarcity"}}, shot.Marks)
}

// TestHandoversBelongToTheirRule: guidance that hands nothing over has handed nothing over.
func TestHandoversBelongToTheirRule(t *testing.T) {
	s := labtest.New(t, Lab, keyPolicy, policyProphet, keyGuidance, "threshold", "drift", "0.02")
	s.Advance(400)
	require.Positive(t, labtest.Look(s, lab.View{}).Metric("handovers"))
	labtest.Apply(t, s, "set guidance none")
	s.Advance(400)
	require.Zero(t, labtest.Look(s, lab.View{}).Metric("handovers"))
}

func TestAFailureIsRemembered(t *testing.T) {
	s := labtest.New(t, Lab, keyPolicy, "random")
	s.AdvanceEpisode(10_000)
	require.Equal(t, s.Step(), labtest.Look(s, lab.View{}).Failure)
	at := s.Step()
	s.Advance(3)
	require.Equal(t, at, labtest.Look(s, lab.View{}).Failure)
}
