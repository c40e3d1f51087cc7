//go:build stage

package lab

// Simulated returns nil: a program that only draws starts no simulation.
func Simulated(func(Config) (Simulation, error)) func(Config) (Simulation, error) { return nil }
