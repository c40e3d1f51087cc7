package bridge

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"sync"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
)

// mind is what a learner has learned.
type mind struct {
	sync.Mutex
	learner *train.Learner
	greedy  best
}

// best is a greedy policy that is asked by what it sees.
type best interface {
	Best(observation []float32) int
}

// openMind reads a checkpoint, or a saved run with a policy that learns, and answers with its
// number and what it is.
func openMind(_ int64, b []byte) ([]byte, error) {
	if lab.IsSaved(b) {
		s, err := labs.All.Restore(b)
		if err != nil {
			return nil, err
		}
		if b, err = s.AppendMind(nil); err != nil {
			return nil, err
		}
	}
	l, err := train.LoadLearner(b)
	if err != nil {
		return nil, err
	}
	greedy, ok := l.Greedy().(best)
	if !ok {
		return nil, fmt.Errorf("a %s cannot be asked by what it sees", clusterlab.PolicyOf(l.Config()))
	}
	o := l.Origin()
	return json.Marshal(map[string]any{
		"handle": handles.keep(&mind{learner: l, greedy: greedy}), "policy": clusterlab.PolicyOf(l.Config()),
		"steps": l.Numbers().Steps, "preset": o.Preset, "world": values(l.Config().World),
	})
}

// act answers with the greedy action for each observation, a byte each. They come row by
// row, as little-endian float32.
func act(handle int64, request []byte) ([]byte, error) {
	m, err := find[*mind](handle)
	if err != nil {
		return nil, err
	}
	m.Lock()
	defer m.Unlock()
	w, err := cluster.New(m.learner.Config().World)
	if err != nil {
		return nil, err
	}
	seen := len(w.Observation())
	if len(request)%(4*seen) != 0 {
		return nil, fmt.Errorf("%d numbers, want rows of %d, what this policy sees", len(request)/4, seen)
	}
	observation, actions := make([]float32, seen), make([]byte, 0, len(request)/4/seen)
	for row := request; len(row) > 0; row = row[4*seen:] {
		for i := range observation {
			observation[i] = math.Float32frombits(binary.LittleEndian.Uint32(row[4*i:]))
		}
		actions = append(actions, byte(m.greedy.Best(observation)))
	}
	return actions, nil
}
