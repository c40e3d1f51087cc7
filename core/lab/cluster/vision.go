package cluster

import (
	"strconv"

	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/lab"
)

// Vision and Way are what was imagined before a step, for those who draw it.
type (
	Vision = imagine.Vision
	Way    = imagine.Way
)

// MaxWays is the largest number of ways in a Vision.
const MaxWays = imagine.MaxWays

// Told implements lab.Teller: what was imagined before the step.
func (p *Picture) Told() (words string, news bool) { return told(&p.Vision), p.Vision.Overruled }

// deeds say what each of the actions does, of an agent.
var deeds = [...]string{"moves up", "moves down", "moves left", "moves right", "cleans here", "scales", "cleans memory here", "throttles here"}

// told says in a sentence what was imagined and what came of it; nothing where nothing was.
// Page, window and the text alternative of the stage tell it in these words.
func told(v *imagine.Vision) string {
	if !v.Looked {
		return ""
	}
	proposed, taken := deeds[v.Proposed], deeds[v.Taken]
	seen := "The Prophet's network foresees a failure" // without imagining
	if v.Futures > 0 {
		seen = ends(v.Failed[v.Proposed], v.Futures) + " within " + lab.Count(v.Steps, "step", "steps")
	} else if !v.Overruled {
		return "The Prophet's network lets it do as it proposed."
	}
	seen += " if it " + proposed
	switch {
	case v.Overruled:
		return seen + "; it " + taken + " instead" + cost(v) + "."
	case weighed(v):
		return seen + ", and no other action fails less often: so it does."
	}
	return seen + ": so it does."
}

// ends says how many futures end in failure.
func ends(failed, of int) string {
	futures := strconv.Itoa(of) + " futures"
	switch failed {
	case 0:
		return "None of " + futures + " ends"
	case 1:
		return "1 of " + futures + " ends"
	}
	return strconv.Itoa(failed) + " of " + futures + " end"
}

// cost says how many futures of what is done instead end in failure too.
func cost(v *imagine.Vision) string {
	switch n := v.Failed[v.Taken]; {
	case n == 1:
		return ", where 1 does"
	case n > 1:
		return ", where " + strconv.Itoa(n) + " do"
	}
	return ""
}

// weighed reports whether other actions than the proposed one were imagined.
func weighed(v *imagine.Vision) bool {
	for action, failed := range v.Failed {
		if action != v.Proposed && failed >= 0 {
			return true
		}
	}
	return false
}
