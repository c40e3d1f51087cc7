package pqn

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/nn"
)

// minibatch is the memory of one gradient step.
type minibatch struct {
	order     []int32   // of the rollout's rows
	states    []float32 // batch × inputs
	targets   []float32 // batch
	q, qGrad  []float32 // batch × actions: Q(s, ·) and ∂loss/∂Q(s, ·)
	values    []float32 // batch: Q(s, a)
	valueGrad []float32 // batch: ∂loss/∂Q(s, a)
}

func newMinibatch(c Config) minibatch {
	return minibatch{
		order: make([]int32, c.Worlds*c.Rollout), states: make([]float32, c.Batch*inputs), targets: make([]float32, c.Batch),
		q: make([]float32, c.Batch*c.Actions), qGrad: make([]float32, c.Batch*c.Actions),
		values: make([]float32, c.Batch), valueGrad: make([]float32, c.Batch),
	}
}

// learn takes the gradient steps of a whole rollout, and begins the next: Algorithm 1 of
// Gallici et al. 2024. The returns stay what they are for all epochs.
func (s *Squadron) learn() error {
	s.rollout.computeReturns(float32(s.cfg.Gamma), float32(s.cfg.Lambda))
	s.rollout.filled = 0
	for i := range s.minibatch.order {
		s.minibatch.order[i] = int32(i)
	}
	for range s.cfg.Epochs {
		s.shuffle()
		for rows := s.minibatch.order; len(rows) > 0; rows = rows[s.cfg.Batch:] {
			if err := s.update(rows[:s.cfg.Batch]); err != nil {
				return err
			}
		}
	}
	return nil
}

// shuffle brings the rows into a random order (Fisher and Yates).
func (s *Squadron) shuffle() {
	order := s.minibatch.order
	for i := len(order) - 1; i > 0; i-- {
		j := s.random.Intn(i + 1)
		order[i], order[j] = order[j], order[i]
	}
}

// update takes one gradient step on the given rows of the rollout.
func (s *Squadron) update(rows []int32) error {
	b, r, actions := &s.minibatch, &s.rollout, s.cfg.Actions
	nn.SelectRows(b.states, r.states, inputs, rows)
	s.forward(b.q, b.states)
	for i, row := range rows {
		b.values[i], b.targets[i] = b.q[i*actions+int(r.actions[row])], r.returns[row]
	}

	// Mean square of the TD errors G − Q(s, a), and its gradient.
	loss := nn.MSE(b.valueGrad, b.values, b.targets)
	clear(b.qGrad)
	for i, row := range rows {
		b.qGrad[i*actions+int(r.actions[row])] = b.valueGrad[i]
	}
	s.net.ZeroGrads()
	s.net.Backward(nil, b.qGrad)
	norm := nn.Norm(s.net.Grads)
	if err := s.net.CheckUpdate(loss, norm); err != nil {
		return fmt.Errorf("pqn: update %d: %w; the weights are those before it", s.updates, err)
	}

	// Adam (Kingma and Ba 2015) with the norm clipped, where the paper has RAdam; evaluations
	// use averaged weights (Polyak and Juditsky 1992).
	s.adam.Rate, s.adam.Clip = float32(s.Rate()), float32(s.cfg.Clip)
	s.adam.UpdateWithNorm(s.online, s.net.Grads, norm)
	s.record(loss, norm)
	s.updates++
	nn.Lerp(s.average, s.online, float32(s.cfg.Average))
	return nil
}

// Stats are the numbers of the last update.
type Stats struct {
	Loss     float64
	GradNorm float64 // before clipping
	Rate     float64 // learning rate
	MeanQ    float64 // mean of Q(s, a) over the minibatch, of scaled rewards
	TDError  float64 // mean of |G − Q(s, a)| over the minibatch
}

// Stats returns the numbers of the last update, zero before the first.
func (s *Squadron) Stats() Stats { return s.stats }

// Updates returns the number of gradient steps taken.
func (s *Squadron) Updates() int { return s.updates }

// record sets the numbers of this update.
func (s *Squadron) record(loss float64, norm float32) {
	q, d := 0.0, 0.0
	for i, v := range s.minibatch.values {
		q += float64(v)
		d += math.Abs(float64(s.minibatch.targets[i]) - float64(v))
	}
	n := float64(s.cfg.Batch)
	s.stats = Stats{Loss: loss, GradNorm: float64(norm), Rate: s.Rate(), MeanQ: q / n, TDError: d / n}
}
