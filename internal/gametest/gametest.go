// Package gametest has what the tests of scenes do: it runs them inside a window, in
// which alone Ebitengine draws, and reads pictures back.
package gametest

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/game/paint"
)

var inWindow bool

// Main is the TestMain of a package whose tests draw. Without a display they run outside
// of a window.
func Main(m *testing.M) {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		os.Exit(m.Run())
	}
	w := &window{m: m}
	if err := ebiten.RunGame(w); err != nil {
		os.Stderr.WriteString("the window could not be opened: " + err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(w.code)
}

type window struct {
	m    *testing.M
	code int
}

func (w *window) Update() error {
	inWindow = true
	w.code = w.m.Run()
	return ebiten.Termination
}

func (w *window) Draw(*ebiten.Image)                  {}
func (w *window) Layout(width, height int) (int, int) { return width, height }

// Image returns an image to draw on, and skips the test where nothing can be drawn.
func Image(t *testing.T, width, height int) *ebiten.Image {
	t.Helper()
	if !inWindow {
		t.Skip("no display: DISPLAY is not set, so nothing can be drawn")
	}
	image := ebiten.NewImage(width, height)
	t.Cleanup(image.Deallocate)
	return image
}

// Read returns the pixels of an image.
func Read(from *ebiten.Image) *image.RGBA {
	picture := image.NewRGBA(from.Bounds())
	from.ReadPixels(picture.Pix)
	return picture
}

// Near requires that a pixel has a color, up to what rounding does.
func Near(t *testing.T, picture *image.RGBA, x, y float32, want paint.Color, say string) {
	t.Helper()
	got, b := picture.RGBAAt(int(x), int(y)), want.Bytes()
	for i, v := range []uint8{got.R, got.G, got.B} {
		require.InDelta(t, b[i], v, 3, "%s at %v, %v: %v, want %v", say, x, y, got, b)
	}
}

// Keep writes a picture into the folder that RESONETICS_SHOTS names, to be looked at.
func Keep(t *testing.T, name string, picture image.Image) {
	folder := os.Getenv("RESONETICS_SHOTS")
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, picture))
	require.NoError(t, f.Close())
}
