package gardener

import (
	"slices"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
)

// The effects, and how long each takes to fade.
const (
	effectBirth   = iota // a creature was born or arrived
	effectDeath          // a creature starved
	effectSeconds = 0.4
)

// footstep is one move of one creature.
type footstep struct {
	from, to uint32
	age      float64
}

// flock remembers a snapshot's creatures, to tell by their IDs what the next one
// has changed.
type flock struct {
	generation  uint32
	step        uint64
	seen        bool
	ids, cells  []uint32
	now, before map[uint32]uint32 // cell by ID, in this snapshot and the one before
	from        []uint32          // cell the i-th creature of this snapshot comes from
}

func newFlock() flock {
	return flock{now: make(map[uint32]uint32), before: make(map[uint32]uint32)}
}

// same reports whether s shows the moment that is remembered.
func (k *flock) same(s *lab.Snapshot, v *gardener.Picture) bool {
	return k.seen && k.generation == s.Generation && k.step == v.Step
}

// take remembers s and calls born and died with the cells of those who were not
// there before and of those who no longer are. Creatures too many to be drawn one
// by one are forgotten.
func (k *flock) take(s *lab.Snapshot, born, died func(cell int)) {
	v := s.Picture.(*gardener.Picture)
	k.generation, k.step, k.seen = s.Generation, v.Step, true
	k.now, k.before = k.before, k.now
	clear(k.now)
	k.from = k.from[:0]
	if len(v.IDs) > mostDiscs {
		k.ids, k.cells = k.ids[:0], k.cells[:0]
		return
	}
	for i, id := range v.IDs {
		from, old := k.before[id]
		if !old {
			from = v.Cells[i]
			born(int(from))
		}
		k.now[id] = v.Cells[i]
		k.from = append(k.from, from)
	}
	for i, id := range k.ids {
		if _, alive := k.now[id]; !alive {
			died(int(k.cells[i]))
		}
	}
	k.ids, k.cells = append(k.ids[:0], v.IDs...), append(k.cells[:0], v.Cells...)
}

// take compares a new snapshot with the one before and starts what moves. A new
// picture of the same moment moves nothing.
func (s *scene) take(f *game.Frame, v *gardener.Picture) {
	s.pixels.Stale = true
	if s.flock.same(f.Snapshot, v) {
		return
	}
	another := f.Snapshot.Generation != s.flock.generation
	follows := f.Steps > 0 && v.Step == s.flock.step+f.Steps && !f.Fast && len(s.flock.ids) > 0 && len(v.IDs) <= mostDiscs
	if !follows {
		s.effects.Clear()
		s.trails = s.trails[:0]
	}
	note := func(kind int) func(int) {
		return func(cell int) {
			if follows {
				s.effects.Add(kind, cell, effectSeconds)
			}
		}
	}
	s.flock.take(f.Snapshot, note(effectBirth), note(effectDeath))
	s.way.Place(1, 2, 0, 1)
	if follows && f.Steps == 1 && !f.Reduced && f.Pace <= gentleSpeed && len(v.IDs) <= mostTrails {
		s.follow(v)
		s.way.Place(1, 2, 0, 0)
		s.way.Toward(0, 1, strideTime(f.Pace))
	}
	if s.focus > 0 && (another || index(v, s.focus) < 0) {
		s.look(f, 0) // it has died, or this is another world
	}
}

// strideTime returns the seconds a creature takes for a step: no longer than the
// step lasts, so that it arrives before it goes on.
func strideTime(pace float64) float64 {
	if pace <= 0 {
		return game.GlideTime(0)
	}
	return min(1/pace, game.GlideTime(pace))
}

// follow leaves a footstep for every move of the last step.
func (s *scene) follow(v *gardener.Picture) {
	for i, from := range s.flock.from {
		if s.neighbors(from, v.Cells[i]) {
			s.trails = append(s.trails, footstep{from: from, to: v.Cells[i]})
		}
	}
}

// neighbors reports whether two cells touch without going around the edge.
func (s *scene) neighbors(a, b uint32) bool {
	n := uint32(s.grid.Columns)
	dr, dc := int(a/n)-int(b/n), int(a%n)-int(b%n)
	return dr*dr+dc*dc == 1
}

// at returns the middle of the i-th creature, on its way from where it was.
func (s *scene) at(v *gardener.Picture, i int) (x, y float32) {
	x, y = s.middle(v.Cells[i])
	if !s.way.Moving() || i >= len(s.flock.from) || !s.neighbors(s.flock.from[i], v.Cells[i]) {
		return x, y
	}
	_, part := s.way.At()
	x0, y0 := s.middle(s.flock.from[i])
	return x0 + (x-x0)*float32(part), y0 + (y-y0)*float32(part)
}

func (s *scene) fade(seconds float64) {
	for i := range s.trails {
		s.trails[i].age += seconds
	}
	s.trails = slices.DeleteFunc(s.trails, func(t footstep) bool { return t.age >= trailSeconds })
}
