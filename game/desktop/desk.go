package desktop

import (
	"context"
	"image"
	"image/color"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/core/lab"
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

// icon draws the sign of the playground, as its page has it: load that rises until it is
// too much.
func icon(size int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	fill := func(x, y, w, h int, c lab.Color) { // of 32 parts
		r, g, b, a := c.RGBA()
		for j := y * size / 32; j < (y+h)*size/32; j++ {
			for i := x * size / 32; i < (x+w)*size/32; i++ {
				picture.Set(i, j, color.NRGBA{R: r, G: g, B: b, A: a})
			}
		}
	}
	fill(0, 0, 32, 32, lab.Dark.Ground)
	fill(6, 18, 5, 8, lab.Dark.Accent)
	fill(13, 12, 5, 14, lab.Dark.Accent)
	fill(21, 6, 5, 20, lab.Dark.Alarm)
	return picture
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
