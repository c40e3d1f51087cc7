package desktop

import (
	"image"
	"math"
	"time"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
)

// setter is told what a person chose for the parameter with that key.
type setter func(key string, value float64)

// control is what the panel shows of one parameter.
type control struct {
	style  *style
	index  int
	param  *lab.Param
	box    *widget.Container
	head   *widget.Container
	label  *widget.Text
	value  *widget.Text
	shown  float64
	follow func(v float64) // moves the widget and sets nothing
	choose func(v float64) // as a person would
	moved  *widget.Widget  // by a person
	locked bool            // nobody can move it
	held   *held           // what a slider is being dragged to; nil while none is
	clock  func() time.Time
}

// held is a value that a drag has come to and that has not been set.
type held struct {
	value float64
	since time.Time
}

// resting is after how much rest a slider that is held makes its one change, unless it is let
// go before, as on the page.
const resting = 120 * time.Millisecond

// newControl makes the control that fits p: a slider, a list or a switch.
func newControl(s *style, i int, p *lab.Param, width int, set setter) *control {
	c := &control{
		style: s, index: i, param: p, shown: p.Default(), clock: time.Now,
		label: widget.NewText(widget.TextOpts.Text(s.say(p.Label), s.body, s.ink)),
		value: widget.NewText(widget.TextOpts.Text("", s.body, s.accent)),
	}
	c.head = widget.NewContainer(
		widget.ContainerOpts.Layout(widget.NewGridLayout(
			widget.GridLayoutOpts.Columns(2), widget.GridLayoutOpts.Stretch([]bool{true, false}, nil))),
		widget.ContainerOpts.WidgetOpts(fill(), widget.WidgetOpts.MinSize(width, 0)),
	)
	c.head.AddChild(c.label, c.value)
	c.box = widget.NewContainer(
		widget.ContainerOpts.Layout(widget.NewRowLayout(
			widget.RowLayoutOpts.Direction(widget.DirectionVertical), widget.RowLayoutOpts.Spacing(s.px(4)))),
		widget.ContainerOpts.WidgetOpts(fill(), widget.WidgetOpts.ToolTip(help(s, s.say(p.Help)+" ("+s.say(p.Range())+")", width))),
	)
	c.box.AddChild(c.head)
	chosen := func(v float64) {
		if v != c.shown {
			c.shown = v
			set(p.Key, v)
		}
	}
	c.choose = chosen
	switch p.Kind() {
	case field.Choice:
		c.addList(s, width, chosen)
	case field.Bool:
		c.addSwitch(s, chosen)
	default:
		c.addSlider(s, width)
	}
	c.write(p.Default(), p.Default())
	return c
}

// newSlider makes a slider with positions from 0 to last. It jumps to where its track is
// clicked. moved is told whether the slider is still held.
func newSlider(s *style, width, last, at int, moved func(at int, holds bool)) *widget.Slider {
	slider := widget.NewSlider(
		widget.SliderOpts.MinMax(0, last),
		widget.SliderOpts.InitialCurrent(at),
		widget.SliderOpts.WidgetOpts(fill(), widget.WidgetOpts.MinSize(width, s.px(14))),
		widget.SliderOpts.ChangedHandler(func(args *widget.SliderChangedEventArgs) { moved(args.Current, args.Dragging) }),
	)
	slider.GetWidget().MouseButtonPressedEvent.AddHandler(func(e any) {
		args := e.(*widget.WidgetMouseButtonPressedEventArgs)
		if room := args.Widget.Rect.Dx() - s.px(handleWidth); args.Button == ebiten.MouseButtonLeft && !args.Widget.Disabled && room > 0 {
			along := float64(args.OffsetX-s.px(handleWidth)/2) / float64(room)
			slider.Current = min(max(int(math.Round(along*float64(slider.Max))), 0), slider.Max)
		}
	})
	return slider
}

func (c *control) addSlider(s *style, width int) {
	p := c.param
	slider := newSlider(s, width, positions(p), positionOf(p, p.Default()), c.move)
	c.follow = func(v float64) { slider.Current = positionOf(p, v) }
	c.moved = slider.GetWidget()
	c.box.AddChild(slider)
}

// move takes in where the slider is. A drag is one change, however many positions it passes.
func (c *control) move(at int, holds bool) {
	c.held = nil
	switch {
	case at == positionOf(c.param, c.shown): // it follows a moment, or is back
	case holds:
		c.held = &held{valueAt(c.param, at), c.clock()}
	default:
		c.choose(valueAt(c.param, at))
	}
}

func (c *control) addList(s *style, width int, chosen func(float64)) {
	entries := make([]any, len(c.param.Options))
	for i := range entries {
		entries[i] = i
	}
	name := func(e any) string { return s.say(c.param.Options[e.(int)].Label) }
	list := widget.NewListComboButton(
		widget.ListComboButtonOpts.Entries(entries),
		widget.ListComboButtonOpts.InitialEntry(int(c.param.Default())),
		widget.ListComboButtonOpts.EntryLabelFunc(name, name),
		widget.ListComboButtonOpts.ListParams(&widget.ListParams{MinSize: &image.Point{X: width}}),
		widget.ListComboButtonOpts.WidgetOpts(fill(), widget.WidgetOpts.MinSize(width, 0)),
		widget.ListComboButtonOpts.EntrySelectedHandler(func(args *widget.ListComboButtonEntrySelectedEventArgs) {
			chosen(float64(args.Entry.(int)))
		}),
	)
	c.follow = func(v float64) {
		if list.SelectedEntry() != int(v) {
			list.SetSelectedEntry(int(v))
		}
	}
	c.moved = list.GetWidget()
	c.box.AddChild(list)
}

