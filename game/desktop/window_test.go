package desktop

import (
	"context"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/labtest"
)

// pictureFile names the environment variable that makes the test program show a
// window, write a picture of it, and end.
const pictureFile = "RESONETICS_WINDOW_PICTURE"

// pictureLanguage names the one that says in which language.
const pictureLanguage = "RESONETICS_WINDOW_LANGUAGE"

// pictureFrames is how many frames the window lives before its picture is taken.
const pictureFrames = 30

func TestMain(m *testing.M) {
	if path := os.Getenv(pictureFile); path != "" {
		if err := takePicture(path); err != nil {
			panic(err)
		}
		return
	}
	if os.Getenv(keysPressed) != "" {
		if err := pressKeys(); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// photographed is the window under test and a camera.
type photographed struct {
	*window
	frames int
	path   string
}

func takePicture(path string) error {
	driver, err := NewDriver(run(), 60)
	if err != nil {
		return err
	}
	defer driver.Close()
	ebiten.SetWindowSize(windowWidth, windowHeight)
	w := newWindow(context.Background(), driver, os.Stdout)
	if err := w.speak(os.Getenv(pictureLanguage)); err != nil {
		return err
	}
	return ebiten.RunGame(&photographed{window: w, path: path})
}

func (p *photographed) Update() error {
	if p.frames > pictureFrames {
		return ebiten.Termination
	}
	return p.window.Update()
}

func (p *photographed) Draw(screen *ebiten.Image) {
	p.window.Draw(screen)
	if p.frames++; p.frames != pictureFrames {
		return
	}
	picture := image.NewRGBA(screen.Bounds())
	screen.ReadPixels(picture.Pix)
	file, err := os.Create(p.path)
	if err == nil {
		err = png.Encode(file, picture)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		panic(err)
	}
}

func TestWindowShowsStageAndPanel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "window.png")
	if keep := os.Getenv("RESONETICS_KEEP_PICTURE"); keep != "" {
		path = keep
	}
	picture := pictureIn(t, "en", path)
	size := picture.Bounds().Size()
	require.Equal(t, image.Pt(windowWidth, windowHeight), size)
	require.Greater(t, colors(picture, image.Rect(size.X-panelWidth, 0, size.X, size.Y)), 50, "the panel")
	require.Greater(t, colors(picture, image.Rect(0, 0, size.X-panelWidth, size.Y)), 50, "the stage")
}

// pictureIn returns a picture of the window in a language, which it leaves in a file.
func pictureIn(t *testing.T, language, path string) image.Image {
	t.Helper()
	env := labtest.Display(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(env, pictureFile+"="+path, pictureLanguage+"="+language)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	picture, err := png.Decode(file)
	require.NoError(t, err)
	return picture
}

// colors counts the different colors of a part of a picture.
func colors(picture image.Image, part image.Rectangle) int {
	seen := make(map[[3]uint32]bool)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}
