package cluster

import (
	"hash/fnv"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStateResumesBitForBit(t *testing.T) {
	a, err := New(Default(V51))
	require.NoError(t, err)
	for i := range 20 {
		take(t, a, i%8)
	}
	state, err := a.MarshalBinary()
	require.NoError(t, err)
	b, err := New(Default(V51))
	require.NoError(t, err)
	require.NoError(t, b.UnmarshalBinary(state))
	for i := range 20 {
		require.Equal(t, take(t, a, i%8), take(t, b, i%8))
	}
}

func TestDamagedStatesAreRefused(t *testing.T) {
	w, err := New(Default(V51))
	require.NoError(t, err)
	good, err := w.MarshalBinary()
	require.NoError(t, err)
	for want, damage := range map[string]func(b []byte) []byte{
		"it ends in the value":                      func(b []byte) []byte { return b[:len(b)-1] },
		"1 bytes too many":                          func(b []byte) []byte { return append(b, 0) },
		"the version is 9, want 1 to 2":             func(b []byte) []byte { b[0] = 9; return b },
		"the flags is 8, want 0 to 7":               func(b []byte) []byte { b[1] = 8; return b },
		"the last action is 77, want -1 to 7":       func(b []byte) []byte { b[2], b[3] = 77, 0; return b },
		"the number of rows is 7, want 6":           func(b []byte) []byte { b[4] = 7; return b },
		"the number of columns is 518, want 6":      func(b []byte) []byte { b[7] = 2; return b },
		"the agent's node is":                       func(b []byte) []byte { b[9] = 1; return b },
		"the budget is":                             func(b []byte) []byte { b[23] = 0xff; return b },
		"the value 107 is NaN, want 0 to 1":         func(b []byte) []byte { b[len(b)-1] = 0x7f; b[len(b)-2] = 0xc0; return b },
		"all zero":                                  func(b []byte) []byte { clear(b[24:56]); return b },
		"the number of steps is 4278190080, want 0": func(b []byte) []byte { b[15] = 0xff; return b },
		"the number of nodes affected is 37":        func(b []byte) []byte { b[56] = 37; return b },
		"the load removed is":                       func(b []byte) []byte { b[67] = 0x7f; return b },
	} {
		err := w.UnmarshalBinary(damage(append([]byte(nil), good...)))
		require.ErrorContains(t, err, "cluster: state: ")
		require.ErrorContains(t, err, want)
		after, err := w.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, good, after, "a refused state leaves the world alone")
	}
}

// TestRecordedStates reads one state of every version there has been, and holds that
// what is written is what was written when they were recorded.
func TestRecordedStates(t *testing.T) {
	for r, want := range map[Rules]uint64{V45: 0xe502b747e20ddda5, V46: 0xd661023607ca309b, V51: 0x4fefa898d8315b65} {
		w := small(t, r)
		w.Reset(7)
		for i := range 20 {
			take(t, w, i%r.Actions())
		}
		b, err := w.MarshalBinary()
		require.NoError(t, err)
		h := fnv.New64a()
		h.Write(b)
		require.Equal(t, want, h.Sum64(), r)
	}
	newest, err := os.ReadFile("testdata/state-2.bin")
	require.NoError(t, err)
	oldest, err := os.ReadFile("testdata/state-1.bin")
	require.NoError(t, err)
	a, b := small(t, V51), small(t, V51)
	require.NoError(t, a.UnmarshalBinary(newest))
	require.NoError(t, b.UnmarshalBinary(oldest))
	again, err := a.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, newest, again)
	require.Equal(t, Outcome{}, b.LastOutcome(), "version 1 does not know it")
	require.Equal(t, a.Stats(), b.Stats())
	require.Equal(t, a.Observation(), b.Observation())
	require.Equal(t, take(t, a, Clean), take(t, b, Clean))
}

func small(t *testing.T, r Rules) *World {
	c := Default(r)
	c.Height, c.Width = 3, 4
	w, err := New(c)
	require.NoError(t, err)
	return w
}

func FuzzUnmarshalBinary(f *testing.F) {
	w, err := New(Default(V51))
	require.NoError(f, err)
	good, err := w.MarshalBinary()
	require.NoError(f, err)
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		if w.UnmarshalBinary(b) != nil || b[0] < stateVersion {
			return
		}
		again, err := w.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}

func TestAStateIsPutByHandOrRefused(t *testing.T) {
	c := Default(V51)
	c.Height, c.Width = 2, 2
	w, err := New(c)
	require.NoError(t, err)
	before, err := w.MarshalBinary()
	require.NoError(t, err)
	half, ends := []float32{0.5, 0.5, 0.5, 0.5}, []float32{0, 1, 0.25, 1}
	for _, bad := range []struct {
		mem    []float32
		agent  int
		budget float64
		steps  int
		says   string
	}{
		{half[:3], 0, 1, 0, "mem has 3 values, want one for each of the 4 nodes"},
		{[]float32{0, 0, 1.5, 0}, 0, 1, 0, "mem of node 2 is 1.5, want 0 to 1"},
		{half, 4, 1, 0, "the agent is at node 4, want 0 to 3"},
		{half, 0, 101, 0, "the budget is 101, want 0 to 100"},
		{half, 0, 1, 300, "300 steps were taken, want 0 to 299"},
	} {
		require.ErrorContains(t, w.Put(half, bad.mem, half, bad.agent, bad.budget, bad.steps), bad.says)
	}
	after, err := w.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, before, after, "what is refused changes nothing")

	require.NoError(t, w.Put(half, ends, half, 3, 7, 12))
	require.Equal(t, ends, w.Mem())
	require.Equal(t, 3, w.AgentNode())
	require.Equal(t, 7.0, w.Budget())
	require.Equal(t, 12, w.Steps())
	require.Equal(t, 2, w.Stats().OOM, "the statistics follow")
	require.Equal(t, float32(1), w.Observation()[ObsMaxMem])
}
