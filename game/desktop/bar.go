package desktop

import (
	"strings"

	"github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// Sizes of the bar in device-independent pixels: its height without words, the height of a
// line of them, and the space around both.
const (
	barEmpty   = 54
	barRow     = 18
	barPadding = 10
)

// rowsIn returns how many lines of words the bar has in a window of that height. In a low one
// the stage needs the room.
func rowsIn(height int) int {
	if height < heightLeast+barHeight(1) {
		return 1
	}
	return 2
}

func barHeight(rows int) int { return barEmpty + rows*barRow }

// bar stands above the stage: the labs, help, the theme, and what is happening.
type bar struct {
	style    *style
	lab      *lab.Lab
	side     *widget.Container // all that is above the stage or covers it
	tabs     []*widget.Button  // in the order of the labs
	headline *widget.Text
	help     *widget.Container // nil while it is closed
	box      *widget.Container // what is always shown of it
	width    int               // of the stage, in pixels
	rows     int               // of the headline
	words    string            // that the headline was made of
}

func newBar(s *style, l *lab.Lab, a actions) *bar {
	b := &bar{style: s, lab: l, headline: widget.NewText(widget.TextOpts.Text("", s.strong, s.ink))}
	tabs := row(s)
	for _, one := range labs.All {
		tab := s.newButton(one.Label, func() { a.visit(one) }, widget.ButtonOpts.ToggleMode())
		b.tabs = append(b.tabs, tab)
		tabs.AddChild(tab)
	}
	theme := "Light theme"
	if s.light {
		theme = "Dark theme"
	}
	others := row(s)
	others.AddChild(s.newButton(theme, a.theme), s.newButton("Help (F1)", b.toggleHelp))
	top := widget.NewContainer(
		widget.ContainerOpts.Layout(widget.NewGridLayout(
			widget.GridLayoutOpts.Columns(2), widget.GridLayoutOpts.Stretch([]bool{true, false}, nil))),
		widget.ContainerOpts.WidgetOpts(fill()))
	top.AddChild(tabs, others)
	b.box = widget.NewContainer(
		widget.ContainerOpts.BackgroundImage(image.NewNineSliceColor(s.ground)),
		widget.ContainerOpts.Layout(widget.NewRowLayout(
			widget.RowLayoutOpts.Direction(widget.DirectionVertical), widget.RowLayoutOpts.Spacing(s.px(6)),
			widget.RowLayoutOpts.Padding(s.insets(barPadding, barPadding)))),
		widget.ContainerOpts.WidgetOpts(fill()))
	b.box.AddChild(top, b.headline)
	b.side = column(s, 0)
	b.side.AddChild(b.box)
	return b
}

// fit gives the bar the width of the stage, in pixels, and lines for its words.
func (b *bar) fit(width, rows int) {
	if width == b.width && rows == b.rows {
		return
	}
	b.width, b.rows, b.words = width, rows, ""
	b.box.GetWidget().MinHeight = b.style.px(barHeight(rows))
	b.box.RequestRelayout()
	if b.help != nil {
		b.toggleHelp()
		b.toggleHelp()
	}
}

// update shows a moment.
func (b *bar) update(m *Moment) {
	for i, tab := range b.tabs {
		mark(tab, labs.All[i] == b.lab)
	}
	if b.width == 0 || m.Headline == b.words {
		return
	}
	b.words = m.Headline
	room := b.width - b.style.px(2*barPadding)
	lines := func(words string) []string { return wrap(words, *b.style.strong, float64(room)) }
	told := sentences(b.style.say(b.words), func(words string) bool { return len(lines(words)) <= b.rows })
	b.style.setLabel(b.headline, strings.Join(lines(told), "\n"))
}

// wrap breaks words into lines of that width.
func wrap(words string, face text.Face, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(words) {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if w, _ := text.Measure(longer, face, 0); w > width && line != "" {
			lines, longer = append(lines, line), word
		}
		line = longer
	}
	return append(lines, line)
}
