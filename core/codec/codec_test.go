package codec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/rng"
)

// state has a part of every kind.
type state struct {
	seed   uint64
	steps  int
	short  int16
	small  uint8
	wide   uint32
	on     bool
	a, b   bool
	mean   float64
	gaps   []float64
	grid   []float32
	list   []int32
	name   string
	random *rng.Source
	rate   float64
	width  int
}

func (s *state) fields() field.List {
	return field.List{
		{Key: "rate", Value: &s.rate, Min: 0, Max: 1, Old: []string{"lr"}},
		{Key: "width", Value: &s.width, Min: 1, Max: 9},
	}
}

func (s *state) walk(w *Walk) {
	w.Magic("STATE1")
	w.Uint64("the seed", &s.seed)
	Int(w, "the steps", &s.steps, 0, 100)
	Int16(w, "the action", &s.short, -1, 7)
	Int8(w, "the kind", &s.small, 0, 3)
	Int32(w, "the node", &s.wide, 0, 1000)
	w.Bool("the switch", &s.on)
	w.Flags("the flags", &s.a, &s.b)
	w.Float64("the mean", math.NaN(), 0, &s.mean)
	w.Float64s("a gap", 0, 1, s.gaps)
	w.Float32s("the node", 0, 1, s.grid)
	Resize(w, "the number of cells", &s.list, 8, 0, 10)
	for i := range s.list {
		Int(w, "a cell", &s.list[i], 0, 99)
	}
	w.Text("the name", &s.name)
	w.Part("the source", rng.Size, s.random)
	w.Fields(s.fields())
}

func sample() *state {
	return &state{
		seed: math.MaxUint64, steps: 7, short: -1, small: 3, wide: 999, on: true, b: true, mean: math.NaN(),
		gaps: []float64{0.25, 0}, grid: []float32{1, 0.5, 0}, list: []int32{4, 99}, name: "né", random: rng.New(3), rate: 0.5, width: 4,
	}
}

func empty() *state {
	return &state{gaps: make([]float64, 2), grid: make([]float32, 3), random: rng.New(1), rate: 0.1, width: 1}
}

func written(s *state) []byte {
	w := Writer(nil)
	s.walk(w)
	return w.Bytes()
}

func read(b []byte, s *state) error {
	w := Reader(b)
	s.walk(w)
	return w.Close()
}

func TestThereAndBack(t *testing.T) {
	want, got := sample(), empty()
	b := written(want)
	require.NoError(t, read(b, got))
	require.True(t, math.IsNaN(got.mean))
	require.Equal(t, b, written(got))
	require.Equal(t, want.random.Uint64(), got.random.Uint64())
	got.mean, want.mean = 0, 0
	require.Equal(t, want, got)
}

func TestEveryCutIsAnError(t *testing.T) {
	b := written(sample())
	for n := range b {
		require.Error(t, read(b[:n], empty()), "%d bytes", n)
	}
	require.ErrorContains(t, read(append(b, 0), empty()), "1 bytes too many")
}

func TestWhatIsOutOfRangeIsNamed(t *testing.T) {
	for want, spoil := range map[string]func(*state){
		"the steps is 101, want 0 to 100":         func(s *state) { s.steps = 101 },
		"the steps is -1":                         func(s *state) { s.steps = -1 },
		"the action is -2, want -1 to 7":          func(s *state) { s.short = -2 },
		"the kind is 4":                           func(s *state) { s.small = 4 },
		"the node is 1001":                        func(s *state) { s.wide = 1001 },
		"a gap is NaN, want 0 to 1":               func(s *state) { s.gaps[1] = math.NaN() },
		"the node 2 is 1.5, want 0 to 1":          func(s *state) { s.grid[2] = 1.5 },
		"the number of cells is 11, want 0 to 10": func(s *state) { s.list = make([]int32, 11) },
		"a cell is 100":                           func(s *state) { s.list[0] = 100 },
		"rate is 2, want 0 to 1":                  func(s *state) { s.rate = 2 },
		"width is 0, want 1 to 9":                 func(s *state) { s.width = 0 },
	} {
		s := sample()
		spoil(s)
		require.ErrorContains(t, read(written(s), empty()), want)
	}
	b := written(sample())
	b[0] = 'X'
	require.ErrorContains(t, read(b, empty()), `begins with "XTATE1", want "STATE1"`)
}

