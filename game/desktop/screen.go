package desktop

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// window is the ebiten.Game: the stage on the left, the panel on the right.
type window struct {
	ctx      context.Context
	driver   *Driver
	catalog  *lab.Catalog
	out      io.Writer
	session  string // the file it lives in; empty for none
	panel    *panel
	screen   *game.Screen
	reader   game.Reader
	keyboard game.Keyboard
	commands []string
	shown    *Frame
	last     time.Time
	scale    float64
	width    int
	height   int
}

func newWindow(ctx context.Context, d *Driver, c *lab.Catalog, out io.Writer) *window {
	w := &window{ctx: ctx, driver: d, catalog: c, out: out, screen: game.NewScreen()}
	w.screen.Events.Inject = func(place int, amount float64) {
		d.Do(fmt.Sprintf("inject %d %g", place, amount))
	}
	w.screen.Events.Focus = d.Focus
	return w
}

// Layout takes the whole window in physical pixels.
func (w *window) Layout(outsideWidth, outsideHeight int) (int, int) {
	w.scale = ebiten.Monitor().DeviceScaleFactor()
	w.width, w.height = w.pixels(outsideWidth), w.pixels(outsideHeight)
	return w.width, w.height
}

func (w *window) pixels(points int) int { return int(float64(points)*w.scale + 0.5) }

// Update is called once a frame.
func (w *window) Update() error {
	if w.ctx.Err() != nil {
		return ebiten.Termination
	}
	if err := w.dress(); err != nil {
		return err
	}
	w.takeDropped()
	frame := w.driver.Frame()
	w.panel.update(frame)
	w.press(frame)
	return w.show(frame)
}

// show moves the stage on.
func (w *window) show(f *Frame) error {
	if f != w.shown {
		w.shown = f
		if err := w.screen.Show(&f.Snapshot); err != nil {
			return err
		}
	}
	now := time.Now()
	in := w.reader.Read(now.Sub(w.last).Seconds())
	w.last = now
	area := w.stage()
	if !area.Contains(in.X, in.Y) {
		in.Present, in.Clicked = false, false
	}
	w.screen.Settings.Rate = 0
	if f.Playing {
		w.screen.Settings.Rate = f.Rate
	}
	w.screen.Arrange(area, w.scale)
	w.screen.Update(in)
	return nil
}

// press carries out the keys that went down, unless somebody is typing. Whoever
// uses the mouse does not want the last button to keep the keys.
func (w *window) press(f *Frame) {
	ui := w.panel.ui
	if inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) || inpututil.IsKeyJustPressed(ebiten.KeyEscape) {
		if _, typing := ui.GetFocusedWidget().(*widget.TextInput); ui.HasFocus() && !typing {
			ui.ClearFocus()
		}
	}
	w.commands = w.keyboard.Commands(w.commands[:0], w.catalog.Lab)
	if ui.HasFocus() {
		return
	}
	for _, command := range w.commands {
		w.do(command, f)
	}
}

// dress makes the panel when there is none for this monitor's pixels.
func (w *window) dress() error {
	if w.panel != nil && w.panel.scale == w.scale {
		return nil
	}
	s, err := newStyle(w.scale)
	if err != nil {
		return err
	}
	w.panel = newPanel(s, w.catalog, actions{
		play: w.driver.Play, step: w.driver.Step, reset: w.driver.Reset, rate: w.driver.SetRate, view: w.driver.SetView,
		restart: w.driver.Restart, share: w.share, save: w.save, exam: w.driver.Evaluate, values: func(on bool) { w.screen.Settings.Values = on },
	}, w.driver.Set)
	return nil
}

// do carries out the command of a key.
func (w *window) do(command string, f *Frame) {
	switch command {
	case lab.CommandPlay:
		w.driver.Play(!f.Playing)
	case lab.CommandStep:
		w.driver.Step()
	case lab.CommandReset:
		w.driver.Reset()
	default:
		w.driver.Do(command)
	}
}

// share prints the link to the run where it can be copied from.
func (w *window) share() {
	fmt.Fprintf(w.out, "resonetics play --link '%s'\n", w.driver.Link())
	w.driver.Tell("The link was printed on the terminal.")
}

// save writes the session into the file it lives in, or into a new one.
func (w *window) save() {
	path := w.session
	if path == "" {
		path = saveName(".", &w.driver.Frame().Snapshot)
	}
	w.driver.Save(path)
}

// takeDropped goes on with the file that was dropped onto the window.
func (w *window) takeDropped() {
	files := ebiten.DroppedFiles()
	if files == nil {
		return
	}
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		return // folders hold no session
	}
	b, err := readFile(files, names[0])
	if err != nil {
		w.driver.send(func(o *owner) { o.note(err) })
		return
	}
	w.driver.Load(names[0], b)
}

// stage returns the part of the window that the panel leaves.
func (w *window) stage() paint.Rect {
	return paint.Rect{W: float32(max(1, w.width-w.pixels(panelWidth))), H: float32(w.height)}
}

// Draw shows the newest frame.
func (w *window) Draw(screen *ebiten.Image) {
	if w.panel == nil {
		return
	}
	w.screen.Draw(screen)
	w.panel.draw(screen)
}
