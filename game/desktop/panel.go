package desktop

import (
	"image/color"
	"math"
	"slices"

	"github.com/ebitenui/ebitenui"
	"github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game"
)

// panelWidth is the panel's width in device-independent pixels.
const panelWidth = 340

// panelPadding is the space around the panel's contents.
const panelPadding = 14

// panel shows a lab: how time runs, the metrics, the presets, and a control
// for every parameter.
type panel struct {
	ui        *ebitenui.UI
	style     *style
	bar       *bar // above the stage
	lab       *lab.Lab
	transport *transport
	side      *widget.Container // everything
	grid      *widget.Container // of the tiles
	tiles     []tile            // the main ones first
	main      int               // how many those are
	more      *widget.Button    // shows the others
	all       bool              // they are shown
	counted   *widget.Text      // since when
	sheet     *widget.Text      // what a teacher has made of the run
	presets   []*widget.Button  // in the order of the lab's
	marked    []bool            // those whose values are wanted
	controls  []*control
	content   *widget.Container // what scrolls
	parts     []part            // of it
	arranged  lab.Config        // whose parts it has
}

// part is one child of the panel's content.
type part struct {
	widget widget.PreferredSizeLocateableWidget
	first  int // of the parameters that it stands for, above last for one that stands for none
	last   int
	wanted func(lab.Config) bool // of one that stands for none: whether it is there; nil for always
	shown  bool
}

// tile shows one metric.
type tile struct {
	index int // of the metric
	box   *widget.Container
	value *widget.Text
	shown bool
}

// newPanel makes the panel of a lab.
func newPanel(s *style, l *lab.Lab, a actions, set setter) *panel {
	p := &panel{lab: l, style: s, bar: newBar(s, l, a)}
	inner := s.px(panelWidth - 2*panelPadding - 14)
	p.transport = newTransport(s, l, inner, a)
	p.counted = widget.NewText(widget.TextOpts.Text("", s.body, s.quiet), widget.TextOpts.MaxWidth(float64(inner)))
	p.content = column(s, 14)
	p.sheet = widget.NewText(widget.TextOpts.Text("", s.body, s.ink), widget.TextOpts.MaxWidth(float64(inner)))
	p.addPart(p.sheet, 1, 0).wanted = func(c lab.Config) bool { return c.Sheet() != nil }
	p.addPart(p.newPresets(s, inner, a), 1, 0).wanted = func(c lab.Config) bool { return c.Shows(lab.LockPresets) }
	group, heading := "", 0
	for i := range l.Params {
		param := &l.Params[i]
		if param.Group != group {
			if group == l.Params[0].Group { // below who acts, above the knobs of the world
				p.addPart(p.newTiles(s, inner), 1, 0)
				p.addPart(p.counted, 1, 0)
			}
			group, heading = param.Group, len(p.parts)
			p.addPart(widget.NewText(widget.TextOpts.Text(s.say(group), s.strong, s.quiet)), i, i)
		}
		control := newControl(s, i, param, inner, set)
		p.controls = append(p.controls, control)
		p.addPart(control.box, i, i)
		p.parts[heading].last = i
	}
	p.ui = &ebitenui.UI{Container: p.assemble(s, p.content), PrimaryTheme: s.theme}
	return p
}

// addPart adds a part that stands for the parameters from first to last.
func (p *panel) addPart(w widget.PreferredSizeLocateableWidget, first, last int) *part {
	p.parts = append(p.parts, part{widget: w, first: first, last: last, shown: true})
	p.content.AddChild(w)
	return &p.parts[len(p.parts)-1]
}

// in reports whether the part is there in a run of c: what that reads, and a class is to see.
func (one *part) in(c lab.Config) bool {
	if one.first > one.last {
		return one.wanted == nil || one.wanted(c)
	}
	for i := one.first; i <= one.last; i++ {
		if c.Reads(i) && c.Shows(c.Lab.Params[i].Key) {
			return true
		}
	}
	return false
}

// arrange leaves out the controls of what a run of c does not read, and headings without
// controls.
func (p *panel) arrange(c lab.Config) {
	if p.arranged.Lab != nil && p.arranged.Equal(c) {
		return
	}
	p.arranged = c.Clone()
	p.marked = presetsOf(c, p.marked[:0])
	p.hold(c)
	moved := false
	for k := range p.parts {
		one := &p.parts[k]
		shown := one.in(c)
		moved = moved || shown != one.shown
		one.shown = shown
	}
	if !moved {
		return // a slider may be held
	}
	p.content.RemoveChildren()
	for _, one := range p.parts {
		if one.shown {
			p.content.AddChild(one.widget)
		}
	}
}

