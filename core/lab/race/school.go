package race

import (
	"errors"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// school is where a policy learns, in a world of its own beside the race, and where the
// copies of the Pilot's younger selves are kept. It is the run that `resonetics train`
// takes with the same seed. It goes on whatever lanes there are.
type school struct {
	trainer *train.Trainer
	now     agent.Policy
	young   [len(ages)]agent.Policy // nil where the Pilot is younger still
	files   [len(ages)][]byte       // the same as files
	stopped error
	report  lab.Evaluation
	rival   rival
}

// rival is what h.3 does in the held-out episodes of a world.
type rival struct {
	world cluster.Config
	agent.Summary
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
	s := &school{trainer: t, now: t.Learner().Greedy()}
	return s, s.keepCopy()
}

func (s *school) learned() int { return s.trainer.Learner().Numbers().Steps }

// teach lets the policy learn from n steps, keeps copies on the way, and evaluates it
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
		if s.due() && s.stopped == nil {
			if err := s.evaluate(); err != nil {
				return err
			}
		}
	}
	s.trainer.Learner().Copy(s.now)
	return nil
}

// due reports whether the policy is evaluated after its last step.
func (s *school) due() bool {
	every, worlds := evaluateEvery, s.trainer.Learner().Worlds()
	if worlds > 1 {
		every = clusterlab.HeldOutMany
	}
	return clusterlab.Crossed(every, s.learned(), worlds)
}

// keepCopy keeps a copy of the Pilot at the ages that have a lane.
func (s *school) keepCopy() error {
	c := s.trainer.Learner().Config()
	if c.Algorithm != train.Pilot || c.Forecast {
		return nil
	}
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

// evaluate plays held-out episodes with what has been learned and, where the world has
// changed, with h.3.
func (s *school) evaluate() error {
	ours, err := s.trainer.Evaluate(heldOutEpisodes)
	if err != nil {
		return err
	}
	if c := s.trainer.World().Config(); s.rival.world != c {
		h3, err := agent.Evaluate(c, agent.H3, train.HeldOut, heldOutEpisodes)
		if err != nil {
			return err
		}
		s.rival = rival{c, agent.Summarize(h3)}
	}
	s.report = lab.Evaluation{
		Step: uint64(s.learned()), Episodes: heldOutEpisodes,
		Return: ours.Return, Failed: ours.FailedRate, Baseline: s.rival.Return, Survived: 1 - s.rival.FailedRate,
	}
	return nil
}

// policy returns who runs in a lane of that key: the Pilot at an age that it has not
// reached is the Pilot of now.
func (s *school) policy(key string) agent.Policy {
	if i := ageOf(key); i >= 0 && s.young[i] != nil {
		return s.young[i]
	}
	return s.now
}

// age returns how many steps the policy of that lane has learned from.
func (s *school) age(key string) int {
	if i := ageOf(key); i >= 0 && s.young[i] != nil {
		return ages[i]
	}
	return s.learned()
}

// pupil is a school as a session drives it.
type pupil struct {
	*school
	sim *simulation
}

// Training implements lab.Learner.
func (p pupil) Training() (learned uint64, on bool) {
	return uint64(p.learned()), p.sim.teach > 0 && p.stopped == nil
}

// Stopped implements lab.Learner.
func (p pupil) Stopped() error { return p.stopped }

// Show implements lab.Learner: a race shows what is learned in its lanes and numbers, and
// nothing of one learner alone.
func (p pupil) Show(v *lab.Learning) { *v = lab.Learning{} }

// AppendMind implements lab.Learner.
func (p pupil) AppendMind(dst []byte) []byte {
	return p.trainer.Learner().Append(dst, train.Everything)
}

// LoadMind implements lab.Learner. The younger selves stay those of this school.
func (p pupil) LoadMind(b []byte) error {
	l, err := train.LoadLearner(b)
	if err != nil {
		return err
	}
	if have, want := l.Config(), p.trainer.Learner().Config(); have.Algorithm != want.Algorithm || have.Forecast != want.Forecast {
		return errors.New("checkpoint: it holds another kind of policy than the lane that learns: choose its lane first")
	}
	if err := p.trainer.Use(l); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	c := settingsOf(p.sim.config).learner(slices.Index(p.sim.schools[:], p.school))
	for i := range learningParams {
		p.set(c, learningParams[i].Key)
	}
	p.now, p.stopped, p.report = l.Greedy(), nil, lab.Evaluation{}
	return p.evaluate()
}

// Evaluation implements lab.Learner.
func (p pupil) Evaluation(int) (lab.Match, error) {
	return nil, errors.New("a race evaluates its learners by itself")
}

// mind returns what the policy of that lane knows, as a checkpoint, and from how many
// steps it has learned that.
func (s *school) mind(key string) (mind []byte, steps int, err error) {
	i := ageOf(key)
	switch {
	case i < 0:
		return s.trainer.Learner().Append(nil, 0), s.learned(), nil
	case s.files[i] == nil:
		return nil, 0, fmt.Errorf("the Pilot has learned from %s steps so far", lab.Thousands(s.learned()))
	}
	return s.files[i], ages[i], nil
}

// isLearners reports whether a parameter is one of learningParams.
func isLearners(key string) bool {
	return slices.ContainsFunc(learningParams, func(p lab.Param) bool { return p.Key == key })
}

// set gives the learner the number of that key in c.
func (s *school) set(c train.Config, key string) {
	if err := s.trainer.Learner().SetParam(key, c.Fields().Must(key).Get()); err != nil {
		panic("race: a checked parameter was refused: " + err.Error())
	}
}

// setWorld changes the numbers of the world that is learned in.
func (s *school) setWorld(c cluster.Config) {
	if err := s.trainer.SetWorld(c); err != nil {
		panic("race: a checked parameter was refused: " + err.Error())
	}
}
