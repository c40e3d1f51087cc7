package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
	Rate    float64   // steps per second; 0 is paused
	Out     io.Writer // where shared links are printed
	Session string    // the file to go on with, where it exists, and to save into in the end; empty for none
}

// errNoDisplay tells what else can be done where no window can be shown.
var errNoDisplay = errors.New("there is no display to open a window on (DISPLAY is not set); use resonetics serve for the page or resonetics cluster run for the terminal")

// Run shows r in a window until it is closed or ctx ends. It must be called from
// the main goroutine.
func Run(ctx context.Context, r lab.Run, o Options) error {
	if !hasDisplay() {
		return errNoDisplay
	}
	driver, err := openDriver(r, o)
	if err != nil {
		return err
	}
	catalog := driver.Frame().Snapshot.Lab.Catalog()
	ebiten.SetWindowTitle("Resonetics: " + catalog.Label)
	ebiten.SetWindowSize(windowWidth, windowHeight)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowSizeLimits(panelWidth+320, 480, -1, -1)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	w := newWindow(ctx, driver, catalog, o.Out)
	w.session = o.Session
	if err = ebiten.RunGame(w); err != nil {
		err = fmt.Errorf("the window cannot be shown: %w", err)
	}
	saved := driver.Close()
	if o.Session == "" {
		return err
	}
	return errors.Join(err, writeFile(o.Session, saved))
}

// openDriver goes on with the session of a file where there is one, and starts r
// where there is none.
func openDriver(r lab.Run, o Options) (*Driver, error) {
	if o.Session == "" {
		return NewDriver(r, o.Rate)
	}
	folder, name := filepath.Split(o.Session)
	saved, err := readFile(os.DirFS(filepath.Clean(folder)), name)
	if errors.Is(err, fs.ErrNotExist) {
		return NewDriver(r, o.Rate)
	}
	if err != nil {
		return nil, err
	}
	d, err := ResumeDriver(saved, o.Rate)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Session, err)
	}
	return d, nil
}

// hasDisplay reports whether a window can be asked for at all.
func hasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
