// Package paint draws flat shapes and text with Ebitengine in very few calls:
// everything between two calls of Painter.Flush is one DrawTriangles. Shapes
// are tessellated here, with soft edges of one pixel; glyphs are rasterized at
// the device's pixel ratio into one texture and drawn from it.
//
// Lengths are device pixels. Nothing allocates per frame once its buffers have
// grown.
package paint

//go:generate go run ../internal/fontgen glyphs.bin

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/internal/words"
)

// Painter draws onto one image at a time, in the order of the calls. The zero
// value is not ready; see New.
type Painter struct {
	Theme *Theme
	Scale float32 // device pixels per layout pixel

	mesh
	dst     *ebiten.Image
	stroke  []Point // of a broken line
	atlas   atlas
	faces   *[weights]face
	words   *words.Table
	options ebiten.DrawTrianglesOptions
}

// New returns a painter with the dark theme and scale 1.
func New() *Painter {
	return &Painter{
		Theme:   Dark(),
		Scale:   1,
		faces:   readFaces(),
		options: ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha},
	}
}

// Px converts layout pixels to device pixels.
func (p *Painter) Px(v float32) float32 { return v * p.Scale }

// Hair returns the width of a fine rule: one layout pixel, whole device pixels.
func (p *Painter) Hair() float32 { return max(1, Round(p.Scale)) }

// Begin starts a frame on dst.
func (p *Painter) Begin(dst *ebiten.Image) {
	p.atlas.prepare()
	p.reset()
	p.dst = dst
}

// Flush draws what was collected, in one call.
func (p *Painter) Flush() { p.flush(p.atlas.image) }

func (p *Painter) flush(texture *ebiten.Image) {
	if len(p.indices) == 0 {
		return
	}
	p.dst.DrawTriangles32(p.vertices, p.indices, texture, &p.options)
	p.reset()
}

// Pieces draws parts of img in one call: those that draw adds by Piece, and nothing else.
func (p *Painter) Pieces(img *ebiten.Image, draw func()) {
	p.Flush()
	draw()
	p.flush(img)
}

// Incomplete reports whether some glyphs of the frame found no room; the next
// frame has them.
func (p *Painter) Incomplete() bool { return p.atlas.full }

// Clipped draws what draw paints, but only inside r.
func (p *Painter) Clipped(r image.Rectangle, draw func()) {
	p.Flush()
	dst := p.dst
	sub := dst.RecyclableSubImage(r)
	p.dst = sub
	draw()
	p.Flush()
	p.dst = dst
	sub.Recycle()
}

// Picture draws img stretched over r, every pixel a rectangle.
func (p *Painter) Picture(img *ebiten.Image, r Rect) {
	p.Flush()
	var o ebiten.DrawImageOptions
	b := img.Bounds()
	o.GeoM.Scale(float64(r.W)/float64(b.Dx()), float64(r.H)/float64(b.Dy()))
	o.GeoM.Translate(float64(r.X), float64(r.Y))
	p.dst.DrawImage(img, &o)
}

// Disc fills a circle.
func (p *Painter) Disc(x, y, radius float32, c Color) {
	p.RoundRect(Rect{x - radius, y - radius, 2 * radius, 2 * radius}, radius, c)
}

// Line strokes a straight line.
func (p *Painter) Line(x0, y0, x1, y1, width float32, c Color) {
	points := [2]Point{{x0, y0}, {x1, y1}}
	p.Polyline(points[:], width, c)
}

// Cross draws a small cross around a point.
func (p *Painter) Cross(x, y, reach, width float32, c Color) {
	p.Line(x-reach, y-reach, x+reach, y+reach, width, c)
	p.Line(x-reach, y+reach, x+reach, y-reach, width, c)
}
