package catalog

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// finding is what was measured of one way to let the Prophet's forecast change
// what a learner does.
type finding struct {
	rule     string  // key of the guidance it is about
	label    string  // in the words of docs/measured.md
	words    string  // in a visitor's
	failures float64 // while training, mean over the runs
	returned float64 // of the greedy policy afterwards
}

// guidanceSetting says on what guidanceFindings were measured.
const guidanceSetting = "red-queen, 8 paired seeds, 30,000 steps"

// guidanceFindings are the outcome of `resonetics bench guidance`, as docs/measured.md
// publishes them.
var guidanceFindings = []finding{
	{"none", "none", "no guidance", 79.8, 95.7},
	{"epsilon", "ε lowered with risk (the published rule)", "exploring less at risk", 77.1, 96.1},
	{"epsilon", "its yoked control", "as often, at random moments", 77.9, 95.2},
	{"handover", "handover to a safe action", "handing over at risk", 6.5, 96.6},
	{"handover", "its yoked control", "as often, at random moments", 17.4, 96.6},
	{"threshold", "threshold on average memory, no network", "limit on memory, no network", 1.8, 97.1},
}

// GuidanceWords says what was found in words that need no statistics.
func GuidanceWords() string {
	failures := func(i int) float64 { return guidanceFindings[i].failures }
	return fmt.Sprintf("Learning without guidance meant %.1f failures. "+
		"Handing over to a safe action when the Prophet forecasts a near miss: %.1f. "+
		"Handing over just as often, but at random moments: %.1f; so its timing is worth something. "+
		"Exploring less at risk, the published rule: %.1f, no better than nothing. "+
		"A plain limit on memory, without any network: %.1f, fewer still.",
		failures(0), failures(3), failures(4), failures(1), failures(5))
}

// addGuidance adds what was measured to the control that chooses guidance.
func addGuidance(l *lab.Lab, d *paramJSON) {
	if l != cluster.Lab || d.Key != "guidance" {
		return
	}
	d.Results = &resultsJSON{
		Title: "What guidance is worth, measured", Words: GuidanceWords(),
		Unit: "Failures while learning (" + guidanceSetting + ")",
	}
	for _, f := range guidanceFindings {
		d.Results.Rows = append(d.Results.Rows, resultJSON{f.words, f.failures})
	}
}
