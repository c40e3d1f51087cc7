package race

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

func TestMain(m *testing.M) { gametest.Main(m) }

// watched is a scene that keeps the frame it is given.
type watched struct {
	*scene
	frame *game.Frame
}

func (w *watched) Update(f *game.Frame) {
	w.frame = f
	w.scene.Update(f)
}

// staged returns the scene of a session on a stage of that size. Nothing is drawn.
func staged(t *testing.T, s *lab.Session, w, h float32) (*game.Stage, *watched) {
	t.Helper()
	scene := &watched{scene: New().(*scene)}
	stage := game.NewStage(game.Scenes{"race": func() game.Scene { return scene }})
	stage.Arrange(paint.Rect{W: w, H: h}, 1)
	require.NoError(t, stage.Show(labtest.Look(s, lab.View{})))
	stage.Update(game.Input{Elapsed: 1.0 / 60})
	return stage, scene
}

// lanes are races of two to four lanes.
var lanes = map[int][]string{
	2: {"lane-3", "none"},
	3: nil,
	4: {"lane-4", "omniscient"},
}

// canvases are the sizes that the page's canvas has in windows of 1280×800, 1920×1080 and
// 3840×2160, on a phone, and a window's own.
var canvases = [][2]float32{{905, 433}, {1545, 713}, {3400, 1900}, {366, 520}, {336, 480}, {600, 700}, {1280, 800}, {480, 240}}

func TestLanesAreOfTheSameSizeAndHaveTheirPlace(t *testing.T) {
	for n, settings := range lanes {
		s := labtest.New(t, race.Lab, append([]string{"teach", "3"}, settings...)...)
		s.Advance(150)
		for _, c := range canvases {
			stage, scene := staged(t, s, c[0], c[1])
			what := fmt.Sprintf("%d lanes on %v", n, c)
			for i := range n {
				l := &scene.lanes[i]
				require.Equal(t, scene.lanes[0].board.Grid.Cell, l.board.Grid.Cell, what)
				require.Greater(t, l.board.Grid.Cell, float32(9), what)
				for _, r := range []paint.Rect{l.board.Grid.Box, l.head, l.foot} {
					require.True(t, r.X >= l.card.X && r.Right() <= l.card.Right() && r.Y >= l.card.Y && r.Bottom() <= l.card.Bottom(), what)
				}
				require.LessOrEqual(t, l.card.Bottom(), scene.frame.Area.Bottom()+1, what)
				if !scene.swiped && i > 0 {
					before := scene.lanes[i-1].card
					require.True(t, l.card.X >= before.Right() || l.card.Y >= before.Bottom(), what)
				}
			}
			if scene.swiped {
				require.Greater(t, scene.lanes[0].board.Grid.Cell, float32(20), what)
			}
			if c[0] < 2000 {
				image := gametest.Image(t, int(c[0]), int(c[1]))
				stage.Draw(image)
				gametest.Keep(t, fmt.Sprintf("race-%d-%.0fx%.0f", n, c[0], c[1]), gametest.Read(image))
			}
		}
	}
}

// race3 is a session whose second lane has failed.
func race3(t *testing.T) *lab.Session {
	t.Helper()
	s := labtest.New(t, race.Lab, "lane-1", "omniscient", "lane-2", "random", "lane-3", "h3")
	for !labtest.Look(s, lab.View{}).Picture.(*race.Picture).Lanes[1].Failed {
		s.Advance(1)
	}
	return s
}

func TestAFailedLaneStepsBackAndItsNodeIsMarked(t *testing.T) {
	s := race3(t)
	stage, scene := staged(t, s, 1280, 800)
	image := gametest.Image(t, 1280, 800)
	stage.Draw(image)
	picture := gametest.Read(image)
	gametest.Keep(t, "race-failed", picture)
	v := labtest.Look(s, lab.View{}).Picture.(*race.Picture)
	failed := v.Lanes[1]
	for i := range v.Lanes {
		tile := scene.lanes[i].board.Grid.Tile(failed.Filled)
		x, y := tile.X+tile.W/2, tile.Y+tile.H*0.2
		if i == 1 {
			gametest.Near(t, picture, x, y, paint.Dark().Alarm, "the node that filled")
		}
	}
	node := (failed.Agent + len(failed.Mem)/2 + 1) % len(failed.Mem)
	for node == failed.Filled || failed.Mem[node] > 0.7 || failed.Priority[node] > 0.9 {
		node = (node + 1) % len(failed.Mem)
	}
	x, y := scene.lanes[1].board.Grid.Tile(node).Center()
	want := paint.Ramp(failed.Mem[node]).Mix(paint.Dark().Surface, dim)
	want.A = 1
	gametest.Near(t, picture, x, y, want, "another node steps back")
}

