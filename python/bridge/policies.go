package bridge

import (
	"slices"
	"strconv"

	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
)

// listPolicies adds what can be evaluated without training, and on which episodes.
func (t *Table) listPolicies() {
	param, err := clusterlab.Lab.Param("policy")
	if err != nil {
		panic("bridge: " + err.Error())
	}
	for _, o := range clusterlab.Lab.Params[param].Options {
		if slices.Contains(baselines.Policies(), o.Key) {
			t.Policies = append(t.Policies, Policy{o.Key, o.Label, o.Help})
		}
	}
	for _, s := range baselines.Sets() {
		t.HeldOut = append(t.HeldOut, Episodes{s.Key, strconv.FormatUint(s.Seed, 10), s.Use})
	}
}
