package cluster

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// counting is a program whose decisions hang on its memo.
const counting = `def act(see, memo):
    n = memo.get("n", 0) + 1
    memo["n"] = n
    memo["seen"] = memo.get("seen", []) + [see.memory]
    if len(memo["seen"]) > 9:
        memo["seen"].pop(0)
    print("decision", n)
    return [UP, CLEAN, RIGHT, CLEAN, sum(memo["seen"]) > 2][n % 4]
`

// written returns a session whose policy is a program.
func written(t testing.TB, source string, settings ...string) *lab.Session {
	t.Helper()
	return labtest.New(t, Lab, append([]string{KeyProgram, lab.EncodeText(source), keyPolicy, KeyProgram}, settings...)...)
}

func write(t testing.TB, s *lab.Session, source string) {
	t.Helper()
	labtest.Apply(t, s, "set "+KeyProgram+" "+lab.EncodeText(source))
}

// TestTheProgramOfH3PlaysAsH3 holds that an empty program is the example, and that it
// meets what a heuristic meets, episode after episode.
func TestTheProgramOfH3PlaysAsH3(t *testing.T) {
	for _, rules := range []string{"v4.5", "v4.6", "v5.1"} {
		h3 := labtest.New(t, Lab, "rules", rules)
		s := labtest.New(t, Lab, "rules", rules, keyPolicy, KeyProgram)
		require.Equal(t, 3000, h3.Advance(3000))
		require.Equal(t, 3000, s.Advance(3000))
		want, got := labtest.Look(h3, lab.View{Whole: true}), labtest.Look(s, lab.View{Whole: true})
		require.Greater(t, want.Episode, uint64(3))
		picture(want).Risk, picture(got).Risk = 0, 0 // both have none
		require.Equal(t, want.Picture, got.Picture)
		require.Equal(t, want.Chart.Series[0], got.Chart.Series[0])
		require.Equal(t, want.Metrics[:8], got.Metrics[:8])
	}
}

// TestAProgramTravelsInItsLink changes program and policy on the way and saves in the
// middle of an episode: the link and the file come to the very same bits.
func TestAProgramTravelsInItsLink(t *testing.T) {
	s := written(t, counting)
	require.Equal(t, 77, s.Advance(77))
	saved := s.Save(nil)
	for _, command := range []string{"set drift 0.009", "set policy h5", "set policy program"} {
		labtest.Apply(t, s, command)
		s.Advance(50)
	}
	write(t, s, strings.ReplaceAll(counting, "> 2", "> 1"))
	labtest.Apply(t, s, "set "+KeyProgram) // back to the example
	s.Advance(10)
	write(t, s, counting)
	s.Advance(500)
	again := labtest.Replayed(t, s)
	require.Equal(t, s.Digest(), again.Digest())
	printed := labtest.Look(again, lab.View{}).Printed
	require.Regexp(t, `^decision \d+$`, strings.Join(printed, "\n"))
	require.Equal(t, printed, labtest.Look(s, lab.View{}).Printed)

	middle, err := lab.List{Lab}.Restore(saved)
	require.NoError(t, err)
	whole := written(t, counting)
	whole.Advance(77)
	require.Equal(t, whole.Digest(), middle.Digest())
	require.Equal(t, 400, middle.Advance(400))
	whole.Advance(400)
	require.Equal(t, whole.Digest(), middle.Digest(), "the memo goes on")
}

// TestTheMemoIsPartOfTheState compares runs whose worlds are the same and whose memos
// are not.
func TestTheMemoIsPartOfTheState(t *testing.T) {
	body := "def act(see, memo):\n    memo['x'] = %\n    return CLEAN\n"
	a, b := written(t, strings.ReplaceAll(body, "%", "1")), written(t, strings.ReplaceAll(body, "%", "2"))
	a.Advance(5)
	b.Advance(5)
	require.NotEqual(t, a.Digest(), b.Digest())
}

// faulty fails where it meets a hotspot.
const faulty = `def act(see, memo):
    memo["n"] = memo.get("n", 0) + 1
    print(memo["n"], see.hotspots)
    if see.hotspots > 0:
        return JUMP
    return CLEAN
`

// TestAMistakeStopsTheRunUntilItIsMended holds that a run waits at the decision that
// fails, however often it is asked, that it goes on with what has been mended, and that
// its link does not know how often it was asked.
func TestAMistakeStopsTheRunUntilItIsMended(t *testing.T) {
	source := strings.ReplaceAll(faulty, "JUMP", `fail("jump")`)
	s := written(t, source)
	s.Advance(20)
	labtest.Apply(t, s, "inject 3 1")
	before := s.Step()
	for range 3 {
		require.Zero(t, s.Advance(100))
	}
	shot := labtest.Look(s, lab.View{Text: true})
	require.Equal(t, &lab.Fault{Line: 5, Column: 20, Message: "jump"}, shot.Fault)
	require.EqualError(t, shot.Fault, "line 5: jump")
	require.Equal(t, []string{"21 1"}, shot.Printed)
	require.False(t, shot.Waiting, "it is not the visitor's turn")
	require.Contains(t, shot.Text, "Your program stops here: line 5: jump")
	require.Equal(t, before, s.Step())
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest(), "a decision that failed leaves nothing behind")

	saved := s.Save(nil)
	labtest.Apply(t, s, "inject 3 -1")
	require.Equal(t, 3, s.Advance(3), "what it meets has changed")
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())

	s, err := lab.List{Lab}.Restore(saved)
	require.NoError(t, err)
	require.Zero(t, s.Advance(1))
	require.NotNil(t, s.Fault())
	write(t, s, strings.ReplaceAll(source, `fail("jump")`, "SCALE"))
	require.Nil(t, s.Fault())
	require.Equal(t, 30, s.Advance(30), "the program has changed")
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())

	s, err = lab.List{Lab}.Restore(saved)
	require.NoError(t, err)
	labtest.Apply(t, s, "set policy h3")
	require.Equal(t, 30, s.Advance(30), "another acts")
}

