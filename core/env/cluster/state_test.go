package cluster

import (
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
	require.Len(t, state, a.StateSize())
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
		"bytes, want":      func(b []byte) []byte { return b[:len(b)-1] },
		"state version 9":  func(b []byte) []byte { b[0] = 9; return b },
		"last action":      func(b []byte) []byte { b[2], b[3] = 77, 0; return b },
		"state of 7×6":     func(b []byte) []byte { b[4] = 7; return b },
		"agent on node":    func(b []byte) []byte { b[9] = 1; return b },
		"with budget":      func(b []byte) []byte { b[23] = 0xff; return b },
		"with the value":   func(b []byte) []byte { b[len(b)-1] = 0x7f; b[len(b)-2] = 0xc0; return b },
		"all zero":         func(b []byte) []byte { clear(b[24:56]); return b },
		"want at most 214": func(b []byte) []byte { b[15] = 0xff; return b },
	} {
		err := w.UnmarshalBinary(damage(append([]byte(nil), good...)))
		require.ErrorContains(t, err, want)
		after, err := w.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, good, after, "a refused state leaves the world alone")
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	w, err := New(Default(V51))
	require.NoError(f, err)
	good, err := w.MarshalBinary()
	require.NoError(f, err)
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		if w.UnmarshalBinary(b) != nil {
			return
		}
		again, err := w.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}
