package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// Tiles is what all clusters of a learner look like, the visitor's first: small enough to
// be sent for every frame.
type Tiles struct {
	Each   []Tile  // empty where they are not shown
	Levels []uint8 // cluster by cluster, per node its memory: see Level

	First, Lately Ended // of the episodes in all clusters
}

// Tile is what is told of a cluster beside its memory.
type Tile struct {
	Agent    int // node under the agent
	Steps    int // of the running episode
	Failures int // episodes that failed, modulo 256: what counts is how it changes
}

// Full is the level of a node that is out of memory.
const Full = 255

// Level returns memory, from 0 to 1, as one byte.
func Level(memory float32) uint8 {
	switch {
	case memory >= OOM:
		return Full
	case memory > 0:
		return uint8(min(memory*256, Full-1))
	}
	return 0
}

// The largest numbers of clusters and of nodes in each that are shown as tiles: of more
// nodes nothing could be told on a tile.
const (
	maxTiles     = 1024
	maxTileNodes = 1024
)

func (t *Tiles) walk(w *codec.Walk, nodes int) {
	worlds := len(t.Each)
	codec.Int32(w, "the number of clusters", &worlds, 2, maxTiles)
	if !w.Writing() {
		w.Need(worlds*(tileBytes+nodes), "the clusters")
		if w.Err() != nil {
			return
		}
		t.resize(worlds, nodes)
	}
	w.Raw("the levels", t.Levels)
	number := func(what string, v *int, most int) { codec.Int16(w, what, v, 0, most) }
	for i := range t.Each {
		one := &t.Each[i]
		number("an agent's node", &one.Agent, nodes-1)
		number("the steps of a cluster", &one.Steps, maxSteps)
		number("the failures of a cluster", &one.Failures, 255)
	}
	for _, e := range [...]*Ended{&t.First, &t.Lately} {
		number("the episodes", &e.Episodes, comparedEpisodes)
		number("the failed episodes", &e.Failed, e.Episodes)
	}
}

const (
	tileBytes = 6         // of a tile, without its levels
	maxSteps  = 1<<16 - 1 // of an episode that a tile can tell
)

func (t *Tiles) resize(worlds, nodes int) {
	t.Each, t.Levels = lab.Grow(t.Each, worlds), lab.Grow(t.Levels, worlds*nodes)
}

// hide says that they are not shown.
func (t *Tiles) hide() { t.Each = t.Each[:0] }

// fill fills in t in its own memory; w is the first cluster of l.
func (t *Tiles) fill(w *cluster.World, l *learning) {
	t.resize(l.learner.Worlds(), len(w.Mem()))
	failures := l.learner.Numbers().Failures
	for i := range t.Each {
		if i > 0 {
			w, failures = l.learner.Other(i - 1)
		}
		levels := t.Levels[i*len(w.Mem()):]
		for node, memory := range w.Mem() {
			levels[node] = Level(memory)
		}
		t.Each[i] = Tile{Agent: w.AgentNode(), Steps: min(w.Steps(), maxSteps), Failures: failures & 255}
	}
	t.First, t.Lately = l.endings.first, l.endings.lately()
}

// many reports whether a learner acts that takes many clusters along.
func (s *simulation) many() bool {
	return s.learner != nil && s.learner.learner.Worlds() > 1 && s.trains && s.learner.stopped == nil
}

// showsAll reports whether v shows all of them.
func (s *simulation) showsAll(v lab.View) bool {
	all := s.config.Choice(keyStage) == stageAll || s.config.Choice(keyStage) == stageAuto && v.Fast
	return all && s.many() && len(s.world().Mem()) <= maxTileNodes && s.learner.learner.Worlds() <= maxTiles
}

// manyText says how all clusters fare; nothing where there is one.
func (s *simulation) manyText() string {
	if !s.many() {
		return ""
	}
	first, lately := s.learner.endings.first, s.learner.endings.lately()
	text := fmt.Sprintf("%d clusters learn at once.", s.learner.learner.Worlds())
	if lately.Episodes > 0 {
		text += fmt.Sprintf(" Of their first %s %d survived, of the last %d %d.",
			lab.Count(first.Episodes, "episode", "episodes"), first.Episodes-first.Failed, lately.Episodes, lately.Episodes-lately.Failed)
	}
	return text + " The first is yours. "
}

// The values of the choice of what the stage shows.
const (
	stageAuto = "auto"
	stageOne  = "one"
	stageAll  = "all"
)

var stageOptions = []lab.Option{
	{Key: stageAuto, Label: "All at full speed", Help: "All 64 while training runs as fast as it can, one at any speed that an eye can follow."},
	{Key: stageOne, Label: "One cluster", Help: "The first of the 64, as large as it can be."},
	{Key: stageAll, Label: "All 64", Help: "A small tile for each cluster, at any speed. A red frame with a cross: it has just failed, and starts afresh."},
}

// stageParams is about what is shown, and no part of a run.
var stageParams = []lab.Param{
	{Key: keyStage, For: policies(squadrons), Label: "On the stage", Group: "Policy", Options: stageOptions, View: true, Basic: true,
		Help: "Which of the clusters you see that learn together; it changes nothing in what they learn. The first is yours, with a frame: you break its nodes, look back in it, and read its numbers and charts. The others learn beside it and cannot be touched. Where the Prophet may hand over, each cluster takes the safe action when it is the one at risk. While training is off the others wait, and you see yours. A saved run holds all of them. In a race such a network learns in clusters of its own, which are not shown."},
}
