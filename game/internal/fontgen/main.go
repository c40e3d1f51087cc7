// Command fontgen packs the glyphs that the canvas needs out of the Go fonts
// (golang.org/x/image/font/gofont, BSD license) into the outline file that
// package paint embeds. The browser program then carries some twenty kilobytes
// of outlines instead of two fonts and a font parser.
//
// Run it with go generate ./game/paint.
package main

import (
	"encoding/binary"
	"fmt"
	"os"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// unitsPerEm is the grid to which outlines are rounded: half the fonts' own,
// finer than a pixel up to type of a thousand pixels.
const unitsPerEm = 1024

// others are the characters beyond ASCII, Latin-1 and Greek: dashes, quotation
// marks, arrows and signs of arithmetic.
const others = "–—‘’“”•…←↑→↓−≈≠≤≥√∞∑∂Δ"

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "fontgen:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	packed, err := Pack()
	if err != nil {
		return err
	}
	return os.WriteFile(path, packed, 0o644)
}

// Pack returns the outline file: the regular face, then the medium one.
func Pack() ([]byte, error) {
	var b []byte
	for _, ttf := range [][]byte{goregular.TTF, gomedium.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			return nil, err
		}
		if b, err = appendFace(b, f); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func runes() []rune {
	var list []rune
	for _, r := range [][2]rune{{' ', '~'}, {0xa0, 0xff}, {0x391, 0x3c9}} {
		for c := r[0]; c <= r[1]; c++ {
			list = append(list, c)
		}
	}
	return append(list, []rune(others)...)
}

// appendFace writes ascent, descent and number of glyphs, then the glyphs.
func appendFace(b []byte, f *sfnt.Font) ([]byte, error) {
	var buf sfnt.Buffer
	m, err := f.Metrics(&buf, fixed.I(unitsPerEm), font.HintingNone)
	if err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, uint64(m.Ascent.Round()))
	b = binary.AppendUvarint(b, uint64(m.Descent.Round()))
	var glyphs []byte
	count := 0
	for _, r := range runes() {
		i, err := f.GlyphIndex(&buf, r)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			continue
		}
		if glyphs, err = appendGlyph(glyphs, f, &buf, r, i); err != nil {
			return nil, err
		}
		count++
	}
	b = binary.AppendUvarint(b, uint64(count))
	return append(b, glyphs...), nil
}

// appendGlyph writes character, advance and number of segments, then each
// segment: its kind (0 move, 1 line, 2 quadratic curve) and the differences of
// its points to the point before.
func appendGlyph(b []byte, f *sfnt.Font, buf *sfnt.Buffer, r rune, i sfnt.GlyphIndex) ([]byte, error) {
	advance, err := f.GlyphAdvance(buf, i, fixed.I(unitsPerEm), font.HintingNone)
	if err != nil {
		return nil, err
	}
	segments, err := f.LoadGlyph(buf, i, fixed.I(unitsPerEm), nil)
	if err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, uint64(r))
	b = binary.AppendUvarint(b, uint64(advance.Round()))
	b = binary.AppendUvarint(b, uint64(len(segments)))
	x, y := 0, 0
	for _, s := range segments {
		points := 1
		switch s.Op {
		case sfnt.SegmentOpQuadTo:
			points = 2
		case sfnt.SegmentOpCubeTo:
			return nil, fmt.Errorf("glyph %q has a cubic curve, want quadratic ones", r)
		}
		b = append(b, byte(s.Op))
		for _, p := range s.Args[:points] {
			px, py := p.X.Round(), p.Y.Round()
			b = binary.AppendVarint(b, int64(px-x))
			b = binary.AppendVarint(b, int64(py-y))
			x, y = px, py
		}
	}
	return b, nil
}
