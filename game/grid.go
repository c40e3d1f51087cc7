package game

import "github.com/resonetics/playground/game/paint"

// grid places rows × columns square cells in an area.
type grid struct {
	rows, columns int
	cell          float32 // side including the gap
	gap           float32
	box           paint.Rect // of all cells
}

const (
	largestCell = 132 // layout pixels
	pixelCell   = 6   // below this, cells are pixels of a picture
	tileNodes   = 1024
)

// newGrid makes the cells as large as they fit, whole pixels where they are
// more than a few.
func newGrid(rows, columns int, area paint.Rect, scale float32) grid {
	cell := min(area.W/float32(columns), area.H/float32(rows), largestCell*scale)
	if cell >= pixelCell*scale {
		cell = float32(int(cell))
	}
	g := grid{rows: rows, columns: columns, cell: cell}
	g.gap = max(1, paint.Round(cell*0.08))
	w, h := cell*float32(columns), cell*float32(rows)
	g.box = paint.Rect{X: paint.Round(area.X + (area.W-w)/2), Y: paint.Round(area.Y + (area.H-h)/2), W: w, H: h}
	return g
}

// pixels reports whether the cells are too small, or too many, for tiles.
func (g *grid) pixels(scale float32) bool {
	return g.cell < pixelCell*scale || g.rows*g.columns > tileNodes
}

// cellAt returns the whole cell at a row and column, which may be fractions.
func (g *grid) cellAt(row, col float64) paint.Rect {
	return paint.Rect{X: g.box.X + float32(col)*g.cell, Y: g.box.Y + float32(row)*g.cell, W: g.cell, H: g.cell}
}

// tile returns the part of a node's cell that is filled.
func (g *grid) tile(node int) paint.Rect {
	r := g.cellAt(float64(node/g.columns), float64(node%g.columns))
	half := paint.Round(g.gap / 2)
	return paint.Rect{X: r.X + half, Y: r.Y + half, W: g.cell - g.gap, H: g.cell - g.gap}
}

// node returns the node at a point, or -1.
func (g *grid) node(x, y float32) int {
	if g.cell <= 0 || !g.box.Contains(x, y) {
		return -1
	}
	col := min(int((x-g.box.X)/g.cell), g.columns-1)
	row := min(int((y-g.box.Y)/g.cell), g.rows-1)
	return row*g.columns + col
}

// around calls draw for every copy of a square of n×n cells around a position
// that shows in the box: on a torus, what leaves on one side enters on the
// other.
func (g *grid) around(row, col float64, n int, draw func(r paint.Rect)) {
	reach := float64(n / 2)
	for _, dr := range wraps(row, reach, g.rows) {
		for _, dc := range wraps(col, reach, g.columns) {
			r := g.cellAt(row-reach+dr, col-reach+dc)
			r.W, r.H = r.W*float32(n), r.H*float32(n)
			draw(r)
		}
	}
}

// wraps returns the shifts by which copies of the cells from v-reach to
// v+reach+1 show in n cells.
func wraps(v, reach float64, n int) []float64 {
	size := float64(n)
	switch {
	case v-reach < 0 && v+reach+1 > size:
		return []float64{0, size, -size}
	case v-reach < 0:
		return []float64{0, size}
	case v+reach+1 > size:
		return []float64{0, -size}
	}
	return []float64{0}
}
