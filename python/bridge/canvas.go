package bridge

import (
	"math"

	"github.com/resonetics/playground/core/lab"
)

// canvas is a picture in memory, three bytes a pixel, row by row.
type canvas struct {
	pixels        []byte
	width, height int
	clip          box
}

// box is a rectangle in pixels.
type box struct{ x, y, w, h float64 }

func newCanvas(width, height int, ground lab.Color) *canvas {
	c := &canvas{make([]byte, 3*width*height), width, height, box{0, 0, float64(width), float64(height)}}
	c.fill(c.clip, ground, func(float64, float64) float64 { return -1 })
	return c
}

// inset returns b without a rim of that width.
func (b box) inset(rim float64) box { return box{b.x + rim, b.y + rim, b.w - 2*rim, b.h - 2*rim} }

func (b box) center() (x, y float64) { return b.x + b.w/2, b.y + b.h/2 }

// meets reports whether two boxes have points in common.
func (b box) meets(a box) bool {
	return b.x < a.x+a.w && a.x < b.x+b.w && b.y < a.y+a.h && a.y < b.y+b.h
}

// fill colors what lies within a shape: distance is how far a point lies outside of it, in
// pixels, negative within. Pixels on its edge are mixed. Nothing is drawn outside of area.
func (c *canvas) fill(area box, color lab.Color, distance func(x, y float64) float64) {
	left, top := max(area.x, c.clip.x), max(area.y, c.clip.y)
	right, bottom := min(area.x+area.w, c.clip.x+c.clip.w), min(area.y+area.h, c.clip.y+c.clip.h)
	red, green, blue, alpha := color.RGBA()
	for y := max(0, int(top)); y < min(c.height, int(math.Ceil(bottom))); y++ {
		for x := max(0, int(left)); x < min(c.width, int(math.Ceil(right))); x++ {
			cover := min(max(0.5-distance(float64(x)+0.5, float64(y)+0.5), 0), 1) * float64(alpha) / 255
			p := c.pixels[3*(y*c.width+x):][:3]
			for i, v := range [...]uint8{red, green, blue} {
				p[i] = uint8(float64(p[i])*(1-cover) + float64(v)*cover + 0.5)
			}
		}
	}
}

// rounded is how far a point lies outside of a box with round corners.
func rounded(b box, radius float64) func(x, y float64) float64 {
	cx, cy := b.center()
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-b.w/2+radius, math.Abs(y-cy)-b.h/2+radius
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius
	}
}

// round fills a box with round corners.
func (c *canvas) round(b box, radius float64, color lab.Color) {
	c.fill(b.inset(-1), color, rounded(b, radius))
}

// border draws the rim of a box with round corners, of that width, within it.
func (c *canvas) border(b box, radius, width float64, color lab.Color) {
	within := rounded(b, radius)
	c.fill(b.inset(-1), color, func(x, y float64) float64 {
		d := within(x, y)
		return max(d, -d-width)
	})
}

// cross draws two strokes from corner to corner of a square around a point.
func (c *canvas) cross(x, y, reach, width float64, color lab.Color) {
	stroke := func(dx, dy float64) float64 { // to the nearer diagonal, or beyond its end
		along, aside := math.Abs(dx+dy)/math.Sqrt2, math.Abs(dx-dy)/math.Sqrt2
		return math.Hypot(max(along-reach, 0), aside) - width/2
	}
	c.fill(box{x - reach - width, y - reach - width, 2 * (reach + width), 2 * (reach + width)}, color, func(px, py float64) float64 {
		return min(stroke(px-x, py-y), stroke(px-x, y-py))
	})
}

// corner fills the upper right corner of a box.
func (c *canvas) corner(b box, size float64, color lab.Color) {
	c.fill(b, color, func(x, y float64) float64 { return ((b.x + b.w - x) + (y - b.y) - size) / math.Sqrt2 })
}
