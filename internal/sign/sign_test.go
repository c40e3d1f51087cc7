package sign

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

func TestTheSignHasTheColorsOfTheTheme(t *testing.T) {
	for _, size := range []int{16, 48, 512} {
		seen := make(map[lab.Color]bool)
		picture := Draw(size)
		require.Equal(t, size, picture.Bounds().Dx())
		for y := range size {
			for x := range size {
				r, g, b, a := picture.At(x, y).RGBA()
				seen[lab.Color(r>>8<<24|g>>8<<16|b>>8<<8|a>>8)] = true
			}
		}
		require.Equal(t, map[lab.Color]bool{lab.Dark.Ground: true, lab.Dark.Accent: true, lab.Dark.Alarm: true}, seen)
	}
}
