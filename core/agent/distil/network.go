package distil

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Network estimates what would have been imagined. One network looks at every node in turn,
// the sum of its outputs and the totals go to a second, which answers for all actions (Zaheer
// et al., "Deep Sets", 2017): what it learns of a node it knows of all of them. It is not safe
// for concurrent use.
type Network struct {
	cfg                    Config
	horizon                int // steps of an imagined future
	nodes, actions, inputs int
	node, joined           *nn.Net
	nodeAdam, joinedAdam   *nn.Adam
	random                 *rng.Source // of minibatches
	memory                 memory
	mirrors                []symmetry
	places                 []float32 // nodes × placeInputs

	seen, updates int // imagined states; gradient steps
	loss          float64

	x, targets, logits, gradient []float32 // rows × inputs, × actions
	read, looked, lookedGrad     []float32 // rows × nodes × nodeInputs, × Width
	sum, sumGrad                 []float32 // rows × (Width + totals)
	one, risks                   []float32 // the state asked for last, and its estimates
}

// New returns a network that knows nothing yet, for worlds of the given rules and size whose
// futures are imagined for horizon steps. The error is that of [Config.Validate] or
// [CheckWorld].
func New(c Config, world cluster.Config, horizon int, seed uint64) (*Network, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := CheckWorld(world); err != nil {
		return nil, err
	}
	nodes, actions, rows := world.Height*world.Width, world.Rules.Actions(), c.Batch
	inputs, pooled := planes*nodes+totals, c.Width+totals
	n := &Network{
		cfg: c, horizon: horizon, nodes: nodes, actions: actions, inputs: inputs,
		random: rng.New(seed), memory: newMemory(min(c.Capacity, maxMemory/inputs), inputs, actions), mirrors: symmetries(world.Height, world.Width, actions),
		node:   nn.New(nodeInputs, rows*nodes, nn.Dense(c.Width), nn.ReLU(), nn.Dense(c.Width), nn.ReLU()),
		joined: nn.New(pooled, rows, nn.Dense(c.Hidden), nn.ReLU(), nn.Dense(actions)),
		places: make([]float32, nodes*placeInputs),
		x:      make([]float32, rows*inputs), targets: make([]float32, rows*actions), logits: make([]float32, rows*actions), gradient: make([]float32, rows*actions),
		read: make([]float32, rows*nodes*nodeInputs), looked: make([]float32, rows*nodes*c.Width), lookedGrad: make([]float32, rows*nodes*c.Width),
		sum: make([]float32, rows*pooled), sumGrad: make([]float32, rows*pooled),
		one: make([]float32, inputs), risks: make([]float32, actions),
	}
	for i := range nodes {
		place(n.places[i*placeInputs:], i/world.Width, i%world.Width, world.Height, world.Width)
	}
	n.node.InitHe(n.random)
	n.joined.InitHe(n.random)
	n.nodeAdam, n.joinedAdam = nn.NewAdam(len(n.node.Params), 0), nn.NewAdam(len(n.joined.Params), 0)
	return n, nil
}

// Config returns the numbers in force.
func (n *Network) Config() Config { return n.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (n *Network) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := n.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("distil: %w", err)
	}
	n.cfg = c
	n.forgetWhenReady()
	return nil
}

// forgetWhenReady drops what is remembered when it is not needed any more, so that it need not
// be saved: should Config.After be raised, the network goes on from new states.
func (n *Network) forgetWhenReady() {
	if n.Ready() {
		n.memory.count = 0
	}
}

// Seen returns from how many imagined states it has learned.
func (n *Network) Seen() int { return n.seen }

// Ready reports whether it has learned from enough of them to act alone.
func (n *Network) Ready() bool { return n.seen >= n.cfg.After }

// Loss returns the cross-entropy of the last update.
func (n *Network) Loss() float64 { return n.loss }

// Risks returns the estimated share of futures that fail, by the action that they begin with,
// in the network's own memory.
func (n *Network) Risks(w *cluster.World) []float32 {
	see(n.one, w, n.horizon)
	n.forward(n.risks, n.one)
	for i, x := range n.risks {
		n.risks[i] = exact.Sigmoid32(x)
	}
	return n.risks
}

