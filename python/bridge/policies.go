package bridge

import (
	"slices"
	"strconv"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
)

// listPolicies adds what can be evaluated without training, and on which episodes.
func (t *Table) listPolicies() {
	param, err := clusterlab.Lab.Param("policy")
	if err != nil {
		panic("bridge: " + err.Error())
	}
	options := clusterlab.Lab.Params[param].Options
	for _, key := range baselines.Policies() {
		o := options[slices.IndexFunc(options, func(o lab.Option) bool { return o.Key == key })]
		t.Policies = append(t.Policies, Policy{o.Key, o.Label, o.Help})
	}
	for _, s := range baselines.Sets() {
		t.HeldOut = append(t.HeldOut, Episodes{s.Key, strconv.FormatUint(s.Seed, 10), s.Use})
	}
}
