package kernel

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func stateOf(t testing.TB, tr *Trainer) []byte {
	t.Helper()
	b, err := tr.MarshalBinary()
	require.NoError(t, err)
	return b
}

func TestResumeIsBitForBit(t *testing.T) {
	for s := range strategies {
		whole := newTestTrainer(t, short(s, 500))
		resumed := newTestTrainer(t, short(Adam, 3))
		for i := 0; whole.Step(); i++ {
			switch i {
			case 120:
				whole.RegimeShift()
				l := whole.Config().Live
				l.Kernel.S, l.Kernel.Eps, l.BaseRate = 0.2, 0.03, 0.011
				require.NoError(t, whole.SetLive(l))
			case 3, 137, 401:
				require.NoError(t, resumed.UnmarshalBinary(stateOf(t, whole)))
				require.Equal(t, whole.Signals(), resumed.Signals())
				require.Equal(t, whole.Config(), resumed.Config())
				continue
			}
			if i > 3 {
				require.True(t, resumed.Step())
				if i == 120 {
					resumed.RegimeShift()
					require.NoError(t, resumed.SetLive(whole.Config().Live))
				}
				require.Equal(t, whole.Signals(), resumed.Signals(), "%v, step %d", s, i)
			}
		}
		require.Equal(t, stateOf(t, whole), stateOf(t, resumed), s)
	}
}

func TestDamagedStatesAreRefused(t *testing.T) {
	tr := newTestTrainer(t, short(Prophet, 300))
	for range 50 {
		tr.Step()
	}
	good := stateOf(t, tr)
	fresh := func() *Trainer { return newTestTrainer(t, short(Prophet, 300)) }
	untouched := stateOf(t, fresh())
	refuse := func(b []byte, want string) {
		t.Helper()
		other := fresh()
		require.ErrorContains(t, other.UnmarshalBinary(b), want)
		require.Equal(t, untouched, stateOf(t, other), "a refused state changes nothing")
	}
	refuse(nil, "does not begin with")
	refuse([]byte("something else entirely"), "does not begin with")
	refuse(append(append([]byte(nil), good...), 0), "1 bytes too many")
	for n := len(stateMagic); n < len(good); n += 211 {
		refuse(good[:n], "ends early")
	}

	spoil := func(offset int, v uint64) []byte {
		b := append([]byte(nil), good...)
		binary.LittleEndian.PutUint64(b[offset:], v)
		return b
	}
	word := func(i int) int { return len(stateMagic) + 8*i }
	const ablations, configNumbers = 7, 23
	step := 1 + ablations + 1 + 4 + configNumbers
	refuse(spoil(word(0), 9), "Strategy is 9")
	refuse(spoil(word(1), 2), "an ablation is 2, want 0 to 1")
	refuse(spoil(word(1+ablations+1), 0), "Steps is 0")
	refuse(spoil(word(1+ablations+1+4), math.Float64bits(math.NaN())), "the configuration is NaN")
	refuse(spoil(word(1+ablations+1+4), math.Float64bits(-3)), "weight R is -3")
	refuse(spoil(word(step), 301), "the step is 301, want 0 to 300")
	refuse(spoil(word(step+1), math.MaxUint64), "the regime shifts is -1")
	refuse(spoil(word(step+2), 7), "the latest step is 7, want 49 to 49")
}

func FuzzUnmarshalBinary(f *testing.F) {
	for s := range strategies {
		c := short(s, 40)
		c.Hidden = 2
		tr := newTestTrainer(f, c)
		for range 20 {
			tr.Step()
		}
		f.Add(stateOf(f, tr))
	}
	f.Add([]byte(stateMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		tr := newTestTrainer(t, short(Adam, 2))
		if tr.UnmarshalBinary(b) != nil {
			return
		}
		require.Equal(t, b, stateOf(t, tr), "what is accepted is what would be written")
		tr.Step()
	})
}
