package knob

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

type config struct {
	rate  float64
	width int
	twice bool
	loss  uint8
}

func (c *config) knobs() List {
	return List{
		{Key: "rate", Field: &c.rate, Min: 0, Max: 1},
		{Key: "width", Field: &c.width, Min: 1, Max: 64, Fixed: true},
		{Key: "twice", Field: &c.twice},
		{Key: "loss", Field: &c.loss, Choices: []string{"huber", "mse"}},
	}
}

func TestTextAndBack(t *testing.T) {
	c := config{rate: 0.1 + 0.2, width: 7, twice: true, loss: 1}
	var d config
	for i, k := range c.knobs() {
		require.NoError(t, d.knobs()[i].SetText(k.Text()))
	}
	require.Equal(t, c, d)
	require.NoError(t, d.knobs()[3].SetText("huber"))
	require.Zero(t, d.loss)
}

func TestWhatIsRefused(t *testing.T) {
	c := config{rate: 0.5, width: 7}
	before := c
	for key, values := range map[string]map[float64]string{
		"rate":  {-1: "rate is -1, want 0 to 1", math.NaN(): "rate is NaN", math.Inf(1): "rate is +Inf"},
		"width": {0: "width is 0, want 1 to 64", 1.5: "want a whole number"},
		"twice": {2: "twice is 2, want 0 to 1"},
		"loss":  {2: "want 0 to 1 (huber, mse)"},
	} {
		k, err := c.knobs().Find(key)
		require.NoError(t, err)
		for v, want := range values {
			require.ErrorContains(t, k.Set(v), want)
		}
	}
	require.ErrorContains(t, c.knobs()[0].SetText("much"), `rate is "much", want a number from 0 to 1`)
	require.ErrorContains(t, c.knobs()[3].SetText("1"), `loss is "1", want one of huber, mse`)
	_, err := c.knobs().Find("height")
	require.ErrorContains(t, err, `"height" is not a field`)
	require.Equal(t, before, c)

	require.NoError(t, c.knobs().Check())
	d := c
	d.rate = 0.7
	require.NoError(t, c.knobs().CheckChange(d.knobs()))
	d.width = 8
	require.ErrorContains(t, c.knobs().CheckChange(d.knobs()), "width cannot change from 7 to 8")
	d.width = 99
	require.ErrorContains(t, d.knobs().Check(), "width is 99, want 1 to 64")
}

func TestUnknownTypePanics(t *testing.T) {
	require.Panics(t, func() { Knob{Field: new(string)}.Get() })
}

func ExampleList() {
	c := config{rate: 0.25, width: 16}
	k, _ := c.knobs().Find("rate")
	fmt.Println(k.Text(), k.SetText("2"))
	// Output: 0.25 rate is 2, want 0 to 1
}
