package lab

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/safetensors"
)

// runs are sessions of every kind, in the middle of something.
var runs = map[string]func(t *testing.T) *Session{
	"a heuristic, changed by hand": func(t *testing.T) *Session {
		s := newSession(t)
		s.Advance(700)
		apply(t, s, "set drift 0.02")
		apply(t, s, "inject 3 0.5")
		s.Advance(1333)
		apply(t, s, "set budget 5")
		return s
	},
	"right after an episode": func(t *testing.T) *Session {
		s := newSession(t, "policy", "random")
		s.AdvanceEpisode(1 << 20)
		return s
	},
	"before the first step": func(t *testing.T) *Session { return newSession(t, "policy", "pilot") },
	"waiting for the visitor": func(t *testing.T) *Session {
		s := newSession(t, "policy", "you")
		apply(t, s, "act 3")
		s.Advance(9)
		apply(t, s, "act 1")
		apply(t, s, "act 2")
		return s
	},
	"a Pilot and a Prophet": func(t *testing.T) *Session {
		s := newSession(t, "policy", "pilot-prophet")
		s.Advance(2500)
		apply(t, s, "set lr 0.0005")
		s.Advance(130)
		return s
	},
	"a Q-table while a Pilot rests": func(t *testing.T) *Session {
		s := newSession(t, "policy", "pilot")
		s.Advance(1200)
		apply(t, s, "set policy qtable")
		s.Advance(777)
		return s
	},
	"a repetition": func(t *testing.T) *Session {
		first := newSession(t)
		first.Advance(100)
		apply(t, first, "set noise 0.05")
		first.Advance(100)
		s, err := Replay(first.Run())
		require.NoError(t, err)
		s.Advance(50)
		return s
	},
	"a garden": func(t *testing.T) *Session {
		s := newGarden(t)
		s.Advance(900)
		applyTo(t, s, "set growth 0.01")
		applyTo(t, s, "inject 77 0.8")
		s.Advance(5)
		return s
	},
	"a trainer": func(t *testing.T) *Session {
		s := newForecast(t)
		s.Advance(2600)
		applyTo(t, s, "set eps 0.02")
		applyTo(t, s, "inject 0 1")
		s.Advance(5)
		return s
	},
}

func restored(t *testing.T, s *Session) *Session {
	t.Helper()
	again, err := Restore(s.Save(nil))
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
			show := View{Text: true, Whole: true}
			require.True(t, bytes.Equal(s.Snapshot(nil, show), again.Snapshot(nil, show)), "a picture is another")
			require.Equal(t, s.Advance(800), again.Advance(800))
			require.Equal(t, s.Digest(), again.Digest())
			require.True(t, bytes.Equal(s.Save(nil), again.Save(nil)), "something that the digest leaves out is another: a mind")
		})
	}
}

func TestLookingBackBeginsAnewAfterRestoring(t *testing.T) {
	s := newSession(t)
	s.Advance(300)
	again := restored(t, s)
	require.EqualValues(t, 300, look(t, again, View{Rewind: 20}).Cluster.Step)
	again.Advance(10)
	require.EqualValues(t, 301, look(t, again, View{Rewind: 20}).Cluster.Step)
	require.EqualValues(t, 305, look(t, again, View{Rewind: 5}).Cluster.Step)
}

func TestRestoreRefusesDamage(t *testing.T) {
	for name, start := range runs {
		s := start(t)
		b := s.Save(nil)
		for _, n := range []int{0, 7, 100, len(b) / 2, len(b) - 1} {
			_, err := Restore(b[:n])
			require.ErrorContains(t, err, "saved session: ", "%s, the first %d bytes", name, n)
		}
		for at := 9; at < len(b); at += 1 + len(b)/97 {
			damaged := append([]byte(nil), b...)
			damaged[at] ^= 0x11
			_, err := Restore(damaged)
			require.Error(t, err, "%s, byte %d", name, at)
		}
		before := s.Digest()
		require.Error(t, s.RestoreIn(b[:len(b)-1]))
		require.Equal(t, before, s.Digest(), "a refused file leaves the session alone")
	}
}

// forge writes a session's file anew with other contents and the checksum that
// belongs to them.
func forge(t *testing.T, s *Session, change func(w *safetensors.Writer, tensor safetensors.Tensor) bool) []byte {
	t.Helper()
	file, err := safetensors.Parse(s.Save(nil))
	require.NoError(t, err)
	return forgeFile(file, change)
}

