package core

import (
	"github.com/resonetics/playground/core/agent/train"
)

// squadronSteps returns how many steps per second a Squadron learns from, of all its worlds
// together, with the world of red-queen, by itself or with a Prophet that hands over.
func squadronSteps(prophet bool) (float64, error) {
	c := train.Default(redQueen())
	c.Algorithm = train.PQN
	if !prophet {
		c.Guidance, c.Forecast = train.None, false
	}
	t, err := train.New(c)
	if err != nil {
		return 0, err
	}
	return best(c.PQN.Worlds*c.PQN.Rollout, func(n int) (int, error) { return n, t.Run(n) })
}
