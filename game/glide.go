package game

import "math"

// glide moves a marker between the cells of a torus: along the shortest way,
// out on one side and in on the other.
type glide struct {
	rows, columns    float64
	fromRow, fromCol float64
	overRow, overCol float64 // the whole way
	done             float64 // part of the way, 0 to 1
	duration         float64 // seconds
}

// place puts the marker on a cell at once.
func (g *glide) place(rows, columns, row, col int) {
	*g = glide{rows: float64(rows), columns: float64(columns), fromRow: float64(row), fromCol: float64(col), done: 1}
}

// toward starts the way from where the marker is now to a cell.
func (g *glide) toward(row, col int, duration float64) {
	r, c := g.at()
	g.fromRow, g.fromCol = r, c
	g.overRow = shortest(float64(row)-r, g.rows)
	g.overCol = shortest(float64(col)-c, g.columns)
	g.done, g.duration = 0, duration
	if g.overRow == 0 && g.overCol == 0 {
		g.done = 1
	}
}

// shortest returns the difference d on a ring of n cells that is nearest to 0.
func shortest(d, n float64) float64 {
	d = math.Mod(d, n)
	switch {
	case d > n/2:
		return d - n
	case d < -n/2:
		return d + n
	}
	return d
}

// advance lets seconds pass.
func (g *glide) advance(seconds float64) {
	if g.done < 1 {
		g.done = min(1, g.done+seconds/max(g.duration, 1e-3))
	}
}

func (g *glide) moving() bool { return g.done < 1 }

// at returns the position in cells, in [0, rows) and [0, columns).
func (g *glide) at() (row, col float64) {
	ease := 1 - (1-g.done)*(1-g.done)
	return wrap(g.fromRow+ease*g.overRow, g.rows), wrap(g.fromCol+ease*g.overCol, g.columns)
}

func wrap(v, n float64) float64 {
	v = math.Mod(v, n)
	if v < 0 {
		v += n
	}
	if v >= n { // a tiny negative number plus n
		return 0
	}
	return v
}

// glideTime returns the seconds a glide takes at a rate of steps per second: a
// step's time, within what the eye follows and does not wait for.
func glideTime(rate float64) float64 {
	const shortestGlide, longestGlide = 0.12, 0.2
	if rate <= 0 {
		return longestGlide
	}
	return min(max(1/rate, shortestGlide), longestGlide)
}
