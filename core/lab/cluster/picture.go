package cluster

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// Picture is what is needed to draw a cluster's nodes and the agent. Arrays are
// row-major, one value per node.
type Picture struct {
	Step     uint64 // the moment shown; earlier than Snapshot.Step when looking back
	Height   int
	Width    int
	Agent    int // node under the agent
	Action   int // the agent's last action, an index into the lab's Actions; -1 before the first
	Affected int // nodes that action changed
	Wasted   bool
	Refused  bool // the budget did not pay for the action
	Reward   float32
	Budget   float32
	Capacity float32 // largest budget
	CPU      []float32
	Mem      []float32
	Priority []float32
	Values   []float32      // the policy's estimate per action; empty when it has none
	Risk     float32        // forecast probability of failure; NaN when nothing forecasts
	Tiles    Tiles          // of all clusters, where a learner has many and they are shown
	Vision   imagine.Vision // what was imagined before the last action; it has not Looked where nothing was
}

// MaxNodes is the largest number of nodes a picture may have.
const MaxNodes = cluster.MaxSide * cluster.MaxSide

func (p *Picture) Walk(w *codec.Walk) {
	w.Uint64("the step", &p.Step)
	codec.Int32(w, "the height", &p.Height, 1, cluster.MaxSide)
	codec.Int32(w, "the width", &p.Width, 1, cluster.MaxSide)
	nodes := p.Height * p.Width
	codec.Int32(w, "the agent's node", &p.Agent, 0, nodes-1)
	codec.Int32(w, "the action", &p.Action, -1, len(actions)-1)
	codec.Int32(w, "the affected nodes", &p.Affected, 0, MaxNodes)
	many := len(p.Tiles.Each) > 0
	looked := p.Vision.Looked
	w.Flags16("the outcome", &p.Wasted, &p.Refused, &many, &looked)
	codec.Resize16(w, "the number of action values", &p.Values, 4, 0, len(actions))
	free := float32(math.NaN())
	for _, v := range [...]*float32{&p.Reward, &p.Budget, &p.Capacity, &p.Risk} {
		w.Float32("a number of the picture", free, free, v)
	}
	if w.Err() != nil {
		return
	}
	if !w.Writing() {
		p.resize(nodes)
	}
	for _, list := range [...][]float32{p.CPU, p.Mem, p.Priority, p.Values} {
		w.Float32s("a node", free, free, list)
	}
	if !looked {
		p.Vision.Forget()
	} else {
		p.Vision.Walk(w, nodes)
	}
	if !many {
		p.Tiles.hide()
	} else {
		p.Tiles.walk(w, nodes)
	}
}

func (p *Picture) resize(nodes int) {
	p.CPU, p.Mem, p.Priority = lab.Grow(p.CPU, nodes), lab.Grow(p.Mem, nodes), lab.Grow(p.Priority, nodes)
}

func (s *simulation) Show(dst lab.Picture, v lab.View) {
	p := dst.(*Picture)
	if then := s.past.Back(v.Rewind); then != nil {
		then.CopyTo(p)
		return
	}
	s.picture(p)
	if s.showsAll(v) {
		p.Tiles.fill(s.world(), s.learner)
	}
}

// picture fills in p for the present moment, in p's own memory.
func (s *simulation) picture(p *Picture) {
	Paint(p, s.episodes, s.past.steps.Count())
	if s.ahead != nil && !s.visitor() {
		s.ahead.Vision().CopyTo(&p.Vision)
	}
	if s.learner == nil {
		return
	}
	p.Risk = float32(shownOf(s.learner.learner).risk)
	p.Values = lab.Grow(p.Values, len(s.world().ActionSpace().Names))
	s.learner.learner.Values(p.Values, s.world().Observation())
}

// Paint fills in p for the present moment of e, the given number of steps into a run,
// in p's own memory. The policy's estimates are left out. It is no method: a program that
// only draws would hold the world for it.
func Paint(p *Picture, e *agent.Episodes, step int) {
	w := e.World
	outcome := w.LastOutcome()
	p.Step = uint64(step)
	p.Height, p.Width = w.Size()
	p.Agent = w.AgentNode()
	p.Action, p.Affected = -1, 0
	if e.Began {
		p.Action = w.LastAction()
		p.Affected = outcome.Affected
	}
	p.Wasted, p.Refused = outcome.Wasted, outcome.Refused
	p.Reward = float32(e.Last.Reward)
	p.Budget = float32(w.Budget())
	p.Capacity = float32(w.Config().Budget)
	p.Risk, p.Values = float32(math.NaN()), p.Values[:0]
	p.Tiles.hide()
	p.Vision.Forget()
	p.resize(p.Height * p.Width)
	copy(p.CPU, w.CPU())
	copy(p.Mem, w.Mem())
	copy(p.Priority, w.Priority())
}

// CopyTo copies p into dst's own memory.
func (p *Picture) CopyTo(dst *Picture) {
	own := *dst
	*dst = *p
	dst.CPU, dst.Mem, dst.Priority, dst.Values = own.CPU, own.Mem, own.Priority, append(own.Values[:0], p.Values...)
	dst.Tiles = own.Tiles // memory for later: the past of the others is not kept
	dst.Tiles.hide()
	dst.Vision = own.Vision
	p.Vision.CopyTo(&dst.Vision)
	dst.resize(len(p.CPU))
	copy(dst.CPU, p.CPU)
	copy(dst.Mem, p.Mem)
	copy(dst.Priority, p.Priority)
}

// Past is what is remembered of the last steps of a world, so that after a crash one can
// look back, and ask what if. Recording a step allocates nothing.
type Past struct{ steps lab.Past[record] }

// record is a picture, and what else the world was.
type record struct {
	picture Picture
	moment  cluster.Moment
}

// NewPast makes room for pictures of a grid of that many nodes.
func NewPast(nodes int) *Past {
	const channels, floatBytes = 3, 4
	ring := make([]record, lab.PastSteps(channels*floatBytes*nodes))
	for i := range ring {
		ring[i].picture.resize(nodes)
	}
	return &Past{lab.NewPast(ring)}
}

// Next notes the moment after the step that w has just taken, and returns the picture to
// fill in for it.
func (p *Past) Next(w *cluster.World) *Picture {
	r := p.steps.Next()
	w.Mark(&r.moment)
	return &r.picture
}

// Resume says that the given number of steps were taken elsewhere.
func (p *Past) Resume(steps int) { p.steps.Resume(steps) }

// Back returns the picture of that many steps ago, or the oldest there is; nil for the
// present, and before a picture was recorded.
func (p *Past) Back(steps int) *Picture {
	if r := p.steps.Back(steps); r != nil {
		return &r.picture
	}
	return nil
}
