package race

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/safetensors"
)

// walk walks everything of a race but its lanes and the Pilot's.
func (s *simulation) walk(w *codec.Walk) {
	w.Uint64("the steps", &s.steps)
	w.Uint64("the races", &s.races)
	codec.Resize(w, "the number of moves", &s.moves, 8, 0, maxMoves)
	for i := range s.moves {
		codec.Int(w, "a move", &s.moves[i], 0, Lab.Acts(s.config)-1)
	}
}

// walk walks a lane but its world and its policy's random numbers.
func (l *lane) walk(w *codec.Walk) {
	e := l.episodes
	w.Uint64("the episode", &e.Number)
	free := math.NaN()
	w.Float64("a number of the last step", free, free, &e.Last.Reward, &e.Last.Info.AvgLoad, &e.Last.Info.Budget, &l.sum)
	codec.Int(w, "the full nodes", &e.Last.Info.OOMNodes, 0, math.MaxInt32)
	codec.Int(w, "the full critical nodes", &e.Last.Info.CriticalOOM, 0, math.MaxInt32)
	w.Bool("the beginning", &e.Began)
	w.Bool("the failure", &e.Last.Terminated)
	w.Bool("the end", &e.Last.Truncated)
	w.Uint64("the races won", &l.won)
	codec.Int(w, "the node that filled", &l.filled, -1, len(e.World.Mem())-1)
	l.tally.walk(w)
}

// AppendState implements lab.Simulation.
func (s *simulation) AppendState(b []byte) []byte {
	w := codec.Writer(b)
	s.walk(w)
	for _, l := range s.lanes {
		l.walk(w)
	}
	b = w.Bytes()
	for _, l := range s.lanes {
		b, _ = l.episodes.World.AppendBinary(b) // memory is their only destination
		b, _ = l.random.AppendBinary(b)
		if l.script != nil {
			b, _ = l.script.AppendBinary(b)
		}
	}
	return b
}

// Walk implements lab.Simulation.
func (s *simulation) Walk(k *safetensors.Walk, steps uint64) {
	last := []byte(s.last)
	k.Inner("race.state", s.walk)
	k.Bytes("race.last", &last)
	if k.Has("race.since") { // the first files lack it
		k.Counts("race.since", &s.since)
	}
	for _, l := range s.lanes {
		name, e := laneKey(l.number), l.episodes
		k.Part(name+".world", e.World)
		k.Part(name+".random", l.random)
		if l.script != nil {
			k.Part(name+".memo", l.script)
		}
		k.Inner(name+".state", l.walk)
		if k.Reads() && e.Over() != e.World.Over() {
			k.Fail(errors.New("a world and its last result do not agree on whether the race has ended"))
		}
		e.Last.Observation = e.World.Observation()
	}
	if k.Reads() {
		s.last = string(last)
		for _, l := range s.lanes {
			l.past.Resume(int(steps))
		}
	}
	for i := range s.schools {
		s.walkSchool(k, i)
	}
}

// walkSchool writes or reads the school of one of learners, where there is one.
func (s *simulation) walkSchool(k *safetensors.Walk, i int) {
	name := "race." + learners[i]
	if k.Reads() && k.Has(name) && s.schools[i] == nil { // of a lane that there was before
		one, err := newSchool(settingsOf(s.config).learner(i))
		if err != nil {
			k.Fail(err)
			return
		}
		s.schools[i] = one
	}
	if s.schools[i] != nil {
		s.schools[i].walk(k, name)
	}
}

// walk writes or reads the run that a policy learns in, its last evaluation, and its
// copies.
func (s *school) walk(k *safetensors.Walk, name string) {
	var run []byte
	if k.Writes() {
		run = s.trainer.Append(nil, train.Everything)
	}
	k.Bytes(name, &run)
	r := &s.report
	k.Counts(name+".evaluated", &r.Step, &r.Episodes)
	k.Numbers(name+".evaluation", &r.Return, &r.Failed, &r.Baseline, &r.Survived)
	if k.Reads() {
		t, err := train.Load(run)
		if err != nil {
			k.Fail(fmt.Errorf("the run of %s: %w", name, err))
			return
		}
		s.trainer, s.now = t, t.Learner().Greedy()
	}
	for i, age := range ages {
		file := name + "." + ageKey(age)
		if k.Writes() && s.files[i] == nil || !k.Has(file) {
			continue // it is yet to come
		}
		k.Bytes(file, &s.files[i])
		if k.Reads() {
			k.Fail(s.keep(i, slices.Clone(s.files[i])))
		}
	}
}
