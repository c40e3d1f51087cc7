// Package gardener is a world of neural creatures against entropy.
//
// A square torus collects dirt that only grows. Creatures with small recurrent
// brains live from cleaning it: each sees the View × View cells around it, and
// moves, cleans, or rests and breeds. Nothing is learned within a life;
// brains change only from parent to child.
//
// # A step
//
// World.Step takes the eight parts of the specification in their order: the
// starved leave and newcomers arrive, all decide, claim a cell and pay,
// dirt grows, cleaners earn, rich creatures breed, the generation counts up, and the
// signals of [Stats] are measured. Energies and dirt are float64, brains float32.
//
// # Selection
//
// With the reference's rules nothing evolves: experiment/evolution finds no birth
// in 20 seeds of 20,000 steps. Brains that only clean live for ever at the edge of
// starvation, because the emergency rule moves them to the next dirty cell, and
// no creature gets rich enough to breed. SelectionLongest breeds those same brains. Evolving, with
// SelectionForagers, is the setting in which evolution shows; it changes what is
// described there and nothing else, and it is ours.
//
// # Reproducibility
//
// The same Config and seed give the same bits on every platform; Digest sums
// them up. Dirt, arrivals, genes and the noise that measures flow come from
// independent streams, so measuring never changes what is measured.
package gardener
