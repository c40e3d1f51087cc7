// Package torch reads state dicts that PyTorch has saved, in the format of today (a zip
// archive) and the one before, without running anything of them: a pickle is a program, and
// this one has no instruction that calls. It knows tensors, numbers, text and containers, and
// refuses every other name that a file uses.
//
// [Import] makes a mind of the playground of layers whose shapes fit.
package torch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// MaxFile is the largest file, in bytes, that Read reads.
const MaxFile = 256 << 20

// legacyMagic begins files of the older format, as a pickled number.
var legacyMagic = []byte{0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.'}

// Read returns the tensors of a file in the order in which they stand there. The error says
// what is wrong with it.
func Read(b []byte) ([]*Tensor, error) {
	if len(b) > MaxFile {
		return nil, fmt.Errorf("the file has more than %d bytes", MaxFile)
	}
	var root any
	var err error
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		root, err = readZip(b)
	case bytes.HasPrefix(b, legacyMagic):
		root, err = readLegacy(b)
	case len(b) > 2 && (b[0] == 0x80 || b[0] == 'c' || b[0] == '('):
		// A bare pickle holds no tensors. Reading it names what it would run.
		u := &unpickler{data: b, storages: make(map[string]*storage)}
		if _, err = u.load(); err == nil {
			err = errors.New("the file is a pickle without tensors; want what torch.save writes")
		}
	default:
		err = errors.New("the file is none that torch.save writes: it begins neither as a zip archive nor as PyTorch's older format")
	}
	if err != nil {
		return nil, err
	}
	w := &walker{}
	if err := w.walk("", root, 0); err != nil {
		return nil, err
	}
	return w.tensors, nil
}

// readZip reads the format since PyTorch 1.6: an archive with a pickle and a file for every
// storage, none of them compressed.
func readZip(b []byte) (any, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("the zip archive is damaged or cut: %w", err)
	}
	files := make(map[string][]byte)
	root := ""
	for _, f := range z.File {
		folder, name, _ := strings.Cut(f.Name, "/")
		switch {
		case files[f.Name] != nil:
			return nil, fmt.Errorf("the archive holds %s twice", field.Quote(f.Name))
		case name == "constants.pkl":
			return nil, errors.New("the file is a TorchScript program; want what torch.save(model.state_dict(), …) writes")
		case f.Method != zip.Store:
			return nil, fmt.Errorf("the archive holds %s compressed, as PyTorch writes nothing", field.Quote(f.Name))
		}
		if files[f.Name], err = stored(f, len(b)); err != nil {
			return nil, fmt.Errorf("the archive's %s is damaged: %w", field.Quote(f.Name), err)
		}
		if name == "data.pkl" {
			root = folder
		}
	}
	pickle := files[root+"/data.pkl"]
	if pickle == nil {
		return nil, errors.New("the archive holds no data.pkl, which torch.save writes")
	}
	if order := files[root+"/byteorder"]; len(order) > 0 && string(order) != "little" {
		return nil, fmt.Errorf("the numbers of the file are %s-endian, want little", field.Quote(string(order)))
	}
	u := &unpickler{data: pickle, storages: make(map[string]*storage)}
	v, err := u.load()
	for key, s := range u.storages {
		s.data = files[root+"/data/"+key]
	}
	return v, err
}

// stored reads a file of an archive that is not compressed, so that it has fewer bytes than
// the archive.
func stored(f *zip.File, most int) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, int64(most)))
	if b == nil {
		b = []byte{}
	}
	return b, err
}

// legacyProtocol is the version of the older format.
const legacyProtocol = 1001

// readLegacy reads the format before: pickles of a magic number, of a version, of the machine,
// of the object, and of the keys of its storages, which follow, each after its length.
func readLegacy(b []byte) (any, error) {
	u := &unpickler{data: b, at: len(legacyMagic), storages: make(map[string]*storage)}
	version, err := u.load()
	if err != nil {
		return nil, err
	}
	if version != any(int64(legacyProtocol)) {
		return nil, fmt.Errorf("the file is of version %v of PyTorch's older format, want %d", version, legacyProtocol)
	}
	machine, err := u.load()
	if err != nil {
		return nil, err
	}
	if d, is := machine.(*dict); is && d.get("little_endian") == any(false) {
		return nil, errors.New("the numbers of the file are big-endian, want little")
	}
	root, err := u.load()
	if err != nil {
		return nil, err
	}
	keys, err := u.load()
	if err != nil {
		return nil, err
	}
	all, is := keys.(*list)
	if !is {
		return nil, errors.New("the file does not list its storages")
	}
	return root, u.readStorages(all.items)
}

func (u *unpickler) readStorages(keys []any) error {
	for _, k := range keys {
		key, _ := k.(string)
		s := u.storages[key]
		if s == nil {
			return fmt.Errorf("the file holds a storage %s that no tensor has", field.Quote(fmt.Sprint(k)))
		}
		head, err := u.take(8)
		if err != nil {
			return err
		}
		count := binary.LittleEndian.Uint64(head)
		if count != uint64(s.count) {
			return fmt.Errorf("the storage %s has %d elements, and its tensors were promised %d", field.Quote(key), count, s.count)
		}
		if s.data, err = u.take(count * uint64(s.kind.width)); err != nil {
			return err
		}
	}
	return nil
}

// get returns the value of a key of text; nil for none.
func (d *dict) get(key string) any {
	for i, k := range d.keys {
		if k == any(key) {
			return d.values[i]
		}
	}
	return nil
}

// walker gathers the tensors of a tree. A pickle can refer to a part of itself many times, in
// itself even: what is visited is counted.
type walker struct {
	tensors []*Tensor
	visited int
}

// Most values that a file may hold, and how deep they may be nested.
const (
	maxVisited = 1 << 22
	maxDepth   = 64
)

func (w *walker) walk(path string, v any, depth int) error {
	if w.visited++; w.visited > maxVisited || depth > maxDepth {
		return fmt.Errorf("the file holds more than %d values, or values nested more than %d deep", maxVisited, maxDepth)
	}
	if len(path) > 1000 {
		return fmt.Errorf("the name of a value is longer than 1,000 bytes: %s", field.Quote(path))
	}
	switch c := v.(type) {
	case *Tensor:
		named := *c
		named.Path = path
		w.tensors = append(w.tensors, &named)
	case *dict:
		for i, k := range c.keys {
			if err := w.walkItem(path, k, c.values[i], depth); err != nil {
				return err
			}
		}
	case *list:
		return w.walkItems(path, c.items, depth)
	case tuple:
		return w.walkItems(path, c, depth)
	}
	return nil
}

func (w *walker) walkItems(path string, items []any, depth int) error {
	for i, item := range items {
		if err := w.walkItem(path, int64(i), item, depth); err != nil {
			return err
		}
	}
	return nil
}

// walkItem visits what stands below a path under a key. Numbers and text need no path.
func (w *walker) walkItem(path string, key, item any, depth int) error {
	switch item.(type) {
	case *Tensor, *dict, *list, tuple:
		name := keyText(key)
		if path != "" {
			name = path + "." + name
		}
		return w.walk(name, item, depth+1)
	}
	return w.walk("", nil, depth+1)
}

// keyText writes a key of a dictionary.
func keyText(k any) string {
	switch k := k.(type) {
	case string:
		return k
	case int64:
		return strconv.FormatInt(k, 10)
	}
	return "?"
}
