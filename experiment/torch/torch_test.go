package torch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/safetensors"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

func world() cluster.Config { return cluster.Default(cluster.V51) }

func imported(t *testing.T, b []byte) (*Mind, *train.Learner) {
	t.Helper()
	tensors, err := Read(b)
	require.NoError(t, err)
	m, err := Import(tensors, world())
	require.NoError(t, err)
	l, err := train.LoadLearner(m.Checkpoint)
	require.NoError(t, err)
	return m, l
}

// recorded is what PyTorch answers.
type recorded struct {
	Observations        [][]float32
	Pilot, Plain, Views [][]float64
	Prophet             []float64
}

func answers(t testing.TB) (r recorded) {
	t.Helper()
	require.NoError(t, json.Unmarshal(fixture(t, "answers.json"), &r))
	return r
}

// requireValues holds a learner to the values that PyTorch gives, within delta.
func requireValues(t *testing.T, l *train.Learner, x [][]float32, want [][]float64, delta float64) {
	t.Helper()
	got := make([]float32, 8)
	for i := range x {
		l.Values(got, x[i])
		for a := range got {
			require.InDelta(t, want[i][a], got[a], delta, "observation %d, action %d", i, a)
		}
	}
}

// TestFilesOfPyTorchAnswerTheSame reads what PyTorch itself has written, in every format.
func TestFilesOfPyTorchAnswerTheSame(t *testing.T) {
	r := answers(t)
	const exact = 2e-6
	for name, c := range map[string]struct {
		want  [][]float64
		delta float64
	}{
		"pilot.pt": {r.Pilot, exact}, "checkpoint.pt": {r.Pilot, exact}, "checkpoint-legacy.pt": {r.Pilot, exact}, "checkpoint-protocol4.pt": {r.Pilot, exact},
		"plain-legacy.pt": {r.Plain, exact}, "views.pt": {r.Views, exact}, "half.pt": {r.Pilot, 0.01},
	} {
		m, l := imported(t, fixture(t, name))
		requireValues(t, l, r.Observations, c.want, c.delta)
		require.NotEmpty(t, m.Pilot, name)
		if !strings.Contains(name, "checkpoint") {
			require.Empty(t, m.Prophet)
			require.Empty(t, m.Left)
			require.False(t, l.Config().Forecast)
		}
	}
}

// TestACheckpointGivesPilotTargetAndProphet holds a file of several networks to giving each its
// place, and to saying what was left.
func TestACheckpointGivesPilotTargetAndProphet(t *testing.T) {
	r := answers(t)
	m, l := imported(t, fixture(t, "checkpoint.pt"))
	require.Equal(t, []string{"pilot_state_dict.conv (convolution, 27 to 4)", "pilot_state_dict.fc1 (dense, 12 to 6)", "pilot_state_dict.fc2 (dense, 6 to 6)", "pilot_state_dict.out (dense, 6 to 8)"}, m.Pilot)
	require.Len(t, m.Target, 4)
	require.Contains(t, m.Target[0], "target_state_dict.conv")
	require.Equal(t, []string{"prophet_state_dict.net.0 (dense, 5 to 3)", "prophet_state_dict.net.2 (dense, 3 to 1)"}, m.Prophet)
	require.True(t, m.OneHead)
	require.Equal(t, []string{"optimizer (24 tensors): no weight or bias of a dense layer or a 3×3 convolution"}, m.Left)
	require.True(t, l.Config().Forecast)
	requireForecasts(t, m, r)

	m, _ = imported(t, fixture(t, "prophet.pt"))
	require.Empty(t, m.Pilot)
	requireForecasts(t, m, r)
}

