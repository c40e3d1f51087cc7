package lab

import (
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent/train"
)

// Learners returns the keys of the policies that learn.
func Learners() []string { return []string{policyQTable, policyPilot, policyProphet} }

// LearnerConfig translates a cluster run into the configuration of its learner.
// The error names a policy that does not learn, or the first number that the
// learner does not accept.
func LearnerConfig(c Config) (train.Config, error) {
	if c.Lab != Cluster {
		return train.Config{}, fmt.Errorf("lab is %s, want cluster: nobody learns to act elsewhere", c.Lab.Catalog().Key)
	}
	policy := policyOptions[int(c.Get(keyPolicy))].Key
	if !slices.Contains(Learners(), policy) {
		return train.Config{}, fmt.Errorf("policy is %s, which does not learn; want one of %s", policy, strings.Join(Learners(), ", "))
	}
	tc, err := learningConfig(c, policy)
	if err != nil {
		return train.Config{}, err
	}
	return tc, tc.Validate()
}
