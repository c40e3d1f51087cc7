package main

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// paramsJSON is what resonetics params lists of a lab, as JSON.
type paramsJSON struct {
	Key        string       `json:"key"`
	Label      string       `json:"label"`
	Question   string       `json:"question"`
	Parameters []paramJSON  `json:"parameters"`
	Presets    []presetJSON `json:"presets"`
	Metrics    []metricJSON `json:"metrics"`
}

type paramJSON struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"`
	Help    string   `json:"help"`
	Default string   `json:"default"`
	Live    bool     `json:"live"`
	Kind    string   `json:"kind"`
	Unit    string   `json:"unit,omitempty"`
	Least   *float64 `json:"least,omitempty"` // of a number
	Most    *float64 `json:"most,omitempty"`
	Choices []string `json:"choices,omitempty"`
}

type presetJSON struct {
	Key    string     `json:"key"`
	Label  string     `json:"label"`
	Help   string     `json:"help"`
	Values []textJSON `json:"values"`
}

type textJSON struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type metricJSON struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Help  string `json:"help"`
	Unit  string `json:"unit,omitempty"` // on a screen; files have shares in place of percents
}

// labsJSON lists the lab with that key, or all of them.
func labsJSON(only string) (list []paramsJSON) {
	for _, l := range labs.All {
		if only != "" && only != l.Key {
			continue
		}
		one := paramsJSON{Key: l.Key, Label: l.Label, Question: l.Question}
		for i := range l.Params {
			one.Parameters = append(one.Parameters, paramOf(&l.Params[i]))
		}
		for _, p := range l.Presets {
			one.Presets = append(one.Presets, presetJSON{p.Key, p.Label, p.Help, valuesOf(l, p)})
		}
		for _, m := range l.Metrics {
			one.Metrics = append(one.Metrics, metricJSON{m.Key, m.Label, m.Help, m.Unit})
		}
		list = append(list, one)
	}
	return list
}

func paramOf(p *lab.Param) paramJSON {
	one := paramJSON{Key: p.Key, Label: p.Label, Help: p.Help, Default: p.Text(), Live: p.Live(), Kind: p.Kind().String(), Unit: p.Unit, Choices: p.Choices}
	if kind := one.Kind; kind == "int" || kind == "float" {
		least, most := p.Field.Range()
		one.Least, one.Most = &least, &most
	}
	return one
}

func valuesOf(l *lab.Lab, p lab.Preset) (list []textJSON) {
	for i := range l.Params {
		if v, has := p.Values[l.Params[i].Key]; has {
			list = append(list, textJSON{l.Params[i].Key, l.Params[i].Format(v)})
		}
	}
	return list
}
