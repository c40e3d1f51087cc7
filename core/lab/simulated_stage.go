//go:build stage

package lab

// Simulated returns nil: a program that only draws starts no simulation.
func Simulated(func(Config) (Simulation, error)) func(Config) (Simulation, error) { return nil }

// Compared returns nil: a program that only draws plays no series.
func Compared(func(Config, Lineup, map[string][]byte) (Comparison, error)) func(Config, Lineup, map[string][]byte) (Comparison, error) {
	return nil
}
