package lab

import (
	"encoding/binary"
	"math"
)

// SnapshotVersion is the version of the byte layout of snapshots.
//
// A snapshot is a header and a sequence of sections, little-endian. The header:
// "RSNP", version u16, lab u8, flags u8, generation u32, reserved u32, seed u64,
// step u64, episode u64. A section: four letters, payload length u32, payload
// padded with zeros to a multiple of eight bytes, so that every array in a
// snapshot is aligned. Unknown sections are skipped.
const SnapshotVersion = 1

const snapshotMagic = "RSNP"

const (
	flagWaiting = 1 << iota
	flagEnded
	flagReplaying
	flagAdopted
)

const (
	tagMetrics  = "METR" // f64 per metric of the catalog
	tagChart    = "CHRT" // first u64, stride u64, points u32, series u32, f32 series by series
	tagText     = "TEXT" // UTF-8
	tagCluster  = "CLUS" // see cluster_view.go
	tagGardener = "GARD" // see gardener_view.go
	tagProphet  = "PROP" // see prophet_view.go
	tagLearning = "LRNG" // see learning_view.go
)

// View says what a snapshot should show. The zero value shows the last steps
// and the present.
type View struct {
	Whole  bool // charts over the whole run instead of the last Window steps
	Rewind int  // show the world as it was so many steps ago
	Text   bool // include the description in words
	Focus  int  // 1 + ID of the creature to look into; 0 for none
}

// encoder appends the byte layout described at SnapshotVersion to b.
type encoder struct {
	b     []byte
	start int // of the open section's payload
}

func (e *encoder) u8(v uint8)   { e.b = append(e.b, v) }
func (e *encoder) u16(v uint16) { e.b = binary.LittleEndian.AppendUint16(e.b, v) }
func (e *encoder) u32(v uint32) { e.b = binary.LittleEndian.AppendUint32(e.b, v) }
func (e *encoder) u64(v uint64) { e.b = binary.LittleEndian.AppendUint64(e.b, v) }

// f32 and f64 write every NaN with the same bits: which ones arithmetic leaves
// differs between platforms.
func (e *encoder) f32(v float32) {
	if v != v {
		v = math.Float32frombits(0x7fc00000)
	}
	e.u32(math.Float32bits(v))
}

func (e *encoder) f64(v float64) {
	if v != v {
		v = math.Float64frombits(0x7ff8000000000000)
	}
	e.u64(math.Float64bits(v))
}

func (e *encoder) f32s(v []float32) {
	for _, x := range v {
		e.f32(x)
	}
}

func (e *encoder) begin(tag string) {
	e.b = append(e.b, tag...)
	e.u32(0)
	e.start = len(e.b)
}

func (e *encoder) end() {
	binary.LittleEndian.PutUint32(e.b[e.start-4:], uint32(len(e.b)-e.start))
	for (len(e.b)-e.start)%8 != 0 {
		e.b = append(e.b, 0)
	}
}

func (e *encoder) header(s *Session) {
	e.b = append(e.b, snapshotMagic...)
	e.u16(SnapshotVersion)
	e.u8(uint8(s.config.Lab))
	e.u8(s.flags())
	e.u32(s.generation)
	e.u32(0)
	e.u64(s.initial.Seed)
	e.u64(s.step)
	e.u64(s.sim.episode())
}

func (e *encoder) chart(h *history, whole bool) {
	first, stride, points := h.window(whole)
	e.begin(tagChart)
	e.u64(first)
	e.u64(stride)
	e.u32(uint32(points))
	e.u32(uint32(len(h.reduce)))
	for s := range h.reduce {
		for p := range points {
			e.f32(h.at(whole, s, p))
		}
	}
	e.end()
}
