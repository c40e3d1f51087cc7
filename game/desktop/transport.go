package desktop

import (
	"image/color"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game"
)

// tooltipDelay is how long the pointer rests before help appears.
const tooltipDelay = 400 * time.Millisecond

// speedAt returns the position of the largest speed that is no more than a rate.
func speedAt(rate float64) int {
	best := 0
	for i, s := range lab.Speeds {
		if s <= rate {
			best = i
		}
	}
	return best
}

func speedName(rate float64) string {
	if math.IsInf(rate, 1) {
		return "as fast as possible"
	}
	return lab.Count(int(rate), "step", "steps") + "/s"
}

// actions are what the transport's widgets do.
type actions struct {
	play     func(on bool)
	step     func()
	reset    func()
	rate     func(stepsPerSecond float64)
	view     func(lab.View)
	preset   func(key string)
	restart  func(lab.Run)
	share    func()
	save     func()
	saveMind func()
	saveCSV  func()
	evaluate func()
	train    func(on bool)
	visit    func(*lab.Lab)
	theme    func()
	values   func(on bool)
	whatIf   func()
}

// transport is the part of the panel that drives time.
type transport struct {
	style  *style
	box    *widget.Container
	play   *widget.Button
	speed  *widget.Slider
	rate   *widget.Text
	back   *widget.Slider
	ago    *widget.Text
	whole  *widget.Button
	learn  *widget.Container // what only a policy that learns can do
	train  *widget.Button
	values *widget.Button
	shows  bool // Q-values
	seed   *widget.TextInput
	fresh  *widget.Button    // another seed
	seeds  *widget.Container // both
	where  *widget.Text
	notice *widget.Text
	fold   func(words string) string // so that they fit into the notice
	told   string                    // the message that the notice shows
	moment *Moment
	seeded string // the seed that was written into the field last
}

func newTransport(s *style, l *lab.Lab, width int, a actions) *transport {
	t := &transport{
		style: s,
		rate:  widget.NewText(widget.TextOpts.Text("", s.body, s.accent)),
		ago:   widget.NewText(widget.TextOpts.Text("", s.body, s.accent), widget.TextOpts.WidgetOpts(middle())),
		where: widget.NewText(widget.TextOpts.Text("", s.body, s.quiet)),
		notice: widget.NewText(widget.TextOpts.Text("", s.body, s.alarm), widget.TextOpts.MaxWidth(float64(width)),
			widget.TextOpts.WidgetOpts(widget.WidgetOpts.MinSize(width, s.px(16)))), // room for a line, so that short ones move nothing
	}
	t.fold = func(words string) string { return fold(words, *s.body, width) }
	t.play = s.newButton("Pause", func() { a.play(!t.moment.Playing) })
	buttons := row(s)
	buttons.AddChild(t.play, s.newButton("Step", a.step), s.newButton("Reset", a.reset), s.newButton("Share", a.share))
	t.speed = newSlider(s, width, len(lab.Speeds)-1, 0, func(at int, _ bool) {
		if at != speedAt(t.moment.Rate) { // not one that follows a moment
			a.rate(lab.Speeds[at])
		}
	})
	t.back = newSlider(s, width, l.Rewind, l.Rewind, func(at int, _ bool) { t.lookBack(l.Rewind-at, a) })
	t.whole = s.newButton("Whole run", func() {
		v := t.moment.View
		v.Whole = !v.Whole
		a.view(v)
	})
	t.values = s.newButton("", func() {
		t.shows = !t.shows
		a.values(t.shows)
	})
	t.learn = column(s, 6)
	if l.Train != "" {
		t.train = s.newButton(trainNow, func() { a.train(!t.moment.trains()) })
		t.learn.AddChild(t.train)
	}
	learned := row(s)
	learned.AddChild(s.newButton("Evaluate", a.evaluate), t.values, s.newButton("Save mind", a.saveMind))
	t.learn.AddChild(learned)
	t.seed = widget.NewTextInput(
		widget.TextInputOpts.WidgetOpts(middle(), widget.WidgetOpts.MinSize(width/3, 0)),
		widget.TextInputOpts.Validation(func(text string) (bool, *string) {
			_, err := strconv.ParseUint(text, 10, 64)
			return err == nil || text == "", nil
		}),
		widget.TextInputOpts.SubmitHandler(func(args *widget.TextInputChangedEventArgs) { t.reseed(args.InputText, a) }),
	)
	t.seeds = row(s)
	t.fresh = s.newButton("New seed", func() { t.reseed(newSeed(), a) })
	label := widget.NewText(widget.TextOpts.Text(s.say("Seed"), s.body, s.ink), widget.TextOpts.WidgetOpts(middle()))
	t.seeds.AddChild(label, t.seed, t.fresh)
	keep := row(s)
	keep.AddChild(t.whole, s.newButton("Save", a.save), s.newButton("Save CSV", a.saveCSV))
	t.box = column(s, 6)
	t.box.AddChild(buttons, t.rate, t.speed)
	if l.Rewind > 0 {
		ago := row(s)
		if l.WhatIf != "" {
			ago.AddChild(s.newButton("What if?", a.whatIf))
		}
		ago.AddChild(t.ago)
		t.box.AddChild(ago, t.back)
	}
	t.box.AddChild(t.seeds, keep, t.learn, t.where, t.notice)
	return t
}

// What the button of training says, as on the page.
const trainNow, trainLater = "Train at full speed", "Pause training"

