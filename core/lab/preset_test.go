package lab

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPresetMeansTheSameFromEverywhere comes to every preset from the defaults and
// from both ends of every slider. Who acts and how it learns is the visitor's.
func TestAPresetMeansTheSameFromEverywhere(t *testing.T) {
	for _, c := range Labs() {
		for _, preset := range c.Presets {
			want := applied(t, NewConfig(c.Lab), preset)
			for _, extreme := range []func(*Param) float64{
				func(p *Param) float64 { return p.Min }, func(p *Param) float64 { return p.Max },
			} {
				from := NewConfig(c.Lab)
				for i := range c.Params {
					from.values[i] = extreme(&c.Params[i])
				}
				got := applied(t, from, preset)
				for i := range c.Params {
					if key := c.Params[i].Key; !ownedByVisitor(key) {
						require.Equal(t, want.values[i], got.values[i], "%s of preset %s, lab %s", key, preset.Key, c.Key)
					}
				}
			}
		}
	}
}

func applied(t *testing.T, c Config, preset Preset) Config {
	t.Helper()
	for key, v := range preset.Values {
		require.NoError(t, c.Set(key, v))
	}
	return c
}

func ownedByVisitor(key string) bool {
	return key == keyPolicy || slices.ContainsFunc(learningParams, func(p Param) bool { return p.Key == key })
}

// TestThePublishedPresetsAreTheDefaultsButForWhatTheySay pins what complete adds: the
// published programs' numbers are ours but for these.
func TestThePublishedPresetsAreTheDefaultsButForWhatTheySay(t *testing.T) {
	for l, differs := range map[Lab][]string{Gardener: {"selection"}, ProphetLab: {"strategy", "panic"}} {
		c := l.Catalog()
		i := slices.IndexFunc(c.Presets, func(p Preset) bool { return p.Key == "reference" })
		for k := range c.Params {
			p := &c.Params[k]
			if !slices.Contains(differs, p.Key) {
				require.Equal(t, p.Default, c.Presets[i].Values[p.Key], p.Key)
			}
		}
	}
}
