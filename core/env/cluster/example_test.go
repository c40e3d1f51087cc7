package cluster_test

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
)

// A world left alone dies: without an action that cleans, memory only rises.
func Example() {
	w, err := cluster.New(cluster.Default(cluster.V51))
	if err != nil {
		fmt.Println(err)
		return
	}
	w.Reset(42)
	for {
		r, err := w.Step(cluster.Up)
		if err != nil {
			fmt.Println(err)
			return
		}
		if r.Terminated {
			fmt.Printf("collapsed after %d steps with %d nodes out of memory\n", w.Steps(), r.Info.OOMNodes)
			return
		}
	}
	// Output: collapsed after 158 steps with 2 nodes out of memory
}
