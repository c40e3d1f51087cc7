package scenes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

func TestMain(m *testing.M) { gametest.Main(m) }

func TestEveryLabHasAScene(t *testing.T) {
	for _, l := range labs.All {
		require.NotNil(t, All[l.Key], l.Key)
	}
	require.Len(t, All, len(labs.All))
}

// TestEveryLabIsDrawnInBothThemesAtEverySize holds that no lab, theme or size
// leaves the stage empty, and keeps the pictures to be looked at.
func TestEveryLabIsDrawnInBothThemesAtEverySize(t *testing.T) {
	for _, l := range labs.All {
		session := labtest.New(t, l)
		session.Advance(300)
		for _, c := range []struct {
			name  string
			w, h  int
			scale float64
			light bool
		}{{"wide-dark", 1280, 800, 1, false}, {"page-light", 860, 700, 1, true}, {"phone-dark", 390, 640, 1, false}, {"phone-light", 780, 1280, 2, true}, {"tiny", 200, 120, 1, false}} {
			stage, image := game.NewStage(All), gametest.Image(t, c.w, c.h)
			stage.Arrange(paint.Rect{W: float32(c.w), H: float32(c.h)}, c.scale)
			stage.Settings.Light = c.light
			require.NoError(t, stage.Show(labtest.Look(session, lab.View{})))
			stage.Update(game.Input{Elapsed: 1.0 / 60})
			stage.Draw(image)
			picture := gametest.Read(image)
			gametest.Keep(t, l.Key+"-"+c.name, picture)
			gametest.Near(t, picture, 1, float32(c.h)-2, stage.Settings.Theme().Ground, "the margin")
			colors := make(map[[4]uint8]bool)
			for i := 0; i < len(picture.Pix); i += 4 * 37 {
				colors[[4]uint8(picture.Pix[i:])] = true
			}
			require.Greater(t, len(colors), 20, "%s %s", l.Key, c.name)
		}
	}
}

// TestScenesMoveWithoutAllocating holds the Go side of a frame to its word: what it
// draws, it draws from what it already has.
func TestScenesMoveWithoutAllocating(t *testing.T) {
	for _, l := range labs.All {
		stage := game.NewStage(All)
		stage.Arrange(paint.Rect{W: 860, H: 700}, 1)
		session, turn := labtest.New(t, l), 0
		session.Advance(100)
		snapshots := [2]*lab.Snapshot{labtest.Look(session, lab.View{})}
		session.Advance(1)
		snapshots[1] = labtest.Look(session, lab.View{})
		frame := func() {
			turn++
			if stage.Show(snapshots[turn%2]) != nil {
				panic("a snapshot was refused")
			}
			stage.Update(game.Input{Elapsed: 1.0 / 60})
		}
		for range 10 {
			frame()
		}
		require.Zero(t, testing.AllocsPerRun(50, frame), l.Key)
	}
}
