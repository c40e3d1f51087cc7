package cluster

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/rng"
)

// stateVersion is the version of AppendBinary's layout: version u8, flags u8,
// last action i16, height u16, width u16, agent u32, steps u32, budget f64,
// random state, nodes affected and load removed by the last action as u32 and
// f64, then cpu, memory and priority as f32 per node, little-endian. Version 1
// did not say what the last action did.
const (
	stateVersion = 2
	stateRandom  = 24
	stateOutcome = stateRandom + rng.Size
	stateHeader  = stateOutcome + 12
)

// The flags of a state.
const (
	stateOver = 1 << iota
	stateWasted
	stateRefused
	stateFlags
)

// StateSize returns how many bytes AppendBinary writes.
func (w *World) StateSize() int { return stateHeader + 12*len(w.cpu) }

// AppendBinary appends everything that decides what happens next, except the
// configuration, which the caller keeps. It never fails.
func (w *World) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, stateVersion, w.stateFlags())
	b = binary.LittleEndian.AppendUint16(b, uint16(int16(w.action)))
	b = binary.LittleEndian.AppendUint16(b, uint16(w.cfg.Height))
	b = binary.LittleEndian.AppendUint16(b, uint16(w.cfg.Width))
	b = binary.LittleEndian.AppendUint32(b, uint32(w.agent))
	b = binary.LittleEndian.AppendUint32(b, uint32(w.steps))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(w.budget))
	b, err := w.rand.AppendBinary(b)
	b = binary.LittleEndian.AppendUint32(b, uint32(w.outcome.Affected))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(w.outcome.Cleaned))
	for _, channel := range [][]float32{w.cpu, w.mem, w.priority} {
		for _, v := range channel {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b, err
}

func (w *World) stateFlags() byte {
	flags := byte(0)
	for i, set := range [...]bool{w.over, w.outcome.Wasted, w.outcome.Refused} {
		if set {
			flags |= 1 << i
		}
	}
	return flags
}

// MarshalBinary returns what AppendBinary appends.
func (w *World) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// upgrade turns a state of version 1 into one of the present version.
func upgrade(b []byte) []byte {
	if len(b) < stateOutcome || b[0] != 1 {
		return b
	}
	b = slices.Insert(slices.Clone(b), stateOutcome, make([]byte, stateHeader-stateOutcome)...)
	b[0] = stateVersion
	return b
}

// UnmarshalBinary restores a state of a world of the same size. Everything is
// checked before anything is used: on error w is unchanged.
func (w *World) UnmarshalBinary(b []byte) error {
	b = upgrade(b)
	if len(b) != w.StateSize() {
		return fmt.Errorf("cluster: state has %d bytes, want %d for %d×%d nodes", len(b), w.StateSize(), w.cfg.Height, w.cfg.Width)
	}
	if b[0] != stateVersion || b[1] >= stateFlags {
		return fmt.Errorf("cluster: state version %d with flags %d, want version %d with flags up to %d", b[0], b[1], stateVersion, stateFlags-1)
	}
	action := int(int16(binary.LittleEndian.Uint16(b[2:])))
	height, width := binary.LittleEndian.Uint16(b[4:]), binary.LittleEndian.Uint16(b[6:])
	agent, steps := binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])
	budget := math.Float64frombits(binary.LittleEndian.Uint64(b[16:]))
	affected := binary.LittleEndian.Uint32(b[stateOutcome:])
	cleaned := math.Float64frombits(binary.LittleEndian.Uint64(b[stateOutcome+4:]))
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
	case int(affected) > len(w.cpu) || !(cleaned >= 0 && cleaned <= 2*float64(len(w.cpu))):
		return fmt.Errorf("cluster: state whose last action took %g of load from %d nodes, want at most 2 from each of %d", cleaned, affected, len(w.cpu))
	}
	nodes := b[stateHeader:]
	for i := 0; i < len(nodes); i += 4 {
		if v := math.Float32frombits(binary.LittleEndian.Uint32(nodes[i:])); !(v >= 0 && v <= 1) {
			return fmt.Errorf("cluster: state with the value %g, want 0 to 1", v)
		}
	}
	if err := w.rand.UnmarshalBinary(b[stateRandom:stateOutcome]); err != nil {
		return fmt.Errorf("cluster: state: %w", err)
	}
	for _, channel := range [][]float32{w.cpu, w.mem, w.priority} {
		for i := range channel {
			channel[i] = math.Float32frombits(binary.LittleEndian.Uint32(nodes))
			nodes = nodes[4:]
		}
	}
	w.over, w.action, w.agent, w.steps, w.budget = b[1]&stateOver != 0, action, int(agent), int(steps), budget
	w.outcome = Outcome{Affected: int(affected), Cleaned: cleaned, Wasted: b[1]&stateWasted != 0, Refused: b[1]&stateRefused != 0}
	w.survey()
	w.observe()
	return nil
}
