package paint

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// mesh collects triangles. Edges that are not parallel to the pixel grid get a
// fringe one pixel wide over which the color fades out: smooth without
// multisampling.
type mesh struct {
	vertices []ebiten.Vertex
	indices  []uint32
}

// white is the middle of the texture's white patch.
const white = whitePatch / 2

func (m *mesh) reset() {
	m.vertices = m.vertices[:0]
	m.indices = m.indices[:0]
}

// vertex appends a vertex of color c, straight alpha, and returns its index.
func (m *mesh) vertex(x, y float32, c Color) uint32 {
	return m.textured(x, y, white, white, c)
}

func (m *mesh) textured(x, y, u, v float32, c Color) uint32 {
	m.vertices = append(m.vertices, ebiten.Vertex{
		DstX: x, DstY: y, SrcX: u, SrcY: v,
		ColorR: c.R * c.A, ColorG: c.G * c.A, ColorB: c.B * c.A, ColorA: c.A,
	})
	return uint32(len(m.vertices) - 1)
}

// quad connects four vertices in the order of a strip.
func (m *mesh) quad(a, b, c, d uint32) {
	m.indices = append(m.indices, a, b, c, c, b, d)
}

// Rect fills r without smoothing its edges.
func (m *mesh) Rect(r Rect, c Color) { m.Gradient(r, c, c) }

// Gradient fills r with a color that changes from left to right.
func (m *mesh) Gradient(r Rect, left, right Color) {
	a := m.vertex(r.X, r.Y, left)
	m.vertex(r.Right(), r.Y, right)
	m.vertex(r.X, r.Bottom(), left)
	m.vertex(r.Right(), r.Bottom(), right)
	m.quad(a, a+1, a+2, a+3)
}

// Piece stretches a part of the image that Pieces draws over r, every pixel a rectangle.
func (m *mesh) Piece(part, r Rect) {
	a := uint32(len(m.vertices))
	for _, at := range [...]Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		m.textured(r.X+at.X*r.W, r.Y+at.Y*r.H, part.X+at.X*part.W, part.Y+at.Y*part.H, Color{1, 1, 1, 1})
	}
	m.quad(a, a+1, a+2, a+3)
}

// arcSteps is into how many parts the finest quarter circle is divided.
const arcSteps = 16

var arc = makeArc()

func makeArc() (t [arcSteps + 1][2]float32) {
	for i := range t {
		sin, cos := math.Sincos(float64(i) / arcSteps * math.Pi / 2)
		t[i] = [2]float32{float32(cos), float32(sin)}
	}
	return t
}

// arcStride returns the distance of the entries of arc that suffice for a
// radius.
func arcStride(radius float32) int {
	switch {
	case radius < 2.5:
		return 8
	case radius < 8:
		return 4
	case radius < 32:
		return 2
	}
	return 1
}

// ring appends the outline of r with rounded corners, moved outward by d, once
// around, and returns the first index and the number of vertices. Rings of the
// same r and radius have equally many.
func (m *mesh) ring(r Rect, radius, d float32, c Color) (first uint32, n int) {
	first = uint32(len(m.vertices))
	stride := arcStride(radius)
	reach := radius + d
	inner := r.Inset(radius)
	if reach < 0 { // beyond the corners' centers the corners are square
		inner, reach = inner.Inset(-reach), 0
	}
	corners := [4][2]float32{{inner.Right(), inner.Bottom()}, {inner.X, inner.Bottom()}, {inner.X, inner.Y}, {inner.Right(), inner.Y}}
	for k, corner := range corners {
		for i := 0; i <= arcSteps; i += stride {
			x, y := turn(arc[i], k)
			m.vertex(corner[0]+x*reach, corner[1]+y*reach, c)
			n++
		}
	}
	return first, n
}

// turn rotates v by k quarter turns.
func turn(v [2]float32, k int) (x, y float32) {
	switch k {
	case 0:
		return v[0], v[1]
	case 1:
		return -v[1], v[0]
	case 2:
		return -v[0], -v[1]
	}
	return v[1], -v[0]
}

// band connects two rings of n vertices.
func (m *mesh) band(a, b uint32, n int) {
	for i := range uint32(n) {
		j := i + 1
		if j == uint32(n) {
			j = 0
		}
		m.quad(a+i, a+j, b+i, b+j)
	}
}

// fringe is half the width of a soft edge.
const fringe = 0.5

// RoundRect fills r with rounded corners.
func (m *mesh) RoundRect(r Rect, radius float32, c Color) {
	radius = min(radius, r.W/2, r.H/2)
	solid, n := m.ring(r, radius, -fringe, c)
	for i := 2; i < n; i++ {
		m.indices = append(m.indices, solid, solid+uint32(i-1), solid+uint32(i))
	}
	soft, _ := m.ring(r, radius, fringe, c.Fade(0))
	m.band(solid, soft, n)
}

// Border strokes the inner edge of r.
func (m *mesh) Border(r Rect, radius, width float32, c Color) {
	radius = min(radius, r.W/2, r.H/2)
	clear := c.Fade(0)
	outside, n := m.ring(r, radius, fringe, clear)
	outer, _ := m.ring(r, radius, -fringe, c)
	inner, _ := m.ring(r, radius, -max(width-fringe, fringe), c)
	inside, _ := m.ring(r, radius, -width-fringe, clear)
	m.band(outside, outer, n)
	m.band(outer, inner, n)
	m.band(inner, inside, n)
}

// Triangle fills a triangle without smoothing its edges.
func (m *mesh) Triangle(x0, y0, x1, y1, x2, y2 float32, c Color) {
	a := m.vertex(x0, y0, c)
	m.vertex(x1, y1, c)
	m.vertex(x2, y2, c)
	m.indices = append(m.indices, a, a+1, a+2)
}
