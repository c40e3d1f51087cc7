package catalog

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// TestTheCatalogIsTheParameterTable holds that the page gets every parameter
// with values that the session reads back.
func TestTheCatalogIsTheParameterTable(t *testing.T) {
	script, err := Script(labs.All, "v1")
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(script), "export const labs = ")
	require.True(t, ok)
	require.NotContains(t, text, "null", "the page reads lists, if empty ones")
	var list []labJSON
	require.NoError(t, json.Unmarshal([]byte(text), &list))
	require.Len(t, list, len(labs.All))
	for i, c := range labs.All {
		require.Len(t, list[i].Params, len(c.Params))
		require.Equal(t, append([]string{}, c.Players...), list[i].Players)
		for j, p := range list[i].Params {
			v, err := c.Params[j].Parse(p.Default)
			require.NoError(t, err)
			require.Equal(t, c.Params[j].Default(), v, p.Key)
			require.Less(t, p.Min, p.Max, p.Key)
			require.False(t, p.Log && p.Min <= 0, "%s moves in factors from %v", p.Key, p.Min)
		}
		for j, preset := range list[i].Presets {
			for key, text := range preset.Values {
				k, err := c.Param(key)
				require.NoError(t, err)
				v, err := c.Params[k].Parse(text)
				require.NoError(t, err)
				require.Equal(t, c.Presets[j].Values[key], v, "%s of %s", key, preset.Key)
			}
		}
	}
}

// TestALabNeedsNothingButItsDescription describes one that has only a name.
func TestALabNeedsNothingButItsDescription(t *testing.T) {
	script, err := Script(lab.List{{Key: "bare", Label: "Bare"}}, "v1")
	require.NoError(t, err)
	require.Contains(t, string(script), `"params":[],"texts":[],"presets":[],"metrics":[],"main":[],"keys":[],"actions":[]`)
	require.Contains(t, string(script), "50000, 'max'];")
}

// TestThePolicyScriptHoldsTheExamples holds that the editor offers what there is, with
// text that a script can read.
func TestThePolicyScriptHoldsTheExamples(t *testing.T) {
	script, err := PolicyScript()
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(script), "export const examples = ")
	require.True(t, ok)
	text, rest, ok := strings.Cut(text, "\nexport const guide = ")
	require.True(t, ok)
	var examples []exampleJSON
	require.NoError(t, json.Unmarshal([]byte(text), &examples))
	require.Len(t, examples, len(program.Examples()))
	for i, e := range program.Examples() {
		require.Equal(t, exampleJSON{e.Key, e.Label, e.Help, e.Source}, examples[i])
	}
	var guide []sectionJSON
	require.NoError(t, json.Unmarshal([]byte(rest), &guide))
	require.Len(t, guide, len(program.Guide()))
	for _, s := range guide {
		for _, l := range s.Lines {
			require.Zero(t, strings.Count(l.Write+l.Get, "`")%2, "code stands between two backticks: %s, %s", l.Write, l.Get)
		}
	}
}
