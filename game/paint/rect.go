package paint

import "image"

// Rect is an axis-parallel rectangle in device pixels, y growing downward.
type Rect struct{ X, Y, W, H float32 }

// Image returns r with its edges rounded to whole pixels.
func (r Rect) Image() image.Rectangle {
	return image.Rect(round(r.X), round(r.Y), round(r.Right()), round(r.Bottom()))
}

// Right returns the x coordinate of the right edge.
func (r Rect) Right() float32 { return r.X + r.W }

// Bottom returns the y coordinate of the lower edge.
func (r Rect) Bottom() float32 { return r.Y + r.H }

// Center returns the point in the middle.
func (r Rect) Center() (x, y float32) { return r.X + r.W/2, r.Y + r.H/2 }

// Inset returns r without a border of width d; it is never turned inside out.
func (r Rect) Inset(d float32) Rect {
	d = min(d, r.W/2, r.H/2)
	return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d}
}

// Contains reports whether the point lies in r, the right and lower edges
// excluded.
func (r Rect) Contains(x, y float32) bool {
	return x >= r.X && x < r.Right() && y >= r.Y && y < r.Bottom()
}

// CutTop returns the upper part of height h and the rest.
func (r Rect) CutTop(h float32) (top, rest Rect) {
	h = min(h, r.H)
	return Rect{r.X, r.Y, r.W, h}, Rect{r.X, r.Y + h, r.W, r.H - h}
}

// CutLeft returns the left part of width w and the rest.
func (r Rect) CutLeft(w float32) (left, rest Rect) {
	w = min(w, r.W)
	return Rect{r.X, r.Y, w, r.H}, Rect{r.X + w, r.Y, r.W - w, r.H}
}

func round(v float32) int {
	if v < 0 {
		return -int(0.5 - v)
	}
	return int(v + 0.5)
}

// Round returns v rounded to a whole pixel.
func Round(v float32) float32 { return float32(round(v)) }
