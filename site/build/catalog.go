package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// The catalog as the page's scripts read it. Parameter values are text, as
// links and commands spell them.
type (
	labJSON struct {
		Key      string       `json:"key"`
		Label    string       `json:"label"`
		Question string       `json:"question"`
		Picture  string       `json:"picture"`
		Rate     float64      `json:"rate"`
		Seed     string       `json:"seed"`
		Params   []paramJSON  `json:"params"`
		Presets  []presetJSON `json:"presets"`
		Metrics  []metricJSON `json:"metrics"`
		Charts   []chartJSON  `json:"charts"`
		Keys     []keyJSON    `json:"keys"`
		Actions  []actionJSON `json:"actions"`
	}
	paramJSON struct {
		Key     string       `json:"key"`
		Label   string       `json:"label"`
		Unit    string       `json:"unit,omitempty"`
		Help    string       `json:"help"`
		Group   string       `json:"group"`
		Kind    string       `json:"kind"`
		Min     float64      `json:"min"`
		Max     float64      `json:"max"`
		Step    float64      `json:"step,omitempty"`
		Default string       `json:"default"`
		Options []optionJSON `json:"options,omitempty"`
		Live    bool         `json:"live"`
		Log     bool         `json:"log,omitempty"`
		Basic   bool         `json:"basic"`
	}
	optionJSON struct {
		Key   string `json:"key"`
		Label string `json:"label"`
		Help  string `json:"help,omitempty"`
	}
	presetJSON struct {
		Key    string            `json:"key"`
		Label  string            `json:"label"`
		Help   string            `json:"help"`
		Values map[string]string `json:"values"`
	}
	metricJSON struct {
		Key      string   `json:"key"`
		Label    string   `json:"label"`
		Unit     string   `json:"unit,omitempty"`
		Help     string   `json:"help"`
		Decimals int      `json:"decimals"`
		Role     string   `json:"role"`
		Options  []string `json:"options,omitempty"`
	}
	chartJSON struct {
		Label  string       `json:"label"`
		Unit   string       `json:"unit,omitempty"`
		Series []seriesJSON `json:"series"`
	}
	seriesJSON struct {
		Key   string `json:"key"`
		Label string `json:"label"`
		Role  string `json:"role"`
	}
	findingJSON struct {
		Rule     string  `json:"rule"`
		Label    string  `json:"label"`
		Failures float64 `json:"failures"`
	}
	actionJSON struct {
		Label string   `json:"label"`
		Rules []string `json:"rules"` // the rule sets that know it
	}
	keyJSON struct {
		Key     string `json:"key"`
		Label   string `json:"label"`
		Command string `json:"command"`
	}
)

// catalogScript returns the module that tells the page what there is to show
// and to change.
func catalogScript() ([]byte, error) {
	var labs []labJSON
	for _, c := range lab.Labs() {
		l, err := describe(c)
		if err != nil {
			return nil, err
		}
		labs = append(labs, l)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "export const version = %q;\n", version())
	fmt.Fprintf(&b, "export const linkVersion = %d;\n", lab.LinkVersion)
	fmt.Fprintf(&b, "export const snapshotVersion = %d;\n", lab.SnapshotVersion)
	fmt.Fprintf(&b, "export const rewindSteps = %d;\n", lab.RewindSteps)
	fmt.Fprintf(&b, "export const maxFile = %d;\n", max(lab.MaxSaved, train.MaxCheckpoint))
	var findings []findingJSON
	for _, f := range lab.GuidanceFindings {
		findings = append(findings, findingJSON{f.Rule, f.Words, f.Failures})
	}
	for _, part := range []struct {
		name  string
		value any
	}{{"guidanceFinding", lab.GuidanceFinding()}, {"guidanceSetting", lab.GuidanceSetting}, {"guidanceFindings", findings}, {"labs", labs}} {
		fmt.Fprintf(&b, "export const %s = ", part.name)
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(part.value); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// version names what is built as the Makefile does; empty where git cannot tell.
func version() string {
	out, err := exec.Command("git", "describe", "--tags", "--always", "--dirty").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func describe(c *lab.Catalog) (labJSON, error) {
	l := labJSON{
		Key: c.Key, Label: c.Label, Question: c.Question, Picture: c.Picture, Rate: c.Rate,
		Seed:    fmt.Sprint(lab.NewConfig(c.Lab).Seed),
		Actions: describeActions(c.Actions),
	}
	for i := range c.Params {
		l.Params = append(l.Params, describeParam(&c.Params[i]))
	}
	for _, p := range c.Presets {
		values := make(map[string]string)
		for key, v := range p.Values {
			i, err := c.Param(key)
			if err != nil {
				return labJSON{}, fmt.Errorf("preset %s: %w", p.Key, err)
			}
			values[key] = c.Params[i].Format(v)
		}
		l.Presets = append(l.Presets, presetJSON{p.Key, p.Label, p.Help, values})
	}
	for _, m := range c.Metrics {
		l.Metrics = append(l.Metrics, metricJSON{m.Key, m.Label, m.Unit, m.Help, m.Decimals, m.Role.String(), m.Options})
	}
	for _, chart := range c.Charts {
		described := chartJSON{Label: chart.Label, Unit: chart.Unit}
		for _, s := range chart.Series {
			described.Series = append(described.Series, seriesJSON{s.Key, s.Label, s.Role.String()})
		}
		l.Charts = append(l.Charts, described)
	}
	for _, k := range c.Keys {
		l.Keys = append(l.Keys, keyJSON{k.Key, k.Label, k.Command})
	}
	return l, nil
}

// describeActions never returns nil, which the page would read as null.
func describeActions(names []string) []actionJSON {
	actions := make([]actionJSON, len(names))
	for i, name := range names {
		actions[i].Label = name
		for r := cluster.V45; r <= cluster.V51; r++ {
			if i < r.Actions() {
				actions[i].Rules = append(actions[i].Rules, r.String())
			}
		}
	}
	return actions
}

func describeParam(p *lab.Param) paramJSON {
	d := paramJSON{
		Key: p.Key, Label: p.Label, Unit: p.Unit, Help: p.Help, Group: p.Group,
		Kind: p.Kind.String(), Min: p.Min, Max: p.Max, Step: p.Step, Default: p.Format(p.Default),
		Live: p.Live, Log: p.Log, Basic: p.Basic,
	}
	for _, o := range p.Options {
		d.Options = append(d.Options, optionJSON{o.Key, o.Label, o.Help})
	}
	return d
}
