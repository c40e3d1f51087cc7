package desktop

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/ebitenui/ebitenui/event"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
)

func TestTheWindowFitsItsMonitor(t *testing.T) {
	for monitor, want := range map[image.Point]image.Point{
		{}:                   {windowWidth, windowHeight},
		image.Pt(1920, 1080): {windowWidth, windowHeight},
		image.Pt(1366, 768):  {windowWidth, 691},
		image.Pt(1024, 600):  {983, 540},
		image.Pt(3840, 2160): {1920, 1080},
	} {
		require.Equal(t, want, firstSize(monitor), "%v", monitor)
	}
}

// TestALinkIsPutOnTheClipboard puts programs into the path that stand for the system's.
func TestALinkIsPutOnTheClipboard(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv("WAYLAND_DISPLAY", "")
	require.False(t, copyText("#v=2"), "there is no such program")
	out := filepath.Join(dir, "copied")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "xclip"), []byte("#!/bin/sh\nexit 1\n"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "xsel"), []byte("#!/bin/sh\nread text\necho \"$1 $text\" >"+out+"\n"), 0o755))
	require.True(t, copyText("#v=2&lab=race\n"))
	copied, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "-ib #v=2&lab=race\n", string(copied))
	require.Equal(t, "wl-copy", copiers("linux", true)[0][0])
	require.Equal(t, "pbcopy", copiers("darwin", false)[0][0])
	require.Contains(t, howToCopy("linux"), "(xclip, xsel, wl-copy)")
}

// TestASliderJumpsToWhereItsTrackIsClicked clicks the track of a slider.
func TestASliderJumpsToWhereItsTrackIsClicked(t *testing.T) {
	s, err := newStyle(1, false, nil)
	require.NoError(t, err)
	slider := newSlider(s, 210, 100, 50, func(int, bool) {})
	slider.GetWidget().SetTheme(s.theme)
	slider.Validate()
	slider.GetWidget().Rect = image.Rect(40, 10, 250, 24)
	for offset, want := range map[int]int{0: 0, 5: 0, 55: 25, 105: 50, 205: 100, 209: 100} {
		slider.GetWidget().MouseButtonPressedEvent.Fire(&widget.WidgetMouseButtonPressedEventArgs{Widget: slider.GetWidget(), Button: ebiten.MouseButtonLeft, OffsetX: offset})
		event.ExecuteDeferred()
		require.Equal(t, want, slider.Current, "clicked %d pixels from its left", offset)
	}
}
