package desktop

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

// made is a panel without a window, and what was asked of it.
type made struct {
	*panel
	set       map[string]float64
	restarted *lab.Run
}

func makePanel(t *testing.T, c *lab.Catalog) *made {
	t.Helper()
	s, err := newStyle(1)
	require.NoError(t, err)
	m := &made{set: make(map[string]float64)}
	m.panel = newPanel(s, c, actions{restart: func(r lab.Run) { m.restarted = &r }}, func(i int, v float64) { m.set[c.Params[i].Key] = v })
	return m
}

func TestPanelShowsEveryParameterAndMetricOfEveryLab(t *testing.T) {
	for _, c := range lab.Labs() {
		m := makePanel(t, c)
		require.Len(t, m.controls, len(c.Params))
		require.Len(t, m.tiles, len(c.Metrics))
		for i, control := range m.controls {
			p := &c.Params[i]
			require.Same(t, p, control.param)
			require.Equal(t, p.Label, control.label.Label)

			control.update(p.Min, p.Min)
			for _, v := range []float64{p.Max, p.Min} {
				control.choose(v)
				require.Equal(t, v, m.set[p.Key], p.Key)
			}
			control.update(p.Default, p.Default)
			delete(m.set, p.Key)
			control.choose(p.Default)
			require.NotContains(t, m.set, p.Key, "a choice that changes nothing is not passed on")
		}
	}
}

func TestControlsSayWhatWaitsForAReset(t *testing.T) {
	c := lab.Cluster.Catalog()
	m := makePanel(t, c)
	i, err := c.Param("rows")
	require.NoError(t, err)
	m.controls[i].update(9, 6)
	require.Equal(t, "9 nodes  on reset", m.controls[i].value.Label)
	m.controls[i].update(9, 9)
	require.Equal(t, "9 nodes", m.controls[i].value.Label)
}

func TestPresetsStartOverOnTopOfWhatIsWanted(t *testing.T) {
	c := lab.Cluster.Catalog()
	require.NotEmpty(t, c.Presets)
	for i := range c.Presets {
		m := makePanel(t, c)
		wanted := lab.NewConfig(lab.Cluster)
		wanted.Seed = 9
		require.NoError(t, wanted.SetText("policy", "random"))
		m.transport.frame = &Frame{Wanted: wanted}
		m.applyPreset(&c.Presets[i], actions{restart: func(r lab.Run) { m.restarted = &r }})
		require.NotNil(t, m.restarted)
		for key, v := range c.Presets[i].Values {
			require.Equal(t, v, m.restarted.Config.Get(key))
		}
		require.EqualValues(t, 9, m.restarted.Config.Seed)
		if _, has := c.Presets[i].Values["policy"]; !has {
			require.Equal(t, wanted.Get("policy"), m.restarted.Config.Get("policy"))
		}
	}
}

func TestEverySliderPositionIsAValueThatIsAccepted(t *testing.T) {
	params := []lab.Param{{Key: "log", Min: 1e-4, Max: 10, Step: 1, Log: true}}
	for _, c := range lab.Labs() {
		params = append(params, c.Params...)
	}
	for i := range params {
		p := &params[i]
		if p.Kind == lab.Bool || p.Kind == lab.Choice {
			continue
		}
		n := positions(p)
		require.Positive(t, n, p.Key)
		require.Equal(t, p.Min, valueAt(p, 0))
		require.Equal(t, p.Max, valueAt(p, n))
		for at := range n + 1 {
			v := valueAt(p, at)
			require.NoError(t, p.Check(v), p.Key)
			require.Equal(t, at, positionOf(p, v), "%s at %d is %v", p.Key, at, v)
			require.LessOrEqual(t, len(p.Format(v)), 10, p.Key)
		}
	}
}

func TestSpeeds(t *testing.T) {
	for i, s := range speeds {
		require.Equal(t, i, speedAt(s))
	}
	require.Equal(t, "as fast as possible", speedName(math.Inf(1)))
	require.Equal(t, 0, speedAt(0))
}

func TestReseedKeepsTheParameters(t *testing.T) {
	m := makePanel(t, lab.Cluster.Catalog())
	wanted := lab.NewConfig(lab.Cluster)
	require.NoError(t, wanted.SetText("drift", "0.01"))
	m.transport.frame = &Frame{Wanted: wanted}
	a := actions{restart: func(r lab.Run) { m.restarted = &r }}
	m.transport.reseed("", a)
	require.Nil(t, m.restarted)
	m.transport.reseed("18446744073709551615", a)
	require.Equal(t, uint64(math.MaxUint64), m.restarted.Config.Seed)
	require.Equal(t, 0.01, m.restarted.Config.Get("drift"))
}
