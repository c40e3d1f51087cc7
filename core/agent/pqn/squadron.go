package pqn

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Squadron is a Q-network that acts and learns in many worlds. The first world is its
// caller's, who may look at it, change it by hand and take over in it; the others are its
// own, and take a step whenever the caller's takes one. It is not safe for concurrent use.
type Squadron struct {
	cfg    Config
	random *rng.Source // of exploration in its own worlds, and of minibatches
	adam   *nn.Adam

	net             *nn.Net
	online, average []float32 // weights of Q, and their moving average

	own      *cluster.Batch // the worlds but the first
	seed     uint64         // of the episodes in its own worlds
	episodes uint64         // begun in them
	actions  []int          // of its own worlds
	tally    Tally
	failures []int // by world of its own, since it was made or loaded
	guide    Guide // has a say in them; nil: nobody has

	rollout rollout
	decided bool      // q belongs to the present states
	q       []float32 // worlds × actions
	next    []float32 // worlds × inputs: states that the last step led to
	ask     []int     // worlds whose next state needs its value now

	steps, updates int
	stats          Stats
	minibatch      minibatch
	one            []float32 // inputs of a single state
}

// Guide has a say in the worlds of a Squadron's own, as its caller has in the first. They are
// numbered from 0.
type Guide interface {
	// Watch is called before a step of all of them.
	Watch(own *cluster.Batch)
	// Guide returns the action in one of them. Where it is negative the Squadron chooses by
	// itself, and explores with that part of its ε.
	Guide(world int, w *cluster.World) (action int, part float64)
	// Ended is called when the episode in one of them has ended, before the next begins.
	Ended(world int, w *cluster.World, failed bool)
}

// SetGuide lets g have a say in the worlds of its own.
func (s *Squadron) SetGuide(g Guide) { s.guide = g }

// Tally counts the episodes that ended in all worlds but the first, and those of them that
// failed.
type Tally struct{ Ended, Failed int }

// adamEps keeps Adam's step small where gradients are; as in Gallici et al. 2024.
const adamEps = 1e-5

// The streams of a Squadron's seed.
const (
	streamLearner = iota
	streamEpisodes
)

// New returns a learner for worlds of one configuration, whose weights, episodes and
// random draws follow from seed. The error is that of Config.Validate or of the world.
func New(c Config, world cluster.Config, seed uint64) (*Squadron, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	own, err := cluster.NewBatch(world, c.Worlds-1)
	if err != nil {
		return nil, err
	}
	s := &Squadron{
		cfg: c, random: rng.New(rng.Derive(seed, streamLearner)), own: own, seed: rng.Derive(seed, streamEpisodes),
		net: network(c, max(c.Worlds, c.Batch)), rollout: newRollout(c.Worlds, c.Rollout),
		actions: make([]int, c.Worlds-1), failures: make([]int, c.Worlds-1), q: make([]float32, c.Worlds*c.Actions),
		next: make([]float32, c.Worlds*inputs), ask: make([]int, 0, c.Worlds),
		minibatch: newMinibatch(c), one: make([]float32, inputs),
	}
	s.net.InitUniform(s.random)
	s.online, s.average = s.net.Params, slices.Clone(s.net.Params)
	s.adam = nn.NewAdam(len(s.online), float32(c.Rate))
	s.adam.Eps = adamEps
	for i := range own.Worlds() {
		s.begin(i)
	}
	return s, nil
}

// network builds the layers for batches of at most rows states. Normalized, the values of
// hidden layers keep their size however the weights grow, which is what makes learning
// stable without a target network.
func network(c Config, rows int) *nn.Net {
	return nn.New(inputs, rows, nn.Dense(c.Width), nn.LayerNormReLU(), nn.Dense(c.Width), nn.LayerNormReLU(), nn.Dense(c.Actions))
}

