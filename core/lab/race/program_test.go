package race

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/internal/labtest"
)

const counting = `def act(see, memo):
    memo["n"] = memo.get("n", 0) + 1
    return [CLEAN, RIGHT, CLEAN, DOWN][memo["n"] % 4]
`

func spelled(source string) string { return lab.EncodeText(source) }

// TestProgramsInTwoLanesShareTheirFate holds that every lane has a program of its own: two
// of one source stay equal, and the example beside h.3 too.
func TestProgramsInTwoLanesShareTheirFate(t *testing.T) {
	for _, pair := range [][2]string{{counting, "program"}, {"", "h3"}} {
		s := small(t, "program", spelled(pair[0]), "lane-1", "program", "lane-2", "random", "lane-3", pair[1])
		for i := range 1000 {
			if i%97 == 0 {
				labtest.Apply(t, s, "inject 7 0.6")
			}
			require.Equal(t, 1, s.Advance(1))
			p := picture(s)
			first, third := p.Lanes[0], p.Lanes[2]
			third.Number, third.Option, third.Won, third.Risk, first.Risk = first.Number, first.Option, first.Won, 0, 0
			require.Equal(t, first, third, "step %d", i)
		}
	}
}

// TestAProgramRacesFromItsLink saves in the middle of a race, changes the program, and
// expects link and file to come to the same bits.
func TestAProgramRacesFromItsLink(t *testing.T) {
	s := small(t, "program", spelled(counting), "lane-1", "program", "lane-2", "h3", "lane-3", "none")
	s.Advance(150)
	saved := s.Save(nil)
	middle, err := lab.List{Lab}.Restore(saved)
	require.NoError(t, err)
	for _, one := range []*lab.Session{s, middle} {
		require.Equal(t, 100, one.Advance(100))
		labtest.Apply(t, one, "set program "+spelled(strings.ReplaceAll(counting, "% 4", "% 3")))
		require.Equal(t, 700, one.Advance(700))
	}
	require.Equal(t, s.Digest(), middle.Digest())
	again := labtest.Replayed(t, s)
	require.Equal(t, s.Digest(), again.Digest())
}

// TestAMistakeStopsTheRaceForAll holds that no lane takes a step where a program fails,
// that none has drawn a number or changed its memo for it, and that the race goes on with
// what has been mended.
func TestAMistakeStopsTheRaceForAll(t *testing.T) {
	source := strings.Replace(counting, "    return", "    if see.hotspots > 0:\n        return memo\n    return", 1)
	s := small(t, "program", spelled(source), "lane-1", "random", "lane-2", "program", "lane-3", "program")
	s.Advance(30)
	require.NoError(t, s.Apply(lab.Change{Op: lab.OpInject, Target: 3, Value: 1}))
	require.Zero(t, s.Advance(50))
	before := s.Digest()
	require.Zero(t, s.Advance(50))
	require.Equal(t, before, s.Digest())
	require.Equal(t, before, labtest.Replayed(t, s).Digest())
	shot := labtest.Look(s, lab.View{Text: true})
	require.Equal(t, 2, shot.Fault.Lane)
	require.Equal(t, 4, shot.Fault.Line)
	require.False(t, shot.Waiting)
	require.Contains(t, shot.Text, "Your program in lane 2 stops here: line 4: ")
	labtest.Apply(t, s, "set program "+spelled(counting))
	require.Nil(t, s.Fault())
	require.Equal(t, 500, s.Advance(500))
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
}

// TestALaneThatFailsTakesBackTheOthersDecisions breaks a node in one lane only, as no
// visitor can, so that one program of two fails.
func TestALaneThatFailsTakesBackTheOthersDecisions(t *testing.T) {
	source := strings.Replace(counting, "    return", "    if see.hotspots > 0:\n        fail('hot')\n    return", 1)
	s := small(t, "program", spelled(source), "lane-1", "program", "lane-2", "program", "lane-3", "none")
	sim, err := newSimulation(s.Config())
	require.NoError(t, err)
	race := sim.(*simulation)
	require.True(t, race.Step())
	require.NoError(t, race.lanes[1].episodes.World.InjectLoad(3, 1))
	before := race.AppendState(nil)
	for range 3 {
		require.False(t, race.Step())
		require.Equal(t, before, race.AppendState(nil))
	}
	require.Equal(t, 2, race.Fault().Lane)
	require.NoError(t, race.lanes[1].episodes.World.InjectLoad(3, -1))
	require.True(t, race.Step())
	require.Nil(t, race.Fault())
}

