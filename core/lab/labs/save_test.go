package labs

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/core/safetensors"
	"github.com/resonetics/playground/internal/labtest"
)

// runs are sessions of every kind, in the middle of something.
var runs = map[string]func(t *testing.T) *lab.Session{
	"a heuristic, changed by hand": func(t *testing.T) *lab.Session {
		s := labtest.New(t, cluster.Lab)
		s.Advance(700)
		labtest.Apply(t, s, "set drift 0.02")
		labtest.Apply(t, s, "inject 3 0.5")
		s.Advance(1333)
		labtest.Apply(t, s, "set budget 5")
		return s
	},
	"right after an episode": func(t *testing.T) *lab.Session {
		s := labtest.New(t, cluster.Lab, "policy", "random")
		s.AdvanceEpisode(1 << 20)
		return s
	},
	"before the first step": func(t *testing.T) *lab.Session { return labtest.New(t, cluster.Lab, "policy", "pilot") },
	"waiting for the visitor": func(t *testing.T) *lab.Session {
		s := labtest.New(t, cluster.Lab, "policy", "you")
		labtest.Apply(t, s, "act 3")
		s.Advance(9)
		labtest.Apply(t, s, "act 1")
		labtest.Apply(t, s, "act 2")
		return s
	},
	"a Pilot and a Prophet": func(t *testing.T) *lab.Session {
		s := labtest.New(t, cluster.Lab, "policy", "pilot-prophet")
		s.Advance(2500)
		labtest.Apply(t, s, "set lr 0.0005")
		s.Advance(130)
		return s
	},
	"a Q-table while a Pilot rests": func(t *testing.T) *lab.Session {
		s := labtest.New(t, cluster.Lab, "policy", "pilot")
		s.Advance(1200)
		labtest.Apply(t, s, "set policy qtable")
		s.Advance(777)
		return s
	},
	"a program with a memo": func(t *testing.T) *lab.Session {
		source := "def act(see, memo):\n    memo['n'] = memo.get('n', 0) + 1\n    return [CLEAN, UP, CLEAN, LEFT][memo['n'] % 4]\n"
		s := labtest.New(t, cluster.Lab, "policy", "program", "program", lab.EncodeText(source))
		s.Advance(1345)
		labtest.Apply(t, s, "inject 3 0.5")
		s.Advance(2)
		return s
	},
	"a repetition": func(t *testing.T) *lab.Session {
		first := labtest.New(t, cluster.Lab)
		first.Advance(100)
		labtest.Apply(t, first, "set noise 0.05")
		first.Advance(100)
		s, err := lab.Replay(first.Run())
		require.NoError(t, err)
		s.Advance(50)
		return s
	},
	"a garden": func(t *testing.T) *lab.Session {
		s := labtest.New(t, gardener.Lab)
		s.Advance(900)
		labtest.Apply(t, s, "set growth 0.01")
		labtest.Apply(t, s, "inject 77 0.8")
		s.Advance(5)
		return s
	},
	"a race of trainers": func(t *testing.T) *lab.Session {
		s := labtest.New(t, prophet.Lab, "rivals", "on", "strategy", "reference")
		s.Advance(2300)
		labtest.Apply(t, s, "set panic 0.8")
		s.Advance(5)
		return s
	},
	"a trainer": func(t *testing.T) *lab.Session {
		s := labtest.New(t, prophet.Lab)
		s.Advance(2600)
		labtest.Apply(t, s, "set eps 0.02")
		labtest.Apply(t, s, "inject 0 1")
		s.Advance(5)
		return s
	},
}

// requireEqualShots compares all but the pictures' generation.
func requireEqualShots(t *testing.T, want, got *lab.Snapshot) {
	t.Helper()
	w, g := fmt.Sprintf("%+v %+v", *want, want.Picture), fmt.Sprintf("%+v %+v", *got, got.Picture)
	require.Equal(t, pointers.ReplaceAllString(w, ""), pointers.ReplaceAllString(g, ""))
}

var pointers = regexp.MustCompile(`0x[0-9a-f]+`)

func picture(s *lab.Snapshot) *cluster.Picture { return s.Picture.(*cluster.Picture) }

func restored(t *testing.T, s *lab.Session) *lab.Session {
	t.Helper()
	again, err := All.Restore(s.Save(nil))
	require.NoError(t, err)
	return again
}

func TestRestoredSessionsGoOnBitForBit(t *testing.T) {
	for name, start := range runs {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			again := restored(t, s)
			require.Equal(t, s.Digest(), again.Digest())
			require.Equal(t, s.Run().Link(), again.Run().Link())
			require.True(t, s.Config().Equal(again.Config()))
			show := lab.View{Text: true, Whole: true}
			requireEqualShots(t, labtest.Look(s, show), labtest.Look(again, show))
			require.Equal(t, s.Advance(800), again.Advance(800))
			require.Equal(t, s.Digest(), again.Digest())
			require.True(t, bytes.Equal(s.Save(nil), again.Save(nil)), "something that the digest leaves out is another: a mind")
		})
	}
}

