package nn

import (
	"testing"

	"github.com/resonetics/playground/core/rng"
)

// learner is one deep Q-learning update as the Pilot does it: a target network,
// Huber loss at the action taken, Adam.
type learner struct {
	online, target         *Net
	adam                   *Adam
	s, s2, reward          []float32
	action                 []int
	y, next, dy            []float32
	taken, goal, gradTaken []float32
}

const benchBatch = 32

func newLearner() *learner {
	src := rng.New(1)
	l := &learner{online: New(35, benchBatch, Dense(64), ReLU(), Dense(64), ReLU(), Dense(8))}
	l.online.InitHe(src)
	l.target = l.online.Clone(benchBatch)
	l.adam = NewAdam(len(l.online.Params), 1e-4)
	l.adam.Clip = 10
	l.s, l.s2, l.reward = random(src, benchBatch*35), random(src, benchBatch*35), random(src, benchBatch)
	for range benchBatch {
		l.action = append(l.action, src.Intn(8))
	}
	buffers := make([]float32, benchBatch*(3*8+3))
	cut := func(size int) []float32 {
		b := buffers[:size:size]
		buffers = buffers[size:]
		return b
	}
	l.y, l.next, l.dy = cut(benchBatch*8), cut(benchBatch*8), cut(benchBatch*8)
	l.taken, l.goal, l.gradTaken = cut(benchBatch), cut(benchBatch), cut(benchBatch)
	return l
}

func (l *learner) update() {
	l.target.Forward(l.next, l.s2)
	l.online.Forward(l.y, l.s)
	for i, a := range l.action {
		row := l.next[i*8:][:8]
		best := row[0]
		for _, v := range row[1:] {
			if v > best {
				best = v
			}
		}
		l.taken[i] = l.y[i*8+a]
		l.goal[i] = l.reward[i] + float32(0.97*best)
	}
	Huber(l.gradTaken, l.taken, l.goal, 1)
	clear(l.dy)
	for i, a := range l.action {
		l.dy[i*8+a] = l.gradTaken[i]
	}
	l.online.ZeroGrads()
	l.online.Backward(nil, l.dy)
	l.adam.Update(l.online.Params, l.online.Grads)
}

func BenchmarkUpdate(b *testing.B) {
	l := newLearner()
	b.ReportAllocs()
	for b.Loop() {
		l.update()
	}
}

func BenchmarkAct(b *testing.B) {
	l := newLearner()
	for b.Loop() {
		l.online.Forward(l.y[:8], l.s[:35])
	}
}

func BenchmarkBrain(b *testing.B) {
	src := rng.New(1)
	n := New(36, 1, Conv3x3(6, 6, 1, 8), ReLU(), MaxPool2(4, 4, 8), ChannelMajor(8), LSTM(16), Dense(6), Softmax())
	n.InitUniform(src)
	x, y := random(src, 36), make([]float32, 6)
	for b.Loop() {
		n.Forward(y, x)
	}
}
