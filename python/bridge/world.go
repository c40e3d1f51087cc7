package bridge

import (
	"encoding/json"
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// numbers is a configuration of a world as Python sends it: by key, as links spell values.
// What is left out keeps the default of its rule set.
type numbers map[string]string

// world returns the configuration, checked.
func (n numbers) world() (cluster.Config, error) {
	c := cluster.Default(cluster.V51)
	if rules, ok := n["rules"]; ok {
		if err := c.Fields().Must("rules").SetText(rules); err != nil {
			return c, err
		}
		c = cluster.Default(c.Rules)
	}
	for key, text := range n {
		f, err := c.Fields().Find(key)
		if err != nil {
			return c, fmt.Errorf("parameter %s is not one of the world's", field.Quote(key))
		}
		if err := f.SetText(text); err != nil {
			return c, err
		}
	}
	return c, c.Validate()
}

// parseWorld reads numbers as JSON.
func parseWorld(text []byte) (cluster.Config, error) {
	var n numbers
	if err := json.Unmarshal(text, &n); err != nil {
		return cluster.Config{}, fmt.Errorf("the parameters are not JSON: %w", err)
	}
	return n.world()
}

// Table is what Python is generated from: every number of a world with its range, the rule
// sets, the presets and the policies that need no training.
type Table struct {
	Version  string     `json:"version"`
	Rules    []RuleSet  `json:"rules"`
	Params   []Param    `json:"parameters"`
	Presets  []Preset   `json:"presets"`
	Policies []Policy   `json:"policies"`
	HeldOut  []Episodes `json:"held_out"`
}

// RuleSet is what a rule set was published with.
type RuleSet struct {
	Key          string             `json:"key"`
	Actions      []string           `json:"actions"`
	Observations int                `json:"observations"`
	Defaults     map[string]float64 `json:"defaults"`
}

// Param is a number of a world.
type Param struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"` // empty where the page does not show it
	Help    string   `json:"help"`
	Unit    string   `json:"unit"`
	Kind    string   `json:"kind"`
	Least   float64  `json:"least"`
	Most    float64  `json:"most"`
	Accepts string   `json:"accepts"`
	Choices []string `json:"choices,omitempty"`
}

// Preset is a named world.
type Preset struct {
	Key    string             `json:"key"`
	Label  string             `json:"label"`
	Help   string             `json:"help"`
	Values map[string]float64 `json:"values"`
}

// Policy is one that needs no training.
type Policy struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Help  string `json:"help"`
}

// Episodes is a set of held-out episodes: those of this seed.
type Episodes struct {
	Key  string `json:"key"`
	Seed string `json:"seed"` // as text: it has 64 bits
	Use  string `json:"use"`
}

// NewTable returns the table.
func NewTable() *Table {
	t := &Table{Version: Version}
	for _, r := range []cluster.Rules{cluster.V45, cluster.V46, cluster.V51} {
		t.Rules = append(t.Rules, ruleSet(r))
	}
	c := cluster.Default(cluster.V51)
	for _, f := range c.Fields() {
		t.Params = append(t.Params, param(f))
	}
	for _, p := range cluster.Presets() {
		t.Presets = append(t.Presets, Preset{p.Key, p.Label, p.Help, values(p.Config)})
	}
	t.listPolicies()
	return t
}

func ruleSet(r cluster.Rules) RuleSet {
	c := cluster.Default(r)
	w, err := cluster.New(c)
	if err != nil {
		panic("bridge: a rule set refuses its own numbers: " + err.Error())
	}
	return RuleSet{r.String(), w.ActionSpace().Names, len(w.ObservationSpace().Low), values(c)}
}

func values(c cluster.Config) map[string]float64 {
	all := make(map[string]float64)
	for _, f := range c.Fields() {
		all[f.Key] = f.Get()
	}
	return all
}

// unshown says what the numbers are that the page does not show.
var unshown = map[string]string{
	"time-penalty":        "Reward of every step, whatever is done.",
	"oom-penalty":         "Taken from the reward for every node that is out of memory.",
	"critical-penalty":    "Taken from the reward besides for every critical node that is out of memory.",
	"shaping":             "Reward for every unit by which the average load falls (v4.6 and later).",
	"load-limit":          "An average load above it ends the episode in failure.",
	"any-oom-terminates":  "Whether one node out of memory ends the episode, whatever the other limits say.",
	"oom-limit":           "This many nodes out of memory end the episode in failure.",
	"critical-terminates": "Whether one critical node out of memory ends the episode.",
}

// param describes a number as the page does, where the page shows it.
func param(f field.Field) Param {
	p := Param{Help: unshown[f.Key], Key: f.Key, Kind: f.Kind().String(), Accepts: f.Accepted(), Choices: f.Choices}
	p.Least, p.Most = f.Range()
	for _, shown := range clusterlab.WorldParams() {
		if shown.Key == f.Key {
			p.Label, p.Help, p.Unit = shown.Label, shown.Help, shown.Unit
		}
	}
	return p
}
