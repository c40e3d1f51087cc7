// Package glyphs packs letters of a font into outline files that package paint draws: a
// program of the page then carries some tens of kilobytes of outlines, and no font parser.
package glyphs

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// unitsPerEm is the grid to which outlines are rounded: finer than a pixel up to type of a
// thousand pixels.
const unitsPerEm = 1024

// Pack returns the outline file of a font in the formats TrueType or OpenType: the face with
// the glyphs of those runes that the font has.
func Pack(data []byte, runes []rune) ([]byte, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	return appendFace(nil, f, runes)
}

// appendFace writes ascent, descent and number of glyphs, then the glyphs.
func appendFace(b []byte, f *sfnt.Font, runes []rune) ([]byte, error) {
	var buf sfnt.Buffer
	m, err := f.Metrics(&buf, fixed.I(unitsPerEm), font.HintingNone)
	if err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, uint64(m.Ascent.Round()))
	b = binary.AppendUvarint(b, uint64(m.Descent.Round()))
	var glyphs []byte
	count := 0
	for _, r := range runes {
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
// segment: its kind (0 move, 1 line, 2 quadratic curve, 3 cubic curve) and the differences of
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
		b = append(b, byte(s.Op))
		for _, p := range s.Args[:max(1, int(s.Op))] {
			px, py := p.X.Round(), p.Y.Round()
			b = binary.AppendVarint(b, int64(px-x))
			b = binary.AppendVarint(b, int64(py-y))
			x, y = px, py
		}
	}
	return b, nil
}
