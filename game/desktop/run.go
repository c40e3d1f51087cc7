package desktop

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/sign"
)

// Size of the window at the start on a usual monitor, in device-independent pixels.
const (
	windowWidth  = 1280
	windowHeight = 800
)

// The least that the window leaves the stage and both, in device-independent
// pixels: below it the worlds shrink to thumbnails and legends are cut off.
const (
	stageLeast  = 480
	heightLeast = 560
)

// lookEvery is how often the system is asked for its theme.
const lookEvery = 3 * time.Second

// Options says how the window starts.
type Options struct {
	Rate    *float64     // steps per second, 0 is paused; nil for the lab's own
	Out     io.Writer    // where shared links are printed
	File    *RunFile     // from which the run goes on and into which it is saved; nil for none
	Message string       // what the window tells at first
	Program *ProgramFile // that acts, and is read again when it has changed; nil for none
	// Language is what the window is written in: "ko", or English.
	Language string
}

// errNoDisplay tells what else can be done where no window can be shown.
var errNoDisplay = errors.New("there is no display to open a window on (DISPLAY is not set); use resonetics serve for the page or resonetics cluster run for the terminal")

// Run shows r in a window until it is closed or ctx ends. It must be called from
// the main goroutine.
func Run(ctx context.Context, r lab.Run, o Options) error {
	if !hasDisplay() {
		return errNoDisplay
	}
	driver, err := o.File.start(r, o.Rate)
	if err != nil {
		return err
	}
	if o.Message != "" {
		driver.Tell(o.Message)
	}
	err = show(ctx, driver, o)
	saved := driver.Close()
	if o.File != nil {
		err = errors.Join(err, writeRun(o.File.path, saved))
	}
	return err
}

// show opens the window and returns when it is closed.
func show(ctx context.Context, driver *Driver, o Options) error {
	w := newWindow(ctx, driver, o.Out)
	if err := w.speak(o.Language); err != nil {
		return err
	}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	closed := make(chan struct{})
	defer close(closed)
	go w.followSystem(look.C, closed)
	ebiten.SetWindowTitle(w.words.Say(title(w.lab)))
	size := firstSize(monitorSize())
	ebiten.SetWindowSize(size.X, size.Y)
	ebiten.SetWindowIcon([]image.Image{sign.Draw(16), sign.Draw(32), sign.Draw(48)})
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowSizeLimits(panelWidth+stageLeast, heightLeast, -1, -1)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	if o.File != nil {
		ticker := time.NewTicker(saveEvery)
		defer ticker.Stop()
		w.file = o.File.path
		driver.Autosave(w.file, ticker.C)
	}
	if o.Program != nil {
		ticker := time.NewTicker(readEvery)
		defer ticker.Stop()
		driver.Watch(o.Program, ticker.C)
	}
	if err := ebiten.RunGame(w); err != nil {
		return fmt.Errorf("the window cannot be shown: %w", err)
	}
	return nil
}

func title(l *lab.Lab) string { return "Resonetics: " + l.Label }

// hasDisplay reports whether a window can be asked for at all.
func hasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
