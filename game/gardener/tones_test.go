package gardener

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/labtest"
)

// lightness is the luma of a color, roughly what an eye that sees no colors sees.
func lightness(c paint.Color) float32 { return 0.299*c.R + 0.587*c.G + 0.114*c.B }

// TestWhatIsCleanGlowsAndDirtIsCalm holds that lightness tells how dirty a cell is, and
// that a field full of dirt is closer to the ground than one that is clean.
func TestWhatIsCleanGlowsAndDirtIsCalm(t *testing.T) {
	for _, theme := range []*paint.Theme{paint.Dark(), paint.Light()} {
		tones := tonesOf(theme)
		rises := lightness(tones.of(1)) > lightness(tones.of(0))
		for i := 1; i < len(tones.colors); i++ {
			require.Equal(t, rises, lightness(tones.colors[i]) > lightness(tones.colors[i-1]), "dirt %d of 255", i)
		}
		ground := lightness(theme.Ground)
		calm, clean := lightness(tones.of(1))-ground, lightness(tones.of(0))-ground
		require.Greater(t, clean*clean, 4*calm*calm, "what is clean is what one sees")
	}
	require.NotEqual(t, tonesOf(paint.Dark()), tonesOf(paint.Light()))
}

func TestTheLegendOfTheSignsFitsAnyStage(t *testing.T) {
	p := paint.New()
	p.Scale = 1
	for width := float32(200); width < 700; width += 20 {
		area := paint.Rect{X: 10, Y: 20, W: width, H: 300}
		named := 0
		rows := game.Flow(p, area, len(signs), signWidth(p), func(i int, x, y float32) {
			named++
			require.LessOrEqual(t, x+signWidth(p)(i), area.Right(), "%s in %v", signs[i].label, width)
		})
		require.Equal(t, len(signs), named)
		require.LessOrEqual(t, rows, len(signs))
		require.GreaterOrEqual(t, signsIn(p, area), min(3, int(width/110)), "of the first three a phone has room for all")
	}
}

func TestTheVerdictHasWordsOfTheCatalog(t *testing.T) {
	require.Len(t, statuses, len(verdictMetric.Meanings))
	for i, text := range statuses {
		require.Contains(t, text, verdictMetric.Options[i])
		require.Contains(t, text, verdictMetric.Meanings[i])
		require.LessOrEqual(t, len(text), len(longestStatus))
	}
}

// TestLookingBackMovesNothing scrubs through moments of a paused run.
func TestLookingBackMovesNothing(t *testing.T) {
	session := labtest.New(t, gardener.Lab, "size", "24")
	session.Advance(300)
	scene := New().(*scene)
	stage := game.NewStage(game.Scenes{"gardener": func() game.Scene { return scene }})
	stage.Settings.Rate = 10
	stage.Arrange(paint.Rect{W: 900, H: 700}, 1)
	for _, back := range []int{0, 40, 39, 3, 0} {
		require.NoError(t, stage.Show(labtest.Look(session, lab.View{Rewind: back})))
		stage.Update(game.Input{Elapsed: 0.01})
		require.Empty(t, scene.effects)
		require.Empty(t, scene.trails)
		require.EqualValues(t, 300-back, scene.flock.step)
	}
}