// TestAMistakeAtTheBeginningOfAnEpisode holds that the world of the episode before stays
// as it ended until the first decision of the next has been made.
func TestAMistakeAtTheBeginningOfAnEpisode(t *testing.T) {
	source := "def act(see, memo):\n    if not memo and see.rules:\n        fail('at first')\n    return CLEAN\n"
	begin := strings.ReplaceAll(source, "    return CLEAN", "    memo['n'] = 1\n    return CLEAN")
	s := written(t, strings.ReplaceAll(begin, "fail('at first')", "print('first')"))
	s.AdvanceEpisode(1000)
	write(t, s, source)
	for range 3 {
		require.Zero(t, s.Advance(1))
		require.True(t, s.Ended())
	}
	labtest.Apply(t, s, "inject 2 0.5")
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
	labtest.Apply(t, s, "set drift 0.004")
	write(t, s, counting)
	require.Equal(t, 60, s.Advance(60))
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
}

func TestAProgramThatDoesNotCompileIsRefused(t *testing.T) {
	s := written(t, counting)
	s.Advance(5)
	for source, want := range map[string]string{
		strings.ReplaceAll(faulty, "JUMP", "JUMPS"): "program: line 5: `JUMPS` is not defined",
		"def act(see, memo)\n    return UP\n":       "program: line 1: a `:` is missing",
		"def act(see, memo):\n    while":            "program: line 2: ",
		"while True:\n    pass\n":                   "program: line 1: the program has not begun within 100,000 steps",
		"\x00":                                      "program: the program is not text",
	} {
		c, err := Lab.ParseCommand("set program " + lab.EncodeText(source))
		if err == nil {
			err = s.Apply(c)
		}
		require.ErrorContains(t, err, want)
	}
	_, err := Lab.ParseCommand("set program " + lab.EncodeText(strings.Repeat("#", 100_000)))
	require.EqualError(t, err, "program has 100000 bytes, want at most 65536")
	require.Equal(t, 5, s.Advance(5), "the last good version goes on")
	require.Equal(t, lab.MaxText, program.MaxSource, "a text holds every program")
}

// TestAnActionThatTheRulesDoNotKnowIsNamed plays under v4.5, which has six.
func TestAnActionThatTheRulesDoNotKnowIsNamed(t *testing.T) {
	s := written(t, "def act(see, memo):\n    return THROTTLE\n", "rules", "v4.5")
	require.Zero(t, s.Advance(1))
	require.ErrorContains(t, s.Fault(), `line 2: the rules v4.5 have no action "throttle"`)
}

// TestALongMessageIsCut holds that what a program says when it fails fits on a screen.
func TestALongMessageIsCut(t *testing.T) {
	s := written(t, "def act(see, memo):\n    fail('µ' * 5000)\n")
	require.Zero(t, s.Advance(1))
	require.LessOrEqual(t, len(s.Fault().Message), longest+len(" …"))
	require.True(t, strings.HasSuffix(s.Fault().Message, "µ …"))
}

// TestTheRecordedTextsAreBounded holds that a link cannot keep a page busy with programs.
func TestTheRecordedTextsAreBounded(t *testing.T) {
	s := written(t, "")
	for range 1000 {
		write(t, s, "def act(see, memo):\n    return CLEAN\n")
	}
	c, err := Lab.ParseCommand("set program")
	require.NoError(t, err)
	require.ErrorContains(t, s.Apply(c), "recorded 1000 texts")
	labtest.Apply(t, s, "set policy h3")
	run := s.Run()
	run.Changes = append(run.Changes, c)
	_, err = lab.List{Lab}.ParseLink(run.Link())
	require.ErrorContains(t, err, "1001 recorded texts, want at most 1000")
}

// BenchmarkProgram steps a session whose policy is the example h.3.
func BenchmarkProgram(b *testing.B) {
	s := written(b, "")
	for b.Loop() {
		s.Advance(1)
	}
}

// TestAProgramPlaysASeries holds that the example scores what h.3 scores, and that a
// series ends where a program fails, with the game and the line.
func TestAProgramPlaysASeries(t *testing.T) {
	begin := func(source string) lab.Comparison {
		c := lab.NewConfig(Lab)
		require.NoError(t, c.WriteText(KeyProgram, source))
		m, err := c.Compare(&lab.Lineup{Players: []string{"h3", KeyProgram}, Episodes: 12, Seed: 5}, nil)
		require.NoError(t, err)
		return m
	}
	m := begin("")
	for !m.Advance(500) {
	}
	require.NoError(t, m.Err())
	h3, own := m.Standings()[0], m.Standings()[1]
	require.Equal(t, 12, h3.Episodes)
	h3.Name = own.Name
	require.Equal(t, h3, own)

	m = begin("def act(see, memo):\n    memo['n'] = memo.get('n', 0) + 1\n    if memo['n'] == 20:\n        fail('twenty')\n    return CLEAN\n")
	for !m.Advance(500) {
	}
	require.Regexp(t, `^policy program, episode of seed \d+, step 20: line 4: twenty$`, m.Err().Error())
}
