package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireNear fails unless got is within relative·|want| + absolute of want.
func requireNear(t *testing.T, want, got, relative, absolute float64, what string, args ...any) {
	t.Helper()
	require.InDeltaf(t, want, got, relative*math.Abs(want)+absolute, what, args...)
}
