package desktop

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/game/scenes"
	"github.com/resonetics/playground/internal/words"
)

// window is the ebiten.Game: the stage on the left, the panel on the right.
type window struct {
	ctx      context.Context
	driver   *Driver
	lab      *lab.Lab
	out      io.Writer
	file     string // that the run is saved into; empty for none
	panel    *panel
	stage    *game.Stage
	words    *words.Table
	home     *lab.Lab    // whose run the file holds
	system   atomic.Bool // its theme is light
	chosen   *bool       // whether the light theme was chosen; nil for the system's
	reader   game.Reader
	keyboard keyboard
	commands []string
	shown    *Moment
	last     time.Time
	scale    float64
	width    int
	height   int
}

func newWindow(ctx context.Context, d *Driver, out io.Writer) *window {
	w := &window{ctx: ctx, driver: d, lab: d.Moment().Snapshot.Lab, out: out, stage: game.NewStage(scenes.All)}
	w.home = w.lab
	w.stage.Events.Inject = func(place int, amount float64) {
		d.Apply(lab.Change{Op: lab.OpInject, Target: uint32(place), Value: amount})
	}
	w.stage.Events.Focus = d.Focus
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
	m := w.driver.Moment()
	if l := m.Snapshot.Lab; l != w.lab { // a file, or what if, has opened another
		w.lab, w.panel = l, nil
		ebiten.SetWindowTitle(w.words.Say(title(l)))
	}
	if err := w.dress(); err != nil {
		return err
	}
	w.takeDropped()
	w.panel.bar.fit(w.width-w.pixels(panelWidth), w.rows())
	w.panel.update(m)
	w.press(m)
	return w.show(m)
}

// show moves the stage on.
func (w *window) show(m *Moment) error {
	if m != w.shown {
		w.shown = m
		if err := w.stage.Show(&m.Snapshot); err != nil {
			return err
		}
	}
	now := time.Now()
	in := w.reader.Read(now.Sub(w.last).Seconds())
	w.last = now
	area := w.stageArea()
	if !area.Contains(in.X, in.Y) || w.panel.bar.help != nil {
		in.Present, in.Clicked = false, false
	}
	w.stage.Settings.Rate = 0
	if m.Playing {
		w.stage.Settings.Rate = m.Rate
	}
	w.stage.Arrange(area, w.scale)
	w.stage.Update(in)
	return nil
}

// press carries out the keys that went down, unless a text field has them. A click takes
// them from the button that was pressed last.
func (w *window) press(m *Moment) {
	ui := w.panel.ui
	if inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) || inpututil.IsKeyJustPressed(ebiten.KeyEscape) {
		if _, typing := ui.GetFocusedWidget().(*widget.TextInput); ui.HasFocus() && !typing {
			ui.ClearFocus()
		}
	}
	w.pressHelp()
	w.commands = w.keyboard.commands(w.commands[:0], w.lab)
	if ui.HasFocus() {
		return
	}
	for _, command := range w.commands {
		w.do(command, m)
	}
}

// pressHelp opens and closes the help.
func (w *window) pressHelp() {
	b := w.panel.bar
	if inpututil.IsKeyJustPressed(ebiten.KeyF1) || b.help != nil && inpututil.IsKeyJustPressed(ebiten.KeyEscape) {
		b.toggleHelp()
	}
}

// light reports whether the theme is the light one: as chosen, or as the system has it.
func (w *window) light() bool {
	if w.chosen != nil {
		return *w.chosen
	}
	return w.system.Load()
}

func (w *window) switchTheme() {
	light := !w.light()
	w.chosen = &light
}

// followSystem notes the system's theme whenever it is due. Asking can take the time of
// several frames.
func (w *window) followSystem(due <-chan time.Time, stop <-chan struct{}) {
	for {
		w.system.Store(ebiten.SystemColorMode() == ebiten.ColorModeLight)
		select {
		case <-due:
		case <-stop:
			return
		}
	}
}

// dress makes the panel when there is none for this monitor's pixels and this theme.
func (w *window) dress() error {
	light := w.light()
	if w.panel != nil && w.panel.style.scale == w.scale && w.panel.style.light == light {
		return nil
	}
	s, err := newStyle(w.scale, light, w.words)
	if err != nil {
		return err
	}
	w.panel = newPanel(s, w.lab, actions{
		play: w.driver.Play, step: w.driver.Step, reset: w.driver.Reset, rate: w.driver.SetRate, view: w.driver.SetView,
		preset: w.driver.UsePreset, restart: w.driver.Restart, share: w.share, save: w.save, saveMind: w.saveMind, saveCSV: w.saveCSV, evaluate: w.driver.Evaluate,
		train: w.driver.Train, visit: w.driver.Visit, theme: w.switchTheme,
		values: func(on bool) { w.stage.Settings.Values = on }, whatIf: w.driver.WhatIf,
	}, func(key string, v float64) { w.driver.Apply(lab.Change{Op: lab.OpSet, Key: key, Value: v}) })
	w.panel.transport.shows = w.stage.Settings.Values
	w.stage.Settings.Light = light
	return nil
}

// do carries out the command of a key.
func (w *window) do(command string, m *Moment) {
	switch command {
	case lab.CommandPlay:
		w.driver.Play(!m.Playing)
	case lab.CommandStep:
		w.driver.Step()
	case lab.CommandReset:
		w.driver.Reset()
	default:
		change, err := w.lab.ParseCommand(command)
		if err != nil {
			panic("desktop: key of lab " + w.lab.Key + ": " + err.Error())
		}
		w.driver.Apply(change)
	}
}

// share puts the link to the run on the clipboard, and prints it.
func (w *window) share() {
	link := w.driver.Link()
	fmt.Fprintf(w.out, "resonetics play --link '%s'\n", link)
	go func() { // what copies is a program of its own
		if copyText(link) {
			w.driver.Tell("The link is on the clipboard, and was printed on the terminal.")
		} else {
			w.driver.Tell("The link was printed on the terminal. " + howToCopy(runtime.GOOS))
		}
	}()
}

// save writes the run into its file, or into a new one.
func (w *window) save() {
	path := w.file
	if path == "" || w.lab != w.home {
		path = saveName(folder(), &w.driver.Moment().Snapshot)
	}
	w.driver.Save(path)
}

func (w *window) saveMind() {
	w.driver.SaveMind(newName(folder(), &w.driver.Moment().Snapshot, "_mind", extension))
}

func (w *window) saveCSV() {
	w.driver.SaveCSV(newName(folder(), &w.driver.Moment().Snapshot, "", ".csv"))
}

// takeDropped goes on with the file that was dropped onto the window.
func (w *window) takeDropped() {
	files := ebiten.DroppedFiles()
	if files == nil {
		return
	}
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		return // folders hold no run
	}
	b, err := readFile(files, names[0])
	if err != nil {
		w.driver.Refuse(err)
		return
	}
	w.driver.Load(names[0], b)
}

// rows is how many lines of words the bar has.
func (w *window) rows() int { return rowsIn(int(float64(w.height) / w.scale)) }

// stageArea returns the part of the window that panel and bar leave.
func (w *window) stageArea() paint.Rect {
	top := w.pixels(barHeight(w.rows()))
	return paint.Rect{Y: float32(top), W: float32(max(1, w.width-w.pixels(panelWidth))), H: float32(max(1, w.height-top))}
}

// Draw shows the newest moment.
func (w *window) Draw(dst *ebiten.Image) {
	if w.panel == nil {
		return
	}
	w.stage.Draw(dst)
	w.panel.draw(dst)
}
