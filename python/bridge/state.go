package bridge

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
)

// saved is everything that decides how a world goes on, but for its numbers.
type saved struct {
	World   []byte `json:"world"`
	Seed    uint64 `json:"seed,string"`
	Number  uint64 `json:"number,string"`
	Actions []byte `json:"actions"`
	Running bool   `json:"running"`
	Lost    string `json:"lost"`
}

// restored is a state for one of the worlds.
type restored struct {
	which
	saved `json:"state"`
}

// byHand is one of the worlds as it is to be.
type byHand struct {
	which
	CPU      []float32 `json:"cpu"`
	Mem      []float32 `json:"mem"`
	Priority []float32 `json:"priority"`
	Agent    int       `json:"agent"`
	Budget   float64   `json:"budget"`
	Steps    int       `json:"steps"`
}

// which names one of the worlds of a number.
type which struct {
	World int `json:"world"`
}

func (w which) index() int { return w.World }

// state answers with what restore reads, of one world.
func state(w *Worlds, one *cluster.World, at which) ([]byte, error) {
	b, err := one.MarshalBinary()
	if err != nil {
		return nil, err
	}
	p := &w.played
	return json.Marshal(saved{b, w.seeds[at.World], w.numbers[at.World], p.actions, p.running, p.lost})
}

// restore puts one world into a state. On error it is unchanged.
func restore(w *Worlds, one *cluster.World, v restored) ([]byte, error) {
	if err := one.UnmarshalBinary(v.saved.World); err != nil {
		return nil, err
	}
	i := v.which.World
	w.seeds[i], w.numbers[i] = v.Seed, v.Number
	w.played = played{v.Actions, v.Running, v.Lost}
	w.show(i)
	return nil, nil
}

// show writes what a world is now to the caller's memory, after a change by hand.
func (w *Worlds) show(i int) {
	one := w.batch.World(i)
	s := one.Stats()
	w.clear(i, env.Info{AvgLoad: float64(s.AvgLoad), OOMNodes: s.OOM, CriticalOOM: s.CriticalOOM, Budget: one.Budget()})
	copy(w.at.Observations, w.batch.Observations())
}

// grid answers with the nodes of one world: cpu, memory and priority of each, row by row, as
// little-endian float32.
func grid(_ *Worlds, one *cluster.World, _ which) ([]byte, error) {
	cpu, mem, priority := one.CPU(), one.Mem(), one.Priority()
	b := make([]byte, 0, 12*len(cpu))
	for i := range cpu {
		for _, v := range [...]float32{cpu[i], mem[i], priority[i]} {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b, nil
}

// put puts a single world into a state given by hand.
func put(w *Worlds, one *cluster.World, v byHand) ([]byte, error) {
	if err := one.Put(v.CPU, v.Mem, v.Priority, v.Agent, v.Budget, v.Steps); err != nil {
		return nil, err
	}
	w.played.lose("its state was put by hand")
	w.show(v.World)
	return nil, nil
}

// stepWith lets a single world take its action with the numbers given that it would draw.
func stepWith(handle int64, request []byte) ([]byte, error) {
	noise, err := parse[[]float64](request)
	if err != nil {
		return nil, err
	}
	w, one, err := world(handle, 0)
	if err != nil {
		return nil, err
	}
	defer w.Unlock()
	if err := w.check(0); err != nil {
		return nil, err
	}
	if n := 2 * len(one.CPU()); len(noise) != n {
		return nil, fmt.Errorf("%d numbers of noise, want %d: the cpu of every node, then its memory", len(noise), n)
	}
	r, err := one.StepWith(int(w.at.Actions[0]), noise)
	if err != nil {
		return nil, err
	}
	w.played.lose("its noise was given by hand")
	w.played.running = true
	w.write(0, &r)
	copy(w.at.Observations, r.Observation)
	return nil, nil
}