// requireForecasts reads the Prophet of a mind and asks it what PyTorch was asked.
func requireForecasts(t *testing.T, m *Mind, r recorded) {
	t.Helper()
	c := prophet.Default()
	c.Inputs, c.Hidden = prophet.Statistics, 3
	p, err := prophet.New(c, 0)
	require.NoError(t, err)
	file, err := safetensors.Parse(m.Checkpoint)
	require.NoError(t, err)
	reader := safetensors.NewReader(file)
	p.Walk(safetensors.Reading(reader), 0)
	require.NoError(t, reader.Err())
	for i, x := range r.Observations {
		f := p.ForecastFeatures(x[:5])
		require.InDelta(t, r.Prophet[i], f.Risk, 2e-6)
		require.Equal(t, f.Risk, f.NearMiss, "a single output stands for both")
	}
}

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	_, err := Read(fixture(t, "whole-model.pt"))
	require.ErrorContains(t, err, `"__main__.Pilot"`)
	tensors, err := Read(fixture(t, "v45.pt"))
	require.NoError(t, err)
	_, err = Import(tensors, world())
	require.ErrorContains(t, err, "conv (convolution, 27 to 4), fc1 (dense, 7 to 6)")
	require.ErrorContains(t, err, "35 values of rules v5.1 to 8 actions")
	_, err = Import(nil, world())
	require.ErrorContains(t, err, "holds no layer")

	tensors, err = Read(fixture(t, "pilot.pt"))
	require.NoError(t, err)
	binary.LittleEndian.PutUint32(tensors[0].storage.data, 0x7fc00000)
	_, err = Import(tensors, world())
	require.ErrorContains(t, err, `tensor "conv.weight" holds NaN`)

	// A layer more in the middle of the row breaks it.
	tensors, err = Read(fixture(t, "pilot.pt"))
	require.NoError(t, err)
	extra := *tensors[4]
	extra.Path = "extra.weight"
	_, err = Import(slices.Insert(tensors, 6, &extra), world())
	require.Error(t, err)
}

// pickled puts a pickle into an archive as PyTorch does.
func pickled(t testing.TB, pickle string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"a/data.pkl": pickle, "a/data/0": "\x00\x00\x80?"} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// storagePickle is a pickle of a tensor with an offset, sizes and strides, as pickles write them.
func storagePickle(offset, sizes, strides string) string {
	return "\x80\x02ctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQ" +
		offset + sizes + strides + "\x89NtR."
}

// TestHostilePicklesAreRefused holds that whatever a file asks for is named and not done.
func TestHostilePicklesAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ pickle, says string }{
		"system":            {"cos\nsystem\n(X\x02\x00\x00\x00idtR.", `"os.system"`},
		"eval":              {"\x80\x02cbuiltins\neval\nX\x01\x00\x00\x001\x85R.", `"builtins.eval"`},
		"old eval":          {"c__builtin__\neval\n(X\x01\x00\x00\x001tR.", `"__builtin__.eval"`},
		"stack global":      {"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", `"posix.system"`},
		"instance":          {"(X\x02\x00\x00\x00idios\nsystem\n.", `"os.system"`},
		"within torch":      {"ctorch.storage\n_load_from_bytes\n.", `"torch.storage._load_from_bytes"`},
		"a long name":       {"cos\n" + strings.Repeat("x", 500) + "\n.", "…"},
		"nested":            {"}X\x01\x00\x00\x00a(cos\nsystem\nX\x02\x00\x00\x00idtRs.", `"os.system"`},
		"new object":        {"ccollections\nOrderedDict\n)\x81.", "would build an object"},
		"extension":         {"\x82\x01.", "would build an object"},
		"persistent text":   {"Pid\n.", "would build an object"},
		"duplicate":         {"N2.", "would build an object"},
		"not a name":        {"K\x01)R.", "calls what is no name"},
		"wrong arguments":   {"ctorch._utils\n_rebuild_tensor_v2\n)R.", "is not described"},
		"a size of nothing": {"ctorch\nSize\n)R.", "what it does not take"},
		"a wrong storage":   {"K\x01Q.", "no storage"},
		"attributes":        {"K\x01}b.", "has none"},
		"attributes alone":  {"}b.", "not there"},
		"no mark":           {"t.", "lacks a mark"},
		"an empty stack":    {"0.", "more from its stack"},
		"nothing":           {".", "more from its stack"},
		"a cut":             {"X\xff\xff\xff\xffa", "cut"},
		"a huge text":       {"\x8d\xff\xff\xff\xff\xff\xff\xff\x7fa.", "cut"},
		"no memo":           {"h\x05.", "never remembered"},
		"memo of nothing":   {"q\x00.", "empty stack"},
		"a number's list":   {"K\x01(e.", "no container"},
		"half a pair":       {"}(K\x01u.", "key without a value"},
		"a new protocol":    {"\x80\x09N.", "protocol 9"},
		"memo bomb":         {bomb(40), "more than"},
		"itself":            {"]q\x00h\x00a.", "64 deep"},
		"many instructions": {strings.Repeat("N", maxSteps+1) + ".", "more than 4194304 instructions"},
		"huge sizes":        {storagePickle("K\x00", "(J\xff\xff\xff\x7fJ\xff\xff\xff\x7ft", "(K\x00K\x00t"), "more than"},
		"beyond":            {storagePickle("K\x00", "(K\x01K\x02t", "(K\x01K\x01t"), "reaches beyond its storage"},
		"far offset":        {storagePickle("J\xff\xff\xff\x7f", "(K\x01K\x01t", "(K\x01K\x01t"), "reaches beyond its storage"},
		"negative stride":   {storagePickle("K\x00", "(K\x01K\x01t", "(J\xff\xff\xff\xffK\x01t"), "is not described"},
		"many dimensions":   {storagePickle("K\x00", "("+strings.Repeat("K\x01", 9)+"t", "("+strings.Repeat("K\x01", 9)+"t"), "is not described"},
	} {
		for _, b := range [][]byte{pickled(t, c.pickle), slices.Concat(legacyMagic, []byte("\x80\x02M\xe9\x03."), []byte("}."), []byte(c.pickle))} {
			tensors, err := Read(b)
			if err == nil {
				for _, x := range tensors {
					_, err = x.Values()
				}
			}
			if strings.Contains(name, "beyond") || strings.Contains(name, "offset") {
				if b[0] != 'P' { // its storages never came
					continue
				}
			}
			if name == "huge sizes" && err == nil {
				continue
			}
			require.Error(t, err, name)
			if b[0] == 'P' {
				require.ErrorContains(t, err, c.says, name)
			}
		}
	}
	_, err := Read([]byte("cos\nsystem\n(X\x02\x00\x00\x00idtR."))
	require.ErrorContains(t, err, `"os.system"`, "a bare pickle")
}

