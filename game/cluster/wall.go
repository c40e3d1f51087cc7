package cluster

import (
	"math"

	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// wall shows all clusters of a learner as small tiles, each a picture with a pixel for
// every node.
type wall struct {
	columns       int // of tiles, as rows
	rows          int
	height, width int     // nodes of a tile
	node          float32 // side of one
	gap           float32 // between two tiles
	box           paint.Rect

	of     [2]uint64 // run and beginning of counts: failures of another one do not compare
	shown  []shownTile
	levels []float32 // per node of all clusters
	since  float64   // seconds since the last picture
	turn   int
	pixels game.Pixels
}

// shownTile is what is shown of a cluster beside its memory.
type shownTile struct {
	agent    int
	failures int
	marked   float64 // seconds for which it still shows that the cluster has failed
}

// Times in seconds.
const (
	markTime = 0.5  // for which a failure is shown
	calmTime = 0.35 // over which memory is averaged where episodes fly by: 64 tiles must not flicker
)

// turns is how many fresh pictures pass at full speed until every agent has been seen
// elsewhere.
const turns = 8

// Sizes in layout pixels.
const (
	largestNode = 26
	leastGap    = 4
	mostGap     = 10
)

// stretch is by how much larger nodes must become for tiles that do not stand in a square.
const stretch = 1.5

// arrange gives the tiles of v their places in area, in full rows: as many as columns,
// where another number does not make them much larger.
func (w *wall) arrange(v *cluster.Picture, area paint.Rect, scale float32) {
	n := len(v.Tiles.Each)
	w.height, w.width = v.Height, v.Width
	w.rows = int(math.Sqrt(float64(n)))
	for n%w.rows != 0 {
		w.rows--
	}
	w.columns = n / w.rows
	w.node, w.gap = w.fit(w.columns, w.rows, area, scale)
	least := w.node * stretch
	for columns := 1; columns <= n; columns++ {
		if n%columns != 0 {
			continue
		}
		if node, gap := w.fit(columns, n/columns, area, scale); node > least {
			w.columns, w.rows, w.node, w.gap, least = columns, n/columns, node, gap, node
		}
	}
	width := float32(w.columns)*(w.tileWidth()+w.gap) + w.gap
	height := float32(w.rows)*(w.tileHeight()+w.gap) + w.gap
	w.box = paint.Rect{X: paint.Round(area.X + (area.W-width)/2), Y: paint.Round(area.Y + (area.H-height)/2), W: width, H: height}
}

// fit returns the largest side of a node, in whole pixels where it is more than a few, and
// the gap beside it.
func (w *wall) fit(columns, rows int, area paint.Rect, scale float32) (node, gap float32) {
	c, r := float32(columns), float32(rows)
	gap = paint.Round(min(max(0.16*min(area.W/c, area.H/r), leastGap*scale), mostGap*scale))
	node = min((area.W-(c+1)*gap)/(c*float32(w.width)), (area.H-(r+1)*gap)/(r*float32(w.height)), largestNode*scale)
	if node >= 2 {
		node = float32(int(node))
	}
	return max(node, 0), gap
}

func (w *wall) tileWidth() float32  { return w.node * float32(w.width) }
func (w *wall) tileHeight() float32 { return w.node * float32(w.height) }

// tile returns the place of a cluster.
func (w *wall) tile(i int) paint.Rect {
	row, column := float32(i/w.columns), float32(i%w.columns)
	return paint.Rect{
		X: w.box.X + w.gap + column*(w.tileWidth()+w.gap), Y: w.box.Y + w.gap + row*(w.tileHeight()+w.gap),
		W: w.tileWidth(), H: w.tileHeight(),
	}
}

// at returns the cluster at a point and the node of it, each the nearest; -1 beside all.
func (w *wall) at(x, y float32) (cluster, node int) {
	if w.columns == 0 || !w.box.Contains(x, y) {
		return -1, -1
	}
	nearest := func(v, size float32, last int) int { return min(max(int(v/size), 0), last) }
	cluster = nearest(y-w.box.Y-w.gap/2, w.tileHeight()+w.gap, w.rows-1)*w.columns +
		nearest(x-w.box.X-w.gap/2, w.tileWidth()+w.gap, w.columns-1)
	r := w.tile(cluster)
	return cluster, nearest(y-r.Y, w.node, w.height-1)*w.width + nearest(x-r.X, w.node, w.width-1)
}

// advance lets seconds pass.
func (w *wall) advance(seconds float64) {
	w.since += seconds
	for i := range w.shown {
		one := &w.shown[i]
		one.marked = max(0, one.marked-seconds)
	}
}

// moving reports whether a mark has still to fade.
func (w *wall) moving() bool {
	for i := range w.shown {
		if w.shown[i].marked > 0 {
			return true
		}
	}
	return false
}

// take compares the tiles of a fresh frame with those before.
func (w *wall) take(f *game.Frame, t *cluster.Tiles) {
	of := [2]uint64{uint64(f.Snapshot.Generation), f.Snapshot.Since}
	follows := of == w.of && len(w.levels) == len(t.Levels) && len(w.shown) == len(t.Each)
	if !follows {
		w.of, w.levels, w.shown = of, make([]float32, len(t.Levels)), make([]shownTile, len(t.Each))
	}
	part := float32(1)
	if follows && f.Fast {
		part = float32(w.since / (w.since + calmTime))
	}
	for i, level := range t.Levels {
		w.levels[i] += part * (float32(level) - w.levels[i])
	}
	w.since = 0
	w.turn = (w.turn + 1) % turns
	for i := range t.Each {
		one, now := &w.shown[i], &t.Each[i]
		if follows && now.Failures != one.failures {
			one.marked = markTime
		}
		one.failures = now.Failures
		if !follows || !f.Fast || i%turns == w.turn {
			one.agent = now.Agent
		}
	}
	w.pixels.Stale = true
}

// fill writes the pixels of all nodes, side by side as the tiles are. At full speed a node
// that is full for one picture is no news: the mark of its tile is.
func (w *wall) fill(pixels []byte, f *game.Frame, t *cluster.Tiles, alarm [4]byte) {
	nodes, stride := w.height*w.width, w.columns*w.width
	for i := range t.Each {
		corner := i/w.columns*w.height*stride + i%w.columns*w.width
		for node := range nodes {
			c := alarm
			if level := w.levels[i*nodes+node]; f.Fast || t.Levels[i*nodes+node] < cluster.Full {
				c = paint.RampPixel(uint8(level + 0.5))
			}
			at := 4 * (corner + node/w.width*stride + node%w.width)
			copy(pixels[at:at+4], c[:])
		}
	}
}

// draw draws all tiles.
func (w *wall) draw(p *paint.Painter, f *game.Frame, t *cluster.Tiles) {
	img := w.pixels.Image(w.rows*w.height, w.columns*w.width, func(pixels []byte) {
		w.fill(pixels, f, t, p.Theme.Alarm.Bytes())
	})
	p.Pieces(img, func() {
		part := paint.Rect{W: float32(w.width), H: float32(w.height)}
		for i := range t.Each {
			part.X, part.Y = float32(i%w.columns*w.width), float32(i/w.columns*w.height)
			p.Piece(part, w.tile(i))
		}
	})
	for i := range t.Each {
		w.drawAgent(p, i)
	}
	for i := range t.Each {
		if left := w.shown[i].marked; left > 0 {
			drawFailure(p, w.tile(i), w.gap, fading(f, left))
		}
	}
	drawYours(p, w.tile(0), w.gap)
}

// fading returns how strong a mark is that is still shown for the given seconds.
func fading(f *game.Frame, left float64) float32 {
	if f.Reduced || f.Fast {
		return 1
	}
	return float32(min(1, 2*left/markTime))
}

// drawAgent draws where the agent of a cluster is.
func (w *wall) drawAgent(p *paint.Painter, i int) {
	r, node := w.tile(i), w.shown[i].agent
	x, y := r.X+(float32(node%w.width)+0.5)*w.node, r.Y+(float32(node/w.width)+0.5)*w.node
	drawDot(p, x, y, min(max(p.Px(2), 0.36*w.node), p.Px(6)))
}

// drawDot draws an agent where there is no room for more.
func drawDot(p *paint.Painter, x, y, radius float32) {
	p.Disc(x, y, radius+p.Hair(), paint.Ink)
	p.Disc(x, y, radius, paint.Actor)
}

// frameWidth is how wide the frame of a failure is: between two of them there is room for
// the visitor's.
func frameWidth(gap float32) float32 { return max(1, float32(int(gap/3))) }

// drawFailure frames a tile whose cluster has just failed, and crosses it out in a corner.
func drawFailure(p *paint.Painter, r paint.Rect, gap, strength float32) {
	width := frameWidth(gap)
	p.Border(r.Inset(-width), width, width, p.Theme.Alarm.Fade(strength))
	side := paint.Round(max(p.Px(9), 0.3*min(r.W, r.H)))
	corner := paint.Rect{X: r.Right() - side, Y: r.Y, W: side, H: side}
	p.Rect(corner, p.Theme.Alarm.Fade(strength))
	x, y := corner.Center()
	p.Cross(x, y, 0.26*side, max(p.Px(1.5), 0.14*side), p.Theme.OnAlarm.Fade(strength))
}

// drawYours frames the visitor's tile, outside of the frame of a failure.
func drawYours(p *paint.Painter, r paint.Rect, gap float32) {
	failure := frameWidth(gap)
	width := min(gap-2*failure, max(2, p.Px(2)))
	p.Border(r.Inset(-failure-width), failure+width, width, p.Theme.Text)
}
