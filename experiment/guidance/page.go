package guidance

import (
	"encoding/json"
	"math"
)

// Summary returns what the page quotes, as JSON: how it was measured, and a row for every
// rule.
func (t *Table) Summary() string {
	type row struct {
		Rule     string  `json:"rule"`
		Label    string  `json:"label"`
		Failures float64 `json:"failures"` // while training, of all worlds together
		Share    float64 `json:"share"`    // of the steps that were handed over, in percent
		Return   float64 `json:"return"`   // afterwards, mean over the worlds
		Failed   float64 `json:"failed"`   // afterwards, in percent
	}
	tenth := func(v float64) float64 { return math.Round(10*v) / 10 }
	s := struct {
		Worlds int   `json:"worlds"`
		Seeds  int   `json:"seeds"`
		Steps  int   `json:"steps"`
		Rows   []row `json:"rows"`
	}{Worlds: len(t.Worlds), Seeds: len(t.Seeds), Steps: t.Steps}
	for i := range t.Rows {
		r := &t.Rows[i]
		s.Rows = append(s.Rows, row{r.Rule, r.Label, tenth(float64(r.Failures.Mean)), tenth(100 * float64(r.Share.Mean)),
			tenth(float64(r.Return.Mean)), tenth(100 * float64(r.Failed.Mean))})
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("guidance: " + err.Error()) // finite numbers and text
	}
	return string(b) + "\n"
}
