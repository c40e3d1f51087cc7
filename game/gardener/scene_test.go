package gardener

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/labtest"
)

// garden is a stage that shows made-up fields of 16×16 cells; it needs no display as
// long as nothing is drawn.
type garden struct {
	t       *testing.T
	stage   *game.Stage
	scene   *scene
	base    *lab.Snapshot
	now     *lab.Snapshot
	step    uint64
	in      game.Input
	changes []string
	focus   int
	place   string
}

func newGarden(t *testing.T) *garden {
	g := &garden{t: t, scene: New().(*scene)}
	g.stage = game.NewStage(game.Scenes{"gardener": func() game.Scene { return g.scene }})
	g.base = labtest.Look(labtest.New(t, gardener.Lab, "size", "16"), lab.View{})
	g.stage.Arrange(paint.Rect{W: 900, H: 700}, 1)
	g.stage.Settings.Rate = 10
	g.stage.Events = game.Events{
		Inject: func(place int, amount float64) { g.changes = append(g.changes, fmt.Sprint(place, amount)) },
		Place:  func(_ int, text string) { g.place = text },
		Focus:  func(focus int) { g.focus = focus },
	}
	return g
}

// show shows the creatures, as ID and cell in turn, steps after what was shown
// last, for one frame of a hundredth of a second.
func (g *garden) show(steps uint64, creatures ...uint32) *scene {
	s := *g.base
	g.step += steps
	s.Step, s.Picture = g.step, g.with(creatures)
	g.now = &s
	require.NoError(g.t, g.stage.Show(g.now))
	g.frame()
	return g.scene
}

// with returns the picture of a field with those creatures.
func (g *garden) with(creatures []uint32) *gardener.Picture {
	v := &gardener.Picture{Step: g.step, Size: 16, Focus: -1, Dirt: make([]uint8, 16*16)}
	for i := range v.Dirt {
		v.Dirt[i] = 100
	}
	for i := 0; i < len(creatures); i += 2 {
		v.IDs, v.Cells = append(v.IDs, creatures[i]), append(v.Cells, creatures[i+1])
		v.Ages, v.Energies, v.Actions = append(v.Ages, 9), append(v.Energies, 50), append(v.Actions, 4)
	}
	return v
}

// frame lets a frame pass in which the pointer clicks or drags as g.in says.
func (g *garden) frame() {
	g.in.Elapsed = 0.01
	g.stage.Update(g.in)
}

// over points at the middle of a cell.
func (g *garden) over(cell uint32) {
	g.in.X, g.in.Y = g.scene.middle(cell)
	g.in.Present = true
}

func TestCreaturesGlideByID(t *testing.T) {
	g := newGarden(t)
	g.show(0, 7, 20, 8, 22, 9, 16)
	// 7 moves into the cell where 8 rests; 9 leaves over the edge.
	s := g.show(1, 8, 22, 7, 21, 9, 31)
	v := g.now.Picture.(*gardener.Picture)
	require.True(t, s.Moving())
	g.frame()
	x, y := s.at(v, 1)
	x0, y0 := s.middle(20)
	x1, _ := s.middle(21)
	require.Greater(t, x, x0)
	require.Less(t, x, x1)
	require.Equal(t, y0, y)
	for _, i := range []int{0, 2} {
		x, y = s.at(v, i)
		wantX, wantY := s.middle(v.Cells[i])
		require.Equal(t, [2]float32{wantX, wantY}, [2]float32{x, y}, "creature %d stands", i)
	}
	require.Len(t, s.trails, 1)
	for range 25 {
		g.frame()
	}
	x, _ = s.at(v, 1)
	require.Equal(t, x1, x)
	require.Len(t, s.trails, 1, "the trail outlives the glide")
}

func TestAPictureOfTheSameStepMovesNothingAndEndsNothing(t *testing.T) {
	g := newGarden(t)
	g.show(0, 7, 20)
	s := g.show(1, 7, 21, 8, 99)
	require.Len(t, s.effects, 1)
	s = g.show(0, 7, 21, 8, 99)
	require.Len(t, s.effects, 1)
	require.Len(t, s.trails, 1)
	require.True(t, s.way.Moving())
}

