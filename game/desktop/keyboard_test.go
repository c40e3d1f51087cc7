package desktop

import (
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
)

// TestLettersWorkOnLayoutsOfOtherScripts types what the key of S types on layouts of the
// world, and what another key types that has an S.
func TestLettersWorkOnLayoutsOfOtherScripts(t *testing.T) {
	for _, typed := range []string{"ы", "Ы", "σ", "ד", "ㄴ", "س", ""} {
		require.True(t, isForeign([]rune(typed)), "%q is no Latin letter", typed)
		require.False(t, types([]rune(typed), 's'))
	}
	for _, typed := range []string{"s", "S"} { // wherever the layout has it
		require.True(t, types([]rune(typed), 's'))
	}
	require.False(t, isForeign([]rune("o")), "on a Dvorak layout the key of S types an o, which stays one")
	require.Equal(t, []ebiten.Key{ebiten.KeyS, ebiten.KeyM, ebiten.KeyT, ebiten.KeyP, -1},
		[]ebiten.Key{letterKey('s'), letterKey('m'), letterKey('t'), letterKey('p'), letterKey(' ')})
}