// assemble puts what must always be seen on top and lets the rest scroll.
func (p *panel) assemble(s *style, content *widget.Container) *widget.Container {
	scroll := widget.NewScrollContainer(
		widget.ScrollContainerOpts.Content(content),
		widget.ScrollContainerOpts.StretchContentWidth(),
		widget.ScrollContainerOpts.Image(s.scroll(s.surface)),
	)
	bar := scrollBar(s, scroll, content)
	lower := widget.NewContainer(widget.ContainerOpts.Layout(widget.NewGridLayout(
		widget.GridLayoutOpts.Columns(2), widget.GridLayoutOpts.Spacing(s.px(6), 0),
		widget.GridLayoutOpts.Stretch([]bool{true, false}, []bool{true}))))
	lower.AddChild(scroll, bar)
	p.side = widget.NewContainer(
		widget.ContainerOpts.BackgroundImage(image.NewNineSliceColor(s.surface)),
		widget.ContainerOpts.Layout(widget.NewGridLayout(
			widget.GridLayoutOpts.Columns(1), widget.GridLayoutOpts.Padding(s.insets(panelPadding, panelPadding)),
			widget.GridLayoutOpts.Spacing(0, s.px(12)), widget.GridLayoutOpts.Stretch([]bool{true}, []bool{false, true}))),
		widget.ContainerOpts.WidgetOpts(widget.WidgetOpts.MinSize(s.px(panelWidth), 0)),
	)
	p.side.AddChild(p.transport.box, lower)
	root := widget.NewContainer(widget.ContainerOpts.Layout(widget.NewGridLayout(
		widget.GridLayoutOpts.Columns(2), widget.GridLayoutOpts.Stretch([]bool{true, false}, []bool{true}))))
	root.AddChild(p.bar.side, p.side)
	return root
}

// scrollBar moves the content and is moved by the wheel.
func scrollBar(s *style, scroll *widget.ScrollContainer, content *widget.Container) *widget.Slider {
	const length = 1000
	page := func() int {
		height := content.GetWidget().Rect.Dy()
		if height == 0 {
			return length
		}
		return int(math.Round(float64(scroll.ViewRect().Dy()) / float64(height) * length))
	}
	bar := widget.NewSlider(
		widget.SliderOpts.Orientation(widget.DirectionVertical),
		widget.SliderOpts.MinMax(0, length),
		widget.SliderOpts.InitialCurrent(0),
		widget.SliderOpts.PageSizeFunc(page),
		widget.SliderOpts.WidgetOpts(widget.WidgetOpts.MinSize(s.px(8), 0)),
		widget.SliderOpts.ChangedHandler(func(args *widget.SliderChangedEventArgs) {
			scroll.ScrollTop = float64(args.Current) / length
		}),
	)
	scroll.GetWidget().ScrolledEvent.AddHandler(func(args any) {
		if a, ok := args.(*widget.WidgetScrolledEventArgs); ok {
			bar.Current -= int(math.Round(a.Y * float64(page()) / 4))
		}
	})
	return bar
}

// pairs is a container with two equal columns.
func pairs(s *style) *widget.Container {
	return widget.NewContainer(
		widget.ContainerOpts.Layout(widget.NewGridLayout(
			widget.GridLayoutOpts.Columns(2), widget.GridLayoutOpts.Spacing(s.px(8), s.px(8)),
			widget.GridLayoutOpts.Stretch([]bool{true, true}, nil))),
		widget.ContainerOpts.WidgetOpts(fill()),
	)
}

