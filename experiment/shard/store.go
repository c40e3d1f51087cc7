// Package shard lets several processes measure one study: each does its share of the units and
// keeps them in a file, and from all files the study is put together as if one process had
// done it. A study does not know which of that happens: it asks for its units by Map.
package shard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"sync"
)

// ErrElsewhere is what Map returns where units are missing that others have to do.
var ErrElsewhere = errors.New("some units are those of other shards")

// Store keeps what the units of a study came to. Goroutines may share it.
type Store struct {
	mu       sync.Mutex
	file     *os.File // nil: none
	header   Header
	measures bool // what is missing of this shard is measured
	units    map[string]json.RawMessage
	parts    []part // that were read

	asked, own, done int         // units that Map was asked for; of this shard; of them those there are
	missing          map[int]int // units that are not there, by shard
}

// part is a file that was read.
type part struct {
	path  string
	shard int
}

// line is a line of a file: the first has the header, the others have a unit each.
type line struct {
	*Header
	Unit   string          `json:"unit,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
}

// whole returns a store in memory, of a study that is measured here and whole.
func whole() *Store {
	return &Store{header: Header{Shard: 1, Of: 1}, measures: true, units: map[string]json.RawMessage{}, missing: map[int]int{}}
}

// Open returns the store in a file, and goes on with what it has. A process may be killed at
// any moment: what counts are whole lines. The error says what the file holds where it is
// something else than the header says.
func Open(path string, h Header) (*Store, error) {
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s := whole()
	s.header = h
	b = b[:bytes.LastIndexByte(b, '\n')+1] // the last line was being written
	if len(b) > 0 {
		has, err := s.read(path, b)
		if err == nil {
			err = h.goesOn(has)
		}
		if err != nil {
			return nil, Refused{fmt.Errorf("%s %w", path, err)}
		}
	}
	if s.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644); err != nil {
		return nil, err
	}
	if err := s.file.Truncate(int64(len(b))); err != nil {
		return nil, err
	}
	if _, err := s.file.Seek(0, io.SeekEnd); err != nil {
		return nil, err
	}
	if len(b) == 0 {
		err = s.write(line{Header: &h})
	}
	return s, err
}

// Merge returns a store of what some files hold, of which nothing more is measured, and what
// they are parts of. The error says in what they differ.
func Merge(paths []string, read func(path string) ([]byte, error)) (*Store, Header, error) {
	s := whole()
	s.measures = false
	for i, path := range paths {
		b, err := read(path)
		if err != nil {
			return nil, Header{}, err
		}
		h, err := s.read(path, b[:bytes.LastIndexByte(b, '\n')+1])
		if err != nil {
			return nil, Header{}, Refused{fmt.Errorf("%s %w", path, err)}
		}
		if i == 0 {
			s.header = *h
		}
		if err := s.header.same(h); err != nil {
			return nil, Header{}, Refused{fmt.Errorf("%s and %s cannot be put together: %w", paths[0], path, err)}
		}
		s.header.Of = max(s.header.Of, h.Of)
		s.parts = append(s.parts, part{path, h.Shard})
	}
	return s, s.header, nil
}

// read takes over the units of a file. Those that another one has too must be the same.
func (s *Store) read(path string, b []byte) (*Header, error) {
	var h *Header
	for i, text := range bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n")) {
		var l line
		err := json.Unmarshal(text, &l)
		switch {
		case i == 0 && (err != nil || l.Header == nil || l.Study == "" || l.Shard < 1 || l.Shard > l.Of):
			return nil, errors.New("is no part of a study, as --shard writes it")
		case i == 0:
			h = l.Header
		case err != nil:
			return nil, fmt.Errorf("is damaged in line %d: %w", i+1, err)
		case s.units[l.Unit] != nil && !alike(s.units[l.Unit], l.Result):
			return nil, fmt.Errorf("has another result of %s than another part: they should be the same", l.Unit)
		case s.units[l.Unit] == nil:
			s.units[l.Unit] = l.Result
		}
	}
	return h, nil
}

// alike reports whether two results are the same, but for what was read from a clock, which
// stands under "seconds".
func alike(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y map[string]any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	delete(x, "seconds")
	delete(y, "seconds")
	return reflect.DeepEqual(x, y)
}

func (s *Store) write(l line) error {
	b, err := json.Marshal(l)
	if err == nil {
		_, err = s.file.Write(append(b, '\n'))
	}
	return err
}

// keep keeps a unit that was measured.
func (s *Store) keep(key string, result any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done++
	if s.file == nil {
		return nil
	}
	b, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return s.write(line{Unit: key, Result: b})
}

// Done returns how many units of this shard there are, and of how many.
func (s *Store) Done() (done, own int) { return s.done, s.own }

// Missing says which shards have not been given, or not whole; nil where nothing is missing.
func (s *Store) Missing() error {
	if len(s.missing) == 0 {
		return nil
	}
	n := slices.Min(slices.Collect(maps.Keys(s.missing)))
	for _, p := range s.parts {
		if p.shard == n {
			return fmt.Errorf("%s is not finished: %d units of shard %d/%d are missing; the command that wrote it goes on with it", p.path, s.missing[n], n, s.header.Of)
		}
	}
	return fmt.Errorf("shard %d/%d is missing: %d of all %d units", n, s.header.Of, s.missing[n], s.asked)
}

// Close closes the file.
func (s *Store) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
