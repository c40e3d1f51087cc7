package kernel

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// readCase decodes a recorded case of the package, or of the folder that
// RESONETICS_CONFORMANCE names.
func readCase(t *testing.T, name string, into any) {
	t.Helper()
	dir := "testdata"
	if d := os.Getenv("RESONETICS_CONFORMANCE"); d != "" {
		dir = d
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, into), name)
}

// requireNear fails unless got is within relative·|want| + absolute of want.
func requireNear(t *testing.T, want, got, relative, absolute float64, what string, args ...any) {
	t.Helper()
	require.InDeltaf(t, want, got, relative*math.Abs(want)+absolute, what, args...)
}
