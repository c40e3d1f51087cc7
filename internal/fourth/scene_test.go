package fourth

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// scene draws the bucket as a column of water.
type scene struct{}

func newScene() game.Scene { return new(scene) }

func (s *scene) Complete(p lab.Picture) bool { return p.(*picture).Size > 0 }

func (s *scene) Update(f *game.Frame) {
	if f.Clicked && f.Over(f.Area) {
		f.Inject(0, f.Snapshot.Lab.Click)
	}
}

func (s *scene) Draw(p *paint.Painter, f *game.Frame) {
	v := f.Snapshot.Picture.(*picture)
	full := min(1, v.Level/v.Size)
	water := f.Area
	water.Y, water.H = f.Area.Y+(1-full)*f.Area.H, full*f.Area.H
	p.Rect(f.Area, p.Theme.Surface)
	p.Rect(water, p.Theme.Accent)
}

func (s *scene) Moving() bool { return false }
