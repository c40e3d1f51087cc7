package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/core/lab"
)

// Size of the window at the start, in device-independent pixels.
const (
	windowWidth  = 1280
	windowHeight = 800
)

// Options says how the window starts.
type Options struct {
	Rate float64   // steps per second; 0 is paused
	Out  io.Writer // where shared links are printed
}

// errNoDisplay tells what else can be done where no window can be shown.
var errNoDisplay = errors.New("there is no display to open a window on (DISPLAY is not set); use resonetics serve for the page or resonetics cluster run for the terminal")

// Run shows r in a window until it is closed or ctx ends. It must be called from
// the main goroutine.
func Run(ctx context.Context, r lab.Run, o Options) error {
	if !hasDisplay() {
		return errNoDisplay
	}
	driver, err := NewDriver(r, o.Rate)
	if err != nil {
		return err
	}
	defer driver.Close()
	catalog := r.Config.Lab.Catalog()
	ebiten.SetWindowTitle("Resonetics: " + catalog.Label)
	ebiten.SetWindowSize(windowWidth, windowHeight)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowSizeLimits(panelWidth+320, 480, -1, -1)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	err = ebiten.RunGame(newWindow(ctx, driver, catalog, o.Out))
	if err != nil {
		return fmt.Errorf("the window cannot be shown: %w", err)
	}
	return nil
}

// hasDisplay reports whether a window can be asked for at all.
func hasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
