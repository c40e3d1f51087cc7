package series_test

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
)

func Example() {
	players := []series.Player{
		{Key: "h3", New: func() agent.Policy { return agent.H3 }},
		{Key: "omniscient", New: func() agent.Policy { return agent.Omniscient{} }},
	}
	s, err := series.New(cluster.Default(cluster.V51), players, agent.Seeds(1, 20))
	if err != nil {
		panic(err)
	}
	for !s.Advance(1000) { // a few steps at a time
	}
	table := series.Compare([]string{"h3", "omniscient"}, s.Episodes(), 1)
	p := table.Pairs[0]
	fmt.Printf("%s beats %s in %d of %d episodes\n", p.Player, p.Against, p.Wins, table.Episodes)
	fmt.Printf("by %.1f on average (95 %%: %.1f to %.1f)\n", p.Return.Mean, p.Return.Low, p.Return.High)
	// Output:
	// omniscient beats h3 in 19 of 20 episodes
	// by 2.1 on average (95 %: 1.6 to 2.7)
}