func TestLookingBackBeginsAgainAfterRestoring(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	s.Advance(300)
	again := restored(t, s)
	require.EqualValues(t, 300, picture(labtest.Look(again, lab.View{Rewind: 20})).Step)
	again.Advance(10)
	require.EqualValues(t, 301, picture(labtest.Look(again, lab.View{Rewind: 20})).Step)
	require.EqualValues(t, 305, picture(labtest.Look(again, lab.View{Rewind: 5})).Step)
}

func TestRestoreRefusesDamage(t *testing.T) {
	for name, start := range runs {
		s := start(t)
		b := s.Save(nil)
		for _, n := range []int{0, 7, 100, len(b) / 2, len(b) - 1} {
			_, err := All.Restore(b[:n])
			require.ErrorContains(t, err, "saved session: ", "%s, the first %d bytes", name, n)
		}
		for at := 9; at < len(b); at += 1 + len(b)/97 {
			damaged := append([]byte(nil), b...)
			damaged[at] ^= 0x11
			_, err := All.Restore(damaged)
			require.Error(t, err, "%s, byte %d", name, at)
		}
	}
}

// forge rewrites a session's file with other contents and the checksum that belongs to
// them.
func forge(t *testing.T, s *lab.Session, change func(w *safetensors.Writer, tensor safetensors.Tensor) bool) []byte {
	t.Helper()
	file, err := safetensors.Parse(s.Save(nil))
	require.NoError(t, err)
	return forgeFile(file, change)
}

// TestAFileWithoutTheChanceOfExploringIsRead: files of the first releases have none.
func TestAFileWithoutTheChanceOfExploringIsRead(t *testing.T) {
	s := labtest.New(t, cluster.Lab, "policy", "pilot")
	s.Advance(300)
	again, err := All.Restore(forge(t, s, func(_ *safetensors.Writer, tensor safetensors.Tensor) bool {
		return strings.HasSuffix(tensor.Name, ".chance")
	}))
	require.NoError(t, err)
	again.Advance(1)
	require.InDelta(t, labtest.Look(again, lab.View{}).Metric("epsilon"), labtest.Look(again, lab.View{}).Metric("effective"), 0.1)
}

// TestAFileThatCountedOverTheWholeRunCountsFromHere: files of the first releases credit
// the policy that acted last with what all before it had survived.
func TestAFileThatCountedOverTheWholeRunCountsFromHere(t *testing.T) {
	first := func(_ *safetensors.Writer, tensor safetensors.Tensor) bool {
		return tensor.Name == "session.since" || tensor.Name == "cluster.before"
	}
	s := labtest.New(t, cluster.Lab, "policy", "omniscient")
	s.Advance(6000)
	again, err := All.Restore(forge(t, s, first))
	require.NoError(t, err)
	require.Equal(t, s.Digest(), again.Digest(), "one policy has played it all")

	labtest.Apply(t, s, "set policy random")
	s.Advance(5)
	again, err = All.Restore(forge(t, s, first))
	require.NoError(t, err)
	shot := labtest.Look(again, lab.View{})
	require.Zero(t, shot.Metric("survived"))
	require.Equal(t, "since this run was opened", shot.Why)
	require.EqualValues(t, 6005, shot.Since)
	require.Equal(t, "Policy Omniscient planner → Random", shot.Marks[0].Text, "the time axis still tells")
}

func TestCountsThatCannotBeAreRefused(t *testing.T) {
	for tensor, says := range map[string]string{"session.since": "of 300 steps", "cluster.before": "do not count"} {
		s := labtest.New(t, cluster.Lab)
		s.Advance(300)
		_, err := All.Restore(forge(t, s, func(w *safetensors.Writer, x safetensors.Tensor) bool {
			if x.Name == tensor {
				w.Tensor(safetensors.Tensor{Name: x.Name, Type: x.Type, Shape: x.Shape, Data: bytes.Repeat([]byte{7, 2, 0, 0, 0, 0, 0, 0}, len(x.Data)/8)})
			}
			return x.Name == tensor
		}))
		require.ErrorContains(t, err, says)
	}
}