// TestALengthIsNotBelieved holds that no memory is taken for what cannot be there.
func TestALengthIsNotBelieved(t *testing.T) {
	w := Writer(nil)
	n := 1 << 40
	Int(w, "length", &n, 0, n)
	var s []float64
	r := Reader(w.Bytes())
	Resize(r, "the length", &s, 8, 0, 1<<40)
	require.ErrorContains(t, r.Err(), "the length is 1099511627776, and only 0 bytes are left")
	require.Nil(t, s)
}

// TestFieldsAreKnownByKey reads fields in another order, under a former key, and with
// one missing.
func TestFieldsAreKnownByKey(t *testing.T) {
	a := sample()
	other := field.List{{Key: "width", Value: &a.width, Min: 1, Max: 9}, {Key: "lr", Value: &a.rate, Min: 0, Max: 1}}
	w := Writer(nil)
	w.Fields(other)
	b := empty()
	r := Reader(w.Bytes())
	r.Fields(b.fields())
	require.NoError(t, r.Close())
	require.Equal(t, []any{a.rate, a.width}, []any{b.rate, b.width})

	w, b = Writer(nil), empty()
	w.Fields(other[:1])
	r = Reader(w.Bytes())
	r.Fields(b.fields())
	require.NoError(t, r.Close())
	require.Equal(t, []any{0.1, 4}, []any{b.rate, b.width})

	w = Writer(nil)
	w.Fields(field.List{{Key: "height", Value: &a.width, Min: 1, Max: 9}})
	r = Reader(w.Bytes())
	r.Fields(b.fields())
	require.ErrorContains(t, r.Err(), `"height" is not a field`)
}

// TestFieldsInAFixedOrder reads what Floats and Ints wrote, whatever the order of the
// list.
func TestFieldsInAFixedOrder(t *testing.T) {
	a, b := sample(), empty()
	walk := func(w *Walk, s *state) {
		list := append(s.fields(), field.Field{Key: "switch", Value: field.Inverted{Off: &s.on}})
		if !w.Writing() {
			slices.Reverse(list)
		}
		w.Floats(list, "width", "rate")
		w.Ints(list, "width", "switch")
	}
	w := Writer(nil)
	walk(w, a)
	require.Equal(t, uint64(1), binary.LittleEndian.Uint64(w.Bytes()[24:]), "an inverted switch as it is stored")
	r := Reader(w.Bytes())
	walk(r, b)
	require.NoError(t, r.Close())
	require.Equal(t, []any{a.rate, a.width, a.on}, []any{b.rate, b.width, b.on})
	for want, at := range map[string]int{"width is 2.5, want a whole number": 0, "width is 65,540, want 1 to 9": 16, "switch is 256": 24} {
		bad := slices.Clone(w.Bytes())
		binary.LittleEndian.PutUint64(bad[at:], map[int]uint64{0: math.Float64bits(2.5), 16: 65540, 24: 256}[at])
		r := Reader(bad)
		walk(r, empty())
		require.ErrorContains(t, r.Err(), want)
	}
}

func TestVersion(t *testing.T) {
	v := 2
	w := Writer(nil)
	w.Version("STATE", &v, 3)
	require.Equal(t, "STATE2", string(w.Bytes()))
	v = 0
	r := Reader([]byte("STATE3"))
	r.Version("STATE", &v, 3)
	require.NoError(t, r.Close())
	require.Equal(t, 3, v)
	for _, bad := range []string{"STATE", "STATE0", "STATE4", "STATEx", "STOTE1"} {
		r := Reader([]byte(bad))
		r.Version("STATE", &v, 3)
		require.Error(t, r.Err(), bad)
	}
}

func TestTheFirstErrorStays(t *testing.T) {
	r := Reader([]byte{1})
	r.Fail(errors.New("first"))
	r.Fail(errors.New("second"))
	n := 5
	Int(r, "a number", &n, 0, 9)
	require.Equal(t, 5, n)
	require.EqualError(t, r.Close(), "first")
}

func FuzzRead(f *testing.F) {
	f.Add(written(sample()))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := empty()
		if read(b, s) == nil {
			require.NoError(t, read(written(s), empty()))
		}
	})
}

func ExampleWalk() {
	steps, budget := 12, 99.5
	walk := func(w *Walk) {
		Int(w, "the steps", &steps, 0, 300)
		w.Float64("the budget", 0, 100, &budget)
	}
	w := Writer(nil)
	walk(w)
	steps, budget = 0, 0
	walk(Reader(w.Bytes()))
	fmt.Println(steps, budget)
	// Output: 12 99.5
}
