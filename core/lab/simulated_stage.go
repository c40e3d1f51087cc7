//go:build stage

package lab

// Simulated returns nil: a program that only draws starts no simulation.
func Simulated[F any](F) (none F) { return none }
