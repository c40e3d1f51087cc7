// Command digest trains every strategy for 2,000 steps with regime shifts and
// prints one hash of every bit of the trainers' states. It must print the same
// on every platform and with every backend; the test of package kernel
// compares them.
package main

import (
	"fmt"
	"hash/fnv"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/nn"
)

func main() {
	backend, _ := nn.Backend()
	h := fnv.New64a()
	for _, s := range []kernel.Strategy{kernel.Prophet, kernel.Reference, kernel.Adam} {
		c := kernel.DefaultConfig(s)
		c.Seed = 3
		t, err := kernel.NewTrainer(c)
		if err != nil {
			panic(err)
		}
		var state []byte
		for t.Step() {
			if t.Steps()%300 == 0 {
				t.RegimeShift()
			}
			if t.Steps()%50 == 0 {
				state, _ = t.AppendBinary(state[:0])
				h.Write(state)
			}
		}
	}
	fmt.Printf("%016x %s\n", h.Sum64(), backend)
}
