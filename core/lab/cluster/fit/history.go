package fit

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// What is measured of a node.
const (
	memory = iota
	cpu
	channels
)

var channelNames = [channels]string{"memory", "cpu"}

// MaxNodes is how many nodes a file may have: as many as the largest grid.
const MaxNodes = cluster.MaxSide * cluster.MaxSide

// scale says what a value is a part of.
type scale uint8

const (
	unsaid   scale = iota // a fraction or percents, as the largest value will tell
	fraction              // of the whole, which is 1
	absolute              // bytes or cores, whose limit nothing has said yet
)

// history is what has been read of a file.
type history struct {
	options Options
	index   map[string]int
	nodes   []node
	changes [channels]sample // from one value to the next
	runs    [channels]sample // over runLength steps
	timed   bool

	values, wrong, backward, repeated int

	firstWrong          string
	firstTime, lastTime float64
	noNodes             bool
	notes               []Note
}

type node struct {
	name   string
	limits [channels]float64 // the last that the file has said; 0 for none
	tracks [channels]track
}

// track is one channel of one node.
type track struct {
	scale        scale
	count        int
	first, most  float64
	last, time   float64
	change, span float64 // from the value before to the last
	counted      float64 // the last count where the file has counters
	countedAt    float64
	counts       int

	from        float64 // where the present run began
	steps       int
	least, peak float64 // of its changes
}

func newHistory(o Options) *history {
	h := &history{options: o, index: make(map[string]int), timed: true, firstTime: math.Inf(1), lastTime: math.Inf(-1)}
	for ch := range channels {
		h.changes[ch].most, h.runs[ch].most = maxChanges, maxRuns
	}
	return h
}

// node returns the number of the node of that name.
func (h *history) node(name []byte) (int, error) {
	if i, ok := h.index[string(name)]; ok {
		return i, nil
	}
	if len(h.nodes) == MaxNodes {
		return 0, fmt.Errorf("there are more than %d nodes, and %s is one more: is its name new after every restart? Want the name of the machine", MaxNodes, field.Quote(string(name)))
	}
	i := len(h.nodes)
	h.nodes = append(h.nodes, node{name: string(name)})
	h.index[h.nodes[i].name] = i
	return i, nil
}

// limit returns what the options say is the whole of a channel; 0 for nothing.
func (h *history) limit(ch int) float64 {
	return [...]float64{memory: h.options.MemoryLimit, cpu: h.options.CPULimit}[ch]
}

// runLength is how many steps a run has, over which growth is compared with single steps.
const runLength = 8

// add takes in a value of a node at a time, in seconds.
func (h *history) add(ch, of int, time, v float64, s scale) {
	n := &h.nodes[of]
	t := &n.tracks[ch]
	if limit := n.limits[ch]; s == absolute && limit > 0 && (t.count == 0 || t.scale != absolute) {
		v, s = v/limit, fraction
	}
	if t.count == 0 {
		t.scale, t.first = s, v
	} else if t.scale != s || time <= t.time {
		h.refuse(t, s, time)
		return
	}
	h.values++
	if t.count > 0 && time-t.time < 0.99*h.options.Every { // times are seldom exact
		return
	}
	t.most = max(t.most, v)
	h.firstTime, h.lastTime = min(h.firstTime, time), max(h.lastTime, time)
	if t.count > 0 {
		h.step(ch, of, t, time, v)
	}
	t.count++
	t.last, t.time = v, time
}

// refuse counts a value that cannot follow the last one.
func (h *history) refuse(t *track, s scale, time float64) {
	switch {
	case t.scale != s:
		h.wrong++
	case time == t.time:
		h.repeated++
	default:
		h.backward++
	}
}

// step keeps the change to a value, and the run that it may end.
func (h *history) step(ch, of int, t *track, time, v float64) {
	change, span := v-t.last, time-t.time
	even := t.count > 1 && alike(span, t.span)
	before := math.NaN()
	if even {
		before = t.change
	}
	h.changes[ch].add(record{from: t.last, to: v, before: before, span: span, node: int32(of), hash: hash(of, t.count)})
	if !even || t.steps == 0 {
		t.from, t.steps, t.least, t.peak = t.last, 0, math.Inf(1), math.Inf(-1)
	}
	t.steps++
	t.least, t.peak = min(t.least, change), max(t.peak, change)
	if t.steps == runLength {
		h.runs[ch].add(record{from: t.from, to: v, before: t.least, peak: t.peak, span: span, node: int32(of), hash: hash(of, t.count)})
		t.steps = 0
	}
	t.change, t.span = change, span
}

// alike reports whether two spans of time are one step each.
func alike(a, b float64) bool { return a < 1.5*b && b < 1.5*a }

// rate turns a counter that only rises into its rise per second. A counter that fell has
// begun again at 0.
func (t *track) rate(time, count float64) (perSecond float64, ok bool) {
	span, rise := time-t.countedAt, count-t.counted
	if rise < 0 {
		rise = count
	}
	ok = t.counts > 0 && span > 0
	t.counted, t.countedAt = count, time
	t.counts++
	return rise / span, ok
}

// record is a change that was kept: of one step, or of a run.
type record struct {
	from, to     float64
	before, peak float64 // the change before, NaN for none; the smallest and the largest change of a run
	span         float64 // seconds of one step
	node         int32
	hash         uint32
}

// Most of either that are kept.
const (
	maxChanges = 1 << 17
	maxRuns    = 1 << 15
)

// sample keeps records, at most a number of them: all where they are few, and otherwise an
// even share, which depends on the records alone.
type sample struct {
	most  int
	mask  uint32
	kept  []record
	total int
}

func (s *sample) add(r record) {
	s.total++
	if r.hash&s.mask != 0 {
		return
	}
	for len(s.kept) == s.most {
		s.thin()
		if r.hash&s.mask != 0 {
			return
		}
	}
	s.kept = append(s.kept, r)
}

// thin drops every second record.
func (s *sample) thin() {
	s.mask = s.mask<<1 | 1
	kept := s.kept[:0]
	for _, r := range s.kept {
		if r.hash&s.mask == 0 {
			kept = append(kept, r)
		}
	}
	s.kept = kept
}

// hash mixes the number of a node and of its value (splitmix64).
func hash(of, count int) uint32 {
	x := uint64(of)<<40 ^ uint64(count)
	x = (x + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return uint32(x >> 32)
}
