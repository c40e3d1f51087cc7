//go:build stage

package lab

import "errors"

// Maker is nothing in a program that only draws. Its type does not mention a simulation,
// all of whose methods the linker would keep.
type Maker struct{}

func (Maker) start(Config) (Simulation, error) {
	return nil, errors.New("this program only draws")
}

// Simulated returns nothing, so that the linker leaves the simulation out.
func Simulated(func(Config) (Simulation, error)) Maker { return Maker{} }

// Computed returns nil for the same reason.
func Computed[F any](F) (none F) { return none }
