package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// guidanceData is what `resonetics bench guidance` found, in short; a test of the documents
// holds it to the raw scores of docs/measured/guidance.json.
//
//go:embed guidance_data.json
var guidanceData []byte

// guidanceFindings are guidanceData.
type guidanceFindings struct {
	Worlds, Seeds, Steps int
	Rows                 []struct {
		Rule                            string
		Failures, Share, Return, Failed float64
	}
}

func readGuidance() (f guidanceFindings) {
	if err := json.Unmarshal(guidanceData, &f); err != nil {
		panic("catalog: guidance_data.json: " + err.Error())
	}
	return f
}

// guidanceWords are the rows that a visitor is shown, in a visitor's words.
var guidanceWords = []struct{ rule, words string }{
	{"none", "no guidance"},
	{"epsilon", "exploring less at risk"},
	{"handover", "handing over at risk"},
	{"yoked", "as often, at random moments"},
	{"withdrawn", "handing over, less and less"},
	{"average-suite", "limit on average memory"},
	{"max-suite", "limit on the fullest node"},
	{"perfect", "a perfect forecast"},
	{"always-safe", "always the safe action"},
}

// conditions says on what the findings were measured.
func (f *guidanceFindings) conditions() string {
	return fmt.Sprintf("%d worlds, %s, %s steps in each", f.Worlds, lab.Count(f.Seeds, "paired seed", "paired seeds"), lab.Thousands(f.Steps))
}

// GuidanceWords says what was found in words that need no statistics.
func GuidanceWords() string {
	f := readGuidance()
	failures, share, failed := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, r := range f.Rows {
		failures[r.Rule], share[r.Rule], failed[r.Rule] = r.Failures, r.Share, r.Failed
	}
	return fmt.Sprintf("Learning without guidance meant %.0f failures in %s, and %.0f %% of the episodes failed afterwards. "+
		"Handing over to a safe action at the Prophet's warning: %.0f failures, at %.0f %% of the steps; afterwards %.0f %% fail. "+
		"Letting go little by little: %.0f failures, at %.0f %% of the steps; afterwards %.0f %% fail. "+
		"A limit on average memory, tuned on the other worlds to hand over as much: %.0f. "+
		"Exploring less at risk, the published rule: %.0f.",
		failures["none"], f.conditions(), failed["none"], failures["handover"], share["handover"], failed["handover"],
		failures["withdrawn"], share["withdrawn"], failed["withdrawn"], failures["average-suite"], failures["epsilon"])
}

// addGuidance adds what was measured to the control that chooses guidance.
func addGuidance(l *lab.Lab, d *paramJSON) {
	if l != cluster.Lab || d.Key != "guidance" {
		return
	}
	f := readGuidance()
	d.Results = &resultsJSON{
		Title: "What guidance is worth, measured", Words: GuidanceWords(),
		Unit: "Failures while learning (" + f.conditions() + ")", Upward: "failures", Across: "steps handed over, %",
	}
	for _, shown := range guidanceWords {
		for _, r := range f.Rows {
			if r.Rule == shown.rule {
				d.Results.Rows = append(d.Results.Rows, resultJSON{fmt.Sprintf("%s: %.0f %% of steps handed over", shown.words, r.Share), r.Failures, r.Share})
			}
		}
	}
}
