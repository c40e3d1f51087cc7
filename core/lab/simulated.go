//go:build !stage

package lab

// Maker starts the simulation of a configuration.
type Maker func(Config) (Simulation, error)

// start calls m.
func (m Maker) start(c Config) (Simulation, error) { return m(c) }

// Simulated returns f, for Lab.New: a program that is built with the tag "stage" only
// draws, and leaves it out.
func Simulated(f func(Config) (Simulation, error)) Maker { return f }

// Computed returns f, for what else a Lab needs of its simulation; see Simulated.
func Computed[F any](f F) F { return f }