func (c *control) addSwitch(s *style, chosen func(float64)) {
	box := widget.NewCheckbox(
		widget.CheckboxOpts.WidgetOpts(widget.WidgetOpts.MinSize(s.px(18), s.px(18))),
		widget.CheckboxOpts.InitialState(switchState(c.param.Default())),
		widget.CheckboxOpts.StateChangedHandler(func(args *widget.CheckboxChangedEventArgs) {
			chosen(map[bool]float64{true: 1}[args.State == widget.WidgetChecked])
		}),
	)
	c.follow = func(v float64) { box.SetState(switchState(v)) }
	c.moved = box.GetWidget()
	c.box.AddChild(box)
}

func switchState(v float64) widget.WidgetState {
	return map[bool]widget.WidgetState{false: widget.WidgetUnchecked, true: widget.WidgetChecked}[v != 0]
}

// update shows the wanted value, and the present one where a reset has to come
// first. It is called once a frame.
func (c *control) update(wanted, now float64) {
	if c.held != nil && c.clock().Sub(c.held.since) >= resting {
		c.choose(c.held.value)
		c.held = nil
	} else if c.held != nil {
		if c.param.Live() {
			now = c.held.value
		}
		c.write(c.held.value, now)
		return
	}
	if wanted != c.shown {
		c.shown = wanted
		c.follow(wanted)
	}
	c.write(wanted, now)
}

func (c *control) write(wanted, now float64) {
	text := c.param.Words(wanted)
	if c.param.Unit != "" {
		text += " " + c.style.say(lab.UnitOf(c.param.Unit, text))
	}
	if c.param.Kind() == field.Choice {
		text = "" // the list shows it
	}
	tint := c.style.accent
	if c.locked {
		text += "  " + c.style.say("locked")
		tint = c.style.ink
	}
	if wanted != now {
		text += "  " + c.style.say("on reset")
		tint = c.style.forecast
	}
	if text != c.value.Label {
		c.value.Label = text
		c.head.RequestRelayout() // it ends where the slider does
	}
	c.value.SetColor(tint)
}

// fill stretches a widget across its row.
func fill() widget.WidgetOpt {
	return widget.WidgetOpts.LayoutData(widget.RowLayoutData{Stretch: true})
}

// help is a tooltip whose text is broken into lines.
func help(s *style, words string, width int) *widget.ToolTip {
	box := widget.NewContainer(
		widget.ContainerOpts.BackgroundImage(s.box(s.lifted, s.line)),
		widget.ContainerOpts.Layout(widget.NewRowLayout(widget.RowLayoutOpts.Padding(s.insets(10, 6)))),
	)
	box.AddChild(widget.NewText(
		widget.TextOpts.Text(s.say(words), s.body, s.ink),
		widget.TextOpts.MaxWidth(float64(width)),
	))
	return widget.NewToolTip(
		widget.ToolTipOpts.Content(box),
		widget.ToolTipOpts.Delay(tooltipDelay),
		widget.ToolTipOpts.Position(widget.TOOLTIP_POS_WIDGET), // beside the panel, so that it hides no control
		widget.ToolTipOpts.AnchorOriginHorizontal(widget.TOOLTIP_ANCHOR_START),
		widget.ToolTipOpts.AnchorOriginVertical(widget.TOOLTIP_ANCHOR_START),
		widget.ToolTipOpts.ContentOriginHorizontal(widget.TOOLTIP_ANCHOR_END),
		widget.ToolTipOpts.Offset(image.Pt(-s.px(panelPadding), 0)),
	)
}

// logPositions is how many steps a slider has that moves in factors.
const logPositions = 200

// positions returns the last position of p's slider; the first is 0.
func positions(p *lab.Param) int {
	if p.Log {
		return logPositions
	}
	return int(math.Round((p.To - p.From) / p.Step))
}

// valueAt returns the value of p at a position of its slider.
func valueAt(p *lab.Param, position int) float64 {
	n := positions(p)
	var v float64
	switch {
	case position <= 0:
		v = p.From
	case position >= n:
		v = p.To
	case p.Log:
		v = p.From * math.Pow(p.To/p.From, float64(position)/float64(n))
	default:
		v = p.From + float64(position)*p.Step
	}
	return tidy(p, v)
}

// tidy rounds v to as many digits as tell two positions of the slider apart.
func tidy(p *lab.Param, v float64) float64 {
	if p.Kind() == field.Int {
		return math.Round(v)
	}
	step, extra := p.Step, 2.0 // a step of 0.25 has a digit more than one of 0.1
	if p.Log {
		step, extra = v/logPositions, 1
	}
	unit := math.Pow(10, extra-math.Ceil(math.Log10(step)))
	return min(max(math.Round(v*unit)/unit, p.From), p.To)
}

// positionOf returns the position of p's slider nearest to v.
func positionOf(p *lab.Param, v float64) int {
	n := positions(p)
	at := (v - p.From) / p.Step
	if p.Log {
		at = math.Log(v/p.From) / math.Log(p.To/p.From) * float64(n)
	}
	return min(max(int(math.Round(at)), 0), n)
}