// begin starts the next episode in one of its own worlds.
func (s *Squadron) begin(i int) {
	s.own.World(i).Reset(rng.Derive(s.seed, s.episodes))
	s.episodes++
}

// SetWorld changes the numbers of its own worlds while they run. Worlds of another size
// begin again, which it reports. On error nothing changes.
func (s *Squadron) SetWorld(c cluster.Config) (begun bool, err error) {
	before := s.own.World(0).Config()
	if before.Rules == c.Rules && before.Height == c.Height && before.Width == c.Width {
		return false, s.own.SetConfig(c)
	}
	own, err := cluster.NewBatch(c, s.own.Worlds())
	if err != nil {
		return false, err
	}
	s.own, s.decided = own, false
	s.DropIncomplete()
	for i := range own.Worlds() {
		s.begin(i)
	}
	return true, nil
}

// Worlds returns how many worlds take a step with the caller's, itself included.
func (s *Squadron) Worlds() int { return s.cfg.Worlds }

// Other returns a world of its own, from 0 to Worlds less 2, to be read between two steps,
// and how many episodes have failed in it since the Squadron was made or loaded.
func (s *Squadron) Other(i int) (w *cluster.World, failures int) {
	return s.own.World(i), s.failures[i]
}

// Tally returns the count of all episodes so far.
func (s *Squadron) Tally() Tally { return s.tally }

// Epsilon returns the probability of a random action at the present step.
func (s *Squadron) Epsilon() float64 {
	part := min(1, float64(s.steps)/(s.cfg.EpsilonPart*float64(s.cfg.Horizon)))
	return s.cfg.Epsilon + float64(part*(s.cfg.FinalEpsilon-s.cfg.Epsilon))
}

// Rate returns the learning rate of the present step: linear from Config.Rate to
// Config.FinalRate over the horizon.
func (s *Squadron) Rate() float64 {
	part := min(1, float64(s.steps)/float64(s.cfg.Horizon))
	return s.cfg.Rate + float64(part*(s.cfg.FinalRate-s.cfg.Rate))
}

// forward writes Q(s, ·) of every state, by the online weights, to q.
func (s *Squadron) forward(q, states []float32) {
	s.net.Params = s.online
	s.net.Forward(q, states)
}

// Values writes the value of every action, by the online weights, to dst. Values are those
// of scaled rewards.
func (s *Squadron) Values(dst, observation []float32) {
	read(s.one, observation)
	s.forward(dst, s.one)
}

// Best returns the greedy action in the caller's world, which shows the observation; the
// first of equals.
func (s *Squadron) Best(observation []float32) int {
	s.decide(observation)
	return nn.ArgMax(s.row(0))
}

// row returns Q(s, ·) of a world, by the last forward pass over all of them.
func (s *Squadron) row(world int) []float32 { return s.q[world*s.cfg.Actions:][:s.cfg.Actions] }

// decide computes the values of the present states of all worlds. They complete the last
// step, whose states these followed.
func (s *Squadron) decide(observation []float32) {
	if s.decided {
		return
	}
	r := &s.rollout
	states, all := r.present(), s.own.Observations()
	read(states, observation)
	width := len(all) / s.own.Worlds()
	for i := range s.own.Worlds() {
		read(states[(i+1)*inputs:], all[i*width:])
	}
	s.forward(s.q, states)
	s.decided = true
	if r.filled == 0 {
		return
	}
	for i, before := 0, r.last(); i < s.cfg.Worlds; i++ {
		if !r.ended[before+i] {
			row := s.row(i)
			r.after[before+i] = row[nn.ArgMax(row)]
		}
	}
}

// choose lets every world of its own take the ε-greedy action, or the guide's.
func (s *Squadron) choose() {
	epsilon := s.Epsilon()
	if s.guide == nil {
		for i := range s.actions {
			s.actions[i] = s.explore(i, epsilon)
		}
		return
	}
	s.guide.Watch(s.own)
	for i := range s.actions {
		action, part := s.guide.Guide(i, s.own.World(i))
		if action < 0 {
			action = s.explore(i, epsilon*part)
		}
		s.actions[i] = action
	}
}

