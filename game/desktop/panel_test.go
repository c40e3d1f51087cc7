package desktop

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/internal/labtest"
)

// made is a panel without a window, and what was asked of it.
type made struct {
	*panel
	set       map[string]float64
	restarted *lab.Run
}

func makePanel(t *testing.T, c *lab.Lab) *made {
	t.Helper()
	s, err := newStyle(1, false, nil)
	require.NoError(t, err)
	m := &made{set: make(map[string]float64)}
	m.panel = newPanel(s, c, actions{restart: func(r lab.Run) { m.restarted = &r }}, func(key string, v float64) { m.set[key] = v })
	return m
}

func TestPanelShowsEveryParameterAndMetricOfEveryLab(t *testing.T) {
	for _, c := range labs.All {
		m := makePanel(t, c)
		require.Len(t, m.controls, len(c.Params))
		require.Len(t, m.tiles, len(c.Metrics))
		for i, control := range m.controls {
			p := &c.Params[i]
			require.Same(t, p, control.param)
			require.Equal(t, p.Label, control.label.Label)

			control.update(p.From, p.From)
			for _, v := range []float64{p.To, p.From} {
				control.choose(v)
				require.Equal(t, v, m.set[p.Key], p.Key)
			}
			control.update(p.Default(), p.Default())
			delete(m.set, p.Key)
			control.choose(p.Default())
			require.NotContains(t, m.set, p.Key, "a choice that changes nothing is not passed on")
		}
	}
}

// TestThePresetThatRunsIsMarked chooses presets, and a value that belongs to none.
func TestThePresetThatRunsIsMarked(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	marked := func(f *Moment) (names []string) {
		m.arranged(t, f)
		for _, button := range m.presets {
			if button.State() == widget.WidgetChecked {
				names = append(names, button.Text().Label)
			}
		}
		return names
	}
	for _, preset := range cluster.Lab.Presets {
		f := frame(t, run())
		require.True(t, f.Wanted.SetPreset(preset.Key))
		require.Equal(t, []string{preset.Label}, marked(f))
	}
	f := frame(t, run())
	require.NoError(t, f.Wanted.Set("drift", 0.0123))
	require.Empty(t, marked(f))
}

// TestNewSeedsAreNumbers holds that each is one the field takes.
func TestNewSeedsAreNumbers(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	m.transport.moment = frame(t, run())
	m.transport.reseed(newSeed(), actions{restart: func(r lab.Run) { m.restarted = &r }})
	require.NotNil(t, m.restarted)
	require.Less(t, m.restarted.Config.Seed, uint64(newSeeds))
}

