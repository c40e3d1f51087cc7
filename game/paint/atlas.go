package paint

import (
	"image"
	"image/draw"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/vector"
)

const (
	atlasSize  = 1024
	whitePatch = 4 // side of the white square at the origin
	phases     = 4 // horizontal positions within a pixel at which glyphs are rasterized
)

type glyphKey struct {
	r      rune
	size   uint16 // pixels per em
	phase  uint8
	weight Weight
}

// glyph is where a rasterized character lies in the texture, and where it goes
// relative to the pen.
type glyph struct {
	u, v, w, h float32
	dx, dy     float32
}

// atlas is the one texture everything is drawn from: a white patch for shapes
// and the glyphs that were needed so far, in shelves.
type atlas struct {
	image      *ebiten.Image
	glyphs     map[glyphKey]glyph
	x, y, row  int // next free place, height of the shelf
	full       bool
	rasterizer vector.Rasterizer
	alpha      *image.Alpha
	pixels     []byte
}

// prepare makes the texture ready for a frame. A texture that was too small for
// the last frame's glyphs is started over.
func (a *atlas) prepare() {
	if a.image != nil && !a.full {
		return
	}
	if a.image == nil {
		a.image = ebiten.NewImage(atlasSize, atlasSize)
		a.alpha = new(image.Alpha)
	}
	a.glyphs = make(map[glyphKey]glyph)
	a.full = false
	a.x, a.y, a.row = whitePatch+1, 0, whitePatch+1
	patch := make([]byte, whitePatch*whitePatch*4)
	for i := range patch {
		patch[i] = 0xff
	}
	a.write(image.Rect(0, 0, whitePatch, whitePatch), patch)
}

func (a *atlas) write(r image.Rectangle, pixels []byte) {
	sub := a.image.RecyclableSubImage(r)
	sub.WritePixels(pixels)
	sub.Recycle()
}

// glyph returns the picture of k, rasterizing it at its first use.
func (a *atlas) glyph(k glyphKey, o *outline) glyph {
	if g, ok := a.glyphs[k]; ok {
		return g
	}
	g := a.rasterize(k, o)
	if !a.full {
		a.glyphs[k] = g
	}
	return g
}

func (a *atlas) rasterize(k glyphKey, o *outline) glyph {
	scale := float32(k.size) / unitsPerEm
	shift := float32(k.phase) / phases
	x0, y0, x1, y1 := o.bounds()
	left, top := floor(x0*scale+shift), floor(y0*scale)
	w, h := floor(x1*scale+shift)+1-left, floor(y1*scale)+1-top
	if len(o.segments) == 0 {
		return glyph{}
	}
	x, y, ok := a.place(w, h)
	if !ok {
		a.full = true
		return glyph{}
	}
	a.rasterizer.Reset(w, h)
	o.trace(&a.rasterizer, scale, shift-float32(left), -float32(top))
	a.upload(image.Rect(x, y, x+w, y+h))
	return glyph{u: float32(x), v: float32(y), w: float32(w), h: float32(h), dx: float32(left), dy: float32(top)}
}

// place finds room for w×h pixels and a margin.
func (a *atlas) place(w, h int) (x, y int, ok bool) {
	if a.x+w+1 > atlasSize {
		a.x, a.y, a.row = 0, a.y+a.row, 0
	}
	if w+1 > atlasSize || a.y+h+1 > atlasSize {
		return 0, 0, false
	}
	x, y = a.x, a.y
	a.x += w + 1
	a.row = max(a.row, h+1)
	return x, y, true
}

// upload copies the rasterizer's picture into the texture.
func (a *atlas) upload(r image.Rectangle) {
	n := r.Dx() * r.Dy()
	if cap(a.alpha.Pix) < n {
		a.alpha.Pix = make([]byte, n)
		a.pixels = make([]byte, 4*n)
	}
	a.alpha.Pix, a.alpha.Stride = a.alpha.Pix[:n], r.Dx()
	a.alpha.Rect = image.Rect(0, 0, r.Dx(), r.Dy())
	a.rasterizer.DrawOp = draw.Src
	a.rasterizer.Draw(a.alpha, a.alpha.Rect, image.Opaque, image.Point{})
	pixels := a.pixels[:4*n]
	for i, v := range a.alpha.Pix {
		pixels[4*i], pixels[4*i+1], pixels[4*i+2], pixels[4*i+3] = v, v, v, v
	}
	a.write(r, pixels)
}

func floor(v float32) int {
	i := int(v)
	if float32(i) > v {
		i--
	}
	return i
}
