package lab

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/codec"
)

// Session runs one configuration. It is not safe for concurrent use: one worker
// or goroutine owns it and hands out snapshots.
type Session struct {
	initial    Config // as started
	config     Config // as it is now
	generation uint32
	step       uint64
	sim        Simulation
	history    *history
	log        []Change
	schedule   []Change // recorded changes still to come
	waiting    bool
	adopted    bool   // a mind was loaded, of which the run knows nothing
	marks      []mark // of log
	since      uint64 // steps that had been taken when the counts began last
	why        string // why then; empty since the start
	loaded     bool   // because a mind was loaded
	failure    uint64 // the last step that was a failure, counted from 1; 0 for none
	compared   comparison
	before     before // what the last change of log found
}

// NewSession starts the run that c describes.
func NewSession(c Config) (*Session, error) { return Replay(Run{Config: c}) }

// Replay starts r.Config and will repeat the recorded changes at their steps. A
// new change by hand ends the repetition: from there on it is a run of its own.
func Replay(r Run) (*Session, error) {
	s := new(Session)
	return s, s.Restart(r)
}

// Restart begins r in place of the present run. On error the present run
// continues.
func (s *Session) Restart(r Run) error {
	if err := r.Check(); err != nil {
		return err
	}
	next, err := begin(r.Config)
	if err != nil {
		return err
	}
	next.generation = s.generation + 1
	next.schedule = append([]Change(nil), r.Changes...)
	next.expect(r)
	*s = *next
	s.repeat()
	return nil
}

// begin returns a session of c before its first step.
func begin(c Config) (*Session, error) {
	sim, err := c.Lab.New.start(c.Clone())
	return &Session{
		initial: c.Clone(), config: c.Clone(), sim: sim, history: newHistory(c.Lab), compared: comparison{at: never},
	}, err
}

// Run returns everything that makes the present run, for a link.
func (s *Session) Run() Run {
	changes := append([]Change(nil), s.log...)
	return Run{Config: s.initial.Clone(), Changes: append(changes, s.schedule...), At: s.step}
}

// Config returns the parameters as they are now.
func (s *Session) Config() Config { return s.config.Clone() }

// Lab returns the lab that the session is of.
func (s *Session) Lab() *Lab { return s.config.Lab }

// Step returns how many steps have been taken.
func (s *Session) Step() uint64 { return s.step }

// Ended reports whether the last step ended an episode.
func (s *Session) Ended() bool { return s.sim.Ended() }

// Learner returns the acting policy's; nil where it does not learn.
func (s *Session) Learner() Learner { return s.sim.Learner() }

// Fault returns why the run stands still, where a text that the visitor wrote is to
// blame; otherwise nil.
func (s *Session) Fault() *Fault { return s.sim.Fault() }

// Baselines lets the baselines play the episode that the session is in, from its
// beginning, with the present parameters.
func (s *Session) Baselines() (Match, error) { return s.sim.Baselines() }

// Mind returns what a player of a series knows now, as Run.Compare takes it, and from how
// many steps it has learned that: nothing for one that does not learn. The error says why
// there is no such player yet.
func (s *Session) Mind(player string) (mind []byte, steps int, err error) {
	if !slices.Contains(s.config.Lab.Players, player) {
		return nil, 0, fmt.Errorf("policy is %q, want one of %s", player, strings.Join(s.config.Lab.Players, ", "))
	}
	return s.sim.Mind(player)
}

// AppendRow appends the row of metrics that the last step completed, if it did, to dst;
// see Lab.Rows.
func (s *Session) AppendRow(dst []byte) []byte { return s.sim.AppendRow(dst, s.step) }

// Apply carries out c before the next step and records it with that step's
// number, unless it is only about what the stage shows. On error nothing has changed.
func (s *Session) Apply(c Change) error {
	c.Step = s.step
	if err := s.config.checkChange(c); err != nil {
		return err
	}
	if s.Lab().views(c) {
		s.carryOut(c)
		return nil
	}
	if len(s.log) >= maxChanges && !s.replaces(c) {
		return fmt.Errorf("this run has recorded %d changes, which is all a link can hold; reset to go on", maxChanges)
	}
	if s.Lab().setsText(c) && s.Lab().textsSet(s.log) >= maxTexts {
		return fmt.Errorf("this run has recorded %d texts, which is all a link can hold; reset to go on", maxTexts)
	}
	s.part()
	s.carryOut(c)
	return nil
}

func (s *Session) carryOut(c Change) {
	if s.Lab().views(c) { // the run's link shows what is shown now
		s.initial.assign(c)
		s.config.assign(c)
		s.sim.Set(c.Key, c.Value)
		return
	}
	recount := s.record(c)
	switch c.Op {
	case OpSet:
		s.config.assign(c)
		if s.Lab().setsText(c) {
			s.sim.WriteText(c.Key, c.Text)
		} else {
			s.sim.Set(c.Key, c.Value)
		}
		if recount {
			s.sim.Recount()
		}
	case OpAct:
		s.sim.Act(int(c.Target))
	case OpInject:
		s.sim.Inject(int(c.Target), c.Value)
	}
}

// assign carries out a checked OpSet.
func (c *Config) assign(change Change) {
	if i := c.Lab.text(change.Key); i >= 0 {
		c.texts[i] = change.Text
	} else if err := c.Set(change.Key, change.Value); err != nil {
		panic("lab: a checked change was refused: " + err.Error())
	}
}