// TestOnlyWhatARunReadsHasAControl: who does not learn has no controls of learning.
func TestOnlyWhatARunReadsHasAControl(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	f := frame(t, run())
	shown := func(policy, key string) bool {
		require.NoError(t, f.Wanted.SetText("policy", policy))
		m.arranged(t, f)
		return slices.Contains(m.content.Children(), widget.PreferredSizeLocateableWidget(m.controls[mustParam(t, key)].box))
	}
	headings := func() (n int) {
		for _, child := range m.content.Children() {
			if text, ok := child.(*widget.Text); ok && text != m.counted {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		policy, key string
		shown       bool
	}{
		{"h3", "drift", true}, {"h3", "lr", false}, {"h3", "train", false}, {"pilot", "lr", true}, {"pilot", "guidance", false},
		{"pqn", "lr", false}, {"pqn", "pqn-gamma", true}, {"pqn-prophet", "guidance", true}, {"qtable", "train", true},
	} {
		require.Equal(t, c.shown, shown(c.policy, c.key), "%+v", c)
	}
	with := headings()
	require.False(t, shown("h3", "train"))
	require.Equal(t, with-1, headings(), "no heading without controls")
}

// TestADragIsOneChange drags a slider over many positions, rests, and lets it go.
func TestADragIsOneChange(t *testing.T) {
	c := cluster.Lab
	i, err := c.Param("drift")
	require.NoError(t, err)
	s, err := newStyle(1, false, nil)
	require.NoError(t, err)
	var changes []float64
	control := newControl(s, i, &c.Params[i], 300, func(_ string, v float64) { changes = append(changes, v) })
	now := time.Unix(0, 0)
	control.clock = func() time.Time { return now }
	p, from := control.param, control.param.Default()
	at := func(n int) float64 { return valueAt(p, positionOf(p, from)+n) }
	drag := func(n int, holds bool) { control.move(positionOf(p, from)+n, holds) }
	for n := range 50 {
		drag(n+1, true)
		control.update(from, from)
	}
	require.Empty(t, changes)
	require.Contains(t, control.value.Label, p.Words(at(50)), "it shows where it is")
	require.NotContains(t, control.value.Label, "on reset", "it changes at once")
	drag(51, false)
	require.Equal(t, []float64{at(51)}, changes)

	control.update(at(51), at(51))
	drag(20, true)
	control.update(at(51), at(51))
	require.Len(t, changes, 1)
	now = now.Add(resting)
	control.update(at(51), at(51))
	require.Equal(t, []float64{at(51), at(20)}, changes, "a rest shows what the value does")
	control.update(at(20), at(20))
	drag(20, false)
	require.Len(t, changes, 2, "it was set")
	drag(30, true)
	drag(20, true)
	drag(20, false)
	require.Len(t, changes, 2, "it is back")
}

func TestControlsSayWhatWaitsForAReset(t *testing.T) {
	c := cluster.Lab
	m := makePanel(t, c)
	i, err := c.Param("rows")
	require.NoError(t, err)
	m.controls[i].update(9, 6)
	require.Equal(t, "9 nodes  on reset", m.controls[i].value.Label)
	m.controls[i].update(9, 9)
	require.Equal(t, "9 nodes", m.controls[i].value.Label)
	m.controls[i].update(1, 1)
	require.Equal(t, "1 node", m.controls[i].value.Label)
	i, err = c.Param("schedule")
	require.NoError(t, err)
	m.controls[i].update(1e6, 1e6)
	require.Equal(t, "1,000,000 steps", m.controls[i].value.Label)
}

func TestEverySliderPositionIsAValueThatIsAccepted(t *testing.T) {
	params := []lab.Param{{Key: "log", From: 1e-4, To: 10, Step: 1, Log: true, Field: field.Field{Value: new(float64), Min: 1e-4, Max: 10}}}
	for _, c := range labs.All {
		params = append(params, c.Params...)
	}
	for i := range params {
		p := &params[i]
		if p.Kind() == field.Bool || p.Kind() == field.Choice {
			continue
		}
		n := positions(p)
		require.Positive(t, n, p.Key)
		require.Equal(t, p.From, valueAt(p, 0))
		require.Equal(t, p.To, valueAt(p, n))
		for at := range n + 1 {
			v := valueAt(p, at)
			require.NoError(t, p.Check(v), p.Key)
			require.Equal(t, at, positionOf(p, v), "%s at %d is %v", p.Key, at, v)
			require.LessOrEqual(t, len(p.Format(v)), 10, p.Key)
		}
	}
}

func TestSpeeds(t *testing.T) {
	for i, s := range lab.Speeds {
		require.Equal(t, i, speedAt(s))
	}
	require.Equal(t, "as fast as possible", speedName(math.Inf(1)))
	require.Equal(t, 0, speedAt(0))
}

func TestReseedKeepsTheParameters(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	wanted := lab.NewConfig(cluster.Lab)
	require.NoError(t, wanted.SetText("drift", "0.01"))
	m.transport.moment = &Moment{Wanted: wanted}
	a := actions{restart: func(r lab.Run) { m.restarted = &r }}
	m.transport.reseed("", a)
	require.Nil(t, m.restarted)
	m.transport.reseed("18446744073709551615", a)
	require.Equal(t, uint64(math.MaxUint64), m.restarted.Config.Seed)
	require.Equal(t, 0.01, m.restarted.Config.Get("drift"))
}

// arranged lays the panel out in a window, as drawing it does.
func (m *made) arranged(t *testing.T, f *Moment) {
	t.Helper()
	m.update(f)
	m.draw(ebiten.NewImage(windowWidth, windowHeight))
}

// frame is what the window shows of a run at its beginning.
func frame(t *testing.T, r lab.Run) *Moment {
	t.Helper()
	return start(t, r, 0).Moment()
}

func TestEveryMessageIsWhole(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	f := frame(t, run())
	m.arranged(t, f)
	empty := m.side.Children()[1].GetWidget().Rect
	for _, message := range []string{
		"Saved.",
		"On 50 held-out episodes: 40 % failures, mean return 12.3. h.3: 12 %, 20.1. omniscient: 2 %, 30.0.",
		"Saved to /" + strings.Repeat("a-long-name/", 12) + "mine.safetensors",
		"Saved to /no-text-\xff\xc3/" + strings.Repeat("nameless", 12),
		"",
	} {
		f.Message = message
		m.arranged(t, f)
		notice := m.transport.notice.GetWidget().Rect
		width, height := m.transport.notice.PreferredSize()
		require.GreaterOrEqual(t, notice.Dy(), height, message)
		require.LessOrEqual(t, width, m.transport.box.GetWidget().Rect.Dx(), message)
		require.True(t, notice.In(m.transport.box.GetWidget().Rect), message)
		lower := m.side.Children()[1].GetWidget().Rect
		require.GreaterOrEqual(t, lower.Min.Y, notice.Max.Y, message)
		require.Equal(t, empty.Max.Y, lower.Max.Y)
		if message == "" || message == "Saved." {
			require.Equal(t, empty, lower, "a short message moves nothing, and room is given back")
		}
	}
}

func TestWhatOnlyLearnersCanDoTakesRoomOnlyThen(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	f := frame(t, run())
	m.arranged(t, f)
	without := m.transport.where.GetWidget().Rect
	f.Snapshot.Learning.Active = true
	m.arranged(t, f)
	require.GreaterOrEqual(t, m.transport.where.GetWidget().Rect.Min.Y, m.transport.learn.GetWidget().Rect.Max.Y)
	f.Snapshot.Learning.Active = false
	m.arranged(t, f)
	require.Equal(t, without, m.transport.where.GetWidget().Rect)
}

func TestAValueEndsWhereItsSliderDoes(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	f := frame(t, run())
	m.arranged(t, f)
	require.NoError(t, f.Wanted.SetText("rows", "12"))
	m.arranged(t, f)
	c := m.controls[mustParam(t, "rows")]
	width, _ := c.value.PreferredSize()
	require.Contains(t, c.value.Label, "on reset")
	require.GreaterOrEqual(t, c.value.GetWidget().Rect.Dx(), width)
	require.Equal(t, c.box.GetWidget().Rect.Max.X, c.value.GetWidget().Rect.Max.X)
}

func TestASwitchBeginsAtItsDefault(t *testing.T) {
	for _, c := range labs.All {
		m := makePanel(t, c)
		m.arranged(t, frame(t, lab.Run{Config: lab.NewConfig(c)}))
		for i := range c.Params {
			if c.Params[i].Kind() != field.Bool {
				continue
			}
			box := m.controls[i].box.Children()[1].(*widget.Checkbox)
			require.Equal(t, switchState(c.Params[i].Default()), box.State(), c.Params[i].Key)
		}
		require.Empty(t, m.set)
	}
}

func TestNumbersAreWrittenAsOnThePage(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  lab.Metric
		text  string
	}{
		{0, lab.Metric{}, "0"},
		{-0.001, lab.Metric{Decimals: 2}, "0.00"},
		{-13.25, lab.Metric{Decimals: 2}, "−13.25"},
		{999, lab.Metric{Unit: "nodes"}, "999 nodes"},
		{1000, lab.Metric{}, "1,000"},
		{-1234567.89, lab.Metric{Decimals: 1, Unit: "/step"}, "−1,234,567.9 /step"},
		{2, lab.Metric{Options: []string{"creative", "bubble", "collapse"}}, "collapse"},
		{3, lab.Metric{Options: []string{"creative", "bubble", "collapse"}}, "3"},
	} {
		require.Equal(t, c.text, valueText(&c.unit, c.value))
	}
}

// TestThePanelSaysSinceWhenItCounts changes the policy of a running session.
func TestThePanelSaysSinceWhenItCounts(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	s := labtest.New(t, cluster.Lab)
	f := frame(t, run())
	f.Snapshot = *labtest.Look(s, lab.View{})
	m.arranged(t, f)
	require.Equal(t, "Counted since the start.", m.counted.Label)
	labtest.Apply(t, s, "set policy random")
	f.Snapshot = *labtest.Look(s, lab.View{})
	m.arranged(t, f)
	require.Equal(t, "Counted since you chose Random.", m.counted.Label)
}

func TestTilesNameVerdictAndMode(t *testing.T) {
	for _, l := range []*lab.Lab{gardener.Lab, prophet.Lab} {
		m := makePanel(t, l)
		named := 0
		m.all = true
		m.updateTiles(make([]float64, len(m.tiles)))
		for _, tile := range m.tiles {
			if options := l.Metrics[tile.index].Options; len(options) > 0 {
				require.Equal(t, options[0], tile.value.Label)
				named++
			}
		}
		require.Positive(t, named)
	}
}

// TestThePanelShowsTheMainNumbersFirst presses the button for the others and presses it
// again.
func TestThePanelShowsTheMainNumbersFirst(t *testing.T) {
	for _, l := range labs.All {
		m := makePanel(t, l)
		shown := func() (n int) {
			m.updateTiles(make([]float64, len(m.tiles)))
			for _, tile := range m.tiles {
				if tile.shown {
					n++
				}
			}
			require.Len(t, m.grid.Children(), n)
			return n
		}
		m.ui.Update() // gives the button its text
		for range 2 {
			require.Equal(t, len(l.MainMetrics()), shown(), l.Key)
			require.Equal(t, moreNumbers, m.more.Text().Label)
			m.more.Click()
			m.ui.Update()
			require.Equal(t, len(l.Metrics), shown(), l.Key)
			require.Equal(t, fewerNumbers, m.more.Text().Label)
			m.more.Click()
			m.ui.Update()
		}
	}
}

func TestAShareAlarmsWhenItIsFull(t *testing.T) {
	c := newPalette(&lab.Dark)
	for i := range cluster.Lab.Metrics {
		switch m := &cluster.Lab.Metrics[i]; m.Key {
		case "peak":
			require.Equal(t, c.ink, c.tint(m, 69))
			require.Equal(t, c.alarm, c.tint(m, 99))
		case "oom":
			require.Equal(t, c.ink, c.tint(m, 0))
			require.Equal(t, c.alarm, c.tint(m, 1))
		}
	}
}

func TestOnlyALabWithAPastHasASliderForIt(t *testing.T) {
	for _, l := range labs.All {
		tr, has := makePanel(t, l).transport, false
		for _, child := range tr.box.Children() {
			has = has || child == widget.PreferredSizeLocateableWidget(tr.back)
		}
		require.Equal(t, l.Rewind > 0, has, l.Key)
	}
}
