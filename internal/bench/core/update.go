package core

import (
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// The update that other libraries are compared with: a deep Q-network
// 35→64→64→8, a batch of 32 transitions, a target network, Huber loss at the
// action taken, gradient-norm clipping, Adam.
const (
	updateInputs  = 35
	updateWidth   = 64
	updateActions = 8
	updateBatch   = 32
	updateGamma   = 0.97
)

// learner is such a network with one batch of made-up transitions.
type learner struct {
	online, target           *nn.Net
	adam                     *nn.Adam
	seen, next, rewards      []float32
	actions                  []int
	values, future, gradient []float32
	taken, goal, errors      []float32
}

func newLearner() *learner {
	src := rng.New(1)
	random := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = src.Float32()
		}
		return x
	}
	l := &learner{
		online: nn.New(updateInputs, updateBatch, nn.Dense(updateWidth), nn.ReLU(), nn.Dense(updateWidth), nn.ReLU(), nn.Dense(updateActions)),
		seen:   random(updateBatch * updateInputs), next: random(updateBatch * updateInputs), rewards: random(updateBatch),
		values: make([]float32, updateBatch*updateActions), future: make([]float32, updateBatch*updateActions),
		gradient: make([]float32, updateBatch*updateActions),
		taken:    make([]float32, updateBatch), goal: make([]float32, updateBatch), errors: make([]float32, updateBatch),
	}
	l.online.InitHe(src)
	l.target = l.online.Clone(updateBatch)
	l.adam = nn.NewAdam(len(l.online.Params), 1e-4)
	l.adam.Clip = 10
	for range updateBatch {
		l.actions = append(l.actions, src.Intn(updateActions))
	}
	return l
}

func (l *learner) update() {
	l.target.Forward(l.future, l.next)
	l.online.Forward(l.values, l.seen)
	for i, a := range l.actions {
		best := l.future[i*updateActions]
		for _, v := range l.future[i*updateActions+1:][:updateActions-1] {
			if v > best {
				best = v
			}
		}
		l.taken[i] = l.values[i*updateActions+a]
		l.goal[i] = l.rewards[i] + float32(updateGamma*best)
	}
	nn.Huber(l.errors, l.taken, l.goal, 1)
	clear(l.gradient)
	for i, a := range l.actions {
		l.gradient[i*updateActions+a] = l.errors[i]
	}
	l.online.ZeroGrads()
	l.online.Backward(nil, l.gradient)
	l.adam.Update(l.online.Params, l.online.Grads)
}

// updateTime returns the microseconds of one update.
func updateTime() (float64, error) {
	l := newLearner()
	return microseconds(200, l.update)
}

// actTime returns the microseconds in which the network values one observation.
func actTime() (float64, error) {
	l := newLearner()
	return microseconds(2000, func() { l.online.Forward(l.values[:updateActions], l.seen[:updateInputs]) })
}

// microseconds returns how long one call of f takes.
func microseconds(n int, f func()) (float64, error) {
	rate, err := best(n, func(n int) (int, error) {
		for range n {
			f()
		}
		return n, nil
	})
	return 1e6 / rate, err
}