func TestAClickBreaksANodeInEveryLane(t *testing.T) {
	s := labtest.New(t, race.Lab, "teach", "2")
	s.Advance(5)
	stage, scene := staged(t, s, 1280, 800)
	broken, amount, told := -1, 0.0, ""
	stage.Events = game.Events{
		Inject: func(place int, a float64) { broken, amount = place, a },
		Place:  func(_ int, text string) { told = text },
	}
	x, y := scene.lanes[1].board.Grid.Tile(8).Center()
	stage.Update(game.Input{X: x, Y: y, Present: true})
	require.Contains(t, told, "Pilot, newborn. Node in row 2, column 3: memory ")
	require.Equal(t, place{1, 8}, scene.hover)
	stage.Update(game.Input{X: x, Y: y, Present: true, Clicked: true})
	require.Equal(t, 8, broken)
	require.Equal(t, race.Lab.Click, amount)
	require.NoError(t, stage.Settings.Set("touch", "on"))
	broken = -1
	x, y = scene.lanes[0].board.Grid.Tile(9).Center()
	for range 2 {
		require.Equal(t, -1, broken, "the first tap asks")
		stage.Update(game.Input{X: x, Y: y, Present: true, Clicked: true})
	}
	require.Equal(t, 9, broken)
}

func TestOnAPhoneOneLaneIsLargeAndTheOthersAreTappedOrSwiped(t *testing.T) {
	s := labtest.New(t, race.Lab, "teach", "2")
	s.Advance(5)
	stage, scene := staged(t, s, 366, 560)
	require.True(t, scene.swiped)
	require.Equal(t, 2, scene.large, "the one that learns")
	for i := range 3 {
		require.GreaterOrEqual(t, scene.lanes[i].name.H, float32(44), "a finger's width")
		x, y := scene.lanes[i].name.Center()
		stage.Update(game.Input{X: x, Y: y, Present: true, Clicked: true})
		require.Equal(t, i, scene.large)
	}
	swipe := func(from, to float32) {
		y := scene.lanes[0].card.Y + 60
		stage.Update(game.Input{X: to, Y: y + 3, FromX: from, FromY: y, Present: true, Dragged: true})
		stage.Update(game.Input{X: to, Y: y + 3, Present: true})
	}
	swipe(60, 260)
	require.Equal(t, 1, scene.large)
	swipe(200, 180)
	require.Equal(t, 1, scene.large, "too little")
	swipe(300, 90)
	swipe(300, 90)
	require.Equal(t, 2, scene.large, "the last one")
	s.Advance(1)
	require.NoError(t, stage.Show(labtest.Look(s, lab.View{})))
	stage.Update(game.Input{})
	require.Equal(t, 2, scene.large)
}

func TestAgentsGlideUnlessMotionIsReducedAndFailedLanesRest(t *testing.T) {
	for _, reduced := range []bool{false, true} {
		s := race3(t)
		stage, scene := staged(t, s, 900, 600)
		stage.Settings.Reduced, stage.Settings.Rate = reduced, 5
		glided := false
		for range 12 {
			s.Advance(1)
			require.NoError(t, stage.Show(labtest.Look(s, lab.View{})))
			stage.Update(game.Input{Elapsed: 1.0 / 60})
			require.False(t, scene.lanes[1].board.Moving(), "it has failed")
			glided = glided || scene.lanes[0].board.Gliding()
			for range 40 {
				stage.Update(game.Input{Elapsed: 1.0 / 60})
			}
			require.False(t, scene.Moving())
		}
		require.Equal(t, !reduced, glided)
	}
}

func TestLookingBackShowsALaneBeforeItFailed(t *testing.T) {
	s := race3(t)
	stage, scene := staged(t, s, 900, 600)
	require.NoError(t, stage.Show(labtest.Look(s, lab.View{Rewind: 20})))
	stage.Update(game.Input{})
	require.EqualValues(t, 20, scene.frame.Past)
	require.False(t, pictureOf(scene.frame).Lanes[1].Failed)
}

func TestALaneThatLooksAheadShowsWhatItImagined(t *testing.T) {
	s := labtest.New(t, race.Lab, "lane-1", "h3", "lane-2", "h3", "lane-3", "none", "foresight-1", "imagine", "drift", "0.012", "noise", "0.02")
	for !labtest.Look(s, lab.View{}).Picture.(*race.Picture).Lanes[0].Vision.Overruled {
		s.Advance(1)
	}
	v := labtest.Look(s, lab.View{}).Picture.(*race.Picture)
	for _, c := range canvases[:4] {
		stage, scene := staged(t, s, c[0], c[1])
		scene.large = 0
		stage.Update(game.Input{})
		image := gametest.Image(t, int(c[0]), int(c[1]))
		stage.Draw(image)
		picture := gametest.Read(image)
		gametest.Keep(t, fmt.Sprintf("race-imagines-%.0fx%.0f", c[0], c[1]), picture)
		for i := range v.Lanes {
			grid := &scene.lanes[i].board.Grid
			if i > 0 && scene.swiped {
				continue
			}
			amber, found := paint.Foreseen.Bytes(), false
			for x := int(grid.Box.X); x < int(grid.Box.Right()); x++ {
				_, y := grid.Middle(v.Lanes[i].Agent)
				at := picture.RGBAAt(x, int(y))
				found = found || at.R == amber[0] && at.G == amber[1] && at.B == amber[2]
			}
			require.Equal(t, i == 0, found, "lane %d on %v: an amber band around the agent", i+1, c)
		}
	}
}
