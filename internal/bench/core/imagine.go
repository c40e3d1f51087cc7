package core

import (
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/pilot"
	"github.com/resonetics/playground/core/env/cluster"
)

// imagineTime returns how many milliseconds it takes to imagine all eight actions, six futures
// of twenty steps each, with a Pilot that decides in all of them.
func imagineTime() (float64, error) {
	world := cluster.Default(cluster.V51)
	w, err := cluster.New(world)
	if err != nil {
		return 0, err
	}
	p, err := pilot.New(pilot.Default(), 1)
	if err != nil {
		return 0, err
	}
	m, err := imagine.New(imagine.Config{Futures: 6, Steps: 20}, world, 1)
	if err != nil {
		return 0, err
	}
	actor := p.NewActor()
	rate, err := best(10, func(n int) (int, error) {
		for i := range n {
			m.All(w, uint64(i), actor)
		}
		return n, nil
	})
	return 1e3 / rate, err
}
