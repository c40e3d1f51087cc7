package gardener

import (
	"encoding/binary"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
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
		state, err := a.AppendBinary(nil)
		require.NoError(t, err)
		b := busy(t, SelectionOff, 99)
		require.NoError(t, b.UnmarshalBinary(state))
		require.Equal(t, a.Digest(), b.Digest())
		require.Equal(t, a.seed, b.seed)
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
	good, err := w.AppendBinary(nil)
	require.NoError(t, err)
	before := w.Digest()
	numbers := len(stateMagic) + 1 // where the parameters begin
	streams := numbers + 8*len(stateOrder) + 8
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
		{"empty", nil, "gardener: state: it ends in its first bytes"},
		{"foreign", append([]byte("g"), good...), `it begins with "ggardener state"`},
		{"short", good[:len(good)-1], "ends in a weight"},
		{"long", append(append([]byte(nil), good...), 0), "1 bytes too many"},
		{"newer", append([]byte("gardener state 2"), good[numbers:]...), `its version is "2", want 1`},
		{"size", put(numbers, math.Float64bits(1e9)), "size is 1,000,000,000, want 8 to 512"},
		{"fraction", put(numbers, math.Float64bits(12.5)), "size is 12.5, want a whole number"},
		{"huge", put(numbers, math.Float64bits(512)), "ends in the dirt"},
		{"bounds", put(numbers+16, math.Float64bits(10)), "min-population is 10, want at most max-population, 9"},
		{"NaN", put(numbers+8*5, math.Float64bits(math.NaN())), "move-cost is NaN"},
		{"flow", put(counters+8, math.Float64bits(2)), "the flow average is 2, want 0 to 1"},
		{"population", put(counters+8*6, 3), "the number of creatures is 7, want 3"},
		{"dirt", put(dirt+8, math.Float64bits(-0.5)), "dirt is -0.5"},
		{"cell", put(lists, math.MaxUint64), "the length of a list of cells is -1, want 0 to 20000"},
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

// TestRecordedDigests holds that states have the bytes that they had when these digests
// were recorded.
func TestRecordedDigests(t *testing.T) {
	for s, want := range map[Selection]uint64{SelectionOff: 0x10ddc22d9795efec, SelectionLongest: 0x2f5860808756c294, SelectionForagers: 0xcbbba23f8d593773} {
		w := busy(t, s, 3)
		for range 300 {
			w.Step()
		}
		require.Equal(t, want, w.Digest(), s)
	}
}

// TestANewNumberLeavesStatesReadable puts a number into the middle of the list of
// fields: a recorded state is read and written as before, and the new number survives
// in a state of the next version.
func TestANewNumberLeavesStatesReadable(t *testing.T) {
	recorded, err := os.ReadFile("testdata/state-1.bin")
	require.NoError(t, err)
	w := new(World)
	require.NoError(t, w.UnmarshalBinary(recorded))
	require.Equal(t, []any{8, 0.25, 0.4, SelectionForagers}, []any{w.cfg.Size, w.cfg.MoveCost, w.cfg.BubbleRisk, w.cfg.Selection})
	again, err := w.AppendBinary(nil)
	require.NoError(t, err)
	require.Equal(t, recorded, again)

	made := 0.5
	fields := func(c *Config) field.List {
		return slices.Insert(c.Fields(), 7, field.Field{Key: "made-up", Value: &made, Max: 1})
	}
	w = new(World)
	require.NoError(t, w.load(recorded, fields))
	require.Equal(t, 0.5, made, "its default")
	made = 0.75
	newer, err := w.save(nil, fields(&w.cfg))
	require.NoError(t, err)
	made = 0
	w = new(World)
	require.NoError(t, w.load(newer, fields))
	require.Equal(t, 0.75, made)
	again, err = w.AppendBinary(nil)
	require.NoError(t, err)
	require.Equal(t, recorded, again)
	require.ErrorContains(t, w.UnmarshalBinary(newer), "its version is")
}

// FuzzState holds that what is accepted is exactly what is written again, and
// that a world so restored can step.
func FuzzState(f *testing.F) {
	c := Default()
	c.Size, c.InitialPopulation, c.MinPopulation, c.MaxPopulation, c.Selection = MinSize, 1, 1, 2, SelectionForagers
	w, err := New(c, 1)
	require.NoError(f, err)
	w.Step()
	state, err := w.AppendBinary(nil)
	require.NoError(f, err)
	f.Add(state)
	f.Add(state[:200])
	f.Fuzz(func(t *testing.T, data []byte) {
		w := new(World)
		if w.UnmarshalBinary(data) != nil {
			return
		}
		again, err := w.AppendBinary(nil)
		require.NoError(t, err)
		require.Equal(t, data, again)
		w.Step()
	})
}

// TestAFieldWhoseSelectionChangedIsReadBack lets creatures grow old, changes where
// newcomers come from, which starts the hall again, and lets more creatures die into it:
// their genomes have larger numbers than those given out since.
func TestAFieldWhoseSelectionChangedIsReadBack(t *testing.T) {
	c := Evolving()
	c.Size = 16
	w, err := New(c, 3)
	require.NoError(t, err)
	for _, s := range []Selection{SelectionForagers, SelectionLongest, SelectionForagers, SelectionOff} {
		c.Selection = s
		require.NoError(t, w.SetConfig(c))
		for range 60 {
			for range 20 {
				w.Step()
			}
			b, err := w.AppendBinary(nil)
			require.NoError(t, err)
			var again World
			require.NoError(t, again.UnmarshalBinary(b))
			require.Equal(t, w.Digest(), again.Digest())
		}
	}
}