// Advance takes up to n steps and returns how many it took: fewer when it waits
// for the visitor.
func (s *Session) Advance(n int) int {
	for i := range n {
		if !s.advance() {
			return i
		}
	}
	return n
}

// AdvanceEpisode takes up to n steps but stops after the end of an episode.
func (s *Session) AdvanceEpisode(n int) int {
	for i := range n {
		if !s.advance() {
			return i
		}
		if s.sim.Ended() {
			return i + 1
		}
	}
	return n
}

func (s *Session) advance() bool {
	if !s.sim.Step() {
		s.waiting = s.sim.Fault() == nil
		return false
	}
	s.waiting = false
	s.step++
	if s.sim.Failed() {
		s.failure = s.step
	}
	s.sim.Series(s.history.row())
	s.history.push()
	s.repeat()
	return true
}

// repeat carries out the recorded changes that are due: those made between the
// last step and the next. A run that was shared right after a change shows it, and is
// compared with what it was then.
func (s *Session) repeat() {
	for len(s.schedule) > 0 && s.schedule[0].Step <= s.step {
		s.before = before{} // a log is repeated as it is
		s.carryOut(s.schedule[0])
		s.schedule = s.schedule[1:]
	}
	if s.step == s.compared.at {
		s.compare()
	}
}

// Look fills dst with what v asks for of the present moment.
func (s *Session) Look(dst *Snapshot, v View) {
	dst.Resize(s.config.Lab)
	dst.Generation, dst.Seed, dst.Step, dst.Episode = s.generation, s.initial.Seed, s.step, s.sim.Episode()
	dst.Waiting, dst.Ended, dst.Replaying, dst.Adopted = s.waiting, s.sim.Ended(), len(s.schedule) > 0, s.adopted
	dst.Fault, dst.Printed = s.sim.Fault(), append(dst.Printed[:0], s.sim.Printed()...)
	dst.Since, dst.Why, dst.Failure = s.since, s.why, s.failure
	s.sim.Metrics(dst.Metrics)
	s.history.show(&dst.Chart, v.Whole)
	dst.Marks = s.appendMarks(dst.Marks[:0], &dst.Chart)
	dst.Moment = s.history.moment(dst.Moment[:0], v.Rewind)
	s.sim.Show(dst.Picture, v)
	l := s.sim.Learner()
	dst.Learning.Active = l != nil
	if l != nil {
		l.Show(&dst.Learning)
	}
	dst.Text = ""
	if v.Text {
		dst.Text = s.sim.Text()
	}
	dst.tell(v)
}

// Digest returns a 64-bit FNV-1a hash of everything that decides what happens
// next and of every number shown, but for the late ones: a digest that was shared
// means the same for ever. Equal runs have equal digests on every platform.
func (s *Session) Digest() uint64 {
	w := codec.Writer(s.sim.AppendState(nil))
	w.Uint64("step", &s.step)
	metrics := make([]float64, len(s.config.Lab.Metrics))
	s.sim.Metrics(metrics)
	w.Float64s("metric", 0, 0, s.config.Lab.withoutLate(metrics))
	chart := ChartData{Series: make([][]float32, s.config.Lab.SeriesCount())}
	s.history.show(&chart, true)
	chart.Series = s.history.withoutLate(chart.Series)
	w.Section("CHRT", chart.Walk)
	h := fnv.New64a()
	h.Write(w.Bytes())
	return h.Sum64()
}

// withoutLate returns what is left of a list of metrics without the late ones, in its memory.
func (l *Lab) withoutLate(metrics []float64) []float64 {
	list := metrics[:0]
	for i, v := range metrics {
		if !l.Metrics[i].Late {
			list = append(list, v)
		}
	}
	return list
}

// ErrNoLearner refuses what only a policy that learns can do.
var ErrNoLearner = errors.New("the acting policy does not learn: choose the Q-table, the Pilot, Pilot + Prophet or the Squadron")

// AppendMind appends the mind of the acting policy to dst, as a checkpoint that
// resonetics train and resonetics eval read.
func (s *Session) AppendMind(dst []byte) ([]byte, error) {
	l := s.sim.Learner()
	if l == nil {
		return dst, ErrNoLearner
	}
	return l.AppendMind(dst), nil
}

// whyLoaded says since when counts are counted that began with a mind from a file.
const whyLoaded = "since a network was loaded"

// LoadMind gives the acting policy the mind of a checkpoint, under the parameters
// of this session. From there on the run's link no longer describes it; Adopted
// says so. On error nothing has changed.
func (s *Session) LoadMind(b []byte) error {
	l := s.sim.Learner()
	if l == nil {
		return ErrNoLearner
	}
	if err := s.config.Locked(s.Lab().Actor); err != nil {
		return err
	}
	if err := l.LoadMind(b); err != nil {
		return err
	}
	s.adopted = true
	s.compared.at = never
	s.since, s.why, s.loaded = s.step, whyLoaded, true
	s.sim.Recount()
	return nil
}

// Adopted reports whether a mind was loaded into this run, which its link cannot
// describe.
func (s *Session) Adopted() bool { return s.adopted }

// Evaluation lets what the acting policy has learned up to now and the baselines play n
// held-out episodes; see Learner.
func (s *Session) Evaluation(n int) (Match, error) {
	if n < 1 || n > MaxEvaluation {
		return nil, fmt.Errorf("an evaluation of %d episodes, want 1 to %d", n, MaxEvaluation)
	}
	l := s.sim.Learner()
	if l == nil {
		return nil, ErrNoLearner
	}
	return l.Evaluation(n)
}