func TestRestoreNamesTheFirstThingWrong(t *testing.T) {
	for _, c := range []struct{ run, tensor, want string }{
		{"a garden", "world.state", "gardener"},
		{"a trainer", "trainer.state", "kernel"},
		{"a Pilot and a Prophet", "mind.pilot-prophet", "the mind of policy pilot-prophet"},
		{"a heuristic, changed by hand", "world.state", "cluster"},
		{"a heuristic, changed by hand", "session.charts", "bytes"},
		{"a heuristic, changed by hand", "session.link", "link"},
	} {
		b := forge(t, runs[c.run](t), func(w *safetensors.Writer, tensor safetensors.Tensor) bool {
			if tensor.Name == c.tensor {
				w.Bytes(tensor.Name, tensor.Data[:len(tensor.Data)-1])
			}
			return tensor.Name == c.tensor
		})
		_, err := All.Restore(b)
		require.ErrorContains(t, err, c.want, c.tensor)
	}
	other := labtest.New(t, gardener.Lab, "size", "20").Save(nil)
	file, err := safetensors.Parse(other)
	require.NoError(t, err)
	small := safetensors.NewReader(file).Bytes("world.state")
	_, err = All.Restore(forge(t, labtest.New(t, gardener.Lab), func(w *safetensors.Writer, tensor safetensors.Tensor) bool {
		if tensor.Name == "world.state" {
			w.Bytes(tensor.Name, small)
		}
		return tensor.Name == "world.state"
	}))
	require.ErrorContains(t, err, "other parameters")
}

func TestMindsTravelBetweenSessions(t *testing.T) {
	teacher := runs["a Pilot and a Prophet"](t)
	mind, err := teacher.AppendMind(nil)
	require.NoError(t, err)
	_, err = train.LoadLearner(mind)
	require.NoError(t, err, "the command reads it too")

	pupil := labtest.New(t, cluster.Lab, "policy", "pilot", "lr", "0.002")
	require.False(t, pupil.Adopted())
	require.NoError(t, pupil.LoadMind(mind))
	require.True(t, pupil.Adopted())
	require.EqualValues(t, 2630, labtest.Look(pupil, lab.View{}).Learning.Steps)
	pupil.Advance(400)
	again := restored(t, pupil)
	require.True(t, again.Adopted())
	require.True(t, labtest.Look(again, lab.View{}).Adopted)
	pupil.Advance(100)
	again.Advance(100)
	require.True(t, bytes.Equal(pupil.Save(nil), again.Save(nil)))
	require.NoError(t, pupil.Restart(pupil.Run()))
	require.False(t, pupil.Adopted(), "a run that starts again starts with what its link says")
}

func TestAMindThatDoesNotFitIsRefused(t *testing.T) {
	table := labtest.New(t, cluster.Lab, "policy", "qtable")
	table.Advance(50)
	mind, err := table.AppendMind(nil)
	require.NoError(t, err)
	s := runs["a Pilot and a Prophet"](t)
	before := s.Save(nil)
	require.ErrorContains(t, s.LoadMind(mind), "holds a Q-table, and the acting policy is a Pilot")
	require.ErrorContains(t, s.LoadMind(mind[:len(mind)-1]), "checkpoint")
	require.True(t, bytes.Equal(before, s.Save(nil)), "a refused mind leaves the session alone")

	classical := labtest.New(t, cluster.Lab)
	_, err = classical.AppendMind(nil)
	require.ErrorContains(t, err, "does not learn")
	require.ErrorContains(t, classical.LoadMind(mind), "does not learn")
}

// FuzzRestore holds that whatever a file says is refused or makes a session that
// runs: the checksum is put right, so that it hides nothing from the fuzzer.
func FuzzRestore(f *testing.F) {
	program := lab.EncodeText("def act(see, memo):\n    memo['n'] = memo.get('n', []) + [(see.cpu, 'x')]\n    return len(memo['n']) % 6\n")
	for _, settings := range [][]string{{"policy", "qtable"}, {"policy", "you"}, {"policy", "program", "program", program}} {
		s := labtest.New(f, cluster.Lab, append(settings, "rows", "2", "columns", "2")...)
		s.Advance(3)
		f.Add(s.Save(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := safetensors.Parse(b)
		if err != nil {
			return
		}
		s, err := All.Restore(forgeFile(file, func(*safetensors.Writer, safetensors.Tensor) bool { return false }))
		if err != nil {
			return
		}
		s.Advance(3)
		require.NotEmpty(t, labtest.Look(s, lab.View{Text: true}).Text)
	})
}

// forgeFile rewrites a file as change says, with the right checksum.
func forgeFile(file *safetensors.File, change func(w *safetensors.Writer, tensor safetensors.Tensor) bool) []byte {
	var w safetensors.Writer
	w.Text("format", "resonetics session")
	w.Text("version", "2")
	for _, x := range file.Tensors {
		if !change(&w, x) {
			w.Tensor(x)
		}
	}
	w.Text("checksum", strconv.FormatUint(w.Sum(), 16))
	return w.Append(nil)
}

func TestASavedRunIsDescribedWithoutRestoringIt(t *testing.T) {
	s := labtest.New(t, cluster.Lab, "drift", "0.009")
	s.Advance(25)
	b := s.Save(nil)
	run, err := All.SavedRun(b)
	require.NoError(t, err)
	require.Equal(t, s.Run(), run)
	for name, damaged := range map[string][]byte{"empty": nil, "half": b[:len(b)/2], "text": []byte("not a run")} {
		_, err := All.SavedRun(damaged)
		require.ErrorContains(t, err, "saved session: ", name)
	}
}
