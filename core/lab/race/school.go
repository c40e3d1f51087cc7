package race

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
)

// school is where the Pilot learns, in a world of its own beside the race, and where the
// copies of its younger selves are kept. It is the run that `resonetics train` takes with
// the same seed.
type school struct {
	trainer *train.Trainer
	now     agent.Policy
	young   []agent.Policy // by age; nil where the Pilot is younger still
	files   [][]byte       // the same as files
	stopped error
	report  lab.Evaluation
}

// evaluateEvery is how many steps of learning lie between two evaluations on held-out
// episodes, and heldOutEpisodes how many episodes one has.
const (
	evaluateEvery   = 2500
	heldOutEpisodes = 20
)

func newSchool(c train.Config) (*school, error) {
	t, err := train.New(c)
	if err != nil {
		return nil, err
	}
	s := &school{trainer: t, now: t.Learner().Greedy(), young: make([]agent.Policy, len(ages)), files: make([][]byte, len(ages))}
	return s, s.keepCopy()
}

func (s *school) learned() int { return s.trainer.Learner().Numbers().Steps }

// teach lets the Pilot learn from n steps, keeps copies on the way, and evaluates it
// when that is due.
func (s *school) teach(n int) error {
	for range n {
		if s.stopped != nil {
			break
		}
		s.stopped = s.trainer.Step()
		if err := s.keepCopy(); err != nil {
			return err
		}
		if s.learned()%evaluateEvery == 0 && s.stopped == nil {
			if err := s.evaluate(); err != nil {
				return err
			}
		}
	}
	s.trainer.Learner().Copy(s.now)
	return nil
}

// keepCopy keeps a copy of the Pilot at the ages that have a lane.
func (s *school) keepCopy() error {
	for i, age := range ages {
		if s.learned() == age && s.young[i] == nil {
			return s.keep(i, s.trainer.Learner().Append(nil, 0))
		}
	}
	return nil
}

// keep takes the Pilot of a file as that of the i-th age.
func (s *school) keep(i int, file []byte) error {
	mind, err := train.LoadLearner(file)
	if err == nil {
		s.files[i], s.young[i] = file, mind.Greedy()
	}
	return err
}

// evaluate plays held-out episodes with the Pilot and with h.3.
func (s *school) evaluate() error {
	c := s.trainer.Learner().Config().World
	ours, err := s.trainer.Evaluate(heldOutEpisodes)
	if err != nil {
		return err
	}
	h3, err := agent.Evaluate(c, agent.H3, train.HeldOut, heldOutEpisodes)
	if err != nil {
		return err
	}
	base := agent.Summarize(h3)
	s.report = lab.Evaluation{
		Step: uint64(s.learned()), Episodes: heldOutEpisodes,
		Return: ours.Return, Failed: ours.FailedRate, Baseline: base.Return, Survived: 1 - base.FailedRate,
	}
	return nil
}

// policy returns who runs in a lane of that key: the Pilot at an age that it has not
// reached is the Pilot of now.
func (s *school) policy(key string) agent.Policy {
	for i, age := range ages {
		if key == ageKey(age) && s.young[i] != nil {
			return s.young[i]
		}
	}
	return s.now
}

// mind returns what the Pilot of that key knows, as a checkpoint, and from how many steps
// it has learned that.
func (s *school) mind(key string) (mind []byte, steps int, err error) {
	if key == lanePilot {
		return s.trainer.Learner().Append(nil, 0), s.learned(), nil
	}
	for i, age := range ages {
		if key == ageKey(age) && s.files[i] != nil {
			return s.files[i], age, nil
		}
	}
	return nil, 0, fmt.Errorf("the Pilot has learned from %s steps so far", lab.Thousands(s.learned()))
}
