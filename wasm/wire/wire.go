// Package wire is the byte layout in which a snapshot travels from the page's worker to
// its stage and its script.
package wire

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
)

// Version is the version of the byte layout.
//
// A snapshot is a header and a sequence of sections, little-endian. The header:
// "RSNP", version u16, lab u8 (its place in the list), flags u8, generation u32,
// reserved u32, seed u64, step u64, episode u64. A section: four letters, payload
// length u32, payload padded with zeros to a multiple of eight bytes, so that every
// array in a snapshot is aligned. The sections are, in this order:
//
//	METR  f64 per metric of the lab
//	CHRT  first u64, stride u64, points u32, series u32, f32 series by series
//	STRY  what has happened; see [lab.Snapshot.WalkStory]
//	LRNG  of a policy that learns; see [lab.Learning.Walk]
//	PICT  the lab's own
//	PROG  of a program of the visitor's; see [lab.Snapshot.WalkProgram]
//	TEXT  UTF-8, where it was asked for; a snapshot that is cut before it has no words
const Version = 3

// Append appends s, a snapshot of one of the labs, to dst.
func Append(dst []byte, labs lab.List, s *lab.Snapshot) []byte {
	w := codec.Writer(dst)
	walk(w, labs, s)
	return w.Bytes()
}

// Read fills s from bytes that Append wrote, keeping none of them. On error s holds an
// undefined mixture and must not be drawn.
func Read(b []byte, labs lab.List, s *lab.Snapshot) error {
	w := codec.Reader(b)
	walk(w, labs, s)
	if err := w.Close(); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

// walk writes or reads a whole snapshot.
func walk(w *codec.Walk, labs lab.List, s *lab.Snapshot) {
	version, reserved := Version, 0
	number := max(0, slices.Index(labs, s.Lab)) // of a snapshot to be read it is not known yet
	w.Magic("RSNP")
	codec.Int16(w, "the version", &version, Version, Version)
	codec.Int8(w, "the lab's number", &number, 0, len(labs)-1)
	program := s.Fault != nil || len(s.Printed) > 0
	w.Flags("the flags", &s.Waiting, &s.Ended, &s.Replaying, &s.Adopted, &s.Learning.Active, &program)
	codec.Int32(w, "the generation", &s.Generation, 0, math.MaxUint32)
	codec.Int32(w, "the reserved bytes", &reserved, 0, 0)
	w.Uint64("the seed", &s.Seed)
	w.Uint64("the step", &s.Step)
	w.Uint64("the episode", &s.Episode)
	if w.Err() != nil {
		return
	}
	s.Resize(labs[number])
	w.Section("METR", func(w *codec.Walk) { w.Float64s("a metric", math.NaN(), 0, s.Metrics) })
	w.Section("CHRT", s.Chart.Walk)
	w.Section("STRY", s.WalkStory)
	if s.Learning.Active {
		w.Section("LRNG", s.Learning.Walk)
	}
	w.Section("PICT", s.Picture.Walk)
	if !program {
		s.Fault, s.Printed = nil, s.Printed[:0]
	} else {
		w.Section("PROG", s.WalkProgram)
	}
	if w.Writing() && s.Text == "" || !w.Writing() && len(w.Bytes()) == 0 {
		s.Text = ""
		return
	}
	w.Section("TEXT", func(w *codec.Walk) {
		b := []byte(s.Text)
		if !w.Writing() {
			b = make([]byte, len(w.Bytes()))
		}
		w.Raw("the text", b)
		s.Text = string(b)
	})
}
