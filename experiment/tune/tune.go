package tune

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/c-bata/goptuna"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/pool"
)

// Reports is how often a trial is evaluated; it may be pruned at each but the
// last.
const Reports = 4

// Options says what to search, where, and with how much effort.
type Options struct {
	World    cluster.Config // of rule set v5.1
	Title    string         // of the world
	Learner  string         // one of Learners
	Method   string         // one of Methods
	Seed     uint64         // everything random follows from it
	Trials   int            // of the whole study; a grid has its own number and ignores this
	Steps    int            // of training in a trial, a multiple of Reports
	Runs     int            // trained per trial from different seeds, at the same time
	Episodes int            // of each evaluation
	File     string         // of the study; empty keeps it in memory, or on the server
	Server   string         // HOST:PORT of a server of Optuna's, whose workers share the study; empty: this process works alone
	Study    string         // its name there
	// Heartbeat is how often a worker shows the others that it is at work.
	Heartbeat time.Duration
	// Progress is called with every evaluation; may be nil.
	Progress func(trial, report int)
}

// text spells what a study searches: one file cannot hold two of them.
func (o *Options) text() string {
	return fmt.Sprintf("%s by %s on %s %+v from seed %d with %d steps, %d runs, %d episodes",
		o.Learner, o.Method, o.Title, o.World, o.Seed, o.Steps, o.Runs, o.Episodes)
}

// spelled takes apart what Options.text spells.
var spelled = regexp.MustCompile(`^(\S+) by (\S+) on (.+) (\{.*\}) from seed (\d+) with (\d+) steps, (\d+) runs, (\d+) episodes$`)

// sameOptions refuses to go on with a study of something else, and says what differs.
func sameOptions(got, want string) error {
	if got == want {
		return nil
	}
	was, now := spelled.FindStringSubmatch(got), spelled.FindStringSubmatch(want)
	var differ []string
	for i, part := range []string{"learner", "method", "world", "", "seed", "steps", "runs", "episodes"} {
		if was != nil && was[i+1] != now[i+1] && part != "" {
			differ = append(differ, fmt.Sprintf("%s %s and not %s", part, was[i+1], now[i+1]))
		}
	}
	if len(differ) == 0 {
		differ = []string{"other rules of its world than this version has"}
	}
	return otherStudy{fmt.Errorf("was begun with %s", strings.Join(differ, ", "))}
}

func (o *Options) check() (space, error) {
	s, err := spaceOf(o.Learner)
	switch {
	case err != nil:
		return s, err
	case o.Method != Grid && o.Method != TPE:
		return s, fmt.Errorf("method is %q, want one of %v", o.Method, Methods())
	case o.Method == Grid && len(s.gridded()) == 0:
		return s, fmt.Errorf("learner is %q, which has no grid; the grid is for qtable", o.Learner)
	case o.Trials < 1:
		return s, fmt.Errorf("trials is %d, want at least 1", o.Trials)
	case o.Steps < Reports || o.Steps%Reports != 0:
		return s, fmt.Errorf("steps is %d, want a positive multiple of %d", o.Steps, Reports)
	case o.Runs < 1:
		return s, fmt.Errorf("runs is %d, want at least 1", o.Runs)
	case o.Episodes < 1:
		return s, fmt.Errorf("episodes is %d, want at least 1", o.Episodes)
	}
	if o.Method == Grid {
		s.params = s.gridded()
	}
	return s, nil
}

// search is a study at work.
type search struct {
	Options
	space
	study *goptuna.Study
	file  *archive // nil: none
	crew  *crew    // nil: this process works alone
}

// Run works on the study until it has all its trials or ctx ends; the result then
// says that it is partial, and a later Run with the same file goes on with the
// trial that was interrupted.
func Run(ctx context.Context, o Options) (result *Result, err error) {
	s := search{Options: o}
	if s.space, err = o.check(); err != nil {
		return nil, err
	}
	var suggest goptuna.Sampler = sampler{o.Seed}
	if o.Method == Grid {
		suggest, s.Trials = gridSampler(s.params), points(s.params)
	}
	if o.Server != "" {
		err = s.join(ctx, suggest)
		defer func() { err = errors.Join(err, s.crew.close()) }()
	} else {
		err = s.open(suggest)
		defer func() { err = errors.Join(err, s.file.close()) }()
	}
	if err != nil {
		return nil, err
	}
	if err := s.all(ctx); err != nil && ctx.Err() == nil {
		return nil, err
	}
	if err := s.crew.leave(ctx); err != nil {
		return nil, err
	}
	return s.result()
}

// open takes over what the file of a study has.
func (s *search) open(suggest goptuna.Sampler) (err error) {
	if s.study, err = newStudy(s.Options, suggest); err != nil {
		return err
	}
	if s.file, err = openArchive(s.Options); err != nil {
		return err
	}
	ended, err := s.file.trials()
	for i := range ended {
		if err == nil {
			_, err = s.study.Storage.CloneTrial(s.study.ID, ended[i])
		}
	}
	return err
}

func (s *search) all(ctx context.Context) error {
	for {
		trial, err := s.next(ctx)
		if err != nil || trial == nil {
			return err
		}
		if err := s.play(ctx, trial); err != nil {
			return err
		}
	}
}

