package lab

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
)

// Window is how many points of every series a snapshot carries at most.
const Window = 512

// history keeps, for every series of a catalog, the last Window steps and the
// whole run reduced to at most Window points. When the whole no longer fits,
// neighboring points are merged and each stands for twice as many steps. Adding
// a step allocates nothing.
type history struct {
	reduce []Reduction
	late   []bool // by series: see Series.Late
	steps  uint64
	recent []float32 // Window rows of one value per series, a ring
	whole  []float32 // Window rows of one value per series
	points int       // complete rows of whole
	stride uint64    // steps per row of whole
	sum    []float64 // of the row being filled; its largest value for Worst
	count  []uint64  // values in sum: NaN marks a gap and is left out
}

func newHistory(c *Lab) *history {
	h := &history{stride: 1}
	for i := range c.Charts {
		for _, s := range c.Charts[i].Series {
			h.reduce, h.late = append(h.reduce, s.Reduction), append(h.late, s.Late)
		}
	}
	n := len(h.reduce)
	h.recent = make([]float32, Window*n)
	h.whole = make([]float32, Window*n)
	h.sum = make([]float64, n)
	h.count = make([]uint64, n)
	return h
}

// row returns the values to be filled in for the step at hand, before push.
func (h *history) row() []float32 {
	n := len(h.reduce)
	i := int(h.steps%Window) * n
	return h.recent[i : i+n : i+n]
}

// push adds the row that was just filled in.
func (h *history) push() {
	for i, v := range h.row() {
		if v != v {
			continue
		}
		if h.count[i]++; h.reduce[i] == Worst {
			h.sum[i] = max(h.sum[i], float64(v))
		} else {
			h.sum[i] += float64(v)
		}
	}
	h.steps++
	if h.steps%h.stride == 0 {
		h.close()
	}
}

// close completes the row of whole that sum and count describe.
func (h *history) close() {
	n := len(h.reduce)
	if h.points == Window {
		h.halve()
		if h.steps%h.stride != 0 {
			return
		}
	}
	dst := h.whole[h.points*n : h.points*n+n]
	for i := range dst {
		dst[i] = h.reduced(i)
		h.sum[i], h.count[i] = 0, 0
	}
	h.points++
}

func (h *history) reduced(i int) float32 {
	switch {
	case h.reduce[i] == Sum:
		return float32(h.sum[i])
	case h.count[i] == 0:
		return float32(math.NaN())
	case h.reduce[i] == Worst:
		return float32(h.sum[i])
	}
	return float32(h.sum[i] / float64(h.count[i]))
}

// halve merges neighboring rows of whole and doubles the stride.
func (h *history) halve() {
	n := len(h.reduce)
	for p := 0; p < Window/2; p++ {
		for i, r := range h.reduce {
			h.whole[p*n+i] = merge(r, h.whole[2*p*n+i], h.whole[(2*p+1)*n+i])
		}
	}
	h.points = Window / 2
	h.stride *= 2
}

func merge(r Reduction, a, b float32) float32 {
	switch {
	case r == Sum:
		return a + b
	case a != a:
		return b
	case b != b:
		return a
	case r == Worst:
		return max(a, b)
	}
	return float32((a + b) / 2)
}

// window returns where a chart of the last steps, or of the whole run, starts,
// how many steps a point stands for, and how many points there are.
func (h *history) window(whole bool) (first, stride uint64, points int) {
	if whole {
		return 0, h.stride, h.points
	}
	points = int(min(h.steps, Window))
	return h.steps - uint64(points), 1, points
}

// at returns the value of a series at a point of the window.
func (h *history) at(whole bool, series, point int) float32 {
	n := len(h.reduce)
	if whole {
		return h.whole[point*n+series]
	}
	first, _, _ := h.window(false)
	return h.recent[int((first+uint64(point))%Window)*n+series]
}

// show fills in what a chart shows: the last steps, or the whole run.
func (h *history) show(dst *ChartData, whole bool) {
	dst.First, dst.Stride, dst.Points = h.window(whole)
	for i := range dst.Series {
		dst.Series[i] = Grow(dst.Series[i], dst.Points)
		for p := range dst.Points {
			dst.Series[i][p] = h.at(whole, i, p)
		}
	}
}

// moment appends to dst the values of the series that many steps ago; nothing for the
// present, and for what the window does not reach.
func (h *history) moment(dst []float32, ago int) []float32 {
	if ago <= 0 || uint64(ago) >= min(h.steps, Window) {
		return dst
	}
	n := len(h.reduce)
	i := int((h.steps-1-uint64(ago))%Window) * n
	return append(dst, h.recent[i:i+n]...)
}

// walk writes everything but what newHistory sets up, or reads it after that many
// steps. NaN is a gap and stays one.
func (h *history) walk(w *codec.Walk, steps uint64) {
	points, stride := uint64(h.points), h.stride
	w.Uint64("the points", &points)
	w.Uint64("the stride", &stride)
	if points > Window || stride == 0 || stride&(stride-1) != 0 || steps/stride != points {
		w.Fail(fmt.Errorf("%d steps in %d points with stride %d", steps, points, stride))
		return
	}
	h.steps, h.points, h.stride = steps, int(points), stride
	h.walkSeries(w, false)
}

// walkLate writes or reads the series that came late. A history that is read without it has
// gaps there.
func (h *history) walkLate(w *codec.Walk) { h.walkSeries(w, true) }

// walkSeries writes or reads the series that came late, or the others.
func (h *history) walkSeries(w *codec.Walk, late bool) {
	gap := math.NaN()
	h.walkRows(w, "a recent point", h.recent, late)
	h.walkRows(w, "a point", h.whole, late)
	for i := range h.sum {
		if h.late[i] == late {
			w.Float64("a sum", gap, 0, &h.sum[i])
			w.Uint64("a count", &h.count[i])
		}
	}
}

// walkRows writes or reads the late series of some rows, or the others.
func (h *history) walkRows(w *codec.Walk, what string, rows []float32, late bool) {
	n := len(h.reduce)
	for at := 0; at < len(rows); at += n {
		for i := range n {
			if h.late[i] == late {
				w.Float32s(what, float32(math.NaN()), 0, rows[at+i:at+i+1])
			}
		}
	}
}

// withoutLate returns what is left of a list of all series without the late ones, in its memory.
func (h *history) withoutLate(series [][]float32) [][]float32 {
	list := series[:0]
	for i, points := range series {
		if !h.late[i] {
			list = append(list, points)
		}
	}
	return list
}

// forgetLate leaves gaps in the series that came late.
func (h *history) forgetLate() {
	n := len(h.reduce)
	for _, rows := range [][]float32{h.recent, h.whole} {
		for at := range rows {
			if h.late[at%n] {
				rows[at] = float32(math.NaN())
			}
		}
	}
}
