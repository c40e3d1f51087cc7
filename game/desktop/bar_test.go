package desktop

import (
	"strings"
	"testing"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
)

// barWidth is what the panel leaves of the smallest window.
const barWidth = stageLeast

func TestEveryLabHasATab(t *testing.T) {
	s, err := newStyle(1, false, nil)
	require.NoError(t, err)
	for k, l := range labs.All {
		var visited []*lab.Lab
		m := &made{panel: newPanel(s, l, actions{visit: func(l *lab.Lab) { visited = append(visited, l) }}, nil)}
		f := frame(t, lab.Run{Config: lab.FirstVisit(l)})
		m.bar.fit(barWidth, 2)
		m.arranged(t, f)
		require.Len(t, m.bar.tabs, len(labs.All))
		for i, tab := range m.bar.tabs {
			require.Equal(t, labs.All[i].Label, tab.Text().Label)
			tab.Click()
			m.arranged(t, f)
			require.Equal(t, i == k, tab.State() == widget.WidgetChecked, "a click alone marks no tab")
		}
		require.Equal(t, []*lab.Lab(labs.All), visited)
	}
}

// TestTheBarHasRoomForWhatHappens shows the description of every lab in the smallest and in
// a usual window.
func TestTheBarHasRoomForWhatHappens(t *testing.T) {
	for _, l := range labs.All {
		m := makePanel(t, l)
		d := start(t, lab.Run{Config: lab.FirstVisit(l)}, 0)
		d.Step()
		f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step == 1 })
		for _, size := range [][2]int{{barWidth, heightLeast}, {windowWidth - panelWidth, windowHeight}} {
			width, rows := size[0], rowsIn(size[1])
			m.bar.fit(width, rows)
			m.arranged(t, f)
			label := m.bar.headline.Label
			require.Contains(t, "Paused. "+f.Headline, strings.ReplaceAll(label, "\n", " "))
			require.LessOrEqual(t, strings.Count(label, "\n"), rows-1)
			_, row := text.Measure("X", *m.bar.style.strong, 0)
			w, h := text.Measure(label, *m.bar.style.strong, row)
			require.LessOrEqual(t, int(w), width-2*barPadding)
			require.LessOrEqual(t, m.bar.headline.GetWidget().Rect.Min.Y+int(h), barHeight(rows))
			require.LessOrEqual(t, m.bar.side.GetWidget().Rect.Dy(), windowHeight)
			require.Equal(t, barHeight(rows), m.bar.side.Children()[0].GetWidget().Rect.Dy(), "the stage begins below it")
		}
	}
}

// TestHelpFitsTheSmallestWindow opens it in every lab, with the lab's keys, and closes it.
func TestHelpFitsTheSmallestWindow(t *testing.T) {
	for _, l := range labs.All {
		m := makePanel(t, l)
		m.bar.fit(smallWidth, 1)
		m.bar.toggleHelp()
		m.arranged(t, frame(t, lab.Run{Config: lab.FirstVisit(l)}))
		box := m.bar.help.GetWidget().Rect
		require.LessOrEqual(t, box.Max.Y, smallHeight, l.Key)
		width, _ := m.bar.help.PreferredSize()
		require.LessOrEqual(t, width, smallWidth, l.Key)
		words := m.bar.help.Children()[3].(*widget.Container)
		require.Len(t, words.Children(), 2*(len(l.Keys)+2))
		m.bar.fit(smallWidth+100, 1)
		require.NotNil(t, m.bar.help, "another size leaves it open")
		shut := m.bar.help.Children()[len(m.bar.help.Children())-1].(*widget.Button)
		shut.Click()
		m.arranged(t, frame(t, lab.Run{Config: lab.FirstVisit(l)}))
		require.Nil(t, m.bar.help)
		require.Len(t, m.bar.side.Children(), 1)
	}
	require.Equal(t, "Space", keyName(" "))
	require.Equal(t, "S", keyName("s"))
}

// The stage beside the panel, and the height, of the window on a small monitor.
const (
	smallWidth  = 983 - panelWidth
	smallHeight = heightLeast
)

// TestAPresetThatIsChosenTwiceStaysMarked clicks the preset that runs.
func TestAPresetThatIsChosenTwiceStaysMarked(t *testing.T) {
	s, err := newStyle(1, false, nil)
	require.NoError(t, err)
	m := &made{panel: newPanel(s, cluster.Lab, actions{preset: func(string) {}}, nil)}
	f := frame(t, run())
	require.True(t, f.Wanted.SetPreset(cluster.Lab.Presets[0].Key))
	m.arranged(t, f)
	for _, button := range m.presets {
		button.Click()
	}
	m.arranged(t, f)
	require.Equal(t, widget.WidgetChecked, m.presets[0].State())
	require.Equal(t, widget.WidgetUnchecked, m.presets[1].State(), "one that was refused")
}

// TestTheThemeFollowsTheSystemUntilItIsChosen holds what the window, the panel and the stage
// are drawn with.
func TestTheThemeFollowsTheSystemUntilItIsChosen(t *testing.T) {
	w := newWindow(t.Context(), start(t, run(), 0), nil)
	w.scale = 1
	require.NoError(t, w.dress())
	require.Equal(t, nrgba(lab.Dark.Text), w.panel.style.ink)
	w.system.Store(true)
	require.NoError(t, w.dress())
	require.Equal(t, nrgba(lab.Light.Text), w.panel.style.ink)
	require.True(t, w.stage.Settings.Light)
	w.switchTheme()
	require.NoError(t, w.dress())
	require.Equal(t, nrgba(lab.Dark.Text), w.panel.style.ink)
	require.False(t, w.stage.Settings.Light)
	w.system.Store(false)
	w.switchTheme()
	require.True(t, w.light(), "what was chosen stays")
}
