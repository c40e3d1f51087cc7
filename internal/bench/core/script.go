package core

import (
	"errors"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/env/cluster"
)

// decisions returns how many decisions per second the example of h.3 makes, in a world
// that steps on: the steps take their part of the time.
func decisions() (float64, error) {
	source, err := exampleOf("h3")
	if err != nil {
		return 0, err
	}
	p, err := program.New(source, "h3")
	if err != nil {
		return 0, err
	}
	w, err := cluster.New(cluster.Presets()[1].Config)
	if err != nil {
		return 0, err
	}
	episode := uint64(0)
	w.Reset(episode)
	return best(2000, func(n int) (int, error) {
		for range n {
			action, err := p.Decide(w)
			if err == nil {
				_, err = w.Step(action)
			}
			if err != nil {
				return 0, err
			}
			if w.Over() {
				episode++
				w.Reset(episode)
			}
		}
		return n, nil
	})
}

func exampleOf(key string) (string, error) {
	for _, e := range program.Examples() {
		if e.Key == key {
			return e.Source, nil
		}
	}
	return "", errors.New("there is no example " + key)
}
