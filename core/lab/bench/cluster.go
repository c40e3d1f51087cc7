package bench

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// contenders are the policies that need no training, weakest first.
var contenders = []Contender{
	{"random", func() agent.Policy { return agent.Random{} }},
	{"h7", func() agent.Policy { return agent.H7 }},
	{"h5", func() agent.Policy { return agent.H5 }},
	{"h3", func() agent.Policy { return agent.H3 }},
	{"omniscient", func() agent.Policy { return agent.Omniscient{} }},
}

// Policies returns the keys of the policies that ContendersByKey knows.
func Policies() []string {
	keys := make([]string, len(contenders))
	for i, c := range contenders {
		keys[i] = c.Key
	}
	return keys
}

// ContendersByKey returns the policies with those keys, in their order.
func ContendersByKey(keys []string) ([]Contender, error) {
	var list []Contender
	for _, key := range keys {
		found := false
		for _, c := range contenders {
			if c.Key == key {
				list, found = append(list, c), true
			}
		}
		if !found {
			return nil, fmt.Errorf("policy is %q, want one of %v", key, Policies())
		}
	}
	return list, nil
}

// ruleSets are in the order of publication.
var ruleSets = []cluster.Rules{cluster.V45, cluster.V46, cluster.V51}

// RuleSets returns the names of the rule sets.
func RuleSets() []string {
	names := make([]string, len(ruleSets))
	for i, r := range ruleSets {
		names[i] = r.String()
	}
	return names
}

// WorldByRules returns a rule set's own numbers.
func WorldByRules(name string) (cluster.Config, error) {
	for _, r := range ruleSets {
		if r.String() == name {
			return cluster.Default(r), nil
		}
	}
	return cluster.Config{}, fmt.Errorf("rules are %q, want one of %v", name, RuleSets())
}

// Presets returns the names of the presets.
func Presets() []string {
	var keys []string
	for _, p := range cluster.Presets() {
		keys = append(keys, p.Key)
	}
	return keys
}

// WorldByPreset returns the numbers of a preset.
func WorldByPreset(key string) (cluster.Config, error) {
	for _, p := range cluster.Presets() {
		if p.Key == key {
			return p.Config, nil
		}
	}
	return cluster.Config{}, fmt.Errorf("preset is %q, want one of %v", key, Presets())
}
