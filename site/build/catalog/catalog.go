// Package catalog writes what the page's scripts know of the labs.
package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/wasm/wire"
)

// The catalog as the page's scripts read it. Parameter values are text, as
// links and commands spell them; min and max are the ends of a slider, outside of which
// a value may lie.
type (
	labJSON struct {
		Key      string       `json:"key"`
		Label    string       `json:"label"`
		Question string       `json:"question"`
		Legend   string       `json:"legend"`
		Rate     float64      `json:"rate"`
		Seed     string       `json:"seed"`
		Click    float64      `json:"click"`
		Rewind   int          `json:"rewind"`
		Actor    string       `json:"actor"` // key of the choice that says who acts; empty for none
		Params   []paramJSON  `json:"params"`
		Texts    []textJSON   `json:"texts"`
		Presets  []presetJSON `json:"presets"`
		Metrics  []metricJSON `json:"metrics"`
		Main     []string     `json:"main"` // keys of the metrics that are shown first
		Keys     []keyJSON    `json:"keys"`
		Actions  []actionJSON `json:"actions"`
		Charts   []chartJSON  `json:"charts"`
		Players  []string     `json:"players"`          // of a series
		WhatIf   string       `json:"whatIf,omitempty"` // the lab that asks what others would have done
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
		For     *forJSON     `json:"for,omitempty"` // the runs that read it; none for all
		Results *resultsJSON `json:"results,omitempty"`
	}
	forJSON struct {
		Keys   []string `json:"keys"`
		Values []string `json:"values"`
	}
	textJSON struct {
		Key   string `json:"key"`
		Label string `json:"label"`
		Help  string `json:"help"`
		Max   int    `json:"max"` // bytes
		Live  bool   `json:"live"`
	}
	optionJSON struct {
		Key   string `json:"key"`
		Label string `json:"label"`
		Help  string `json:"help,omitempty"`
	}
	resultsJSON struct {
		Title string `json:"title"`
		Words string `json:"words"`
		Unit  string `json:"unit"`
		// Names of what the picture of the rows measures.
		Across string       `json:"across"`
		Upward string       `json:"upward"`
		Rows   []resultJSON `json:"rows"`
	}
	resultJSON struct {
		Label string  `json:"label"`
		Value float64 `json:"value"`
		Share float64 `json:"share"` // what it cost, in percent
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
		Counted  bool     `json:"counted,omitempty"` // since the last change of who acts or of the world
		Role     string   `json:"role"`
		Limit    float64  `json:"limit,omitempty"` // from which on it alarms; none: above 0
		Options  []string `json:"options,omitempty"`
		Lane     int      `json:"lane,omitempty"`
		Meanings []string `json:"meanings,omitempty"` // of options
	}
	actionJSON struct {
		Label string   `json:"label"`
		Rules []string `json:"rules,omitempty"` // the rule sets that know it; none for all
	}
	chartJSON struct {
		Label  string       `json:"label"`
		Unit   string       `json:"unit,omitempty"`
		Series []seriesJSON `json:"series"`
	}
	seriesJSON struct {
		Label   string   `json:"label"`
		Events  bool     `json:"events,omitempty"`  // its values are numbers of events
		Options []string `json:"options,omitempty"` // names of its values
		Lane    int      `json:"lane,omitempty"`
	}
	keyJSON struct {
		Key     string `json:"key"`
		Label   string `json:"label"`
		Command string `json:"command"`
	}
)

