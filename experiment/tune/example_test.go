package tune_test

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/tune"
)

func Example() {
	result, err := tune.Run(context.Background(), tune.Options{
		World: cluster.Default(cluster.V51), Title: "v5.1",
		Learner: "qtable", Method: tune.Grid,
		Seed: 1, Trials: 1, Steps: 4, Runs: 1, Episodes: 1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(result.Trials), "trials, the last with")
	for _, s := range result.Trials[8].Settings {
		fmt.Println(s.Key, s.Value)
	}
	// Output:
	// 9 trials, the last with
	// qtable-lr 0.2
	// qtable-gamma 0.99
}