// Choose returns the action to take in place of the proposed one: that one, unless more than
// Config.Above of its futures are estimated to fail, and of another action's fewer by
// Config.Margin.
func (n *Network) Choose(w *cluster.World, proposed int) int {
	risks := n.Risks(w)
	best := proposed
	for action, risk := range risks {
		if risk < risks[best] {
			best = action
		}
	}
	if float64(risks[proposed]) <= n.cfg.Above || float64(risks[proposed]-risks[best]) < n.cfg.Margin {
		return proposed
	}
	return best
}

// Learn takes in an imagined state: how many of the given number of futures failed in w, by the
// action that they began with. It then takes Config.Updates gradient steps. The error says what was not
// finite; the weights are then those of the last good update.
func (n *Network) Learn(w *cluster.World, failed []int, futures int) error {
	state, shares := n.memory.next()
	see(state, w, n.horizon)
	for i, count := range failed[:n.actions] {
		shares[i] = float32(count) / float32(futures)
	}
	n.seen++
	for range n.cfg.Updates {
		n.memory.sample(n.x, n.targets, n.mirrors, n.random)
		if err := n.update(); err != nil {
			return err
		}
	}
	n.forgetWhenReady()
	return nil
}

// update takes one gradient step on the minibatch in x and targets: the mean cross-entropy over
// all states and actions.
func (n *Network) update() error {
	n.forward(n.logits, n.x)
	loss := nn.BCELogits(n.gradient, n.logits, n.targets)
	n.backward(n.gradient)
	for _, net := range []*nn.Net{n.node, n.joined} {
		if err := net.CheckUpdate(loss, nn.Norm(net.Grads)); err != nil {
			return fmt.Errorf("distil: update %d: %w; the weights are those before it", n.updates, err)
		}
	}
	n.nodeAdam.Rate, n.joinedAdam.Rate = float32(n.cfg.Rate), float32(n.cfg.Rate)
	n.nodeAdam.Update(n.node.Params, n.node.Grads)
	n.joinedAdam.Update(n.joined.Params, n.joined.Grads)
	n.loss = loss
	n.updates++
	return nil
}

// forward writes the logits of some states (rows × inputs) to y (rows × actions).
func (n *Network) forward(y, states []float32) {
	rows, width := len(states)/n.inputs, n.cfg.Width
	for i := range rows {
		n.readNodes(n.read[i*n.nodes*nodeInputs:], states[i*n.inputs:][:n.inputs])
	}
	n.node.Forward(n.looked[:rows*n.nodes*width], n.read[:rows*n.nodes*nodeInputs])
	pooled, scale := width+totals, n.scale()
	for i := range rows {
		sum := n.sum[i*pooled:][:pooled]
		clear(sum)
		for j := range n.nodes {
			for k, v := range n.looked[(i*n.nodes+j)*width:][:width] {
				sum[k] += float32(v * scale)
			}
		}
		copy(sum[width:], states[i*n.inputs+planes*n.nodes:])
	}
	n.joined.Forward(y, n.sum[:rows*pooled])
}

// scale is by what the outputs of the nodes are multiplied before they are added up, so that
// the sum is as large on every grid.
func (n *Network) scale() float32 { return float32(1 / math.Sqrt(float64(n.nodes))) }

// readNodes writes what the first network reads of a state to dst.
func (n *Network) readNodes(dst, state []float32) {
	mem, cpu, priority := state[:n.nodes], state[n.nodes:][:n.nodes], state[2*n.nodes:][:n.nodes]
	scales := state[planes*n.nodes+3]
	for j := range n.nodes {
		to := dst[j*nodeInputs:][:nodeInputs]
		readNode(to, mem[j], cpu[j], priority[j], scales)
		copy(to[stateInputs:], n.places[j*placeInputs:][:placeInputs])
	}
}

// backward sets the gradients of both networks, given the derivative by the logits of the last
// forward pass, which was of a whole minibatch.
func (n *Network) backward(dy []float32) {
	n.node.ZeroGrads()
	n.joined.ZeroGrads()
	n.joined.Backward(n.sumGrad, dy)
	width, scale := n.cfg.Width, n.scale()
	pooled := width + totals
	for i := range n.cfg.Batch {
		sum := n.sumGrad[i*pooled:][:width]
		for j := range n.nodes {
			to := n.lookedGrad[(i*n.nodes+j)*width:][:width]
			for k, d := range sum {
				to[k] = float32(d * scale)
			}
		}
	}
	n.node.Backward(nil, n.lookedGrad)
}
