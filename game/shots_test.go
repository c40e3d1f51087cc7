package game

import (
	"testing"

	"github.com/resonetics/playground/core/lab"
)

func TestShots(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		scale float64
		light bool
	}{{"wide-dark", 1280, 800, 1, false}, {"wide-light", 1280, 800, 1, true}, {"page", 860, 700, 1, false}, {"phone-dark", 390, 640, 1, false}, {"phone-light", 780, 1280, 2, true}} {
		st := newStage(t, c.w, c.h, c.scale)
		st.screen.Settings.Light = c.light
		se := session(t)
		for i := 0; i < 420; i++ {
			se.Advance(1)
			keep(t, c.name, st.show(se, lab.View{}, Input{}))
			if i == 417 {
				break
			}
		}
	}
}
