//go:build !stage

package lab

// Simulated returns f, for Lab.New: in a program that is built with the tag "stage",
// which only draws, it returns nil, so that the linker leaves the simulation out.
func Simulated(f func(Config) (Simulation, error)) func(Config) (Simulation, error) { return f }

// Compared is Simulated for Lab.Compare.
func Compared(f func(Config, Lineup, map[string][]byte) (Comparison, error)) func(Config, Lineup, map[string][]byte) (Comparison, error) {
	return f
}