// TestAFileWithoutTheChanceOfExploringIsRead: files of the first releases have none.
func TestAFileWithoutTheChanceOfExploringIsRead(t *testing.T) {
	s := newSession(t, "policy", "pilot")
	s.Advance(300)
	again, err := Restore(forge(t, s, func(_ *safetensors.Writer, tensor safetensors.Tensor) bool {
		return strings.HasSuffix(tensor.Name, ".chance")
	}))
	require.NoError(t, err)
	again.Advance(1)
	require.InDelta(t, look(t, again, View{}).Metric("epsilon"), look(t, again, View{}).Metric("effective"), 0.1)
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
		_, err := Restore(b)
		require.ErrorContains(t, err, c.want, c.tensor)
	}
	other := newGarden(t, "size", "20").Save(nil)
	file, err := safetensors.Parse(other)
	require.NoError(t, err)
	small := safetensors.NewReader(file).Bytes("world.state")
	_, err = Restore(forge(t, newGarden(t), func(w *safetensors.Writer, tensor safetensors.Tensor) bool {
		if tensor.Name == "world.state" {
			w.Bytes(tensor.Name, small)
		}
		return tensor.Name == "world.state"
	}))
	require.ErrorContains(t, err, "other parameters")
}

func TestMindsTravelBetweenSessions(t *testing.T) {
	teacher := runs["a Pilot and a Prophet"](t)
	mind, err := teacher.SaveMind(nil)
	require.NoError(t, err)
	_, err = train.LoadMind(mind)
	require.NoError(t, err, "the command reads it too")

	pupil := newSession(t, "policy", "pilot", "lr", "0.002")
	require.False(t, pupil.Adopted())
	require.NoError(t, pupil.LoadMind(mind))
	require.True(t, pupil.Adopted())
	require.EqualValues(t, 2630, look(t, pupil, View{}).Learning.Steps)
	pupil.Advance(400)
	again := restored(t, pupil)
	require.True(t, again.Adopted())
	require.True(t, look(t, again, View{}).Adopted)
	pupil.Advance(100)
	again.Advance(100)
	require.True(t, bytes.Equal(pupil.Save(nil), again.Save(nil)))
	require.NoError(t, pupil.Restart(pupil.Run()))
	require.False(t, pupil.Adopted(), "a run that starts again starts with what its link says")
}

func TestAMindThatDoesNotFitIsRefused(t *testing.T) {
	table := newSession(t, "policy", "qtable")
	table.Advance(50)
	mind, err := table.SaveMind(nil)
	require.NoError(t, err)
	s := runs["a Pilot and a Prophet"](t)
	before := s.Save(nil)
	require.ErrorContains(t, s.LoadMind(mind), "holds a Q-table, and the acting policy is a Pilot")
	require.ErrorContains(t, s.LoadMind(mind[:len(mind)-1]), "checkpoint")
	require.True(t, bytes.Equal(before, s.Save(nil)), "a refused mind leaves the session alone")

	classical := newSession(t)
	_, err = classical.SaveMind(nil)
	require.ErrorContains(t, err, "does not learn")
	require.ErrorContains(t, classical.LoadMind(mind), "does not learn")
}

// FuzzRestore holds that whatever a file says is refused or makes a session that
// runs: the checksum is put right, so that it hides nothing from the fuzzer.
func FuzzRestore(f *testing.F) {
	for _, settings := range [][]string{{"policy", "qtable"}, {"policy", "you"}} {
		c := NewConfig(Cluster)
		for i := 0; i < len(settings); i += 2 {
			if err := c.SetText(settings[i], settings[i+1]); err != nil {
				f.Fatal(err)
			}
		}
		s, err := NewSession(c)
		if err != nil {
			f.Fatal(err)
		}
		s.Advance(20)
		f.Add(s.Save(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := safetensors.Parse(b)
		if err != nil {
			return
		}
		s, err := Restore(forgeFile(file, func(*safetensors.Writer, safetensors.Tensor) bool { return false }))
		if err != nil {
			return
		}
		s.Advance(3)
		require.NotEmpty(t, s.Snapshot(nil, View{Text: true}))
	})
}

// forgeFile writes a file anew as change says, with the right checksum.
func forgeFile(file *safetensors.File, change func(w *safetensors.Writer, tensor safetensors.Tensor) bool) []byte {
	var w safetensors.Writer
	w.Text("format", savedFormat)
	w.Text("version", "1")
	for _, x := range file.Tensors {
		if !change(&w, x) {
			w.Tensor(x)
		}
	}
	return seal(&w)
}
