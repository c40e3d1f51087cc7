package optuna

import (
	"encoding/json"
	"fmt"

	"github.com/c-bata/goptuna"
)

// distribution is a range of Optuna's, as JSON.
type distribution struct {
	Name       string     `json:"name"`
	Attributes attributes `json:"attributes"`
}

type attributes struct {
	Step *float64 `json:"step"`
	Low  float64  `json:"low"`
	High float64  `json:"high"`
	Log  bool     `json:"log"`
}

// float is the name of the only ranges that are searched here.
const float = "FloatDistribution"

// written returns a range as Optuna writes it.
func written(d any) (string, error) {
	out := distribution{Name: float}
	switch d := d.(type) {
	case goptuna.UniformDistribution:
		out.Attributes = attributes{Low: d.Low, High: d.High}
	case goptuna.LogUniformDistribution:
		out.Attributes = attributes{Low: d.Low, High: d.High, Log: true}
	default:
		return "", fmt.Errorf("distribution %T: %w", d, goptuna.ErrUnknownDistribution)
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// read returns a range that Optuna has written; false for one that is not searched here,
// which another program's trial may have.
func read(text string) (d any, ok bool) {
	var in distribution
	if err := json.Unmarshal([]byte(text), &in); err != nil || in.Name != float || in.Attributes.Step != nil {
		return nil, false
	}
	if in.Attributes.Log {
		return goptuna.LogUniformDistribution{Low: in.Attributes.Low, High: in.Attributes.High}, true
	}
	return goptuna.UniformDistribution{Low: in.Attributes.Low, High: in.Attributes.High}, true
}
