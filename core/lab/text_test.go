package lab

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// essay is a lab with a text and nothing else.
var essay = &Lab{Key: "essay", Texts: []Text{
	{Key: "story", Max: 40, Live: true, Check: func(v string) error {
		if strings.Contains(v, "?") {
			return errors.New("a question mark")
		}
		return nil
	}},
	{Key: "title", Max: 10},
}}

// TestBytesNeedNotBeForReading holds that a text says by itself whether it is UTF-8.
func TestBytesNeedNotBeForReading(t *testing.T) {
	text := Text{Key: "start", Max: 4, Bytes: true}
	require.NoError(t, text.check("\xff\x00"))
	require.ErrorContains(t, text.check("12345"), "start has 5 bytes, want at most 4")
	text.Bytes = false
	require.ErrorContains(t, text.check("\xff\x00"), "start is not text in UTF-8")
}

func TestTextsTravelInLinksCommandsAndLogs(t *testing.T) {
	r := Run{Config: NewConfig(essay), At: 9}
	require.NoError(t, r.Config.WriteText("story", "Once & again = \"µ\"\n"))
	c, err := essay.ParseCommand("set story " + EncodeText("and then\n"))
	require.NoError(t, err)
	require.Equal(t, Change{Op: OpSet, Key: "story", Text: "and then\n"}, c)
	c.Step = 7
	r.Changes = []Change{c}
	nothing, err := essay.ParseCommand("set story")
	require.NoError(t, err)
	require.Equal(t, Change{Op: OpSet, Key: "story"}, nothing)
	again, err := List{essay}.ParseLink(r.Link())
	require.NoError(t, err)
	require.True(t, r.Config.Equal(again.Config))
	require.Equal(t, r.Changes, again.Changes)
	require.NotContains(t, Run{Config: NewConfig(essay)}.Link(), "story=", "an empty text is left out")

	other := r.Config.Clone()
	require.NoError(t, other.WriteText("story", ""))
	require.False(t, r.Config.Equal(other), "a clone shares nothing")
}

func TestTextsThatAreRefused(t *testing.T) {
	c := NewConfig(essay)
	require.EqualError(t, c.WriteText("story", strings.Repeat("x", 41)), "story has 41 bytes, want at most 40")
	require.EqualError(t, c.WriteText("story", "\xff"), "story is not text in UTF-8")
	require.EqualError(t, c.WriteText("story", "why?"), "story: a question mark")
	require.EqualError(t, c.WriteText("poem", ""), `unknown text "poem" of lab essay`)
	require.ErrorContains(t, c.SetText("story", "a=="), "story is damaged")
	require.Empty(t, c.Text("story"), "what is refused changes nothing")
	require.ErrorContains(t, c.checkChange(Change{Key: "title", Text: "x"}), "title cannot change while the session runs")
	require.ErrorContains(t, c.checkChange(Change{Key: "story", Text: "why?"}), "a question mark")
	require.Panics(t, func() { c.Text("poem") })
}
