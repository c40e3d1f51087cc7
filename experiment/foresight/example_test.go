package foresight_test

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/experiment/foresight"
)

// Two strategies on the same five seeds.
func ExampleMeasure() {
	o := foresight.DefaultOptions()
	o.Seeds = 5
	rows, err := foresight.Measure(context.Background(), o, []foresight.Variant{
		{Name: "adam", Config: kernel.DefaultConfig(kernel.Adam)},
		{Name: "prophet", Config: kernel.DefaultConfig(kernel.Prophet)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rows {
		fmt.Printf("%-8s %.2f\n", r.Name, r.Gap.Mean)
	}
	// Output:
	// adam     0.21
	// prophet  0.07
}
