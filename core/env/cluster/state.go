package cluster

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/rng"
)

// stateVersion is the version of AppendBinary's layout: version u8, flags u8,
// last action i16, height u16, width u16, agent u32, steps u32, budget f64,
// random state, then cpu, memory and priority as f32 per node, little-endian.
const (
	stateVersion = 1
	stateHeader  = 24 + rng.Size
)

// StateSize returns how many bytes AppendBinary writes.
func (w *World) StateSize() int { return stateHeader + 12*len(w.cpu) }

// AppendBinary appends everything that decides what happens next, except the
// configuration, which the caller keeps. It never fails.
func (w *World) AppendBinary(b []byte) ([]byte, error) {
	over := byte(0)
	if w.over {
		over = 1
	}
	b = append(b, stateVersion, over)
	b = binary.LittleEndian.AppendUint16(b, uint16(int16(w.action)))
	b = binary.LittleEndian.AppendUint16(b, uint16(w.cfg.Height))
	b = binary.LittleEndian.AppendUint16(b, uint16(w.cfg.Width))
	b = binary.LittleEndian.AppendUint32(b, uint32(w.agent))
	b = binary.LittleEndian.AppendUint32(b, uint32(w.steps))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(w.budget))
	b, err := w.rand.AppendBinary(b)
	for _, channel := range [][]float32{w.cpu, w.mem, w.priority} {
		for _, v := range channel {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b, err
}

// MarshalBinary returns what AppendBinary appends.
func (w *World) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// UnmarshalBinary restores a state of a world of the same size. Everything is
// checked before anything is used: on error w is unchanged.
func (w *World) UnmarshalBinary(b []byte) error {
	if len(b) != w.StateSize() {
		return fmt.Errorf("cluster: state has %d bytes, want %d for %d×%d nodes", len(b), w.StateSize(), w.cfg.Height, w.cfg.Width)
	}
	if b[0] != stateVersion || b[1] > 1 {
		return fmt.Errorf("cluster: state version %d with flags %d, want version %d with flags 0 or 1", b[0], b[1], stateVersion)
	}
	action := int(int16(binary.LittleEndian.Uint16(b[2:])))
	height, width := binary.LittleEndian.Uint16(b[4:]), binary.LittleEndian.Uint16(b[6:])
	agent, steps := binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])
	budget := math.Float64frombits(binary.LittleEndian.Uint64(b[16:]))
	switch {
	case int(height) != w.cfg.Height || int(width) != w.cfg.Width:
		return fmt.Errorf("cluster: state of %d×%d nodes, want %d×%d", height, width, w.cfg.Height, w.cfg.Width)
	case action < -1 || action >= w.cfg.Rules.Actions():
		return fmt.Errorf("cluster: state with last action %d, want -1 to %d", action, w.cfg.Rules.Actions()-1)
	case int(agent) >= len(w.cpu):
		return fmt.Errorf("cluster: state with the agent on node %d, want 0 to %d", agent, len(w.cpu)-1)
	case steps > math.MaxInt32:
		return fmt.Errorf("cluster: state after %d steps, want at most %d", steps, math.MaxInt32)
	case !(budget >= 0 && budget <= w.cfg.Budget):
		return fmt.Errorf("cluster: state with budget %g, want 0 to %g", budget, w.cfg.Budget)
	}
	nodes := b[stateHeader:]
	for i := 0; i < len(nodes); i += 4 {
		if v := math.Float32frombits(binary.LittleEndian.Uint32(nodes[i:])); !(v >= 0 && v <= 1) {
			return fmt.Errorf("cluster: state with the value %g, want 0 to 1", v)
		}
	}
	if err := w.rand.UnmarshalBinary(b[24:stateHeader]); err != nil {
		return fmt.Errorf("cluster: state: %w", err)
	}
	for _, channel := range [][]float32{w.cpu, w.mem, w.priority} {
		for i := range channel {
			channel[i] = math.Float32frombits(binary.LittleEndian.Uint32(nodes))
			nodes = nodes[4:]
		}
	}
	w.over, w.action, w.agent, w.steps, w.budget = b[1] == 1, action, int(agent), int(steps), budget
	w.outcome = Outcome{}
	w.survey()
	w.observe()
	return nil
}
