package train

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// TestResumeIsBitForBit saves in the middle of episodes, at their ends and before
// the first step.
func TestResumeIsBitForBit(t *testing.T) {
	for guidance := range GuidanceNames {
		for _, learner := range []Algorithm{Pilot, QTable, PQN} {
			c := squad()
			c.Guidance, c.Algorithm, c.Seed = Guidance(guidance), learner, math.MaxUint64
			a := build(t, c)
			a.Learner().Yoke(Rates{{0.3, 0.7}, {0.2, 0.9}})
			require.NoError(t, a.Learner().SetParam("gamma", 0.9))
			for _, steps := range []int{0, 1, 150, 500} {
				require.NoError(t, a.Run(steps))
				b, err := Load(digest(a))
				require.NoError(t, err)
				require.Equal(t, digest(a), digest(b))
				require.Equal(t, a.Learner().Numbers(), b.Learner().Numbers())
				require.NoError(t, a.Run(77))
				require.NoError(t, b.Run(77))
				require.Equal(t, digest(a), digest(b))
			}
			for !a.episodes.Over() {
				require.NoError(t, a.Step())
			}
			b, err := Load(digest(a))
			require.NoError(t, err)
			require.NoError(t, a.Run(50))
			require.NoError(t, b.Run(50))
			require.Equal(t, digest(a), digest(b))
		}
	}
}

func TestATailIsSmallerAndGoesOn(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(600))
	tail := a.Append(nil, 50)
	require.Less(t, len(tail), len(digest(a))/2)
	b, err := Load(tail)
	require.NoError(t, err)
	f, err := safetensors.Parse(tail)
	require.NoError(t, err)
	require.Equal(t, []int{50}, safetensors.NewReader(f).Shape("replay.rewards"))
	require.NoError(t, b.Run(600))
	want, err := a.Evaluate(2)
	require.NoError(t, err)
	fresh, err := Load(tail)
	require.NoError(t, err)
	got, err := fresh.Evaluate(2)
	require.NoError(t, err)
	require.Equal(t, want, got, "the weights are all there")
}

func TestAMindIsLoadedWithoutItsWorld(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(333))
	for _, b := range [][]byte{a.Append(nil, Everything), a.Learner().Append(nil, Everything)} {
		m, err := LoadLearner(b)
		require.NoError(t, err)
		require.Zero(t, m.Numbers().Return)
		require.Equal(t, a.Learner().Numbers().Steps, m.Numbers().Steps)
		fresh := build(t, small())
		fresh.use(m)
		require.NoError(t, fresh.Run(100), "it goes on in another world")
	}
	b, err := Load(a.Learner().Append(nil, Everything))
	require.NoError(t, err)
	require.Equal(t, a.episodes.Seed, b.episodes.Seed)
	require.EqualValues(t, a.Learner().Numbers().Episodes+1, b.episodes.Number, "the run goes on with its next episode")
	require.NoError(t, b.Run(100))
	require.Equal(t, 433, b.Steps())
}

// A file says where the mind comes from.
func TestACheckpointNamesItsRun(t *testing.T) {
	a := build(t, small())
	a.Learner().Begin(77, "calm")
	for _, b := range [][]byte{digest(a), a.Learner().Append(nil, 0)} {
		l, err := LoadLearner(b)
		require.NoError(t, err)
		require.Equal(t, Origin{Seed: 77, Known: true, Preset: "calm", Program: Program}, l.Origin())
		f, err := safetensors.Parse(b)
		require.NoError(t, err)
		require.Contains(t, f.Metadata, safetensors.Entry{Key: "program", Value: Program})
	}
}

// Whichever bit of a checkpoint is another, it is told.
func TestEveryFlippedBitIsTold(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(60))
	good := digest(a)
	header := 8 + int(binary.LittleEndian.Uint64(good))
	r := rng.New(1)
	for i := range 4000 {
		at := r.Intn(len(good))
		if i < 2000 {
			at = r.Intn(header)
		}
		bit := byte(1) << r.Intn(8)
		flipped := bytes.Clone(good)
		flipped[at] ^= bit
		_, err := Load(flipped)
		require.Error(t, err, "byte %d of %d (header %d), bit %b: %q", at, len(good), header, bit, good[max(0, at-20):min(len(good), at+20)])
	}
}

