// Package clustertest has what tests of several rooms need of the cluster.
package clustertest

import (
	"testing"

	"github.com/resonetics/playground/core/env/cluster"
)

// Scarcity returns the numbers of the cluster's preset in which most episodes fail.
func Scarcity(t testing.TB) cluster.Config {
	t.Helper()
	for _, p := range cluster.Presets() {
		if p.Key == "scarcity" {
			return p.Config
		}
	}
	t.Fatal("no preset is called scarcity")
	return cluster.Config{}
}
