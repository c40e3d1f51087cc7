package kernel_test

import (
	"fmt"

	"github.com/resonetics/playground/core/kernel"
)

// A plain run and one with foresight, on the same seed.
func Example() {
	for _, s := range []kernel.Strategy{kernel.Adam, kernel.Prophet} {
		t, err := kernel.NewTrainer(kernel.DefaultConfig(s))
		if err != nil {
			fmt.Println(err)
			return
		}
		sum := 0.0
		for t.Step() {
			sum += t.Signals().Gap
		}
		fmt.Printf("%s: mean reality gap %.2f\n", s, sum/float64(t.Steps()))
	}
	// Output:
	// adam: mean reality gap 0.23
	// prophet: mean reality gap 0.07
}

// The four terms for one output of 1.5 where 1 was wanted. The third and fourth
// slices are the outputs without dropout, at the input and next to it.
func ExampleKernel_Evaluate() {
	k := kernel.Default()
	g := kernel.Grads{Output: make([]float64, 1), Calm: make([]float64, 1), Shaken: make([]float64, 1)}
	t := k.Evaluate(g, []float64{1}, []float64{1.5}, []float64{1.5}, []float64{1.51})
	fmt.Printf("R %.3f, F %.3f, S %.3f, T %.3f, loss %.3f\n", t.Gap, t.Flow, t.Structure, t.Tension, t.Loss)
	// Output: R 0.250, F 1.000, S 2.000, T 0.236, loss 1.179
}
