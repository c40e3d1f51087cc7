package desktop

import (
	"strings"

	"github.com/ebitenui/ebitenui/widget"

	"github.com/resonetics/playground/core/lab"
)

// toggleHelp opens over the stage what the page has under Help, or closes it.
func (b *bar) toggleHelp() {
	if b.help != nil {
		b.side.RemoveChild(b.help)
		b.help = nil
		return
	}
	b.help = b.newHelp()
	b.side.AddChild(b.help)
}

func (b *bar) newHelp() *widget.Container {
	s := b.style
	room := float64(b.width - s.px(4*barPadding))
	box := widget.NewContainer(
		widget.ContainerOpts.BackgroundImage(s.box(s.surface, s.line)),
		widget.ContainerOpts.Layout(widget.NewRowLayout(
			widget.RowLayoutOpts.Direction(widget.DirectionVertical), widget.RowLayoutOpts.Spacing(s.px(10)),
			widget.RowLayoutOpts.Padding(s.insets(2*barPadding, 2*barPadding)))),
		widget.ContainerOpts.WidgetOpts(fill()))
	say := func(words string) {
		box.AddChild(widget.NewText(widget.TextOpts.Text(strings.Join(wrap(s.say(words), *s.body, room), "\n"), s.body, s.ink)))
	}
	head := func(words string) {
		box.AddChild(widget.NewText(widget.TextOpts.Text(s.say(words), s.strong, s.accent)))
	}
	head(b.lab.Question)
	say(b.lab.Legend)
	head("Keys")
	box.AddChild(s.newKeys(b.lab))
	if len(b.lab.Actions) > 0 {
		say("A key that acts makes you the policy.")
	}
	head("Files")
	say("Drop a saved run, a mind or a program (" + programEnding + ") onto the window to go on with it. Save, Save CSV and Save mind write new files into the folder that the window was started from, or your own where that is closed. The other labs wait where you left them until the window closes.")
	box.AddChild(s.newButton("Close", b.toggleHelp))
	return box
}

// newKeys lists the keys of a lab and the window's own, in two columns.
func (s *style) newKeys(l *lab.Lab) *widget.Container {
	const columns = 4 // two of keys and what they do
	grid := widget.NewContainer(widget.ContainerOpts.Layout(widget.NewGridLayout(
		widget.GridLayoutOpts.Columns(columns), widget.GridLayoutOpts.Spacing(s.px(16), s.px(5)))))
	add := func(key, does string) {
		grid.AddChild(
			widget.NewText(widget.TextOpts.Text(s.say(key), s.strong, s.ink)),
			widget.NewText(widget.TextOpts.Text(s.say(does), s.body, s.ink)))
	}
	for _, key := range l.Keys {
		add(keyName(key.Key), key.Label)
	}
	add("F1", "Help")
	add("Esc", "Close, or leave a field")
	return grid
}

// keyNames are what people call keys that type no letter.
var keyNames = map[string]string{" ": "Space", "ArrowUp": "Up arrow", "ArrowDown": "Down arrow", "ArrowLeft": "Left arrow", "ArrowRight": "Right arrow"}

func keyName(key string) string {
	if name, ok := keyNames[key]; ok {
		return name
	}
	return strings.ToUpper(key)
}
