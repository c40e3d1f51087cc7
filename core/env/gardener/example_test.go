package gardener_test

import (
	"fmt"

	"github.com/resonetics/playground/core/env/gardener"
)

func Example() {
	w, err := gardener.New(gardener.Default(), 42)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 500 {
		w.Step()
	}
	s := w.Stats()
	fmt.Printf("generation %d: %d creatures, %.0f of %d dirt, %v\n",
		s.Gen, s.Population, s.TotalEntropy, len(w.Dirt()), s.Verdict)
	// Output: generation 500: 15 creatures, 3338 of 3600 dirt, creative
}
