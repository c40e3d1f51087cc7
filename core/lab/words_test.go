package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
)

func TestNumbersAreWrittenForPeople(t *testing.T) {
	for v, want := range map[float64]string{
		1e6: "1,000,000", 1e9: "1,000,000,000", -12_345.5: "-12,345.5", 999: "999", -999: "-999", 1000: "1,000",
		0.000001: "0.000001", 0: "0", 0.25: "0.25", 1e300: "1e+300",
	} {
		require.Equal(t, want, field.Words(v))
	}
	require.Equal(t, "1 hotspot", Count(1, "hotspot", "hotspots"))
	require.Equal(t, "0 hotspots", Count(0, "hotspot", "hotspots"))
	require.Equal(t, "1,200 hotspots", Count(1200, "hotspot", "hotspots"))
	require.Equal(t, []string{"node", "nodes", "per step", "%"}, []string{UnitOf("nodes", "1"), UnitOf("nodes", "1.0"), UnitOf("per step", "1"), UnitOf("%", "1")})
}
