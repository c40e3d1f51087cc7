package field

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
	plain bool
	loss  uint8
}

func (c *config) fields() List {
	return List{
		{Key: "rate", Value: &c.rate, Min: 0, Max: 1},
		{Key: "width", Value: &c.width, Min: 1, Max: 64, Fixed: true},
		{Key: "twice", Value: &c.twice},
		{Key: "loss", Value: &c.loss, Choices: []string{"huber", "mse"}, Old: []string{"criterion"}},
		{Key: "fancy", Value: Inverted{&c.plain}},
	}
}

func TestTextAndBack(t *testing.T) {
	c := config{rate: 0.1 + 0.2, width: 7, twice: true, loss: 1}
	var d config
	for i, k := range c.fields() {
		require.NoError(t, d.fields()[i].SetText(k.Text()))
	}
	require.Equal(t, c, d)
	require.NoError(t, d.fields()[3].SetText("huber"))
	require.Zero(t, d.loss)
	require.NoError(t, d.fields()[4].SetText("off"))
	require.True(t, d.plain)
	require.Equal(t, "off", d.fields().Must("fancy").Text())
	require.NoError(t, d.fields().Must("criterion").SetText("mse"), "a former spelling")
	require.EqualValues(t, 1, d.loss)
}

func TestWhatIsRefused(t *testing.T) {
	c := config{rate: 0.5, width: 7}
	before := c
	for key, values := range map[string]map[float64]string{
		"rate":  {-1: "rate is -1, want 0 to 1", math.NaN(): "rate is NaN", math.Inf(1): "rate is +Inf"},
		"width": {0: "width is 0, want 1 to 64", 1.5: "want a whole number"},
		"twice": {2: "twice is 2, want on or off"},
		"loss":  {2: "loss is 2, want one of huber, mse"},
	} {
		k, err := c.fields().Find(key)
		require.NoError(t, err)
		for v, want := range values {
			require.ErrorContains(t, k.Set(v), want)
		}
	}
	require.ErrorContains(t, c.fields()[0].SetText("much"), `rate is "much", want 0 to 1`)
	require.ErrorContains(t, c.fields()[3].SetText("1"), `loss is "1", want one of huber, mse`)
	_, err := c.fields().Find("height")
	require.ErrorContains(t, err, `"height" is not a field`)
	require.Equal(t, before, c)

	require.NoError(t, c.fields().Check())
	require.Len(t, c.fields().Without("rate", "height"), len(c.fields())-1)
	d := c
	d.rate = 0.7
	require.NoError(t, c.fields().CheckChange(d.fields()))
	d.width = 8
	require.ErrorContains(t, c.fields().CheckChange(d.fields()), "width cannot change from 7 to 8")
	d.width = 99
	require.ErrorContains(t, d.fields().Check(), "width is 99, want 1 to 64")
}

func TestUnknownTypePanics(t *testing.T) {
	require.Panics(t, func() { Field{Value: new(string)}.Get() })
}

func ExampleList() {
	c := config{rate: 0.25, width: 16}
	k, _ := c.fields().Find("rate")
	fmt.Println(k.Text(), k.SetText("2"))
	// Output: 0.25 rate is 2, want 0 to 1
}

func TestWholeReadsEveryFormOfAWholeNumber(t *testing.T) {
	for text, want := range map[string]uint64{"0": 0, "007": 7, "18446744073709551615": 1<<64 - 1, "1e5": 100_000, "1.5e3": 1500, "2.0": 2} {
		n, ok := Whole(text)
		require.True(t, ok, text)
		require.Equal(t, want, n, text)
	}
	for _, text := range []string{"", "-1", "1.5", "1e-1", "18446744073709551616", "1e300", "NaN", "Inf", " 1", "1 "} {
		_, ok := Whole(text)
		require.False(t, ok, text)
	}
}
