package study_test

import (
	"fmt"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/kernel/study"
)

// Two strategies on the same five seeds.
func ExampleMeasure() {
	o := study.DefaultOptions()
	o.Seeds = 5
	rows, err := study.Measure(o, []study.Variant{
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
