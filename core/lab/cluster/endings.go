package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/safetensors"
)

// Ended says how episodes have ended.
type Ended struct{ Episodes, Failed int }

// Survived returns the share of the episodes that lasted to their end; NaN for none.
func (e Ended) Survived() float64 { return 1 - float64(e.Failed)/float64(e.Episodes) }

// comparedEpisodes is how many episodes are compared: the last with the first.
const comparedEpisodes = 500

// endings counts how the episodes of a learner have ended, in all its clusters, so that one
// sees what it has learned: the last beside the first.
type endings struct {
	before Ended // those that are not counted
	all    Ended
	first  Ended
	ring   [comparedEpisodes]bool // whether each of the last failed, indexed by all.Episodes
	recent int                    // failed, of those
}

// begin forgets all: the learner comes with a past of that many episodes.
func (e *endings) begin(episodes, failed int) { *e = endings{before: Ended{episodes, failed}} }

// see takes in how many episodes have ended and failed by now. Those that ended in the same
// step have no order: the failed ones count first.
func (e *endings) see(episodes, failed int) {
	for e.all.Episodes < episodes-e.before.Episodes {
		e.push(e.all.Failed < failed-e.before.Failed)
	}
}

func (e *endings) push(fails bool) {
	last, n := &e.ring[e.all.Episodes%comparedEpisodes], Ended{1, 0}
	if *last {
		e.recent--
	}
	if *last = fails; fails {
		e.recent++
		n.Failed = 1
	}
	e.all.add(n)
	if e.first.Episodes < comparedEpisodes {
		e.first.add(n)
	}
}

func (e *Ended) add(n Ended) { e.Episodes, e.Failed = e.Episodes+n.Episodes, e.Failed+n.Failed }

// lately returns how the last episodes have ended.
func (e *endings) lately() Ended { return Ended{min(e.all.Episodes, comparedEpisodes), e.recent} }

// walk writes or reads e. Files of the first releases lack it.
func (e *endings) walk(k *safetensors.Walk, name string) {
	if !k.Has(name) {
		return
	}
	counts := []any{&e.all.Episodes, &e.all.Failed, &e.first.Episodes, &e.first.Failed}
	for i := range e.ring {
		counts = append(counts, &e.ring[i])
	}
	k.Counts(name, counts...)
	e.recent = 0
	for _, failed := range e.ring {
		if failed {
			e.recent++
		}
	}
	if e.first.Failed > e.first.Episodes || e.first.Episodes > comparedEpisodes || e.recent > e.lately().Episodes {
		k.Fail(fmt.Errorf("tensor %q: %d of %d episodes failed, and %d of the last %d", name, e.first.Failed, e.first.Episodes, e.recent, e.lately().Episodes))
	}
}

// resume says that the learner that e counts of has a past of that many episodes.
func (e *endings) resume(episodes, failed int) {
	e.before = Ended{episodes - e.all.Episodes, failed - e.all.Failed}
}
