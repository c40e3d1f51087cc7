package lab

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Snapshot is what a screen needs to draw a session at one moment. It is filled
// by Decode, which reuses its slices.
type Snapshot struct {
	Lab        Lab
	Generation uint32 // counts resets
	Seed       uint64
	Step       uint64
	Episode    uint64
	Waiting    bool // for the visitor's next action
	Ended      bool // the last step ended an episode
	Replaying  bool // recorded changes are still to come
	Adopted    bool // a mind was loaded: the run's link does not describe it

	Metrics []float64 // in the catalog's order
	Chart   ChartData
	Text    string // the moment in words; empty when it was not asked for

	Cluster  ClusterView  // of the Cluster lab
	Gardener GardenerView // of the Gardener lab
	Prophet  ProphetView  // of the Prophet lab
	Learning LearningView // of a policy that learns; Active says whether one acts
}

// ChartData holds the points of all series of a catalog. Point p covers the
// Stride steps from First + p*Stride.
type ChartData struct {
	First  uint64
	Stride uint64
	Points int
	Series [][]float32 // in the catalog's order, Points values each; NaN is a gap
	flat   []float32
}

// decoder reads the byte layout described at SnapshotVersion. After the first
// failure every read returns zero and err says what was wrong.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("snapshot: "+format, args...)
		d.b = nil
	}
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.fail("%d bytes are left where %d are needed", len(d.b), n)
		return nil
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) u8() uint8 {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) u16() uint16 {
	if b := d.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (d *decoder) u32() uint32 {
	if b := d.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) f32() float32 { return math.Float32frombits(d.u32()) }
func (d *decoder) f64() float64 { return math.Float64frombits(d.u64()) }

// f32s reads n numbers into dst, which is grown when it is too small.
func (d *decoder) f32s(dst []float32, n int) []float32 {
	if n < 0 || n > len(d.b)/4 {
		d.fail("%d bytes are left where %d numbers are needed", len(d.b), n)
		return dst[:0]
	}
	b := d.take(4 * n)
	dst = grow(dst, n)
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return dst
}

// u32s reads n numbers into dst, which is grown when it is too small.
func (d *decoder) u32s(dst []uint32, n int) []uint32 {
	if n < 0 || n > len(d.b)/4 {
		d.fail("%d bytes are left where %d numbers are needed", len(d.b), n)
		return dst[:0]
	}
	b := d.take(4 * n)
	dst = grow(dst, n)
	for i := range dst {
		dst[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return dst
}

// indices reads n numbers that must lie below limit.
func (d *decoder) indices(dst []uint32, n, limit int) []uint32 {
	dst = d.u32s(dst, n)
	for _, v := range dst {
		if int(v) >= limit {
			d.fail("place %d, want at most %d", v, limit-1)
		}
	}
	return dst
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// Decode fills s from a snapshot's bytes, keeping none of them. On error s holds
// an undefined mixture and must not be drawn.
func (s *Snapshot) Decode(b []byte) error {
	d := &decoder{b: b}
	s.decodeHeader(d)
	s.Text, s.Learning.Active = "", false
	for d.err == nil && len(d.b) > 0 {
		tag := string(d.take(4))
		n := int(d.u32())
		payload := &decoder{b: d.take(n), err: d.err}
		d.take(-n & 7)
		s.decodeSection(tag, payload)
		if payload.err != nil && d.err == nil {
			d.err = payload.err
		}
	}
	return d.err
}

func (s *Snapshot) decodeHeader(d *decoder) {
	if magic := d.take(4); d.err != nil || string(magic) != snapshotMagic {
		d.fail("it does not begin with %q", snapshotMagic)
		return
	}
	if v := d.u16(); v != SnapshotVersion {
		d.fail("version %d, want %d", v, SnapshotVersion)
		return
	}
	if s.Lab = Lab(d.u8()); s.Lab >= labs {
		d.fail("lab number %d, want at most %d", s.Lab, labs-1)
		return
	}
	flags := d.u8()
	s.Waiting = flags&flagWaiting != 0
	s.Ended = flags&flagEnded != 0
	s.Replaying = flags&flagReplaying != 0
	s.Adopted = flags&flagAdopted != 0
	s.Generation = d.u32()
	d.u32()
	s.Seed = d.u64()
	s.Step = d.u64()
	s.Episode = d.u64()
}

func (s *Snapshot) decodeSection(tag string, d *decoder) {
	switch tag {
	case tagMetrics:
		n := len(s.Lab.Catalog().Metrics)
		if len(d.b) != 8*n {
			d.fail("%d bytes of metrics, want %d", len(d.b), 8*n)
			return
		}
		s.Metrics = grow(s.Metrics, n)
		for i := range s.Metrics {
			s.Metrics[i] = d.f64()
		}
	case tagChart:
		s.Chart.decode(d, s.Lab.Catalog().SeriesCount())
	case tagText:
		s.Text = string(d.b)
	case tagCluster:
		s.Cluster.decode(d)
	case tagLearning:
		s.Learning.decode(d)
	case tagProphet:
		s.Prophet.decode(d)
	case tagGardener:
		s.Gardener.decode(d)
	}
}

func (c *ChartData) decode(d *decoder, series int) {
	c.First, c.Stride = d.u64(), d.u64()
	points, n := d.u32(), d.u32()
	if int(n) != series || points > Window || d.err == nil && c.Stride == 0 {
		d.fail("a chart of %d series and %d points with stride %d, want %d series and at most %d points", n, points, c.Stride, series, Window)
		return
	}
	c.Points = int(points)
	c.flat = d.f32s(c.flat, int(n)*c.Points)
	if d.err != nil {
		return
	}
	c.Series = grow(c.Series, series)
	for i := range c.Series {
		c.Series[i] = c.flat[i*c.Points : (i+1)*c.Points]
	}
}

// Metric returns the metric with that key of a decoded snapshot. It panics when
// the lab has none: keys come from the catalog.
func (s *Snapshot) Metric(key string) float64 {
	for i := range s.Lab.Catalog().Metrics {
		if s.Lab.Catalog().Metrics[i].Key == key {
			return s.Metrics[i]
		}
	}
	panic("lab: " + s.Lab.Catalog().Key + " has no metric " + key)
}