// Other programs sort the tensors and the metadata, or leave these out.
func TestACheckpointThatAnotherProgramWroteAgain(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(60))
	good := digest(a)
	f, err := safetensors.Parse(good)
	require.NoError(t, err)
	again := func(keep func(safetensors.Entry) (safetensors.Entry, bool)) []byte {
		var w safetensors.Writer
		for _, e := range slices.Backward(f.Metadata) {
			if e, ok := keep(e); ok {
				w.Text(e.Key, e.Value)
			}
		}
		for _, tensor := range slices.Backward(f.Tensors) {
			w.Tensor(tensor)
		}
		return w.Append(nil)
	}
	b, err := Load(again(func(e safetensors.Entry) (safetensors.Entry, bool) { return e, true }))
	require.NoError(t, err)
	require.Equal(t, good, digest(b))
	_, err = Load(again(func(e safetensors.Entry) (safetensors.Entry, bool) { return e, false }))
	require.ErrorContains(t, err, "the file was rewritten by another program")
	_, err = Load(again(func(e safetensors.Entry) (safetensors.Entry, bool) {
		return safetensors.Entry{Key: "format", Value: "pt"}, e.Key == "format"
	}))
	require.ErrorContains(t, err, "the file was rewritten by another program")
	_, err = Load(again(func(e safetensors.Entry) (safetensors.Entry, bool) { return e, e.Key != "checksum" }))
	require.ErrorContains(t, err, `metadata "checksum" is missing`)
}

// edited returns a checkpoint after some surgery on its header.
func edited(t *testing.T, b []byte, old, new string) []byte {
	t.Helper()
	n := 8 + int(binary.LittleEndian.Uint64(b))
	header := string(b[8:n])
	require.True(t, strings.Contains(header, old), old)
	header = strings.Replace(header, old, new, 1)
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(out, header...), b[n:]...)
}

// resealed returns a checkpoint with the checksum of what it says.
func resealed(t *testing.T, b []byte) []byte {
	t.Helper()
	f, err := safetensors.Parse(b)
	require.NoError(t, err)
	var w safetensors.Writer
	for _, e := range f.Metadata {
		if e.Key != "checksum" {
			w.Text(e.Key, e.Value)
		}
	}
	for _, tensor := range f.Tensors {
		w.Tensor(tensor)
	}
	w.Seal()
	return w.Append(nil)
}

