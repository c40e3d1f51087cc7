package game

import (
	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/game/paint"
)

// Grid places rows × columns square cells in an area.
type Grid struct {
	Rows, Columns int
	Cell          float32 // side including the gap
	Gap           float32
	Box           paint.Rect // of all cells
}

const (
	largestCell = 132 // layout pixels
	pixelCell   = 6   // below this, cells are pixels of a picture
	tileNodes   = 1024
)

// NewGrid makes the cells as large as they fit, whole pixels where they are
// more than a few.
func NewGrid(rows, columns int, area paint.Rect, scale float32) Grid {
	cell := min(area.W/float32(columns), area.H/float32(rows), largestCell*scale)
	if cell >= pixelCell*scale {
		cell = float32(int(cell))
	}
	g := Grid{Rows: rows, Columns: columns, Cell: cell}
	g.Gap = max(1, paint.Round(cell*0.08))
	w, h := cell*float32(columns), cell*float32(rows)
	g.Box = paint.Rect{X: paint.Round(area.X + (area.W-w)/2), Y: paint.Round(area.Y + (area.H-h)/2), W: w, H: h}
	return g
}

// Pixels reports whether the cells are too small, or too many, for tiles.
func (g *Grid) Pixels(scale float32) bool {
	return g.Cell < pixelCell*scale || g.Rows*g.Columns > tileNodes
}

// Rect returns the whole cell at a row and column, which may be fractions.
func (g *Grid) Rect(row, col float64) paint.Rect {
	return paint.Rect{X: g.Box.X + float32(col)*g.Cell, Y: g.Box.Y + float32(row)*g.Cell, W: g.Cell, H: g.Cell}
}

// Tile returns the part of a cell that is filled.
func (g *Grid) Tile(cell int) paint.Rect {
	r := g.Rect(float64(cell/g.Columns), float64(cell%g.Columns))
	half := paint.Round(g.Gap / 2)
	return paint.Rect{X: r.X + half, Y: r.Y + half, W: g.Cell - g.Gap, H: g.Cell - g.Gap}
}

// Index returns the cell at a point, row by row; -1 for none.
func (g *Grid) Index(x, y float32) int {
	if g.Cell <= 0 || !g.Box.Contains(x, y) {
		return -1
	}
	col := min(int((x-g.Box.X)/g.Cell), g.Columns-1)
	row := min(int((y-g.Box.Y)/g.Cell), g.Rows-1)
	return row*g.Columns + col
}

// Middle returns the middle of a cell.
func (g *Grid) Middle(cell int) (x, y float32) {
	return g.Rect(float64(cell/g.Columns), float64(cell%g.Columns)).Center()
}

// Around calls draw for every copy of a square of n×n cells around a position
// that shows in the box: on a torus, what leaves on one side enters on the
// other.
func (g *Grid) Around(row, col float64, n int, draw func(r paint.Rect)) {
	reach := float64(n / 2)
	for _, dr := range wraps(row, reach, g.Rows) {
		for _, dc := range wraps(col, reach, g.Columns) {
			r := g.Rect(row-reach+dr, col-reach+dc)
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

// Pixels is a picture with a pixel for every cell of a grid.
type Pixels struct {
	Stale bool // the pixels are to be filled again
	image *ebiten.Image
	bytes []byte
}

// Draw draws the picture of a grid over its box; see Image.
func (x *Pixels) Draw(p *paint.Painter, g *Grid, fill func(pixels []byte)) {
	p.Picture(x.Image(g.Rows, g.Columns, fill), g.Box)
}

// Image returns the picture. Where it is stale, or of another size, fill writes the pixels
// first.
func (x *Pixels) Image(rows, columns int, fill func(pixels []byte)) *ebiten.Image {
	if x.image == nil || x.image.Bounds().Dx() != columns || x.image.Bounds().Dy() != rows {
		if x.image != nil {
			x.image.Deallocate()
		}
		x.image = ebiten.NewImage(columns, rows)
		x.bytes, x.Stale = make([]byte, 4*columns*rows), true
	}
	if x.Stale {
		fill(x.bytes)
		x.image.WritePixels(x.bytes)
		x.Stale = false
	}
	return x.image
}
