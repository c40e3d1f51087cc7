package kernel

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
)

func stateOf(t testing.TB, tr *Trainer) []byte {
	t.Helper()
	b, err := tr.AppendBinary(nil)
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
	refuse(nil, "kernel: state: it ends in its first bytes")
	refuse([]byte("something else entirely"), `it begins with "somethi", want "RKTRAIN"`)
	refuse([]byte("RKTRAIN2"), `its version is "2", want 1`)
	refuse(append(append([]byte(nil), good...), 0), "1 bytes too many")
	for n := len(stateMagic) + 1; n < len(good); n += 211 {
		refuse(good[:n], "it ends in ")
	}

	spoil := func(offset int, v uint64) []byte {
		b := append([]byte(nil), good...)
		binary.LittleEndian.PutUint64(b[offset:], v)
		return b
	}
	word := func(i int) int { return len(stateMagic) + 1 + 8*i }
	const ablations, configNumbers = 7, 23
	step := 1 + ablations + 1 + 4 + configNumbers
	refuse(spoil(word(0), 9), "strategy is 9, want one of prophet, reference, adam")
	refuse(spoil(word(1), 2), "without-prediction is 2, want on or off")
	refuse(spoil(word(1+ablations+1), 0), "steps is 0, want 1 to 10,000,000")
	refuse(spoil(word(1+ablations+1+4), math.Float64bits(math.NaN())), "w-gap is NaN, want 0 to 100")
	refuse(spoil(word(1+ablations+1+4), math.Float64bits(-3)), "w-gap is -3")
	refuse(spoil(word(1+ablations+1+4+8), math.Float64bits(0.9)), "kernel: state: alert is 0.9, want at most panic, 0.7")
	refuse(spoil(word(step), 301), "the step is 301, want 0 to 300")
	refuse(spoil(word(step+1), math.MaxUint64), "the number of regime shifts is -1")
	refuse(spoil(word(step+2), 7), "the latest step is 7, want 49")
}

// recorded returns the trainer whose states' digests were recorded.
func recorded(t *testing.T, s Strategy) *Trainer {
	c := short(s, 200)
	c.Hidden, c.Batch, c.Horizon = 3, 2, 5
	c.Without.Drift, c.Without.Tune = true, s == Reference
	tr := newTestTrainer(t, c)
	for range 60 {
		tr.Step()
	}
	return tr
}

// TestRecordedDigests holds that states have the bytes that they had when these digests
// were recorded.
func TestRecordedDigests(t *testing.T) {
	for s, want := range map[Strategy]uint64{Prophet: 0x81c48a2f42c55a48, Reference: 0x5b3021b12cbdaa9a, Adam: 0x5d6c3a10d7240741} {
		h := fnv.New64a()
		h.Write(stateOf(t, recorded(t, s)))
		require.Equal(t, want, h.Sum64(), s)
	}
}

// TestANewNumberLeavesStatesReadable puts a number into the middle of the list of
// fields: a recorded state is read and written as before, and the new number survives
// in a state of the next version.
func TestANewNumberLeavesStatesReadable(t *testing.T) {
	old, err := os.ReadFile("testdata/state-1.bin")
	require.NoError(t, err)
	tr := newTestTrainer(t, short(Adam, 3))
	require.NoError(t, tr.UnmarshalBinary(old))
	require.Equal(t, recorded(t, Prophet).Config(), tr.Config())
	require.Equal(t, old, stateOf(t, tr))

	made := 0.5
	fields := func(c *Config) field.List {
		return slices.Insert(c.Fields(), 14, field.Field{Key: "made-up", Value: &made, Max: 1})
	}
	tr = newTestTrainer(t, short(Adam, 3))
	require.NoError(t, tr.load(old, fields))
	require.Equal(t, 0.5, made, "its default")
	made = 0.75
	newer, err := tr.save(nil, fields(&tr.cfg))
	require.NoError(t, err)
	made = 0
	tr = newTestTrainer(t, short(Adam, 3))
	require.NoError(t, tr.load(newer, fields))
	require.Equal(t, 0.75, made)
	require.Equal(t, old, stateOf(t, tr))
	require.ErrorContains(t, tr.UnmarshalBinary(newer), "its version is")
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
	f.Add([]byte(stateMagic + "1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		tr := newTestTrainer(t, short(Adam, 2))
		if tr.UnmarshalBinary(b) != nil {
			return
		}
		require.Equal(t, b, stateOf(t, tr), "what is accepted is what would be written")
		tr.Step()
	})
}
