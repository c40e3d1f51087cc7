package game

import (
	"math"
	"slices"
)

// Glide moves a marker between the cells of a torus: along the shortest way,
// out on one side and in on the other.
type Glide struct {
	rows, columns    float64
	fromRow, fromCol float64
	overRow, overCol float64 // the whole way
	done             float64 // part of the way, 0 to 1
	duration         float64 // seconds
}

// Place puts the marker on a cell at once.
func (g *Glide) Place(rows, columns, row, col int) {
	*g = Glide{rows: float64(rows), columns: float64(columns), fromRow: float64(row), fromCol: float64(col), done: 1}
}

// On reports whether the marker is on a torus of that size.
func (g *Glide) On(rows, columns int) bool {
	return g.rows == float64(rows) && g.columns == float64(columns)
}

// Toward starts the way from where the marker is now to a cell.
func (g *Glide) Toward(row, col int, duration float64) {
	r, c := g.At()
	g.fromRow, g.fromCol = r, c
	g.overRow = math.Remainder(float64(row)-r, g.rows) // the short way around
	g.overCol = math.Remainder(float64(col)-c, g.columns)
	g.done, g.duration = 0, duration
	if g.overRow == 0 && g.overCol == 0 {
		g.done = 1
	}
}

// Advance lets seconds pass.
func (g *Glide) Advance(seconds float64) {
	if g.done < 1 {
		g.done = min(1, g.done+seconds/max(g.duration, 1e-3))
	}
}

// Moving reports whether the marker is on its way.
func (g *Glide) Moving() bool { return g.done < 1 }

// At returns the position in cells, in [0, rows) and [0, columns).
func (g *Glide) At() (row, col float64) {
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

// GlideTime returns the seconds a glide takes at a rate of steps per second: a
// step's time, within what the eye follows and does not wait for.
func GlideTime(rate float64) float64 {
	const shortestGlide, longestGlide = 0.12, 0.2
	if rate <= 0 {
		return longestGlide
	}
	return min(max(1/rate, shortestGlide), longestGlide)
}

// Effect is what fades on the picture.
type Effect struct {
	Kind, Place int     // as the scene counts them
	Lasts, Age  float64 // seconds
}

// Left returns how much of an effect is still to come, from 1 to 0; where motion is
// reduced it does not fade.
func (e *Effect) Left(f *Frame) float32 {
	if f.Reduced {
		return 1
	}
	return float32(1 - e.Age/e.Lasts)
}

// maxEffects bounds how many are drawn: where a whole grid fails at once, more say no
// more.
const maxEffects = 128

// Effects are the effects of a scene, oldest first.
type Effects []Effect

// Advance lets seconds pass and drops what is over.
func (e *Effects) Advance(seconds float64) {
	for i := range *e {
		(*e)[i].Age += seconds
	}
	*e = slices.DeleteFunc(*e, func(x Effect) bool { return x.Age >= x.Lasts })
}

// Add starts an effect that lasts that many seconds.
func (e *Effects) Add(kind, place int, seconds float64) {
	if len(*e) < maxEffects {
		*e = append(*e, Effect{Kind: kind, Place: place, Lasts: seconds})
	}
}

// Clear drops all effects.
func (e *Effects) Clear() { *e = (*e)[:0] }