// lookBack pauses and shows the world as it was the given number of steps ago.
func (t *transport) lookBack(steps int, a actions) {
	if steps == t.moment.View.Rewind {
		return // the slider followed a moment
	}
	if t.moment.Playing {
		a.play(false)
	}
	v := t.moment.View
	v.Rewind = steps
	a.view(v)
}

const newSeeds = 1_000_000 // so many that a person can still say one

// newSeed returns a seed that nobody has chosen. Wall-clock time is as good as anything here:
// what follows from the seed is what counts.
func newSeed() string { return strconv.FormatInt(time.Now().UnixNano()/1000%newSeeds, 10) }

// reseed starts over from the seed that was typed, with what is wanted.
func (t *transport) reseed(text string, a actions) {
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return // nothing was typed
	}
	config := t.moment.Wanted.Clone()
	config.Seed = seed
	a.restart(lab.Run{Config: config})
}

// update shows a moment and reports whether that takes more or less room.
func (t *transport) update(m *Moment) (moved bool) {
	t.moment = m
	t.style.setText(t.play, map[bool]string{false: "Play", true: "Pause"}[m.Playing])
	t.speed.Current = speedAt(m.Rate)
	t.style.setLabel(t.rate, "Speed  "+speedName(m.Rate))
	t.back.Current = m.Snapshot.Lab.Rewind - m.View.Rewind
	t.style.setLabel(t.ago, "Look back  "+agoName(m.View.Rewind))
	learns := map[bool]widget.Visibility{false: widget.Visibility_Hide, true: widget.Visibility_Show}[m.Snapshot.Learning.Active]
	moved = t.learn.GetWidget().Visibility != learns
	t.learn.GetWidget().Visibility = learns
	if t.train != nil {
		t.style.setText(t.train, map[bool]string{false: trainNow, true: trainLater}[m.trains()])
	}
	t.style.setText(t.values, map[bool]string{false: "Show Q-values", true: "Hide Q-values"}[t.shows])
	t.style.setText(t.whole, map[bool]string{false: "Whole run", true: "Last steps"}[m.View.Whole])
	if seed := strconv.FormatUint(m.Snapshot.Seed, 10); seed != t.seeded {
		t.seeded = seed
		t.seed.SetText(seed)
	}
	t.style.setLabel(t.where, "Step "+game.Number(float64(m.Snapshot.Step), 0)+"  Episode "+game.Number(float64(m.Snapshot.Episode+1), 0))
	message, color := t.message()
	t.notice.SetColor(color)
	if message != t.told {
		t.told, moved = message, true
		t.style.setLabel(t.notice, t.fold(t.style.say(message)))
	}
	return moved
}

// message is what went wrong, or what else there is to tell.
func (t *transport) message() (string, color.Color) {
	switch {
	case t.moment.Notice != "":
		return t.moment.Notice, t.style.alarm
	case t.moment.Message != "":
		return t.moment.Message, t.style.accent
	case t.moment.Snapshot.Waiting:
		return "It waits for your move.", t.style.accent
	}
	return "", t.style.quiet
}

// setLabel says something in a text, and changes it only when it differs, because a change is
// measured again.
func (s *style) setLabel(t *widget.Text, english string) {
	if label := s.say(english); t.Label != label {
		t.Label = label
	}
}

// setText is setLabel for a button.
func (s *style) setText(b *widget.Button, english string) {
	if label := s.say(english); b.Text().Label != label {
		b.SetText(label)
	}
}

func agoName(back int) string {
	if back == 0 {
		return "now"
	}
	return lab.Count(back, "step", "steps") + " ago"
}

func (s *style) newButton(name string, pressed func(), more ...widget.ButtonOpt) *widget.Button {
	return widget.NewButton(append(more,
		widget.ButtonOpts.TextLabel(s.say(name)),
		widget.ButtonOpts.ClickedHandler(func(*widget.ButtonClickedEventArgs) { pressed() }),
	)...)
}

func row(s *style) *widget.Container {
	return widget.NewContainer(widget.ContainerOpts.Layout(widget.NewRowLayout(
		widget.RowLayoutOpts.Direction(widget.DirectionHorizontal), widget.RowLayoutOpts.Spacing(s.px(8)))))
}

// middle puts a widget of a row beside the middle of higher ones.
func middle() widget.WidgetOpt {
	return widget.WidgetOpts.LayoutData(widget.RowLayoutData{Position: widget.RowLayoutPositionCenter})
}

func column(s *style, spacing int) *widget.Container {
	return widget.NewContainer(
		widget.ContainerOpts.Layout(widget.NewRowLayout(
			widget.RowLayoutOpts.Direction(widget.DirectionVertical), widget.RowLayoutOpts.Spacing(s.px(spacing)))),
		widget.ContainerOpts.WidgetOpts(fill()),
	)
}

// fold breaks words that are wider than a line, as the names of files can be: a
// text itself breaks only between words.
func fold(words string, face text.Face, width int) string {
	var b strings.Builder
	letters := []rune(words)
	piece := 0 // where what stands together begins
	for i, r := range letters {
		if unicode.IsSpace(r) {
			piece = i + 1
		} else if w, _ := text.Measure(string(letters[piece:i+1]), face, 0); w >= float64(width) && i > piece {
			b.WriteByte('\n')
			piece = i
		}
		b.WriteRune(r)
	}
	return b.String()
}
