package desktop

import (
	"strings"

	"github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// barHeight is the bar's height in device-independent pixels, and barPadding the space
// around its contents: room for the tabs and two lines.
const (
	barHeight  = 88
	barPadding = 10
)

// headlineRows is how many lines of words the bar has room for.
const headlineRows = 2

// bar stands above the stage: the labs, help, the theme, and what is happening.
type bar struct {
	style    *style
	lab      *lab.Lab
	side     *widget.Container // all that is above the stage or covers it
	tabs     []*widget.Button  // in the order of the labs
	headline *widget.Text
	help     *widget.Container // nil while it is closed
	width    int               // of the stage, in pixels
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
	box := widget.NewContainer(
		widget.ContainerOpts.BackgroundImage(image.NewNineSliceColor(s.ground)),
		widget.ContainerOpts.Layout(widget.NewRowLayout(
			widget.RowLayoutOpts.Direction(widget.DirectionVertical), widget.RowLayoutOpts.Spacing(s.px(6)),
			widget.RowLayoutOpts.Padding(s.insets(barPadding, barPadding)))),
		widget.ContainerOpts.WidgetOpts(fill(), widget.WidgetOpts.MinSize(0, s.px(barHeight))))
	box.AddChild(top, b.headline)
	b.side = column(s, 0)
	b.side.AddChild(box)
	return b
}

// fit gives the bar the width of the stage, in pixels.
func (b *bar) fit(width int) {
	if width == b.width {
		return
	}
	b.width, b.words = width, ""
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
	told := sentences(b.words, func(words string) bool { return len(lines(words)) <= headlineRows })
	setLabel(b.headline, strings.Join(lines(told), "\n"))
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
