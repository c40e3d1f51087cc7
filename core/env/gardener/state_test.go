package gardener

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// busy is a small world in which everything happens: births, deaths,
// newcomers, emergencies, selection.
func busy(t testing.TB, s Selection, seed uint64) *World {
	c := Default()
	c.Size, c.InitialPopulation, c.MinPopulation, c.MaxPopulation = 12, 6, 5, 9
	c.StartEnergy, c.ReproduceThreshold, c.ReproduceCost, c.DirtGrowth = 6, 5, 3, 0.02
	c.Selection = s
	w, err := New(c, seed)
	require.NoError(t, err)
	return w
}

func TestRestoredWorldGoesOnAsTheOriginal(t *testing.T) {
	for s := range selections {
		a := busy(t, s, 3)
		for range 300 {
			a.Step()
		}
		state, err := a.MarshalBinary()
		require.NoError(t, err)
		b := busy(t, SelectionOff, 99)
		require.NoError(t, b.UnmarshalBinary(state))
		require.Equal(t, a.Digest(), b.Digest())
		require.Equal(t, a.Seed(), b.Seed())
		for range 200 {
			a.Step()
			b.Step()
		}
		require.Equal(t, a.Digest(), b.Digest(), s)
		require.Equal(t, a.Stats(), b.Stats())
	}
}

func TestDamagedStatesAreRefused(t *testing.T) {
	w := busy(t, SelectionForagers, 3)
	for range 200 {
		w.Step()
	}
	good, err := w.MarshalBinary()
	require.NoError(t, err)
	before := w.Digest()
	numbers := len(stateMagic) // where the parameters begin
	streams := numbers + 8*len(fields) + 8
	counters := streams + 4*32
	dirt := counters + 8*(3+5+8+1)
	lists := dirt + 8*len(w.dirt)
	put := func(at int, v uint64) []byte {
		bad := append([]byte(nil), good...)
		binary.LittleEndian.PutUint64(bad[at:], v)
		return bad
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "ends in the header"},
		{"foreign", append([]byte("g"), good...), "does not start with"},
		{"short", good[:len(good)-1], "ends in a weight"},
		{"long", append(append([]byte(nil), good...), 0), "1 bytes too many"},
		{"size", put(numbers, math.Float64bits(1e9)), "Size is 1e+09, want 8 to 512"},
		{"fraction", put(numbers, math.Float64bits(12.5)), "Size is 12.5, want a whole number"},
		{"huge", put(numbers, math.Float64bits(512)), "ends in the dirt"},
		{"bounds", put(numbers+16, math.Float64bits(10)), "MinPopulation is 10, want at most MaxPopulation, 9"},
		{"NaN", put(numbers+8*5, math.Float64bits(math.NaN())), "MoveCost is NaN"},
		{"flow", put(counters+8, math.Float64bits(2)), "the flow average is 2, want 0 to 1"},
		{"population", put(counters+8*6, 3), "creatures, and a population of 3"},
		{"dirt", put(dirt+8, math.Float64bits(-0.5)), "dirt is -0.5"},
		{"cell", put(lists, math.MaxUint64), "a list of cells is"},
	} {
		require.ErrorContains(t, w.UnmarshalBinary(c.data), c.want, c.name)
		require.Equal(t, before, w.Digest(), "%s changed the world", c.name)
	}
	clear := append([]byte(nil), good...)
	copy(clear[streams:streams+32], make([]byte, 32))
	require.ErrorContains(t, w.UnmarshalBinary(clear), "all zero")
	for n := 0; n < len(good); n += 4001 {
		require.Error(t, w.UnmarshalBinary(good[:n]))
	}
}

// FuzzState holds that what is accepted is exactly what is written again, and
// that a world so restored can step.
func FuzzState(f *testing.F) {
	w := busy(f, SelectionForagers, 1)
	w.Step()
	state, err := w.MarshalBinary()
	require.NoError(f, err)
	f.Add(state)
	f.Add(state[:200])
	f.Fuzz(func(t *testing.T, data []byte) {
		w := new(World)
		if w.UnmarshalBinary(data) != nil {
			return
		}
		again, err := w.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, data, again)
		w.Step()
	})
}
