package race

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/imagine"
)

func TestALaneTellsWhenItIsOverruled(t *testing.T) {
	overruled := imagine.Vision{Looked: true, Overruled: true, Proposed: 4, Taken: 2, Futures: 6, Steps: 20, Failed: [8]int{1, 5, 0, 5, 4, 2, 4, 4}}
	looked := imagine.Vision{Looked: true, Futures: 6, Steps: 20}
	p := &Picture{Lanes: []Lane{{Option: optionOf("h3"), Foresees: true}, {Option: optionOf("h5"), Foresees: true}, {Option: optionOf("h7")}}}
	words, news := p.Told()
	require.Empty(t, words)
	require.False(t, news)
	p.Lanes[0].Vision, p.Lanes[1].Vision = overruled, looked
	words, news = p.Told()
	require.Equal(t, "h.3 + imagination: 4 of 6 futures end within 20 steps if it cleans here; it moves left instead.", words)
	require.True(t, news)
}