// newTiles makes one tile per metric: the main ones are shown, the others when asked for.
func (p *panel) newTiles(s *style, width int) *widget.Container {
	p.grid = pairs(s)
	order := p.lab.MainMetrics()
	p.main = len(order)
	for i := range p.lab.Metrics {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	for _, i := range order {
		p.tiles = append(p.tiles, p.newTile(s, i, width))
	}
	box := column(s, 8)
	box.AddChild(p.grid)
	if len(order) > p.main {
		p.more = p.newMore(width)
		box.AddChild(p.more)
	}
	return box
}

func (p *panel) newTile(s *style, i, width int) tile {
	m := &p.lab.Metrics[i]
	value := widget.NewText(widget.TextOpts.Text("", s.strong, s.tint(m, 0)))
	box := widget.NewContainer(
		widget.ContainerOpts.BackgroundImage(s.box(s.raised, s.raised)),
		widget.ContainerOpts.Layout(widget.NewRowLayout(
			widget.RowLayoutOpts.Direction(widget.DirectionVertical), widget.RowLayoutOpts.Padding(s.insets(8, 5)))),
		widget.ContainerOpts.WidgetOpts(
			widget.WidgetOpts.MinSize((width-s.px(8))/2, 0),
			widget.WidgetOpts.ToolTip(help(s, m.Help, width))),
	)
	box.AddChild(widget.NewText(widget.TextOpts.Text(s.say(m.Label), s.body, s.quiet)), value)
	return tile{index: i, box: box, value: value}
}

// newMore makes the button that shows the other numbers and hides them again.
func (p *panel) newMore(width int) *widget.Button {
	return widget.NewButton(
		widget.ButtonOpts.TextLabel(p.style.say(moreNumbers)),
		widget.ButtonOpts.WidgetOpts(fill(), widget.WidgetOpts.MinSize(width, 0)),
		widget.ButtonOpts.ClickedHandler(func(args *widget.ButtonClickedEventArgs) {
			p.all = !p.all
			words := moreNumbers
			if p.all {
				words = fewerNumbers
			}
			args.Button.SetText(p.style.say(words))
		}),
	)
}

// What the button says, as on the page.
const moreNumbers, fewerNumbers = "More numbers", "Fewer numbers"

// newPresets makes one button per preset, which update marks where its values are wanted.
func (p *panel) newPresets(s *style, width int, a actions) *widget.Container {
	box, grid := column(s, 6), pairs(s)
	if len(p.lab.Presets) == 0 {
		return box
	}
	for i := range p.lab.Presets {
		preset := &p.lab.Presets[i]
		button := widget.NewButton(
			widget.ButtonOpts.TextLabel(s.say(preset.Label)),
			widget.ButtonOpts.ToggleMode(),
			widget.ButtonOpts.WidgetOpts(
				widget.WidgetOpts.MinSize((width-s.px(8))/2, 0),
				widget.WidgetOpts.ToolTip(help(s, preset.Help, width))),
			widget.ButtonOpts.ClickedHandler(func(*widget.ButtonClickedEventArgs) { a.preset(preset.Key) }),
		)
		p.presets = append(p.presets, button)
		grid.AddChild(button)
	}
	box.AddChild(widget.NewText(widget.TextOpts.Text(s.say("Presets"), s.strong, s.quiet)), grid)
	return box
}

// tint is the color of a metric's value.
func (c *palette) tint(m *lab.Metric, v float64) color.NRGBA {
	switch {
	case m.Role == lab.Accent:
		return c.accent
	case m.Alarms(v):
		return c.alarm
	case m.Role == lab.Prophet:
		return c.forecast
	}
	return c.ink
}

// valueText writes the value of a metric, by its name where it has one.
func valueText(m *lab.Metric, v float64) string {
	if i := int(v); i >= 0 && i < len(m.Options) {
		return m.Options[i]
	}
	text := game.Number(v, m.Decimals)
	if m.Unit != "" {
		text += " " + lab.UnitOf(m.Unit, text)
	}
	return text
}

// update shows a moment and passes on what a person does.
func (p *panel) update(m *Moment) {
	if p.transport.moment == nil {
		p.transport.moment = m
	}
	p.arrange(m.Wanted)
	p.ui.Update() // also gives new widgets their looks, which their texts need
	if p.transport.update(m) {
		p.side.RequestRelayout()
	}
	p.bar.update(m)
	for i, button := range p.presets { // a press alone marks nothing
		mark(button, p.marked[i])
	}
	p.updateTiles(m.Snapshot.Metrics)
	p.style.setLabel(p.counted, countsNote(&m.Snapshot))
	for _, c := range p.controls {
		c.update(m.Wanted.At(c.index), m.Config.At(c.index))
	}
}

// presetsOf appends which presets have the values that are wanted.
func presetsOf(wanted lab.Config, dst []bool) []bool {
	for i := range wanted.Lab.Presets {
		dst = append(dst, wanted.Has(wanted.Lab.Presets[i].Values))
	}
	return dst
}

// mark shows whether what a button stands for is so.
func mark(b *widget.Button, on bool) {
	b.SetState(switchState(map[bool]float64{true: 1}[on]))
}

// countsNote says since when is counted what is counted; a line in any case, so that
// nothing below it moves.
func countsNote(s *lab.Snapshot) string {
	if s.Why == "" {
		return "Counted since the start."
	}
	return "Counted " + s.Why + "."
}

// updateTiles shows the metrics. One that this run has no value for takes no
// room.
func (p *panel) updateTiles(values []float64) {
	moved := false
	for k := range p.tiles {
		t := &p.tiles[k]
		v := values[t.index]
		shown := !math.IsNaN(v) && (k < p.main || p.all)
		moved = moved || shown != t.shown
		t.shown = shown
		if shown {
			t.write(p.style, &p.lab.Metrics[t.index], v)
		}
	}
	if !moved {
		return
	}
	p.grid.RemoveChildren()
	for _, t := range p.tiles {
		if t.shown {
			p.grid.AddChild(t.box)
		}
	}
}

func (t *tile) write(s *style, m *lab.Metric, v float64) {
	s.setLabel(t.value, valueText(m, v))
	t.value.SetColor(s.tint(m, v))
}

func (p *panel) draw(dst *ebiten.Image) { p.ui.Draw(dst) }
