package bridge

import (
	"fmt"
	"sync"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Autoreset says when the next episode of a world begins, as Gymnasium names the ways.
type Autoreset int

// The ways.
const (
	Disabled Autoreset = iota // when the caller resets the world
	NextStep                  // in the step after the last, whose action is ignored
	SameStep                  // in the last step; what it led to is returned beside the new beginning
	ways
)

// Numbers of an info that are not whole, and those that are, one row a number.
const (
	AvgLoad  = iota
	Budget   // left
	Cost     // 1 for every node out of memory, and at least 1 where the episode fails
	Decimals // how many there are
)

// Whole numbers of an info.
const (
	OOM = iota
	Critical
	Wholes // how many there are
)

// Buffers is the caller's memory for n worlds. Rows of numbers stand one after the other,
// each with a value a world.
type Buffers struct {
	Actions      []int64
	Observations []float32 // a row a world
	Rewards      []float64
	Terminated   []uint8
	Truncated    []uint8
	Decimals     []float64
	Wholes       []int64

	// What ended in this step, with SameStep.
	Ended             []uint8
	FinalObservations []float32
	FinalDecimals     []float64
	FinalWholes       []int64

	// How each world begins; see the constants below.
	Begin   []uint8
	Seeds   []uint64
	Numbers []uint64
}

// How a world begins.
const (
	Stay    = iota // it does not
	Next           // the next episode of its run
	Run            // episode Numbers of the run of seed Seeds, as a session of that seed plays it
	Episode        // the episode of seed Seeds
)

// Worlds is worlds of one configuration that step together.
type Worlds struct {
	sync.Mutex
	at    Buffers
	mode  Autoreset
	n     int
	most  uint64 // the largest action
	batch *cluster.Batch

	seeds   []uint64 // of each world's run
	numbers []uint64 // of each world's next episode
	actions []int
	fresh   []int // worlds that began in this step
	played  played
}

// Open makes worlds over the caller's memory and returns their number. They must be reset
// before the first step.
func Open(config []byte, n int, mode Autoreset, at Buffers) (int64, error) {
	if mode < 0 || mode >= ways {
		return 0, fmt.Errorf("autoreset mode is %d, want 0 to %d", mode, ways-1)
	}
	c, err := parseWorld(config)
	if err != nil {
		return 0, err
	}
	b, err := cluster.NewBatch(c, n)
	if err != nil {
		return 0, err
	}
	w := &Worlds{at: at, mode: mode, n: n, most: uint64(c.Rules.Actions() - 1), batch: b, seeds: make([]uint64, n), numbers: make([]uint64, n), actions: make([]int, n)}
	return handles.keep(w), nil
}

// Reset begins in every world what Begin says of it.
func Reset(handle int64) error {
	w, err := find[*Worlds](handle)
	if err != nil {
		return err
	}
	w.Lock()
	defer w.Unlock()
	for i, how := range w.at.Begin[:w.n] {
		if how == Stay {
			continue
		}
		w.played.begin(w.batch.World(i), how, w.at.Numbers[i])
		w.clear(i, w.begin(i, how))
	}
	copy(w.at.Observations, w.batch.Observations())
	return nil
}

// begin begins an episode in a world and returns what there is to tell of it.
func (w *Worlds) begin(i int, how uint8) env.Info {
	seed := w.at.Seeds[i]
	switch how {
	case Run:
		w.seeds[i], w.numbers[i] = seed, w.at.Numbers[i]
	case Episode:
		w.seeds[i], w.numbers[i] = seed, 0
		return restart(w.batch.World(i), seed)
	}
	w.numbers[i]++
	return restart(w.batch.World(i), rng.Derive(w.seeds[i], w.numbers[i]-1))
}

func restart(w *cluster.World, seed uint64) env.Info {
	_, info := w.Reset(seed)
	return info
}

// clear says of a world that began what a step would say.
func (w *Worlds) clear(i int, now env.Info) {
	w.at.Rewards[i], w.at.Terminated[i], w.at.Truncated[i] = 0, 0, 0
	tell(w.at.Decimals, w.at.Wholes, w.n, i, &env.Result{Info: now})
}

// tell writes the info of one of n worlds.
func tell(decimals []float64, wholes []int64, n, i int, r *env.Result) {
	cost := r.Info.OOMNodes
	if r.Terminated {
		cost = max(1, cost)
	}
	decimals[AvgLoad*n+i], decimals[Budget*n+i], decimals[Cost*n+i] = r.Info.AvgLoad, r.Info.Budget, float64(cost)
	wholes[OOM*n+i], wholes[Critical*n+i] = int64(r.Info.OOMNodes), int64(r.Info.CriticalOOM)
}
