package labs

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/prophet"
)

// TestAPresetMeansTheSameFromEverywhere comes to every preset from the defaults and
// from both ends of every slider. Who acts and how it learns is the visitor's, but for what
// a preset sets.
func TestAPresetMeansTheSameFromEverywhere(t *testing.T) {
	for _, c := range All {
		for _, preset := range c.Presets {
			want := applied(t, lab.NewConfig(c), preset)
			for _, extreme := range []func(*lab.Param) float64{
				func(p *lab.Param) float64 { return p.From }, func(p *lab.Param) float64 { return p.To },
			} {
				from := lab.NewConfig(c)
				for i := range c.Params {
					require.NoError(t, from.Set(c.Params[i].Key, extreme(&c.Params[i])))
				}
				got := applied(t, from, preset)
				for i := range c.Params {
					p := &c.Params[i]
					if _, set := preset.Values[p.Key]; set || !ownedByVisitor(p) {
						require.Equal(t, want.At(i), got.At(i), "%s of preset %s, lab %s", p.Key, preset.Key, c.Key)
					}
				}
			}
		}
	}
}

func applied(t *testing.T, c lab.Config, preset lab.Preset) lab.Config {
	t.Helper()
	for key, v := range preset.Values {
		require.NoError(t, c.Set(key, v))
	}
	return c
}

// ownedByVisitor reports what not every preset of a cluster touches.
func ownedByVisitor(p *lab.Param) bool {
	return slices.Contains([]string{"Policy", "Learning", "Lanes"}, p.Group)
}

// TestThePublishedPresetsAreTheDefaultsButForWhatTheySay pins what lab.Complete adds: the
// published programs' numbers are ours but for these.
func TestThePublishedPresetsAreTheDefaultsButForWhatTheySay(t *testing.T) {
	for c, differs := range map[*lab.Lab][]string{gardener.Lab: {"selection"}, prophet.Lab: {"strategy", "panic"}} {
		i := slices.IndexFunc(c.Presets, func(p lab.Preset) bool { return p.Key == "reference" })
		for k := range c.Params {
			p := &c.Params[k]
			if !slices.Contains(differs, p.Key) {
				require.Equal(t, p.Default(), c.Presets[i].Values[p.Key], p.Key)
			}
		}
	}
}
