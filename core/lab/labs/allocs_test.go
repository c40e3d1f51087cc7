package labs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

// TestAStepAllocatesNothing holds what keeps every lab fast in a page: what a step
// needs of the configuration has been read before.
func TestAStepAllocatesNothing(t *testing.T) {
	for _, link := range []string{
		"v=1&lab=cluster&policy=h3",
		"v=1&lab=cluster&policy=pilot",
		"v=1&lab=cluster&policy=pilot&train=off",
		"v=1&lab=cluster&policy=qtable",
		"v=2&lab=cluster&policy=pqn",
		"v=1&lab=gardener",
		"v=2&lab=prophet",
		"v=2&lab=prophet&seed=42",
	} {
		run, err := All.ParseLink(link)
		require.NoError(t, err)
		s, err := lab.NewSession(run.Config)
		require.NoError(t, err)
		s.Advance(3200) // whatever grows has grown; a Squadron is evaluated before and after
		require.Zero(t, testing.AllocsPerRun(300, func() { s.Advance(1) }), link)
	}
}
