package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheRampRisesFromDarkBlueToYellow(t *testing.T) {
	require.Equal(t, []Color{0x002051ff, 0x002051ff, 0xfdea45ff, 0xfdea45ff}, []Color{Ramp(math.NaN()), Ramp(-1), Ramp(1), Ramp(7)})
}

// contrast returns the contrast ratio of two opaque colors, from 1 to 21, as WCAG 2.2
// defines it.
func contrast(a, b Color) float64 {
	luminance := func(c Color) float64 {
		r, g, b, _ := c.RGBA()
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// linear returns the light of a component of a color, [0, 1].
func linear(v uint8) float64 {
	if s := float64(v) / 255; s > 0.04045 {
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return float64(v) / 255 / 12.92
}

func TestWordsCanBeReadInBothThemes(t *testing.T) {
	for _, theme := range []Theme{Dark, Light} {
		for _, ground := range []Color{theme.Ground, theme.Surface, theme.Raised} {
			require.GreaterOrEqual(t, contrast(theme.Text, ground), 7.0)
			for _, c := range []Color{theme.Label, theme.Plain, theme.Accent, theme.Alarm, theme.Prophet, theme.Lanes[0], theme.Lanes[1], theme.Lanes[2], theme.Lanes[3]} {
				require.GreaterOrEqual(t, contrast(c, ground), 4.5, "%08x on %08x", c, ground)
			}
		}
		require.GreaterOrEqual(t, contrast(theme.OnAccent, theme.Accent), 4.5)
		require.GreaterOrEqual(t, contrast(theme.OnAlarm, theme.Alarm), 4.5)
	}
}
