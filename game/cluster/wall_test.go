package cluster

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

// squadron is a session in which 64 clusters of that size learn.
func squadron(t *testing.T, rows, columns int, steps int) *lab.Session {
	t.Helper()
	s := labtest.New(t, cluster.Lab, "policy", "pqn", "stage", "all", "rows", strconv.Itoa(rows), "columns", strconv.Itoa(columns))
	s.Advance(steps)
	return s
}

// showAt is show on a stage of that size.
func showAt(t *testing.T, s *lab.Session, w, h int, light bool) (*shown, *scene) {
	t.Helper()
	scene := New().(*scene)
	st := &shown{game.NewStage(game.Scenes{"cluster": func() game.Scene { return scene }}), gametest.Image(t, w, h)}
	st.Settings.Light = light
	st.Arrange(paint.Rect{W: float32(w), H: float32(h)}, 1)
	require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
	return st, scene
}

func TestLook(t *testing.T) {
	for _, c := range []struct{ w, h, rows, columns int }{{905, 433, 6, 6}, {366, 520, 6, 6}, {1545, 713, 6, 6}, {905, 433, 12, 12}, {905, 433, 2, 2}, {905, 433, 3, 12}, {3600, 1800, 6, 6}, {640, 330, 6, 6}} {
		for _, light := range []bool{false, true} {
			s := squadron(t, c.rows, c.columns, 400)
			st, _ := showAt(t, s, c.w, c.h, light)
			st.frame(game.Input{})
			s.Advance(3)
			require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
			gametest.Keep(t, "wall-"+strconv.Itoa(c.w)+"-"+strconv.Itoa(c.rows)+"x"+strconv.Itoa(c.columns)+map[bool]string{true: "-light"}[light], st.frame(game.Input{X: 30, Y: 60, Present: true}))
		}
	}
}
