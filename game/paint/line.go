package paint

import "math"

// A polyline is a strip with four vertices across: transparent, solid, solid,
// transparent. Neighboring segments share them where the line turns by less
// than a right angle; at sharper turns, where a shared corner would shoot out
// or shrink, the strip is cut.

// Point is a corner of a line.
type Point struct{ X, Y float32 }

// Polyline strokes a line through points. Points that are NaN in Y are gaps; a point between
// two gaps is drawn as a dot.
func (m *mesh) Polyline(points []Point, width float32, c Color) {
	for start := 0; start < len(points); {
		if points[start].Y != points[start].Y {
			start++
			continue
		}
		end := start + 1
		for end < len(points) && points[end].Y == points[end].Y {
			end++
		}
		m.unbroken(points[start:end], width, c)
		start = end
	}
}

// Dashed strokes a line through points in strokes and gaps, in layout pixels and in turn
// along the line; an empty pattern is a Polyline.
func (p *Painter) Dashed(points []Point, width float32, pattern []float32, c Color) {
	if len(pattern) == 0 {
		p.Polyline(points, width, c)
		return
	}
	part, left := 0, pattern[0]*p.Scale
	stroke := p.stroke[:0]
	flush := func() {
		if len(stroke) > 1 {
			p.unbroken(stroke, width, c)
		}
		stroke = stroke[:0]
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if a.Y != a.Y || b.Y != b.Y {
			flush()
			continue
		}
		length := float32(math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y)))
		for at := float32(0); at < length; {
			walked := min(left, length-at)
			if part%2 == 0 {
				if len(stroke) == 0 {
					stroke = append(stroke, between(a, b, at/length))
				}
				stroke = append(stroke, between(a, b, (at+walked)/length))
			}
			at, left = at+walked, left-walked
			if left <= 0 {
				flush()
				part = (part + 1) % len(pattern)
				left = pattern[part] * p.Scale
			}
		}
	}
	flush()
	p.stroke = stroke
}

func between(a, b Point, t float32) Point { return Point{a.X + t*(b.X-a.X), a.Y + t*(b.Y-a.Y)} }

func (m *mesh) unbroken(points []Point, width float32, c Color) {
	half := width / 2
	if len(points) == 1 {
		p := points[0]
		m.RoundRect(Rect{p.X - width, p.Y - width, 2 * width, 2 * width}, width, c)
		return
	}
	before := normal(points[0], points[1])
	last := m.across(points[0], before, half, c)
	for i := 1; i < len(points); i++ {
		after := before
		if i+1 < len(points) {
			after = normal(points[i], points[i+1])
		}
		joint, shared := miter(before, after)
		if !shared {
			joint = before
		}
		next := m.across(points[i], joint, half, c)
		for k := range uint32(3) {
			m.quad(last+k, last+k+1, next+k, next+k+1)
		}
		last = next
		if !shared {
			last = m.across(points[i], after, half, c)
		}
		before = after
	}
}

// normal returns the unit vector across the line from p to q.
func normal(p, q Point) Point {
	dx, dy := q.X-p.X, q.Y-p.Y
	length := float32(math.Sqrt(float64(dx*dx + dy*dy)))
	if length == 0 {
		return Point{0, -1}
	}
	return Point{dy / length, -dx / length}
}

// miter returns the vector across a joint of segments with the normals a and b,
// long enough that both keep their width, and whether the turn is so slight
// that they can share it.
func miter(a, b Point) (Point, bool) {
	dot := a.X*b.X + a.Y*b.Y
	if dot <= 0 {
		return Point{}, false
	}
	f := 1 / (1 + dot)
	return Point{(a.X + b.X) * f, (a.Y + b.Y) * f}, true
}

// across appends the four vertices of a strip at p.
func (m *mesh) across(p, n Point, half float32, c Color) uint32 {
	solid, clear := max(half-fringe, 0), c.Fade(0)
	if half < fringe { // thinner than a pixel: fainter instead
		c = c.Fade(half / fringe)
	}
	first := m.vertex(p.X-n.X*(half+fringe), p.Y-n.Y*(half+fringe), clear)
	m.vertex(p.X-n.X*solid, p.Y-n.Y*solid, c)
	m.vertex(p.X+n.X*solid, p.Y+n.Y*solid, c)
	m.vertex(p.X+n.X*(half+fringe), p.Y+n.Y*(half+fringe), clear)
	return first
}