// Script returns the module that tells the page what there is to show and to change.
// version names the build.
func Script(all lab.List, version string) ([]byte, error) {
	list := make([]labJSON, len(all))
	for i, l := range all {
		var err error
		if list[i], err = describe(l); err != nil {
			return nil, fmt.Errorf("lab %s: %w", l.Key, err)
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "export const version = %q;\n", version)
	fmt.Fprintf(&b, "export const snapshotVersion = %d;\n", wire.Version)
	fmt.Fprintf(&b, "export const seriesRange = [%d, %d];\n", lab.MinSeries, lab.MaxSeries)
	fmt.Fprintf(&b, "export const maxFile = %d;\n", lab.MaxSaved)
	fmt.Fprintf(&b, "export const speeds = [%s];\n", speeds())
	b.WriteString("export const labs = ")
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(list)
	return b.Bytes(), err
}

// speeds lists the speeds of the slider; "max" is as fast as the machine goes.
func speeds() string {
	list := make([]string, len(lab.Speeds))
	for i, v := range lab.Speeds {
		list[i] = field.Number(v)
		if v == lab.Unlimited {
			list[i] = "'max'"
		}
	}
	return strings.Join(list, ", ")
}

// describe leaves no list of a lab nil that the page would read as null.
func describe(l *lab.Lab) (labJSON, error) {
	d := labJSON{
		Key: l.Key, Label: l.Label, Question: l.Question, Legend: l.Legend, Rate: l.Rate,
		Seed: fmt.Sprint(l.Seed), Click: l.Click, Rewind: l.Rewind, Actor: l.Actor,
		Params: []paramJSON{}, Texts: []textJSON{}, Presets: []presetJSON{}, Metrics: []metricJSON{}, Main: []string{}, Keys: []keyJSON{}, Actions: []actionJSON{}, Charts: []chartJSON{},
		Players: append([]string{}, l.Players...), WhatIf: l.WhatIf,
	}
	for i := range l.Params {
		d.Params = append(d.Params, describeParam(l, &l.Params[i]))
	}
	for _, t := range l.Texts {
		d.Texts = append(d.Texts, textJSON{t.Key, t.Label, t.Help, t.Max, t.Live})
	}
	for _, p := range l.Presets {
		values := make(map[string]string)
		for key, v := range p.Values {
			i, err := l.Param(key)
			if err != nil {
				return labJSON{}, fmt.Errorf("preset %s: %w", p.Key, err)
			}
			values[key] = l.Params[i].Format(v)
		}
		d.Presets = append(d.Presets, presetJSON{p.Key, p.Label, p.Help, values})
	}
	for _, m := range l.Metrics {
		d.Metrics = append(d.Metrics, metricJSON{m.Key, m.Label, m.Unit, m.Help, m.Decimals, m.Counted, m.Role.String(), m.Limit, m.Options, m.Lane, m.Meanings})
	}
	for _, i := range l.MainMetrics() {
		d.Main = append(d.Main, l.Metrics[i].Key)
	}
	for _, k := range l.Keys {
		d.Keys = append(d.Keys, keyJSON{k.Key, k.Label, k.Command})
	}
	for _, a := range l.Actions {
		d.Actions = append(d.Actions, actionJSON{a.Label, a.Rules})
	}
	for i := range l.Charts {
		d.Charts = append(d.Charts, describeChart(&l.Charts[i]))
	}
	return d, nil
}

func describeChart(c *lab.Chart) chartJSON {
	d := chartJSON{c.Label, c.Unit, nil}
	for _, s := range c.Series {
		d.Series = append(d.Series, seriesJSON{s.Label, s.Reduction == lab.Sum, s.Options, s.Lane})
	}
	return d
}

func describeParam(l *lab.Lab, p *lab.Param) paramJSON {
	d := paramJSON{
		Key: p.Key, Label: p.Label, Unit: p.Unit, Help: p.Help, Group: p.Group,
		Kind: p.Kind().String(), Min: p.From, Max: p.To, Step: p.Step, Default: p.Format(p.Default()),
		Live: p.Live(), Log: p.Log, Basic: p.Basic,
	}
	if len(p.For.Keys) > 0 {
		d.For = &forJSON{p.For.Keys, p.For.Values}
	}
	for _, o := range p.Options {
		d.Options = append(d.Options, optionJSON{o.Key, o.Label, o.Help})
	}
	addGuidance(l, &d)
	return d
}