// next returns a new trial; nil at the end.
func (s *search) next(ctx context.Context) (*goptuna.FrozenTrial, error) {
	if s.crew != nil {
		return s.crew.next(ctx, s.Trials)
	}
	trials, err := s.study.GetTrials()
	if err != nil || len(trials) >= s.Trials {
		return nil, err
	}
	id, err := s.study.Storage.CreateNewTrial(s.study.ID)
	if err != nil {
		return nil, err
	}
	t, err := s.study.Storage.GetTrial(id)
	return &t, err
}

// play trains and evaluates with suggested numbers, and tells the study.
func (s *search) play(ctx context.Context, frozen *goptuna.FrozenTrial) error {
	if s.crew != nil {
		return s.crew.play(ctx, frozen, s.try)
	}
	return s.try(ctx, frozen)
}

// try is play for a trial that no other worker can end.
func (s *search) try(ctx context.Context, frozen *goptuna.FrozenTrial) error {
	config, err := s.suggest(frozen)
	if err != nil {
		return err
	}
	storage := s.study.Storage
	value, err := s.objective(ctx, goptuna.Trial{Study: s.study, ID: frozen.ID}, frozen.Number, config)
	state := goptuna.TrialStateComplete
	switch {
	case errors.Is(err, goptuna.ErrTrialPruned):
		state = goptuna.TrialStatePruned
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, new(diverged)):
		if s.crew != nil {
			return s.crew.end(frozen.ID, endedDiverged)
		}
		state, value = goptuna.TrialStateFail, 0
	case err != nil:
		return err
	}
	err = storage.SetTrialValue(frozen.ID, value)
	if err == nil {
		err = storage.SetTrialState(frozen.ID, state)
	}
	if err != nil {
		return err
	}
	if s.file == nil {
		return nil
	}
	ended, err := storage.GetTrial(frozen.ID)
	if err != nil {
		return err
	}
	return s.file.keep(ended)
}

// config returns what a trial learns with before anything is suggested.
func (s *search) config() train.Config {
	c := train.Default(s.World)
	c.Algorithm, c.Guidance, c.Forecast = s.kind, train.None, false
	c.Pilot.Horizon = s.Steps
	return c
}

// follow sets what follows from the numbers that were suggested.
func follow(c *train.Config) { c.Pilot.FinalRate = c.Pilot.Rate / 10 }

// followed are the keys of what config and follow set, of a Pilot.
var followed = []string{"final-lr", "schedule"}

// runSeed returns the seed of the i-th run of every trial: the same, so that trials compare.
func (o *Options) runSeed(i int) uint64 { return rng.Derive(o.Seed, uint64(i)) }

// suggest returns the trial's configuration.
func (s *search) suggest(frozen *goptuna.FrozenTrial) (train.Config, error) {
	c := s.config()
	trial := goptuna.Trial{Study: s.study, ID: frozen.ID}
	for _, p := range s.params {
		f, err := c.Fields().Find(p.key)
		if err != nil {
			return c, err
		}
		v, fixed := frozen.InternalParams[p.stored] // of one that waited for a worker
		if !fixed {
			v, err = p.suggest(&trial)
		}
		if err == nil {
			err = f.Set(p.value(v))
		}
		if err != nil {
			return c, err
		}
	}
	follow(&c)
	return c, nil
}

func (p param) suggest(t *goptuna.Trial) (float64, error) {
	if p.log {
		return t.SuggestLogFloat(p.stored, p.low, p.high)
	}
	return t.SuggestFloat(p.stored, p.low, p.high)
}

// objective trains all runs of a trial and returns the mean return of their
// greedy policies at the last report, or at the one at which it was pruned.
func (s *search) objective(ctx context.Context, trial goptuna.Trial, number int, c train.Config) (float64, error) {
	runs := make([]*train.Trainer, s.Runs)
	for i := range runs {
		c.Seed = s.runSeed(i)
		var err error
		if runs[i], err = train.New(c); err != nil {
			return 0, err
		}
	}
	mean := 0.0
	for report := 1; report <= Reports; report++ {
		returns, err := pool.Map(ctx, s.Runs, 0, nil, func(ctx context.Context, i int) (float64, error) { return s.part(ctx, runs[i]) })
		if err != nil {
			return 0, err
		}
		mean = 0
		for _, r := range returns {
			mean += r / float64(len(returns))
		}
		if s.Progress != nil {
			s.Progress(number, report)
		}
		if err := s.report(trial, report, mean); err != nil {
			return mean, err
		}
	}
	return mean, nil
}

// report tells the study; the last report cannot be pruned, since there is
// nothing left to save.
func (s *search) report(trial goptuna.Trial, report int, mean float64) error {
	if s.study.Pruner == nil || report == Reports {
		return s.study.Storage.SetTrialIntermediateValue(trial.ID, report, mean)
	}
	return trial.ShouldPrune(report, mean)
}

// part trains a run for one part and returns the mean return of its greedy policy.
func (s *search) part(ctx context.Context, run *train.Trainer) (float64, error) {
	if err := learning.Train(ctx, run, s.Steps/Reports, nil); err != nil {
		return 0, diverged{err}
	}
	score, err := baselines.Tuning.Play(ctx, s.World, run.Learner().Greedy(), s.Episodes)
	if err != nil {
		return math.NaN(), err
	}
	return score.Return, nil
}

// diverged is training that a trial's numbers made fail: the trial has failed,
// not the study.
type diverged struct{ error }

// Unwrap returns what training failed with.
func (d diverged) Unwrap() error { return d.error }
