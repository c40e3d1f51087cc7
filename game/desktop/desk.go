package desktop

import (
	"context"
	"image"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// firstSize returns how large the window opens on a monitor, both in device-independent
// pixels: as it was drawn for, half of a large monitor, and never beyond a small one.
func firstSize(monitor image.Point) image.Point {
	side := func(usual, all, share int) int { return min(max(usual, all/2), all*share/100) }
	if monitor.X == 0 || monitor.Y == 0 { // the system does not tell
		return image.Pt(windowWidth, windowHeight)
	}
	return image.Pt(side(windowWidth, monitor.X, 96), side(windowHeight, monitor.Y, 90))
}

// monitorSize returns the size of the monitor that the window opens on, zero where the
// system does not tell.
func monitorSize() image.Point {
	m := ebiten.Monitor()
	if m == nil {
		return image.Point{}
	}
	return image.Pt(m.Size())
}

// copyPatience is how long a program may take that puts text on the clipboard.
const copyPatience = 2 * time.Second

// copiers returns the commands that put their input on the clipboard of a system, in the
// order in which they are tried. There is no way of Go's own.
func copiers(system string, wayland bool) [][]string {
	switch {
	case system == "darwin":
		return [][]string{{"pbcopy"}}
	case system == "windows":
		return [][]string{{"clip.exe"}}
	case wayland:
		return [][]string{{"wl-copy"}, {"xclip", "-selection", "clipboard"}, {"xsel", "-ib"}}
	}
	return [][]string{{"xclip", "-selection", "clipboard"}, {"xsel", "-ib"}, {"wl-copy"}}
}

// copyText puts text on the clipboard and reports whether a program for that was found.
func copyText(text string) bool {
	for _, command := range copiers(runtime.GOOS, os.Getenv("WAYLAND_DISPLAY") != "") {
		ctx, cancel := context.WithTimeout(context.Background(), copyPatience)
		cmd := exec.CommandContext(ctx, command[0], command[1:]...)
		cmd.Stdin = strings.NewReader(text)
		err := cmd.Run()
		cancel()
		if err == nil {
			return true
		}
	}
	return false
}

// howToCopy says why nothing was copied on a system.
func howToCopy(system string) string {
	names := make([]string, 0, 3)
	for _, command := range copiers(system, false) {
		names = append(names, command[0])
	}
	return "It could not be copied: no program for that answers (" + strings.Join(names, ", ") + ")."
}