// TestAProgramAnswersWhatIf races out of a moment of a run that was disturbed: the example
// does what h.3 does there, race after race, its memo is empty at the beginning of each,
// and a mistake leaves no trace, wherever the start changes the world.
func TestAProgramAnswersWhatIf(t *testing.T) {
	run := disturbed(t, "policy", "h5", "program", spelled(counting))
	race := whatIf(t, run, 60, "lane-2", "h3", "lane-3", "program", "lane-4", "none", "program", "")
	for range 3 {
		for more := true; more; more = !race.Ended() {
			require.Equal(t, 1, race.Advance(1))
			p := picture(race)
			require.Equal(t, p.Lanes[1].Mem, p.Lanes[2].Mem)
			require.Equal(t, p.Lanes[1].Agent, p.Lanes[2].Agent)
		}
	}
	require.Equal(t, counting, whatIf(t, run, 60).Config().Text(clusterlab.KeyProgram), "the program goes along")

	// It fails before every step, also where a race begins and where nodes break.
	fails := "def act(see, memo):\n    memo['n'] = memo.get('n', 0) + 1\n    fail('no')\n"
	mended := strings.ReplaceAll(fails, "fail('no')", "return CLEAN")
	race = whatIf(t, run, 60, "lane-2", "program", "lane-3", "h3", "lane-4", "none", "program", spelled(mended))
	began := false
	for n := range 400 {
		if picture(race).Lanes[1].Ended && !race.Ended() {
			race.Advance(1) // it has nothing to decide
			continue
		}
		labtest.Apply(t, race, "set program "+spelled(fails))
		before := race.Digest()
		for range 2 {
			require.Zero(t, race.Advance(1))
			require.Equal(t, before, race.Digest())
		}
		began = began || race.Ended()
		labtest.Apply(t, race, "set program "+spelled(mended))
		require.Equal(t, 1, race.Advance(1), "step %d", n)
	}
	require.True(t, began, "a race began on the way")
	require.Equal(t, race.Digest(), labtest.Replayed(t, race).Digest())
}

// TestEveryRaceBeginsWithAnEmptyMemo counts decisions in races that do not begin with the
// first step of their world.
func TestEveryRaceBeginsWithAnEmptyMemo(t *testing.T) {
	run := labtest.New(t, clusterlab.Lab, "policy", "h3")
	run.Advance(40)
	source := "def act(see, memo):\n    memo['n'] = memo.get('n', 0) + 1\n    print(memo['n'])\n    return CLEAN\n"
	race := whatIf(t, run, 9, "lane-2", "program", "lane-3", "h7", "lane-4", "none", "program", spelled(source))
	for range 3 {
		require.Equal(t, 1, race.Advance(1))
		require.Equal(t, []string{"1"}, labtest.Look(race, lab.View{}).Printed)
		require.Equal(t, 1, race.Advance(1))
		require.Equal(t, []string{"2"}, labtest.Look(race, lab.View{}).Printed)
		race.AdvanceEpisode(10_000)
	}
	labtest.Apply(t, race, "set lane-3 h5")
	require.Equal(t, 1, race.Advance(1))
	require.Equal(t, []string{"1"}, labtest.Look(race, lab.View{}).Printed, "another line-up begins the race again")
}

func TestAProgramIsChecked(t *testing.T) {
	c := lab.NewConfig(Lab)
	require.ErrorContains(t, c.WriteText(clusterlab.KeyProgram, "def act(see):\n    return UP\n"), "program: line 1: `act` has to take two values")
	require.NoError(t, c.WriteText(clusterlab.KeyProgram, counting))
	require.Equal(t, lab.Option{Key: "program", Label: "Your program", Help: clusterlab.ProgramOption.Help}, options[optionOf("program")])
}
