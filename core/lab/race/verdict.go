package race

import (
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/lab"
)

// winner returns the lane that is ahead: one that survives before one that fails, then
// one that fails later, then the larger return; nil where the first two are even.
func (s *simulation) winner() *lane {
	best, even := s.lanes[0], false
	for _, l := range s.lanes[1:] {
		switch c := ahead(l, best); {
		case c > 0:
			best, even = l, false
		case c == 0:
			even = true
		}
	}
	if even {
		return nil
	}
	return best
}

// ahead compares two lanes: positive where a is ahead of b, zero where they are even. One
// that does again what was done, and of which no end is known, is behind.
func ahead(a, b *lane) int {
	for _, pair := range [...][2]float64{
		{truth(!a.cut()), truth(!b.cut())},
		{truth(!a.failed()), truth(!b.failed())},
		{float64(a.episodes.World.Steps()), float64(b.episodes.World.Steps())},
		{a.sum, b.sum},
	} {
		if pair[0] > pair[1] {
			return 1
		} else if pair[0] < pair[1] {
			return -1
		}
	}
	return 0
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// second returns the lane behind the winner.
func (s *simulation) second(winner *lane) *lane {
	var best *lane
	for _, l := range s.lanes {
		if l != winner && (best == nil || ahead(l, best) > 0) {
			best = l
		}
	}
	return best
}

// verdict says who won a race, by how much, and what decided it.
func (s *simulation) verdict() string {
	w := s.winner()
	if w == nil {
		return "a draw. The lanes ahead have done the same."
	}
	second := s.second(w)
	text, steps, lost := w.name()+" won", w.episodes.World.Steps(), second.episodes.World.Steps()
	switch {
	case w.failed() && steps == lost:
		text += fmt.Sprintf(" by %.1f: it failed at step %d as %s did, with return %.1f against %.1f.", w.sum-second.sum, steps, second.name(), w.sum, second.sum)
	case w.failed():
		text += fmt.Sprintf(": it failed last, at step %d, %d steps after %s.", steps, steps-lost, second.name())
	case second.failed():
		text += fmt.Sprintf(": it survived with return %.1f.", w.sum)
	case second.cut():
		text += fmt.Sprintf(": return %.1f.", w.sum)
	default:
		text += fmt.Sprintf(" by %.1f: return %.1f against %.1f of %s. Both survived. %s", w.sum-second.sum, w.sum, second.sum, second.name(), decided(w, second))
	}
	if second.failed() {
		text += " " + second.end()
	}
	return text
}

// name is the lane's label inside a sentence.
func (l *lane) name() string {
	if l.key == laneRecorded {
		return "The run as it was"
	}
	return l.label()
}

// end says how a lane failed: which node filled, and what was done instead of cleaning it.
func (l *lane) end() string {
	now := l.episodes.World.Steps()
	text := fmt.Sprintf("%s failed at step %d when the node at %s was full", l.name(), now, l.place(l.filled))
	steps := now - l.tally.hot[l.filled]
	if l.tally.hot[l.filled] < 0 || steps == 0 {
		return text + ": it filled in one step."
	}
	been := "had not been there in this race"
	if visit := l.tally.visited[l.filled]; visit == now {
		been = "stood on it"
	} else if visit >= 0 {
		been = fmt.Sprintf("had last been there %s before", count(now-visit, "step"))
	}
	return fmt.Sprintf("%s. In the %s since that node passed 80 %%, %s %s, and %s.", text, count(steps, "step"), l.name(), l.tally.told(steps), been)
}

// told says what the last n steps were spent on.
func (t *tally) told(n int) string {
	counts := t.count(n)
	var did []string
	for _, d := range [...]struct {
		deed deed
		verb string
		one  string
	}{{cleaned, "cleaned", "time"}, {scaled, "scaled", "time"}, {wasted, "wasted", "action"}, {walked, "walked", "step"}} {
		if counts[d.deed] > 0 {
			did = append(did, d.verb+" "+count(counts[d.deed], d.one))
		}
	}
	if len(did) < 2 {
		return strings.Join(did, "")
	}
	last := len(did) - 1
	return strings.Join(did[:last], ", ") + " and " + did[last]
}

// decided says where most of the difference between the returns of two lanes was made.
func decided(w, second *lane) string {
	most := deed(0)
	for d := range deeds {
		if w.tally.earned[d]-second.tally.earned[d] > w.tally.earned[most]-second.tally.earned[most] {
			most = d
		}
	}
	ours, theirs := w.tally.count(len(w.tally.steps)), second.tally.count(len(second.tally.steps))
	words := [deeds]string{"walking", "cleaning", "scaling", "wasted actions"}
	return fmt.Sprintf("Most of it came from %s: %+.1f in %s, against %+.1f in %d.", words[most],
		w.tally.earned[most], count(ours[most], "step"), second.tally.earned[most], theirs[most])
}

// count writes how many there are of something.
func count(n int, one string) string { return lab.Count(n, one, one+"s") }
