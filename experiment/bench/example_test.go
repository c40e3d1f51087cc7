package bench_test

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
)

func Example() {
	calm, err := baselines.Preset("calm")
	if err != nil {
		panic(err)
	}
	policies, err := bench.Baselines("random", "omniscient")
	if err != nil {
		panic(err)
	}
	table, err := bench.Run(context.Background(), bench.Options{World: calm.Config, Players: policies, Episodes: 5, Seed: 1})
	if err != nil {
		panic(err)
	}
	for _, w := range table.Wins {
		fmt.Printf("%s beats %s in %d of %d episodes\n", w.Policy, w.Against, w.Won, table.Episodes)
	}
	// Output: omniscient beats random in 5 of 5 episodes
}
