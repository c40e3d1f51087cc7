package imagine

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// Foresight decides in place of a policy: an [Imagination], or what has learned from one.
type Foresight interface {
	// Looks reports whether it would look ahead in w.
	Looks(w *cluster.World) bool
	// Decide returns the action to take in w in place of the proposed one; see
	// [Imagination.Decide].
	Decide(w *cluster.World, episode uint64, proposed int, p agent.Policy) int
	// Vision returns what was seen before the last decision, in its own memory.
	Vision() *Vision
	Tally() Tally
	SetTally(Tally) // continues the counts of another run
}
