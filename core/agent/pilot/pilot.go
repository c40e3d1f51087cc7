package pilot

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Pilot is a learner. It is not safe for concurrent use.
type Pilot struct {
	cfg    Config
	net    *nn.Net // the workspace; which weights it runs is set before use
	random *rng.Source
	replay *Replay
	batch  batch
	adam   *nn.Adam

	online, target, average []float32

	steps, updates int
	lastCopy       int // update of the last copy to the target
	stats          Stats

	// The learning weights' values of the observation last asked for: the picture of
	// a step and the choice of the next ask for the same.
	seen, values []float32
	known        bool

	q                         []float32 // 2·batch × actions
	gradient                  []float32 // batch × actions
	predicted, wanted, errors []float32 // batch
	unknown                   []int32   // at most batch rows of the replay
	next                      []float32 // and their observations
}

// Stats are the numbers of the last update.
type Stats struct {
	Loss     float64
	GradNorm float64 // before clipping
	Rate     float64 // learning rate
	MeanQ    float64 // mean over the batch of the values of the actions taken
	TDError  float64 // mean over the batch of the absolute temporal-difference error
}

// New returns a learner whose weights and draws are fixed by seed.
func New(c Config, seed uint64) (*Pilot, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	p := &Pilot{cfg: c, net: network(c), random: rng.New(seed), replay: NewReplay(c.Capacity, c.Inputs, c.Actions), batch: newBatch(c.Batch, c.Inputs)}
	p.net.InitUniform(p.random)
	p.online = p.net.Params
	p.target, p.average = make([]float32, len(p.online)), make([]float32, len(p.online))
	copy(p.target, p.online)
	copy(p.average, p.online)
	p.adam = nn.NewAdam(len(p.online), float32(c.Rate))
	p.seen, p.values = make([]float32, c.Inputs), make([]float32, c.Actions)
	p.q, p.gradient = make([]float32, 2*c.Batch*c.Actions), make([]float32, c.Batch*c.Actions)
	p.predicted, p.wanted, p.errors = make([]float32, c.Batch), make([]float32, c.Batch), make([]float32, c.Batch)
	p.unknown, p.next = make([]int32, c.Batch), make([]float32, c.Batch*c.Inputs)
	return p, nil
}

// network builds the layers: a valid 3×3 convolution over the 3×3 patch, which has
// one position and so is a dense layer over the patch, joined with the global
// values; two hidden layers; one output per action. It takes twice the batch: the
// states and the next states.
func network(c Config) *nn.Net {
	dense := []nn.Spec{nn.Dense(c.Width), nn.ReLU(), nn.Dense(c.Width), nn.ReLU(), nn.Dense(c.Actions)}
	if c.Filters == 0 {
		return nn.New(c.Inputs, 2*c.Batch, dense...)
	}
	local := []nn.Spec{nn.Dense(c.Filters), nn.ReLU()}
	return nn.New(c.Inputs, 2*c.Batch, append([]nn.Spec{nn.Branch(patch, local, nil)}, dense...)...)
}

// Config returns the numbers in force.
func (p *Pilot) Config() Config { return p.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (p *Pilot) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := p.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("pilot: %w", err)
	}
	p.cfg = c
	return nil
}

// Steps returns how many transitions have been observed.
func (p *Pilot) Steps() int { return p.steps }

// Updates returns how many batches have been learned from.
func (p *Pilot) Updates() int { return p.updates }

// Remembered returns how many rows the replay holds.
func (p *Pilot) Remembered() int { return p.replay.Len() }

// Stats returns the numbers of the last update, zero before the first.
func (p *Pilot) Stats() Stats { return p.stats }

// Values writes the value of every action, by the learning weights, to dst.
func (p *Pilot) Values(dst, observation []float32) { copy(dst, p.look(observation)) }

// look returns the value of every action, by the learning weights.
func (p *Pilot) look(observation []float32) []float32 {
	if !p.known || !slices.Equal(p.seen, observation) {
		p.forward(p.values, p.online, observation)
		copy(p.seen, observation)
		p.known = true
	}
	return p.values
}

// AverageValues is Values by the averaged weights, which an evaluation uses.
func (p *Pilot) AverageValues(dst, observation []float32) { p.forward(dst, p.average, observation) }

// Best returns the action that the learning weights value most, the first of
// equals.
func (p *Pilot) Best(observation []float32) int { return largest(p.look(observation)) }

// AverageBest is Best by the averaged weights.
func (p *Pilot) AverageBest(observation []float32) int {
	q := p.q[:p.cfg.Actions]
	p.AverageValues(q, observation)
	return largest(q)
}

func (p *Pilot) forward(q, weights, observations []float32) {
	p.net.Params = weights
	p.net.Forward(q, observations)
}

// largest returns where the largest value of x is, the first of equals. Which value
// of eight it is nobody can guess, so the search has no branches to guess wrong:
// the compiler selects between integers, not between floats.
func largest(x []float32) int {
	best, top := 0, order(x[0])
	for i, v := range x {
		if k := order(v); k > top {
			best, top = i, k
		}
	}
	return best
}

// order maps numbers to integers of the same order; both zeros are equal.
func order(v float32) int32 {
	k := int32(math.Float32bits(v + 0))
	return k ^ int32(uint32(k>>31)>>1)
}
