package paint

import (
	_ "embed"
	"encoding/binary"

	"golang.org/x/image/vector"
)

// glyphFile is written by internal/fontgen, as package glyphs describes.
//
//go:embed glyphs.bin
var glyphFile []byte

// unitsPerEm is the grid of the outlines.
const unitsPerEm = 1024

// Weight selects a face.
type Weight uint8

// The weights.
const (
	Regular Weight = iota
	Medium
	weights
)

// segment is a part of an outline in font units: 0 move, 1 line, 2 quadratic and 3 cubic
// curve with its control points first.
type segment struct {
	kind byte
	args [6]float32
}

type outline struct {
	advance  float32 // font units
	segments []segment
}

type face struct {
	ascent, descent float32 // font units
	glyphs          map[rune]outline
}

// replacement stands for characters that a face lacks.
const replacement = '?'

func (f *face) outline(r rune) outline {
	if o, ok := f.glyphs[r]; ok {
		return o
	}
	return f.glyphs[replacement]
}

// outlineReader reads the glyph file. The file is part of the program, so a
// damaged one is a programmer's error and panics.
type outlineReader struct{ b []byte }

// take moves on by the n bytes of a number.
func (r *outlineReader) take(n int) {
	if n <= 0 {
		panic("paint: glyphs.bin is damaged")
	}
	r.b = r.b[n:]
}

func (r *outlineReader) uvarint() int {
	v, n := binary.Uvarint(r.b)
	r.take(n)
	return int(v)
}

func (r *outlineReader) varint() float32 {
	v, n := binary.Varint(r.b)
	r.take(n)
	return float32(v)
}

func readFaces() *[weights]face {
	r := &outlineReader{glyphFile}
	faces := new([weights]face)
	for w := range faces {
		faces[w] = r.face()
	}
	return faces
}

func (r *outlineReader) face() face {
	f := face{ascent: float32(r.uvarint()), descent: float32(r.uvarint())}
	n := r.uvarint()
	f.glyphs = make(map[rune]outline, n)
	for range n {
		c := rune(r.uvarint())
		o := outline{advance: float32(r.uvarint())}
		o.segments = make([]segment, r.uvarint())
		x, y := float32(0), float32(0)
		for i := range o.segments {
			s := &o.segments[i]
			s.kind = byte(r.uvarint())
			for k := range max(1, int(s.kind)) {
				x += r.varint()
				y += r.varint()
				s.args[2*k], s.args[2*k+1] = x, y
			}
		}
		f.glyphs[c] = o
	}
	return f
}

// bounds returns the smallest box around o's points, in font units.
func (o *outline) bounds() (x0, y0, x1, y1 float32) {
	for i, s := range o.segments {
		for k := range max(1, int(s.kind)) {
			x, y := s.args[2*k], s.args[2*k+1]
			if i == 0 && k == 0 {
				x0, y0, x1, y1 = x, y, x, y
			}
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
	}
	return x0, y0, x1, y1
}

// trace adds o to z, scaled and moved.
func (o *outline) trace(z *vector.Rasterizer, scale, dx, dy float32) {
	for _, s := range o.segments {
		x, y := s.args[0]*scale+dx, s.args[1]*scale+dy
		switch s.kind {
		case 0:
			z.ClosePath()
			z.MoveTo(x, y)
		case 1:
			z.LineTo(x, y)
		case 2:
			z.QuadTo(x, y, s.args[2]*scale+dx, s.args[3]*scale+dy)
		case 3:
			z.CubeTo(x, y, s.args[2]*scale+dx, s.args[3]*scale+dy, s.args[4]*scale+dx, s.args[5]*scale+dy)
		}
	}
	z.ClosePath()
}
