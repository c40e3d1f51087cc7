package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheRampRisesFromDarkBlueToYellow(t *testing.T) {
	require.Equal(t, []Color{0x002051ff, 0x002051ff, 0xfdea45ff, 0xfdea45ff}, []Color{Ramp(math.NaN()), Ramp(-1), Ramp(1), Ramp(7)})
}

func TestEveryPageColorHasANameOfItsOwn(t *testing.T) {
	for _, theme := range []Theme{Dark, Light} {
		seen := make(map[string]bool)
		for _, s := range theme.Page() {
			require.False(t, seen[s.Name], s.Name)
			require.NotZero(t, s.Color, s.Name)
			seen[s.Name] = true
		}
		require.Len(t, seen, 12)
	}
}
