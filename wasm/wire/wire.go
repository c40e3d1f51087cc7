// Package wire is the byte layout in which a snapshot travels from the page's worker to
// its stage and its script.
package wire

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
)

// Version is the version of the byte layout.
//
// A snapshot is a header and a sequence of sections, little-endian. The header:
// "RSNP", version u16, lab u8 (its place in the list), flags u8, generation u32,
// reserved u32, seed u64, step u64, episode u64. A section: four letters, payload
// length u32, payload padded with zeros to a multiple of eight bytes, so that every
// array in a snapshot is aligned.
const Version = 2

const magic = "RSNP"

// The sections, in their order.
const (
	tagMetrics  = "METR" // f64 per metric of the lab
	tagChart    = "CHRT" // first u64, stride u64, points u32, series u32, f32 series by series
	tagLearning = "LRNG" // of a policy that learns
	tagPicture  = "PICT" // the lab's own
	tagText     = "TEXT" // UTF-8
)

// Append appends s, a snapshot of one of the labs, to dst.
func Append(dst []byte, labs lab.List, s *lab.Snapshot) []byte {
	w := codec.Writer(dst)
	header(w, labs, s)
	codec.Section(w, tagMetrics, metrics(s))
	codec.Section(w, tagChart, s.Chart.Walk)
	if s.Learning.Active {
		codec.Section(w, tagLearning, s.Learning.Walk)
	}
	codec.Section(w, tagPicture, s.Picture.Walk)
	if s.Text != "" {
		codec.Section(w, tagText, text(s))
	}
	return w.Bytes()
}

// Read fills s from bytes that Append wrote, keeping none of them. On error s holds an
// undefined mixture and must not be drawn.
func Read(b []byte, labs lab.List, s *lab.Snapshot) error {
	w := codec.Reader(b)
	header(w, labs, s)
	s.Text, s.Learning.Active = "", false
	seen := 0
	for w.Err() == nil {
		tag := w.Tag()
		if tag == "" {
			break
		}
		seen++
		switch tag {
		case tagMetrics:
			codec.Section(w, tag, metrics(s))
		case tagChart:
			codec.Section(w, tag, s.Chart.Walk)
		case tagLearning:
			s.Learning.Active = true
			codec.Section(w, tag, s.Learning.Walk)
		case tagPicture:
			codec.Section(w, tag, s.Picture.Walk)
		case tagText:
			codec.Section(w, tag, text(s))
		default:
			w.Fail(fmt.Errorf("section %q is unknown", tag))
		}
	}
	if seen < 3 {
		w.Fail(fmt.Errorf("it has %d sections, want at least 3", seen))
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

func header(w *codec.Walk, labs lab.List, s *lab.Snapshot) {
	w.Magic(magic)
	version, number, reserved := Version, place(labs, s.Lab), 0
	codec.Int16(w, "the version", &version, Version, Version)
	codec.Int8(w, "the lab's number", &number, 0, len(labs)-1)
	w.Flags("the flags", &s.Waiting, &s.Ended, &s.Replaying, &s.Adopted)
	codec.Int32(w, "the generation", &s.Generation, 0, 1<<32-1)
	codec.Int32(w, "the reserved bytes", &reserved, 0, 0)
	w.Uint64("the seed", &s.Seed)
	w.Uint64("the step", &s.Step)
	w.Uint64("the episode", &s.Episode)
	if w.Err() == nil {
		s.Resize(labs[number])
	}
}

func place(labs lab.List, l *lab.Lab) int {
	for i, one := range labs {
		if one == l {
			return i
		}
	}
	return 0 // of a snapshot that is yet to be read
}

func metrics(s *lab.Snapshot) func(*codec.Walk) {
	return func(w *codec.Walk) { w.Float64s("a metric", math.NaN(), 0, s.Metrics) }
}

func text(s *lab.Snapshot) func(*codec.Walk) {
	return func(w *codec.Walk) {
		b := []byte(s.Text)
		if !w.Writing() {
			b = make([]byte, len(w.Bytes()))
		}
		w.Raw("the text", b)
		s.Text = string(b)
	}
}
