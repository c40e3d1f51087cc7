package safetensors

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Reader hands out the contents of a File. The first error sticks: every later
// call does nothing, and Close returns it. A caller can therefore read a whole
// model and look at the error once, before using any of it.
type Reader struct {
	file *File
	used []bool
	err  error
}

// NewReader returns a reader of f.
func NewReader(f *File) *Reader { return &Reader{file: f, used: make([]bool, len(f.Tensors))} }

// Open returns a reader of a file of at most most bytes that calls itself format, in a
// version from 1 to newest.
func Open(b []byte, most int, format string, newest int) (*Reader, error) {
	if len(b) > most {
		return nil, fmt.Errorf("the file has %d bytes, want at most %d", len(b), most)
	}
	f, err := Parse(b)
	if err != nil {
		return nil, err
	}
	r := NewReader(f)
	r.Version(format, newest)
	return r, r.err
}

// CheckSum fails unless the metadata "checksum" is that of the tensors.
func (r *Reader) CheckSum() {
	if got, says := strconv.FormatUint(r.file.Sum(), 16), r.Text("checksum"); r.err == nil && got != says {
		r.Fail(fmt.Errorf("its contents have the checksum %s and it says %s: the file is damaged", got, says))
	}
}

// Sealed fails unless the file says everything that it said when Writer.Seal was called. A
// file from before there was a seal has none, and need not where optional.
func (r *Reader) Sealed(optional bool) {
	has := slices.ContainsFunc(r.file.Metadata, func(e Entry) bool { return e.Key == sealKey })
	if !has && optional || r.err != nil {
		return
	}
	if says := r.Text(sealKey); r.err == nil && says != strconv.FormatUint(r.file.Seal(sealKey), 16) {
		r.Fail(errors.New("its checksum does not fit its content: the file is damaged, or was changed by another program"))
	}
}

// Fail makes an error of the caller's stick, unless it is nil or there is an
// earlier one.
func (r *Reader) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Err returns the first error so far.
func (r *Reader) Err() error { return r.err }

// Close returns the first error; a tensor that no call has asked for is one.
func (r *Reader) Close() error {
	if i := slices.Index(r.used, false); i >= 0 {
		r.Fail(fmt.Errorf("tensor %q is unknown", r.file.Tensors[i].Name))
	}
	return r.err
}

// Entries returns the metadata.
func (r *Reader) Entries() []Entry { return r.file.Metadata }

// Text returns the metadata of that key; a missing key is an error.
func (r *Reader) Text(key string) string {
	for _, e := range r.file.Metadata {
		if e.Key == key {
			return e.Value
		}
	}
	r.Fail(fmt.Errorf("metadata %q is missing", key))
	return ""
}

// Version checks that the file calls itself format, in a version from 1 to
// newest, and returns the version.
func (r *Reader) Version(format string, newest int) int {
	if r.err == nil && r.foreign() {
		r.Fail(fmt.Errorf("the file was rewritten by another program, which left out what it is: there is no format %q in its metadata", format))
	}
	if got := r.Text("format"); r.err == nil && got != format {
		r.Fail(fmt.Errorf("the file's format is %q, want %q", got, format))
	}
	text := r.Text("version")
	if r.err != nil {
		return 0
	}
	v, err := strconv.Atoi(text)
	switch {
	case err != nil || v < 1:
		r.Fail(fmt.Errorf("the file's version is %q, want a number from 1 to %d", text, newest))
	case v > newest:
		r.Fail(fmt.Errorf("the file has version %d and this program reads up to %d: it was written by a newer one", v, newest))
	}
	return v
}

// foreign reports whether the metadata are as other programs write them: none, or the
// name of a library as the format and no version.
func (r *Reader) foreign() bool {
	return !slices.ContainsFunc(r.file.Metadata, func(e Entry) bool { return e.Key == "version" || e.Key == "format" && len(e.Value) > 4 })
}

// Has tells whether there is a tensor of that name.
func (r *Reader) Has(name string) bool {
	return slices.ContainsFunc(r.file.Tensors, func(t Tensor) bool { return t.Name == name })
}

// Shape returns the shape of a tensor, nil after an error.
func (r *Reader) Shape(name string) []int {
	if t := r.find(name); t != nil {
		return t.Shape
	}
	return nil
}

// Bytes returns a tensor of one dimension of any length. It is a window into
// the file.
func (r *Reader) Bytes(name string) []byte {
	t := r.find(name)
	if t == nil || r.take(name, U8, len(t.Data), nil) == nil {
		return nil
	}
	return t.Data
}

func (r *Reader) find(name string) *Tensor {
	if r.err != nil {
		return nil
	}
	i := slices.IndexFunc(r.file.Tensors, func(t Tensor) bool { return t.Name == name })
	if i < 0 {
		r.Fail(fmt.Errorf("tensor %q is missing", name))
		return nil
	}
	r.used[i] = true
	return &r.file.Tensors[i]
}

func (r *Reader) take(name string, want Type, n int, shape []int) *Tensor {
	t := r.find(name)
	if t == nil {
		return nil
	}
	if len(shape) == 0 {
		shape = []int{n}
	}
	if t.Type != want || !slices.Equal(t.Shape, shape) {
		r.Fail(fmt.Errorf("tensor %q is %s %s, want %s %s", name, t.Type, shapeText(t.Shape), want, shapeText(shape)))
		return nil
	}
	return t
}
