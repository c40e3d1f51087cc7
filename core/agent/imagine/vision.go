package imagine

// maxActions is the largest number of actions that any rules know.
const maxActions = 8

// shownWays is how many futures of an action a Vision shows at most.
const shownWays = 6

// MaxWays is the largest number of ways in a [Vision].
const MaxWays = 2 * shownWays

// Way is one imagined future.
type Way struct {
	Action int      // that it begins with
	Failed bool     // it ends in failure
	Filled int      // the node that was fullest at that end; -1 where it survived
	Nodes  []uint16 // the agent's node before the first step and after each
}

// Vision is what was imagined before one step. Its slices are read before the next step.
type Vision struct {
	Looked    bool // the highest memory was above Config.At, so that it looked
	Overruled bool // Taken is not Proposed

	Proposed, Taken int // actions
	Futures, Steps  int // of each action, and of each future, as they were configured

	Failed [maxActions]int // futures of each action that failed; -1 for one that was not imagined
	Ways   []Way           // of the proposed action, then of the one taken instead: at most MaxWays
}

// CopyTo copies v into dst's own memory.
func (v *Vision) CopyTo(dst *Vision) {
	ways := dst.Ways[:0]
	*dst = *v
	for i := range v.Ways {
		if len(ways) < cap(ways) {
			ways = ways[:i+1]
		} else {
			ways = append(ways, Way{})
		}
		nodes := append(ways[i].Nodes[:0], v.Ways[i].Nodes...)
		ways[i] = v.Ways[i]
		ways[i].Nodes = nodes
	}
	dst.Ways = ways
}

// Forget makes v the vision of a step before which nothing was imagined, and keeps its memory.
func (v *Vision) Forget() { *v = Vision{Ways: v.Ways[:0]} }