// explore returns the ε-greedy action in one of its own worlds.
func (s *Squadron) explore(i int, epsilon float64) int {
	if s.random.Float64() < epsilon {
		return s.random.Intn(s.cfg.Actions)
	}
	return nn.ArgMax(s.row(i + 1))
}

// Observe takes in one step of the caller's world: the observation, the action taken
// there, the reward, the next observation, and whether the episode terminated (by its
// rules) or was truncated (at its step limit). All other worlds take a step, too. When
// the rollout is full, it learns. The error names the value that was not finite; the
// weights are then those of the last good update.
func (s *Squadron) Observe(observation []float32, action int, reward float64, next []float32, terminated, truncated bool) error {
	if reward-reward != 0 {
		return fmt.Errorf("pqn: step %d: the reward is %v, want a finite number", s.steps, reward)
	}
	if i := nn.FirstNonFinite(next); i >= 0 {
		return fmt.Errorf("pqn: step %d: observed value %d is %v, want a finite number", s.steps, i, next[i])
	}
	s.decide(observation)
	s.choose()
	results, err := s.own.Step(s.actions)
	if err != nil {
		panic("pqn: " + err.Error()) // its own choice of actions is in range
	}
	s.ask = s.ask[:0]
	s.store(0, action, reward, next, terminated, truncated)
	for i := range results {
		r := &results[i]
		s.store(i+1, s.actions[i], r.Reward, r.Observation, r.Terminated, r.Truncated)
		if r.Terminated || r.Truncated {
			s.end(i, r.Terminated)
			s.begin(i)
		}
	}
	s.bootstrap()
	s.rollout.filled++
	s.steps += s.cfg.Worlds
	s.decided = false
	if s.rollout.filled < s.rollout.steps {
		return nil
	}
	return s.learn()
}

// end counts an episode in one of its own worlds, and tells the guide.
func (s *Squadron) end(i int, failed bool) {
	s.tally.Ended++
	if failed {
		s.tally.Failed++
		s.failures[i]++
	}
	if s.guide != nil {
		s.guide.Ended(i, s.own.World(i), failed)
	}
}

// store notes the transition of a world in the step that is not complete yet. The value
// of the next state is asked for where no later step will note it: at a step limit, after
// which the future would have gone on (Pardo et al. 2018), and at the rollout's end.
func (s *Squadron) store(world, action int, reward float64, next []float32, terminated, truncated bool) {
	r := &s.rollout
	row := r.row(r.filled, world)
	r.actions[row], r.rewards[row] = uint8(action), float32(reward*s.cfg.RewardScale)
	r.ended[row], r.after[row] = terminated || truncated, 0
	if !terminated && (truncated || r.filled == r.steps-1) {
		read(s.next[len(s.ask)*inputs:], next)
		s.ask = append(s.ask, world)
	}
}

// bootstrap computes the values that store asked for.
func (s *Squadron) bootstrap() {
	n, r := len(s.ask), &s.rollout
	if n == 0 {
		return
	}
	s.forward(s.q[:n*s.cfg.Actions], s.next[:n*inputs])
	for i, world := range s.ask {
		row := s.row(i)
		r.after[r.row(r.filled, world)] = row[nn.ArgMax(row)]
	}
}

// Interrupt truncates the running episode of the caller's world at observation: it goes on
// under another policy, and what follows is not the result of the Squadron's last action.
func (s *Squadron) Interrupt(observation []float32) {
	s.decided = false
	r := &s.rollout
	if r.filled == 0 || r.ended[r.last()] {
		return
	}
	q := s.row(0)
	s.Values(q, observation)
	r.after[r.last()], r.ended[r.last()] = q[nn.ArgMax(q)], true
}
