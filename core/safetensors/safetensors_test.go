package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// file returns the bytes of a small file with every element type.
func file() []byte {
	var w Writer
	k := Writing(&w)
	w.Text("format", "test")
	w.Text("version", "2")
	w.Text("quote", "say \"\u00e4\\\" \x01\n")
	w.Bytes("bytes", []byte{1, 2, 3})
	k.Float32("matrix", []float32{1, 2, 3, 4, 5, 6}, 2, 3)
	k.Float64("real", []float64{0.5})
	k.Uint64("counts", []uint64{7, math.MaxUint64})
	k.Float32("none", nil)
	return w.Append(nil)
}

func open(t *testing.T, b []byte) *Reader {
	t.Helper()
	f, err := Parse(b)
	require.NoError(t, err)
	return NewReader(f)
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	r := open(t, file())
	k := Reading(r)
	matrix, real, counts := make([]float32, 6), make([]float64, 1), make([]uint64, 2)
	require.Equal(t, 2, r.Version("test", 2))
	require.Equal(t, "say \"\u00e4\\\" \x01\n", r.Text("quote"))
	require.Equal(t, []int{2, 3}, r.Shape("matrix"))
	k.Float32("matrix", matrix, 2, 3)
	k.Float64("real", real)
	k.Uint64("counts", counts)
	k.Float32("none", nil)
	require.Equal(t, []byte{1, 2, 3}, r.Bytes("bytes"))
	require.NoError(t, r.Close())
	require.Equal(t, []float32{1, 2, 3, 4, 5, 6}, matrix)
	require.Equal(t, []float64{0.5}, real)
	require.Equal(t, []uint64{7, math.MaxUint64}, counts)
}

// TestHeaderIsSafetensors reads the header as another tool would.
func TestHeaderIsSafetensors(t *testing.T) {
	b := file()
	n := binary.LittleEndian.Uint64(b)
	require.Zero(t, n%8, "the data are aligned")
	var header map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(b[8:8+n], &header))
	require.JSONEq(t, `{"dtype":"F32","shape":[2,3],"data_offsets":[24,48]}`, string(header["matrix"]))
	require.JSONEq(t, `{"dtype":"U8","shape":[3],"data_offsets":[48,51]}`, string(header["bytes"]))
	var text map[string]string
	require.NoError(t, json.Unmarshal(header["__metadata__"], &text))
	require.Equal(t, "say \"\u00e4\\\" \x01\n", text["quote"])
	require.Len(t, b, 8+int(n)+51)
}

// raw is a file with this header and the given number of bytes of data.
func raw(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, data)...)
}

func tensor(name, dtype, shape, offsets string) string {
	return fmt.Sprintf(`%q:{"dtype":%q,"shape":%s,"data_offsets":%s}`, name, dtype, shape, offsets)
}

