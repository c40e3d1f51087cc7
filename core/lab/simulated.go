//go:build !stage

package lab

// Simulated returns f, for what a Lab needs of its simulation: in a program that is built
// with the tag "stage", which only draws, it returns nil, so that the linker leaves the
// simulation out.
func Simulated[F any](f F) F { return f }
