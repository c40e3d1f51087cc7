package race

import (
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/cluster"
	"github.com/resonetics/playground/game/paint"
)

// Sizes in layout pixels.
const (
	swipedBelow = 440 // width of a stage that shows one lane at a time
	laneGap     = 12  // between two lanes
	nameHeight  = 44  // of the name of a lane that is not shown, with its bar
	sideWidth   = 104 // of the numbers right of a grid
	footHeight  = 38  // of the numbers below a grid
	legendLeast = 420 // height of a stage with a legend
	statusLeast = 340 // and with a line of words above the lanes
	bareHeight  = 120 // of a lane without numbers
	groupLeast  = 280 // width of nodes and numbers that has room for the words too
)

// lane is where a lane stands, and how its board moves.
type lane struct {
	board  cluster.Board
	card   paint.Rect
	name   paint.Rect // to be tapped, where only one lane is large
	head   paint.Rect // name and words above the grid
	foot   paint.Rect // numbers below the grid, or right of it
	beside bool
	stands bool // its race had ended in the picture before
}

// take starts what moves, unless the lane has been standing still.
func (l *lane) take(f *game.Frame, v *race.Lane) {
	if !l.stands || f.Steps == 0 || f.Past > 0 {
		l.board.Take(f, &v.Picture)
	}
	l.stands = v.Ended && f.Past == 0
}

// arrange gives everything its place. All lanes are of the same size: in the row or rows
// in which their nodes are largest, or one at a time where the stage is a phone's.
func (s *scene) arrange(f *game.Frame, v *race.Picture) {
	p, n := f.Painter, len(v.Lanes)
	longest := f.Snapshot.Lab.Question
	if f.Snapshot.Waiting && !f.Touch {
		longest = s.prompt
	}
	s.status, s.legend = paint.Rect{}, paint.Rect{}
	area := f.Area
	s.swiped = f.Area.W < p.Px(swipedBelow) && f.Area.H > p.Px(150)
	if area.H >= p.Px(statusLeast) && !s.swiped {
		s.status, area = f.Status(longest)
	}
	if f.Area.H >= p.Px(legendLeast) && !s.swiped {
		s.legend = area
		s.legend.H = p.Px(game.RowHeight)
		s.legend.Y = area.Bottom() - s.legend.H
		area.H -= s.legend.H + p.Px(4)
	}
	rows, columns, cell := 1, 1, float32(-1)
	if s.swiped {
		area = s.names(p, area, n)
	} else {
		for c := n; c >= 1; c-- {
			r := (n + c - 1) / c
			card := cardOf(p, area, r, c, 0)
			if _, _, _, grid := s.parts(p, card, &v.Lanes[0]); grid.Cell > cell {
				rows, columns, cell = r, c, grid.Cell
			}
		}
	}
	for i := range v.Lanes {
		l := &s.lanes[i]
		at := i
		if s.swiped {
			at = 0
		}
		l.card = cardOf(p, area, rows, columns, at)
		l.head, l.foot, l.beside, l.board.Grid = s.parts(p, l.card, &v.Lanes[i])
		if rows == 1 && !l.beside && l.foot.H > 0 { // no room is kept that nothing fills
			l.card.H = min(l.card.H, l.foot.Bottom()+p.Px(6)-l.card.Y)
		}
	}
	if rows == 1 && s.legend.H > 0 {
		s.legend.Y = s.lanes[0].card.Bottom() + p.Px(4)
	}
}

// names gives the names of all lanes a row, or two, and returns the rest.
func (s *scene) names(p *paint.Painter, area paint.Rect, n int) paint.Rect {
	columns := n
	if n == race.Lanes {
		columns = 2
	}
	rows := (n + columns - 1) / columns
	gap := p.Px(laneGap / 2)
	top, rest := area.CutTop(float32(rows)*(p.Px(nameHeight)+gap) + gap)
	top.H -= gap
	w := (top.W - float32(columns-1)*gap) / float32(columns)
	for i := range n {
		s.lanes[i].name = paint.Rect{
			X: paint.Round(top.X + float32(i%columns)*(w+gap)), Y: paint.Round(top.Y + float32(i/columns)*(p.Px(nameHeight)+gap)),
			W: paint.Round(w), H: paint.Round(p.Px(nameHeight)),
		}
	}
	return rest
}

// cardOf returns the place of the i-th lane of rows × columns.
func cardOf(p *paint.Painter, area paint.Rect, rows, columns, i int) paint.Rect {
	gap := p.Px(laneGap)
	w, h := (area.W-float32(columns-1)*gap)/float32(columns), (area.H-float32(rows-1)*gap)/float32(rows)
	return paint.Rect{
		X: paint.Round(area.X + float32(i%columns)*(w+gap)), Y: paint.Round(area.Y + float32(i/columns)*(h+gap)),
		W: paint.Round(w), H: paint.Round(h),
	}
}

// parts divides the card of a lane: words above the grid, numbers below it or right of
// it, whichever leaves the nodes larger.
func (s *scene) parts(p *paint.Painter, card paint.Rect, v *race.Lane) (head, foot paint.Rect, beside bool, grid game.Grid) {
	bare := card.H < p.Px(bareHeight)
	pad := p.Px(12)
	if bare || card.W < p.Px(160) {
		pad = p.Px(6)
	}
	inner := card.Inset(pad)
	lines := float32(2)
	if bare {
		lines = 1
	}
	head, inner = inner.CutTop(lines * p.LineHeight(paint.Strong))
	inner.Y, inner.H = inner.Y+p.Px(6), inner.H-p.Px(6)
	if bare {
		return head, paint.Rect{}, false, game.NewGrid(v.Height, v.Width, inner, p.Scale)
	}
	above := inner
	above.H -= p.Px(footHeight)
	below := game.NewGrid(v.Height, v.Width, above, p.Scale)
	left := inner
	left.W -= p.Px(sideWidth) + pad
	right := game.NewGrid(v.Height, v.Width, left, p.Scale)
	if right.Cell > below.Cell {
		// Grid and numbers stand together in the middle of the card.
		room := (inner.W - right.Box.W - pad - p.Px(sideWidth)) / 2
		right.Box.X, right.Box.Y = paint.Round(inner.X+room), paint.Round(inner.Y)
		foot = paint.Rect{X: right.Box.Right() + pad, Y: right.Box.Y, W: p.Px(sideWidth), H: right.Box.H}
		if group := foot.Right() - right.Box.X; group >= p.Px(groupLeast) {
			head.X, head.W = right.Box.X, group
		}
		return head, foot, true, right
	}
	below.Box.Y = paint.Round(inner.Y)
	foot = paint.Rect{X: inner.X, Y: below.Box.Bottom() + p.Px(6), W: inner.W, H: p.Px(footHeight)}
	if below.Box.W >= p.Px(groupLeast) { // words begin and end where the nodes do
		head.X, head.W, foot.X, foot.W = below.Box.X, below.Box.W, below.Box.X, below.Box.W
	}
	return head, foot, false, below
}
