package game

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// inWindow is true while the tests run inside a real Ebitengine window, where
// pictures can be drawn and read back.
var inWindow bool

// TestMain runs the tests inside a window when there is a display: Ebitengine
// draws only there.
func TestMain(m *testing.M) {
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		os.Exit(m.Run())
	}
	w := &testWindow{m: m}
	if err := ebiten.RunGame(w); err != nil {
		os.Stderr.WriteString("the window could not be opened: " + err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(w.code)
}

type testWindow struct {
	m    *testing.M
	code int
}

func (w *testWindow) Update() error {
	inWindow = true
	w.code = w.m.Run()
	return ebiten.Termination
}

func (w *testWindow) Draw(*ebiten.Image)                  {}
func (w *testWindow) Layout(width, height int) (int, int) { return width, height }

func needWindow(t *testing.T) {
	t.Helper()
	if !inWindow {
		t.Skip("no display: DISPLAY is not set, so nothing can be drawn")
	}
}

// session returns a session of the cluster with the given parameters, as key
// and text in turn.
func session(t *testing.T, params ...string) *lab.Session {
	t.Helper()
	c := lab.NewConfig(lab.Cluster)
	for i := 0; i < len(params); i += 2 {
		require.NoError(t, c.SetText(params[i], params[i+1]))
	}
	s, err := lab.NewSession(c)
	require.NoError(t, err)
	return s
}

// stage is a screen on an image of its own.
type stage struct {
	t      *testing.T
	screen *Screen
	image  *ebiten.Image
}

func newStage(t *testing.T, w, h int, scale float64) *stage {
	needWindow(t)
	s := &stage{t: t, screen: NewScreen(), image: ebiten.NewImage(w, h)}
	s.screen.Arrange(paint.Rect{W: float32(w), H: float32(h)}, scale)
	t.Cleanup(s.image.Deallocate)
	return s
}

// show draws one frame with what the session shows now.
func (s *stage) show(session *lab.Session, view lab.View, in Input) *image.RGBA {
	require.NoError(s.t, s.screen.Load(session.Snapshot(nil, view)))
	return s.frame(in)
}

// frame draws one frame and returns its pixels.
func (s *stage) frame(in Input) *image.RGBA {
	if in.Elapsed == 0 {
		in.Elapsed = 1.0 / 60
	}
	s.screen.Update(in)
	s.screen.Draw(s.image)
	s.screen.EndFrame(true)
	picture := image.NewRGBA(s.image.Bounds())
	s.image.ReadPixels(picture.Pix)
	return picture
}

// keep writes a picture into the folder RESONETICS_SHOTS names, to be looked at.
func keep(t *testing.T, name string, picture image.Image) {
	folder := os.Getenv("RESONETICS_SHOTS")
	if folder == "" {
		return
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	require.NoError(t, err)
	require.NoError(t, png.Encode(f, picture))
	require.NoError(t, f.Close())
}
