package learning

import (
	"encoding/json"
	"fmt"

	"github.com/resonetics/playground/experiment/baselines"
)

// Point is an evaluation of the greedy policy.
type Point struct {
	Steps int
	baselines.Score
}

// Points are the evaluations of a curve in the order of their steps.
type Points []Point

// beats returns the steps of the first point from which on the return stays above another;
// 0 for none. One point above it proves nothing: the next may be below.
func (p Points) beats(rival float64) (steps int) {
	for _, one := range p {
		switch {
		case one.Return <= rival:
			steps = 0
		case steps == 0:
			steps = one.Steps
		}
	}
	return steps
}

// columns are points as JSON has them: one list for each number, which is a table for many
// programs.
type columns struct {
	Steps  []int     `json:"trained_steps"`
	Failed []float64 `json:"failed_share"`
	Return []float64 `json:"return"`
}

// MarshalJSON writes the points as columns.
func (p Points) MarshalJSON() ([]byte, error) {
	var c columns
	for _, one := range p {
		c.Steps, c.Failed, c.Return = append(c.Steps, one.Steps), append(c.Failed, one.Failed), append(c.Return, one.Return)
	}
	return json.Marshal(c)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Points) UnmarshalJSON(b []byte) error {
	var c columns
	if err := json.Unmarshal(b, &c); err != nil {
		return err
	}
	if len(c.Steps) != len(c.Failed) || len(c.Steps) != len(c.Return) {
		return fmt.Errorf("points of %d steps, %d failures and %d returns, want as many of each", len(c.Steps), len(c.Failed), len(c.Return))
	}
	*p = make(Points, len(c.Steps))
	for i := range *p {
		(*p)[i] = Point{c.Steps[i], baselines.Score{Return: c.Return[i], Failed: c.Failed[i]}}
	}
	return nil
}