func TestBirthsAndDeathsBetweenTwoPicturesShowAndFade(t *testing.T) {
	g := newGarden(t)
	s := g.show(0, 7, 20, 8, 40)
	require.Empty(t, s.effects, "who is there from the start was not just born")
	s = g.show(3, 7, 21, 9, 50)
	require.ElementsMatch(t, game.Effects{{Kind: effectBirth, Place: 50, Lasts: effectSeconds}, {Kind: effectDeath, Place: 40, Lasts: effectSeconds}}, s.effects)
	require.Empty(t, s.trails, "three steps are no single move")
	for range 40 {
		g.frame()
	}
	require.Empty(t, s.effects)
}

func TestReducedMotionNeitherGlidesNorLeavesTrails(t *testing.T) {
	g := newGarden(t)
	g.stage.Settings.Reduced = true
	g.show(0, 7, 20)
	s := g.show(1, 7, 21)
	require.Empty(t, s.trails)
	require.False(t, s.way.Moving())
}

func TestACreatureStaysInFocusUntilGroundIsClickedOrItDies(t *testing.T) {
	g := newGarden(t)
	g.show(0, 7, 20, 8, 40)
	g.over(40)
	g.frame()
	require.Equal(t, 9, g.focus, "pointing looks")
	require.Equal(t, "Creature 8: energy 50.0, age 9 steps, clean", g.place)
	g.over(20)
	g.in.Clicked = true
	g.frame()
	require.Equal(t, 8, g.focus, "a click chooses")
	require.Empty(t, g.changes, "and spills nothing")
	g.in.Clicked = false
	g.over(40)
	g.frame()
	require.Equal(t, 8, g.focus, "pointing elsewhere changes nothing then")
	g.over(200)
	g.in.Clicked = true
	g.frame()
	require.Zero(t, g.focus)
	require.Len(t, g.changes, 9)
	require.Contains(t, g.changes, "200 1")

	g.over(20)
	g.frame()
	require.Equal(t, 8, g.focus)
	g.in = game.Input{}
	g.show(1, 8, 40)
	require.Zero(t, g.focus, "it has died")
}

func TestAStrokeWipesEveryCellOnceAndLeavesNoGap(t *testing.T) {
	g := newGarden(t)
	g.show(0)
	g.over(5*16 + 3)
	g.in.FromX, g.in.FromY, g.in.Dragged = g.in.X, g.in.Y, true
	g.frame()
	g.over(5*16 + 9) // a fast hand: six cells in a frame
	g.frame()
	g.frame()
	g.over(5*16 + 4) // and back
	g.frame()
	want := []string{}
	for row := 4; row <= 6; row++ {
		for col := 2; col <= 10; col++ {
			want = append(want, fmt.Sprint(row*16+col, -1))
		}
	}
	require.ElementsMatch(t, want, g.changes)

	g.in.Dragged = false
	g.frame()
	g.changes = nil
	g.in.Dragged = true
	g.in.FromX, g.in.FromY = 1, 1 // pressed outside of the field
	g.frame()
	require.Empty(t, g.changes)
}

// TestCreaturesMoveWithoutAllocating lets two hundred glide, with trails.
func TestCreaturesMoveWithoutAllocating(t *testing.T) {
	g := newGarden(t)
	creatures := make([]uint32, 0, 2*mostDiscs)
	for i := range uint32(200) {
		creatures = append(creatures, i, i)
	}
	s := g.show(0, creatures...)
	next := *g.now
	v := next.Picture.(*gardener.Picture)
	n := testing.AllocsPerRun(50, func() {
		next.Step++
		v.Step++
		for i := range v.Cells {
			v.Cells[i] ^= 1
		}
		require.NoError(t, g.stage.Show(&next))
		s.trails = s.trails[:0]
		g.frame()
	})
	require.LessOrEqual(t, n, 2.0, "two closures per snapshot, and nothing per creature")
}

func TestHiddenActivationsFindTheirPlace(t *testing.T) {
	p := paint.New()
	area := paint.Rect{W: 900, H: 300}
	side := paint.Rect{X: 400, Y: 20, W: 236, H: 280}
	require.Equal(t, paint.Rect{X: 400, Y: 200, W: 236, H: hiddenHeight}, hiddenPlace(p, area, side, 80, 200))
	require.Equal(t, paint.Rect{X: 664, Y: 80, W: 236, H: hiddenHeight}, hiddenPlace(p, area, side, 80, 260), "beside where it is low")
	area.W = 700
	require.Zero(t, hiddenPlace(p, area, side, 80, 260))
}