func TestABadCheckpointIsRefusedByTheFirstThingWrong(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(120))
	good := digest(a)
	a.learner.numbers.Steps = 1200
	late := digest(a) // with a seal of its own
	for _, c := range []struct {
		want string
		b    []byte
	}{
		{"0 bytes, fewer than the 8", nil},
		{"no safetensors file", []byte("PK\x03\x04 something else entirely")},
		{"truncated", good[:len(good)-1]},
		{"follow the last tensor", append(append([]byte(nil), good...), 0)},
		{"134217729 bytes, want at most 134217728", make([]byte, MaxCheckpoint+1)},
		{`format is "resonetics mouse", want "resonetics mind"`, edited(t, good, `"resonetics mind"`, `"resonetics mouse"`)},
		{"has version 4 and this program reads up to 3: it was written by a newer one", edited(t, good, `"version":"3"`, `"version":"4"`)},
		{`seed is "x"`, resealed(t, edited(t, good, `"seed":"`, `"seed":"x","was":"`))},
		{`metadata "epsilom" is unknown`, resealed(t, edited(t, good, `"epsilon":`, `"epsilom":`))},
		{`width is 100,000, want 1 to 512`, resealed(t, edited(t, good, `"width":"6"`, `"width":"100000"`))},
		{`tensor "pilot.online.1.weight" is F32 [11, 6], want F32 [11, 7]`, resealed(t, edited(t, good, `"width":"6"`, `"width":"7"`))},
		{`rows is 0, want 1 to 256`, resealed(t, edited(t, good, `"rows":"3"`, `"rows":"0"`))},
		{`the number of rows is 3, want 9`, resealed(t, edited(t, good, `"rows":"3"`, `"rows":"9"`))},
		{`tensor "mind.random" is missing`, resealed(t, edited(t, good, `"mind.random"`, `"mind.rando2"`))},
		{`tensor "mind.rates" is F64 [2, 1], want F64 [2, 2]`, resealed(t, edited(t, good, `"mind.rates":{"dtype":"F64","shape":[1, 2]`, `"mind.rates":{"dtype":"F64","shape":[2, 1]`))},
		{`"mind.rates" has 1 blocks, want 2 for 1200 steps`, late},
	} {
		_, err := Load(c.b)
		require.ErrorContains(t, err, c.want)
		require.ErrorContains(t, err, "checkpoint: ")
	}
	// Not finite: every float32 tensor in turn.
	f, err := safetensors.Parse(good)
	require.NoError(t, err)
	for _, x := range f.Tensors {
		if x.Type != safetensors.F32 || len(x.Data) == 0 {
			continue
		}
		old := binary.LittleEndian.Uint32(x.Data)
		binary.LittleEndian.PutUint32(x.Data, math.Float32bits(float32(math.NaN())))
		_, err := Load(resealed(t, good))
		require.ErrorContains(t, err, fmt.Sprintf("tensor %q: element 0 is NaN, want a finite number", x.Name))
		binary.LittleEndian.PutUint32(x.Data, old)
	}
	_, err = Load(good)
	require.NoError(t, err)
}

var write = flag.Bool("write", false, "write the fixture of this version")

const fixture = "testdata/version1.safetensors"

// TestVersion1IsReadForEver loads a checkpoint that the first version wrote.
// Never write it again: a reader that cannot read it is the defect. (-write is for
// the next version's.)
func TestVersion1IsReadForEver(t *testing.T) {
	if *write {
		a := build(t, small())
		require.NoError(t, a.Run(400))
		require.NoError(t, os.WriteFile(fixture, a.Append(nil, 60), 0o644))
	}
	b, err := os.ReadFile(fixture)
	require.NoError(t, err)
	a, err := Load(b)
	require.NoError(t, err)
	n := a.Learner().Numbers()
	require.Equal(t, 400, n.Steps)
	require.Equal(t, uint64(1), a.Learner().Config().Seed)
	require.Equal(t, 6, a.Learner().Config().Pilot.Width)
	q := make([]float32, 8)
	x := make([]float32, 35)
	for i := range x {
		x[i] = float32(i) / 35
	}
	a.Learner().Values(q, x)
	require.Equal(t, wantValues, fmt.Sprint(q))
	require.NoError(t, a.Run(100))
	_, err = agent.Evaluate(a.Learner().Config().World, a.Learner().Greedy(), 1, 2)
	require.NoError(t, err)
}

const wantValues = "[0.14539273 0.10387823 0.18893312 0.20214759 0.6863941 0.36608154 -0.22532852 -0.044147514]"

// FuzzLoad holds that whatever is loaded can train, and that nothing else
// happens than an error.
func FuzzLoad(f *testing.F) {
	c := small()
	c.Pilot.Capacity, c.Prophet.Capacity = 100, 100
	c.Pilot.Filters, c.Pilot.Width, c.Prophet.Hidden = 1, 2, 1
	c.World.Height, c.World.Width = 2, 2
	a, err := New(c)
	require.NoError(f, err)
	require.NoError(f, a.Run(60))
	f.Add(a.Append(nil, 5))
	f.Add(a.Learner().Append(nil, 0))
	c.Algorithm = QTable
	b, err := New(c)
	require.NoError(f, err)
	f.Add(b.Append(nil, 5))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := LoadLearner(data); err == nil {
			_, _ = Load(data)
		}
		if trainer, err := Load(data); err == nil {
			_ = trainer.Run(3)
		}
	})
}
