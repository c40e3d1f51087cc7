package wire

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/labtest"
)

// moments returns snapshots of every lab, with everything that a snapshot can have: a
// learner, a creature in focus, words, and gaps in the charts.
func moments(t testing.TB) map[string]*lab.Snapshot {
	t.Helper()
	all := make(map[string]*lab.Snapshot)
	for _, l := range labs.All {
		s := labtest.New(t, l)
		all[l.Key+" at the start"] = labtest.Look(s, lab.View{})
		s.Advance(40)
		all[l.Key] = labtest.Look(s, lab.View{Text: true, Whole: true})
	}
	learner := labtest.New(t, cluster.Lab, "policy", "pilot-prophet", "rows", "3", "columns", "4")
	learner.Advance(60)
	all["a learner, looking back"] = labtest.Look(learner, lab.View{Rewind: 7, Text: true})
	program := labtest.New(t, cluster.Lab, "policy", "program", "program", lab.EncodeText("def act(see, memo):\n    print('µ')\n    print()\n    return CLEAN if see.hotspots == 0 else 9\n"))
	program.Advance(10)
	all["a program that prints"] = labtest.Look(program, lab.View{})
	labtest.Apply(t, program, "inject 3 1")
	program.Advance(1)
	all["a program that fails"] = labtest.Look(program, lab.View{Text: true})
	many := labtest.New(t, cluster.Lab, "policy", "pqn", "stage", "all", "rows", "2", "columns", "3")
	many.Advance(30)
	all["many clusters"] = labtest.Look(many, lab.View{})
	prophet := labtest.New(t, cluster.Lab, "foresight", "imagine", "drift", "0.012", "noise", "0.02")
	for all["a Prophet that overrules"] == nil {
		prophet.Advance(1)
		if shot := labtest.Look(prophet, lab.View{Text: true}); shot.News {
			all["a Prophet that overrules"] = shot
		}
	}
	field := labtest.New(t, gardener.Lab)
	field.Advance(5)
	shot := labtest.Look(field, lab.View{})
	all["a creature in focus"] = labtest.Look(field, lab.View{Focus: 1 + int(shot.Picture.(*gardener.Picture).IDs[0])})
	return all
}

// small returns snapshots of the smallest worlds, one of each form that moments has.
func small(t testing.TB) []*lab.Snapshot {
	t.Helper()
	var all []*lab.Snapshot
	for _, s := range labtest.Smallest(t, labs.All) {
		all = append(all, labtest.Look(s, lab.View{Text: true, Focus: 1}))
	}
	return all
}

// same compares snapshots by their bytes: NaN differs from itself.
func same(t *testing.T, want, got *lab.Snapshot) {
	t.Helper()
	require.Equal(t, Append(nil, labs.All, want), Append(nil, labs.All, got))
	require.Equal(t, want.Text, got.Text)
	require.Equal(t, want.Lab, got.Lab)
}

func TestEverySnapshotComesBackAsItWas(t *testing.T) {
	var reused lab.Snapshot // by all of them, whatever the lab
	for name, want := range moments(t) {
		b := Append([]byte("kept"), labs.All, want)
		require.Equal(t, "kept", string(b[:4]), name)
		require.NoError(t, Read(b[4:], labs.All, &reused), name)
		same(t, want, &reused)
		require.Equal(t, want.Fault, reused.Fault, name)
		require.ElementsMatch(t, want.Printed, reused.Printed, name)
		require.Equal(t, want.Telling, reused.Telling, name)
		require.Zero(t, len(b[4:])%8, "%s: sections are aligned", name)
	}
	focus := moments(t)["a creature in focus"].Picture.(*gardener.Picture)
	require.GreaterOrEqual(t, focus.Focus, 0)
	require.True(t, moments(t)["a learner, looking back"].Learning.Active)
	require.Equal(t, []string{"µ", ""}, moments(t)["a program that prints"].Printed)
	require.Equal(t, 4, moments(t)["a program that fails"].Fault.Line)
}

func TestEveryCutIsRefused(t *testing.T) {
	for name, want := range moments(t) {
		b := Append(nil, labs.All, want)
		var s lab.Snapshot
		words := bytes.LastIndex(b, []byte("TEXT"))
		for n := range b {
			if n == words {
				require.NoError(t, Read(b[:n], labs.All, &s), "%s: the stage needs no words", name)
				require.Empty(t, s.Text)
				continue
			}
			if n > 2000 && n < len(b)-2000 && n%97 != 0 {
				continue // within the numbers of a picture one cut is like another
			}
			require.ErrorContains(t, Read(b[:n], labs.All, &s), "snapshot: ", "%s, %d of %d bytes", name, n, len(b))
		}
		require.Error(t, Read(append(b, 0), labs.All, &s), name)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	b := Append(nil, labs.All, moments(t)["cluster"])
	for says, at := range map[string]int{
		`it begins with "SSNP", want "RSNP"`:          0,
		"the version is 4, want 3":                    4,
		"the lab's number is 17, want 0 to 3":         6,
		"the reserved bytes is 1, want 0":             12,
		`it has the section "NETR" where METR is due`: 40,
	} {
		damaged := append([]byte(nil), b...)
		damaged[at]++
		if at == 6 {
			damaged[at] = 17
		}
		var s lab.Snapshot
		require.EqualError(t, Read(damaged, labs.All, &s), "snapshot: "+says)
	}
}

// TestNaNHasOneBitPattern gives the numbers the NaNs that other platforms make.
func TestNaNHasOneBitPattern(t *testing.T) {
	plain, other := moments(t)["cluster"], moments(t)["cluster"]
	plain.Metrics[3], other.Metrics[3] = math.NaN(), math.Float64frombits(0xfff8000000000123)
	plain.Chart.Series[0][5], other.Chart.Series[0][5] = float32(math.NaN()), math.Float32frombits(0xffc00123)
	b := Append(nil, labs.All, other)
	require.Equal(t, Append(nil, labs.All, plain), b)
	require.EqualValues(t, 0x7ff8000000000000, binary.LittleEndian.Uint64(b[48+8*3:]))
	var got lab.Snapshot
	require.NoError(t, Read(b, labs.All, &got))
	require.True(t, math.IsNaN(got.Metrics[3]))
}

func TestASnapshotIsWrittenWithoutAllocating(t *testing.T) {
	s := moments(t)["cluster"]
	b := Append(nil, labs.All, s)
	require.LessOrEqual(t, testing.AllocsPerRun(20, func() { b = Append(b[:0], labs.All, s) }), 16.0)
}

// FuzzRead holds that whatever arrives is refused or is a snapshot.
func FuzzRead(f *testing.F) {
	for _, s := range small(f) {
		f.Add(Append(nil, labs.All, s))
	}
	f.Add([]byte(nil))
	var s, again lab.Snapshot // filled again, as the stage does
	f.Fuzz(func(t *testing.T, b []byte) {
		if Read(b, labs.All, &s) != nil {
			return
		}
		written := Append(nil, labs.All, &s)
		require.NoError(t, Read(written, labs.All, &again))
		require.Equal(t, written, Append(nil, labs.All, &again))
	})
}