func TestParseAcceptsWhatTheFormatAllows(t *testing.T) {
	for name, b := range map[string][]byte{
		"nothing at all":           raw(`{}`, 0),
		"white space":              raw("{ \"__metadata__\" : { } ,\n\t\"a\" : {\"shape\":[ 2 ],\"data_offsets\":[0 , 8],\"dtype\":\"F32\"} }\r  ", 8),
		"data order is another":    raw(`{`+tensor("b", "F32", "[1]", "[4,8]")+`,`+tensor("a", "F32", "[]", "[0,4]")+`}`, 8),
		"empty tensors in between": raw(`{`+tensor("b", "U8", "[4]", "[0,4]")+`,`+tensor("a", "F32", "[0]", "[0,0]")+`,`+tensor("c", "F32", "[3,0]", "[4,4]")+`}`, 4),
		"escapes":                  raw(`{"\u0041\ud83d\ude00\n\/":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4),
	} {
		_, err := Parse(b)
		require.NoError(t, err, name)
	}
	f, err := Parse(raw(`{"\u0041\ud83d\ude00\n\/":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4))
	require.NoError(t, err)
	require.Equal(t, "A😀\n/", f.Tensors[0].Name)
}

func TestParseNamesTheFirstThingWrong(t *testing.T) {
	good := tensor("a", "F32", "[2]", "[0,8]")
	for _, c := range []struct {
		b    []byte
		want string
	}{
		{nil, "0 bytes, fewer than the 8"},
		{[]byte("PK\x03\x04zip file"), "no safetensors file, or not one of ours"},
		{raw(strings.Repeat(" ", MaxHeader+1), 0), "want at most 1048576"},
		{raw(`{}`, 0)[:9], "ends after 1 of them: it is truncated"},
		{raw(`[]`, 0), "does not begin with '{'"},
		{raw(``, 0), "does not begin with '{'"},
		{raw(` {}`, 0), "does not begin with '{'"},
		{raw(`{`, 0), "ends where '\"' is due"},
		{raw(`{} {}`, 0), "text after the header's object"},
		{raw(`{`+good+`,}`, 8), `'}' where '"' is due`},
		{raw(`{`+good+`,`+good+`}`, 8), `"a" is given twice`},
		{raw(`{"__metadata__":{"k":1}}`, 0), `'1' where '"' is due`},
		{raw(`{"__metadata__":{"k":"1","k":"2"}}`, 0), `"k" is given twice`},
		{raw(`{"a":{"dtype":"F32","shape":[2]}}`, 8), `wants dtype, shape and data_offsets`},
		{raw(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":"y"}}`, 8), `"x" of tensor "a" is unknown`},
		{raw(`{`+tensor("a", "F16", "[2]", "[0,4]")+`}`, 4), `dtype of "a" is "F16", want one of F32, F64, U8, U64`},
		{raw(`{`+tensor("a", "F32", "[2]", "[0,4]")+`}`, 4), `needs 8 bytes and its data_offsets are [0, 4]`},
		{raw(`{`+tensor("a", "F32", "[2]", "[8,0]")+`}`, 8), `data_offsets are [8, 0]`},
		{raw(`{`+tensor("a", "F32", "[2]", "[0,8,8]")+`}`, 8), `more than 2 numbers`},
		{raw(`{`+tensor("a", "F32", "[2]", "[8]")+`}`, 8), `has 1 numbers, want 2`},
		{raw(`{`+tensor("a", "F32", "[-2]", "[0,8]")+`}`, 8), `a whole number of 1 to 15 digits is due`},
		{raw(`{`+tensor("a", "F32", "[2.0]", "[0,8]")+`}`, 8), `'.' where ']' is due`},
		{raw(`{`+tensor("a", "F32", "[02]", "[0,8]")+`}`, 8), `a whole number of 1 to 15 digits is due`},
		{raw(`{`+tensor("a", "F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]")+`}`, 8), `more than 8 numbers`},
		{raw(`{`+tensor("a", "F32", "[99999999999999,999999999999999]", "[0,8]")+`}`, 8), `is too large`},
		{raw(`{`+tensor("a", "F32", "[1234567890123456]", "[0,8]")+`}`, 8), `1 to 15 digits`},
		{raw(`{`+good+`}`, 7), `ends at byte 8 of the data and there are 7: the file is truncated`},
		{raw(`{`+good+`}`, 9), `1 bytes follow the last tensor`},
		{raw(`{`+good+`,`+tensor("b", "U8", "[4]", "[4,8]")+`}`, 8), `begins at byte 4 of the data, inside the tensor before it`},
		{raw(`{`+good+`,`+tensor("b", "U8", "[4]", "[9,13]")+`}`, 13), `nothing fills the gap`},
		{raw("{\"a\nb\":{}}", 0), "a control character"},
		{raw("{\"a\xff\":{}}", 0), "not UTF-8"},
		{raw(`{"\ud83d":{}}`, 0), "not one of JSON's"},
		{raw(`{"\ud83d\u0041":{}}`, 0), "half of a surrogate pair"},
		{raw(`{"\x":{}}`, 0), "not one of JSON's"},
		{raw(`{"a`, 0), "a string does not end"},
	} {
		_, err := Parse(c.b)
		require.ErrorContains(t, err, c.want, "%.60q", c.b)
	}
	for n := range file() {
		_, err := Parse(file()[:n])
		require.Error(t, err, "the first %d bytes of a file", n)
	}
}

func TestReaderNamesTheFirstThingWrong(t *testing.T) {
	var w Writer
	w.Text("format", "test")
	w.Text("version", "2")
	Writing(&w).Float32("bad", []float32{1, float32(math.Inf(1))})
	Writing(&w).Float64("worse", []float64{math.NaN()})
	Writing(&w).Float32("good", []float32{1})
	b := w.Append(nil)
	for want, read := range map[string]func(r *Reader){
		`tensor "nothing" is missing`:              func(r *Reader) { Reading(r).Float32("nothing", nil) },
		`tensor "bad": element 1 is +Inf`:          func(r *Reader) { Reading(r).Float32("bad", make([]float32, 2)) },
		`tensor "worse": element is NaN`:           func(r *Reader) { Reading(r).Float64("worse", make([]float64, 1)) },
		`tensor "good" is F32 [1], want F32 [2]`:   func(r *Reader) { Reading(r).Float32("good", make([]float32, 2)) },
		`tensor "good" is F32 [1], want F64 [1]`:   func(r *Reader) { Reading(r).Float64("good", make([]float64, 1)) },
		`tensor "good" is F32 [1], want U8 [4]`:    func(r *Reader) { r.Bytes("good") },
		`metadata "author" is missing`:             func(r *Reader) { r.Text("author") },
		`format is "test", want "model"`:           func(r *Reader) { r.Version("model", 2) },
		`version 2 and this program reads up to 1`: func(r *Reader) { r.Version("test", 1) },
		`tensor "worse" is unknown`:                func(r *Reader) { Reading(r).Float32("good", make([]float32, 1)) },
		`mine`:                                     func(r *Reader) { r.Fail(fmt.Errorf("mine")); Reading(r).Float32("nothing", nil) },
	} {
		r := open(t, b)
		read(r)
		require.ErrorContains(t, r.Close(), want)
	}
	for _, version := range []string{"0", "-1", "one", ""} {
		var w Writer
		w.Text("format", "test")
		w.Text("version", version)
		r := open(t, w.Append(nil))
		r.Version("test", 9)
		require.ErrorContains(t, r.Err(), "want a number from 1 to 9")
	}
}

func TestWriterRefusesAWrongShape(t *testing.T) {
	require.Panics(t, func() { Writing(new(Writer)).Float32("a", make([]float32, 5), 2, 3) })
}

// FuzzParse holds that anything is either refused or says the same when it is
// written again.
func FuzzParse(f *testing.F) {
	f.Add(file())
	f.Add(raw(`{}`, 0))
	f.Add(raw(`{`+tensor("b", "F32", "[1]", "[4,8]")+`,`+tensor("a", "F32", "[]", "[0,4]")+`}`, 8))
	f.Fuzz(func(t *testing.T, b []byte) {
		first, err := Parse(b)
		if err != nil {
			return
		}
		w := Writer{entries: first.Metadata}
		for _, x := range first.Tensors {
			if len(x.Shape) > 0 {
				w.tensors = append(w.tensors, x)
			}
		}
		second, err := Parse(w.Append(nil))
		require.NoError(t, err)
		require.Equal(t, first.Metadata, second.Metadata)
		require.ElementsMatch(t, w.tensors, second.Tensors)
	})
}

func ExampleParse() {
	var w Writer
	w.Text("format", "weights")
	Writing(&w).Float32("bias", []float32{0.25, -1})
	f, err := Parse(w.Append(nil))
	fmt.Println(f.Tensors[0].Name, f.Tensors[0].Shape, err)
	// Output: bias [2] <nil>
}
