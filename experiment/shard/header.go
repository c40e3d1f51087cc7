package shard

import (
	"fmt"
	"maps"
	"slices"
)

// Header says what a file is a part of.
type Header struct {
	Study    string            `json:"study"`    // the command
	Version  string            `json:"version"`  // of the program
	Settings map[string]string `json:"settings"` // by the names of its flags: all that a result depends on
	Given    []string          `json:"given"`    // those of them that were asked for; the others have their defaults
	Shard    int               `json:"shard"`    // from 1 on
	Of       int               `json:"of"`
}

// Refused is the error of files that are parts of something else: trying again does not help.
type Refused struct{ error }

// Unwrap returns what is wrong with them.
func (r Refused) Unwrap() error { return r.error }

// same says in what another part differs from this one.
func (h *Header) same(other *Header) error {
	switch {
	case h.Study != other.Study:
		return fmt.Errorf("one is of %s and the other of %s", h.Study, other.Study)
	case h.Version != other.Version:
		return fmt.Errorf("one was measured by version %s and the other by %s", h.Version, other.Version)
	}
	names := maps.Clone(h.Settings)
	maps.Copy(names, other.Settings)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if a, b := h.Settings[name], other.Settings[name]; a != b {
			return fmt.Errorf("--%s is %q in one and %q in the other", name, a, b)
		}
	}
	return nil
}

// goesOn says why a process with this header cannot go on with a file that has another one.
func (h *Header) goesOn(has *Header) error {
	err := h.same(has)
	if err == nil && (h.Shard != has.Shard || h.Of != has.Of) {
		err = fmt.Errorf("it is shard %d/%d, and %d/%d is asked for", has.Shard, has.Of, h.Shard, h.Of)
	}
	if err != nil {
		return fmt.Errorf("holds something else than this command measures, so that it cannot go on with it: %w; choose another file with --out", err)
	}
	return nil
}