// bomb is a pickle of a list that holds another twice, which holds another twice, and so on.
func bomb(levels int) string {
	text := "]q\x00"
	for i := 1; i <= levels; i++ {
		text += "(h" + string(rune(i-1)) + "h" + string(rune(i-1)) + "lq" + string(rune(i))
	}
	return text + "."
}

// TestDamagedFilesAreRefused cuts and changes whole files.
func TestDamagedFilesAreRefused(t *testing.T) {
	_, err := Read(nil)
	require.ErrorContains(t, err, "none that torch.save writes")
	_, err = Read([]byte("\x80\x02}."))
	require.ErrorContains(t, err, "pickle without tensors")
	for _, name := range []string{"pilot.pt", "plain-legacy.pt", "checkpoint-legacy.pt"} {
		b := fixture(t, name)
		for n := 0; n < len(b); n += 1 + len(b)/200 {
			tensors, err := Read(b[:n])
			if err == nil {
				_, err = Import(tensors, world())
			}
			require.Error(t, err, "%s cut after %d of %d bytes", name, n, len(b))
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("a/data.pkl")
	require.NoError(t, err)
	_, err = w.Write(bytes.Repeat([]byte{0}, 1<<20))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	_, err = Read(b.Bytes())
	require.ErrorContains(t, err, "compressed")
	b.Reset()
	z = zip.NewWriter(&b)
	require.NoError(t, z.Close())
	_, err = Read(b.Bytes())
	require.Error(t, err)
	_, err = Read(make([]byte, MaxFile+1))
	require.ErrorContains(t, err, "more than")
}

// FuzzRead holds that whatever a file holds is refused, or gives tensors that can be looked at.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"pilot.pt", "plain-legacy.pt", "prophet.pt", "checkpoint-protocol4.pt"} {
		f.Add(fixture(f, name))
	}
	for _, name := range []string{"checkpoint.pt", "half.pt"} {
		z, err := zip.NewReader(bytes.NewReader(fixture(f, name)), int64(len(fixture(f, name))))
		require.NoError(f, err)
		pickle, err := stored(z.File[0], 1<<20)
		require.NoError(f, err)
		f.Add(pickle)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, file := range [][]byte{b, pickled(t, string(b))} { // a checksum hides nothing
			tensors, err := Read(file)
			if err != nil {
				require.NotEmpty(t, err.Error())
				continue
			}
			for _, x := range tensors {
				if v, err := x.Values(); err == nil {
					require.Len(t, v, x.Len())
				}
			}
			m, err := Import(tensors, world())
			if err == nil {
				_, err = train.LoadLearner(m.Checkpoint)
				require.NoError(t, err)
			}
		}
	})
}
