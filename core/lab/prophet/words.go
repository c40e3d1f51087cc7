package prophet

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/lab"
)

// The strategies, in the order of kernel.Strategy: as legends and as sentences name
// them.
var (
	names   = [...]string{"Foresight", "Reference", "Fixed rate"}
	phrases = [...]string{"the foresight controller", "the reference controller", "the fixed rate"}
	numbers = [...]int{3, 2, 4} // of lanes: the first has the accent's color and an unbroken line
)

// place is how a strategy stands in a race.
type place struct {
	strategy int
	lane     int
	err      float64 // mean reality gap
}

// ranked sorts a race, the best first. One that has diverged is last.
func ranked(race []place) []place {
	worth := func(p place) float64 {
		if p.err != p.err {
			return math.Inf(1)
		}
		return p.err
	}
	slices.SortStableFunc(race, func(a, b place) int { return cmp.Compare(worth(a), worth(b)) })
	return race
}

func (s *simulation) places() []place {
	race := make([]place, len(s.lanes))
	for i, l := range s.lanes {
		race[i] = place{int(l.strategy), i, l.meanGap()}
	}
	return ranked(race)
}

// shares say how an error compares with another, of which it is at most that part.
var shares = []struct {
	most  float64
	words string
}{
	{0.075, "less than a tenth of the error of"}, {0.15, "a tenth of the error of"}, {0.225, "a fifth of the error of"},
	{0.29, "a quarter of the error of"}, {0.42, "a third of the error of"}, {0.585, "half the error of"},
	{0.71, "two thirds of the error of"}, {0.85, "three quarters of the error of"}, {0.97, "a little less error than"},
}

// share says how error a compares with a larger one; empty where they are level.
func share(a, b float64) string {
	for _, s := range shares {
		if a <= s.most*b {
			return s.words
		}
	}
	return ""
}

// leader says who is better in a race after a number of steps. It names that number,
// since the sentence stands while the errors change.
func leader(steps int, race []place) string {
	best, next := race[0], race[1]
	part := share(best.err, next.err)
	after := "After " + lab.Thousands(steps) + " steps "
	switch {
	case best.err != best.err:
		return after + "all have lost the target."
	case next.err != next.err:
		return after + phrases[best.strategy] + " leads: the others have lost the target."
	case part == "":
		return after + phrases[best.strategy] + " and " + phrases[next.strategy] + " are level."
	}
	return after + fmt.Sprintf("%s leads, with %s %s.", phrases[best.strategy], part, phrases[next.strategy])
}

// resultOf says who has won a race, and by how much.
func resultOf(number uint64, race []place) string {
	best, next, last := race[0], race[1], race[len(race)-1]
	text := fmt.Sprintf("Race %s goes to %s", lab.Thousands(int(number)), phrases[best.strategy])
	if part := share(best.err, next.err); part != "" {
		text += fmt.Sprintf(", with %s %s", part, phrases[next.strategy])
	} else {
		text += fmt.Sprintf(", just ahead of %s", phrases[next.strategy])
	}
	return text + fmt.Sprintf(": %.3f against %.3f; %s had %.3f.", best.err, next.err, phrases[last.strategy], last.err)
}

// A sentence stands until it can be read: who is second, and by how much, may change
// from step to step.
const (
	firstWords = 60  // steps of the first race after which a leader is told
	wordsStand = 150 // steps, 2.5 s at the lab's speed
)

const beforeRace = "One target, three strategies: who follows it best?"

// tell says after a step who leads, and at the end who has won, which stands while the
// next race begins.
func (s *simulation) tell() {
	n := s.own.trainer.Steps()
	switch {
	case len(s.lanes) < 2:
	case s.over:
		race := s.places()
		s.lanes[race[0].lane].won++
		s.says = resultOf(s.number+1, race)
	case n%wordsStand == 0 && n+wordsStand <= s.own.trainer.Config().Steps || n == firstWords && s.number == 0:
		s.says = leader(n, s.places())
	}
}
