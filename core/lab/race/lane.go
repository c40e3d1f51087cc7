package race

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/rng"
)

// lane is one world with its policy. It stands still once its episode has ended, until
// the others' have ended too.
type lane struct {
	key      string // of its option
	number   int    // from 0, among all that there could be
	episodes *agent.Episodes
	random   *rng.Source          // of its policy
	script   *clusterlab.Script   // its policy where that is the visitor's program, otherwise nil
	ahead    *imagine.Imagination // nil: nothing looks ahead
	from     *start               // that its races begin from; nil for none
	sum      float64              // return of this race
	won      uint64
	tally    tally
	past     *clusterlab.Past
	filled   int // the node that ended it, -1 for none
	moments  [lab.RewindSteps]moment
}

// moment is how a lane stood after a step, kept for looking back.
type moment struct {
	sum               float64
	steps             int
	failed, over, cut bool
	filled            int
}

func (l *lane) now() moment {
	return moment{l.sum, l.episodes.World.Steps(), l.failed(), l.over(), l.cut(), l.filled}
}

func newLane(number int, key string, world cluster.Config, seed uint64, from *start) (*lane, error) {
	e, err := agent.NewEpisodes(world, seed)
	if err != nil {
		return nil, err
	}
	return &lane{
		key: key, number: number, episodes: e, filled: -1, random: rng.New(0), from: from,
		tally: newTally(world), past: clusterlab.NewPast(world.Height * world.Width),
	}, nil
}

// policyStream separates the policies' random numbers from the episodes'.
const policyStream = 1<<64 - 1

// begin puts a lane at the beginning of the race of that number. Two lanes with the same
// policy draw the same numbers in it.
func (l *lane) begin(race uint64) {
	l.episodes.Begin(race)
	if l.from != nil {
		w := l.episodes.World
		if err := l.from.recall(w); err != nil {
			panic("race: a checked start was refused: " + err.Error())
		}
		l.episodes = agent.ResumeEpisodes(w, l.episodes.Seed, race)
	}
	l.sum, l.filled = 0, -1
	l.rest()
	l.tally.reset()
	seed := rng.Derive(l.episodes.Seed, policyStream)
	if race > 0 {
		seed = rng.Derive(seed, race)
	}
	l.random.Seed(seed)
}

func (l *lane) label() string { return labelOf(optionOf(l.key), l.ahead != nil) }

// over reports whether this race has ended for the lane.
func (l *lane) over() bool { return l.episodes.Over() || l.cut() }

// cut reports whether the lane does again what was done, and no more was done.
func (l *lane) cut() bool {
	return l.key == laneRecorded && !l.episodes.Over() && l.from.over(l.episodes.World)
}

// failed reports whether it ended before its time.
func (l *lane) failed() bool { return l.episodes.Last.Terminated }

// run takes one step by p.
func (l *lane) run(p agent.Actor) {
	_ = l.episodes.Step(p) // the actors of a race do not learn
	l.sum += l.episodes.Last.Reward
	l.tally.note(l.episodes)
	if l.failed() {
		l.filled = l.episodes.World.Fullest()
	}
}

// actor lets a policy act in a lane.
type actor struct {
	*lane
	policy agent.Policy
}

// Act implements agent.Actor.
func (a actor) Act(w *cluster.World) int {
	return a.foreseen(w, a.policy.Act(w, a.random), a.policy)
}

// Learn implements agent.Actor.
func (a actor) Learn(*cluster.World, env.Result) error { return nil }

// move is the visitor's next action as a policy.
type move int

// Name implements agent.Policy.
func (move) Name() string { return laneYou }

// Act implements agent.Policy.
func (m move) Act(*cluster.World, *rng.Source) int { return int(m) }

// place says in words where a node is.
func (l *lane) place(node int) string {
	_, width := l.episodes.World.Size()
	return fmt.Sprintf("row %d, column %d", node/width+1, node%width+1)
}
