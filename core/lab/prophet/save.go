package prophet

import (
	"fmt"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/safetensors"
)

// AppendState implements lab.Simulation.
func (s *simulation) AppendState(b []byte) []byte {
	b = lab.Own(s.own.trainer.AppendBinary(b))
	for _, l := range s.lanes {
		if l != s.own {
			b = lab.Own(l.trainer.AppendBinary(b))
		}
	}
	if len(s.lanes) < 2 {
		return b
	}
	w := codec.Writer(b)
	for _, l := range s.lanes {
		l.walk(w)
	}
	return w.Bytes()
}

// walk walks how a lane stands in a race.
func (l *lane) walk(w *codec.Walk) {
	w.Float64("the gaps", 0, maxGaps, &l.gaps)
	w.Uint64("the races won", &l.won)
}

// maxGaps bounds the sum of the gaps of a run that is read.
const maxGaps = 1e300

// Walk implements lab.Simulation.
func (s *simulation) Walk(k *safetensors.Walk, steps uint64) {
	k.Part("trainer.state", s.own.trainer)
	k.Counts("prophet.counts", &s.number)
	k.Numbers("prophet.numbers", &s.own.gaps)
	for _, l := range s.lanes {
		if l != s.own {
			k.Part("trainer."+l.key(), l.trainer)
		}
	}
	if len(s.lanes) > 1 {
		s.walkRace(k)
	}
	for _, l := range s.lanes {
		if name := "trail." + l.key(); k.Has(name) { // files of the first releases lack it: the curves begin there
			k.Inner(name, l.now.walk)
		}
		l.resume(k, s.trainer(l))
	}
	s.over = s.own.trainer.Done()
	if k.Reads() {
		s.past.Resume(int(steps))
		s.began = int(steps)
	}
}

// walkRace walks what only a race has.
func (s *simulation) walkRace(k *safetensors.Walk) {
	says := []byte(s.says)
	k.Bytes("race.says", &says)
	s.says = string(says)
	k.Inner("race.targets", s.targets.walk)
	for _, l := range s.lanes {
		k.Inner("race."+l.key(), l.walk)
		k.Inner("race.answers."+l.key(), l.answers.walk)
	}
}

// resume checks that a lane that was read is what the run says, of which want is the
// trainer's configuration.
func (l *lane) resume(k *safetensors.Walk, want kernel.Config) {
	if got := l.trainer.Config(); got != want {
		k.Fail(fmt.Errorf("the trainer was made by other parameters (%+v) than the run says (%+v)", got, want))
	}
	if l.trainer.Steps() > 0 {
		l.last = l.trainer.Signals()
	}
}

// key returns the name of the lane's strategy, as links and files spell it.
func (l *lane) key() string { return l.strategy.String() }
