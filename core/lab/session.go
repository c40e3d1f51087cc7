package lab

import (
	"fmt"
	"hash/fnv"

	"github.com/resonetics/playground/core/safetensors"
)

// simulation is what a lab puts behind a Session: the world, whoever acts in it,
// and the numbers shown of it. None of its methods reads a clock.
type simulation interface {
	// set gives the i-th parameter of the catalog a new value while running.
	set(i int, v float64)
	// act and inject carry out checked changes.
	act(action int)
	inject(place int, amount float64)
	// step takes one step; it does nothing and returns false while it waits
	// for the visitor's action.
	step() bool
	// ended reports whether the last step ended an episode.
	ended() bool
	episode() uint64
	// metrics and series write what the catalog lists, in its order.
	metrics(dst []float64)
	series(dst []float32)
	// view appends the lab's own sections.
	view(e *encoder, v View)
	// text describes the moment in one or two sentences.
	text() string
	// appendState appends everything that decides what happens next, but for
	// what a learner knows.
	appendState(b []byte) []byte
	// save adds everything that is not in the run's configuration to a file;
	// load reads it into a fresh simulation after so many steps.
	save(w *safetensors.Writer)
	load(r *safetensors.Reader, steps uint64)
}

// Session runs one configuration. It is not safe for concurrent use: one worker
// or goroutine owns it and hands out snapshots.
type Session struct {
	initial    Config // as started
	config     Config // as it is now
	generation uint32
	step       uint64
	sim        simulation
	history    *history
	log        []Change
	schedule   []Change // recorded changes still to come
	waiting    bool
	adopted    bool // a mind was loaded, of which the run knows nothing
	metrics    []float64
	out        encoder // of the snapshot being written
}

// NewSession starts the run that c describes.
func NewSession(c Config) (*Session, error) { return Replay(Run{Config: c}) }

// Replay starts r.Config and will repeat the recorded changes at their steps. A
// new change by hand ends the repetition: from there on it is a run of its own.
func Replay(r Run) (*Session, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	s := new(Session)
	return s, s.start(r)
}

func (s *Session) start(r Run) error {
	sim, err := newSimulation(r.Config)
	if err != nil {
		return err
	}
	catalog := r.Config.Lab.Catalog()
	*s = Session{
		initial:    r.Config.Clone(),
		config:     r.Config.Clone(),
		generation: s.generation + 1,
		sim:        sim,
		history:    newHistory(catalog),
		schedule:   append([]Change(nil), r.Changes...),
		metrics:    make([]float64, len(catalog.Metrics)),
	}
	s.repeat()
	return nil
}

func newSimulation(c Config) (simulation, error) {
	switch c.Lab {
	case Cluster:
		return newClusterSim(c)
	case Gardener:
		return newGardenerSim(c)
	case ProphetLab:
		return newProphetSim(c)
	}
	panic(fmt.Sprintf("lab: no simulation for lab %d", c.Lab))
}

// Restart begins r in place of the present run. On error the present run
// continues.
func (s *Session) Restart(r Run) error {
	if err := r.Check(); err != nil {
		return err
	}
	return s.start(r)
}

// Run returns everything that makes the present run, for a link.
func (s *Session) Run() Run {
	changes := append([]Change(nil), s.log...)
	return Run{Config: s.initial.Clone(), Changes: append(changes, s.schedule...), At: s.step}
}

// Config returns the parameters as they are now.
func (s *Session) Config() Config { return s.config.Clone() }

// Step returns how many steps have been taken.
func (s *Session) Step() uint64 { return s.step }

// Ended reports whether the last step ended an episode.
func (s *Session) Ended() bool { return s.sim.ended() }

// Apply carries out c before the next step and records it with that step's
// number. On error nothing has changed.
func (s *Session) Apply(c Change) error {
	c.Step = s.step
	if err := s.config.checkChange(c); err != nil {
		return err
	}
	if len(s.log) >= maxChanges {
		return fmt.Errorf("this run has recorded %d changes, which is all a link can hold; reset to go on", maxChanges)
	}
	s.schedule = nil
	s.carryOut(c)
	return nil
}

func (s *Session) carryOut(c Change) {
	switch c.Op {
	case OpSet:
		s.config.values[c.Target] = c.Value
		s.sim.set(int(c.Target), c.Value)
	case OpAct:
		s.sim.act(int(c.Target))
	case OpInject:
		s.sim.inject(int(c.Target), c.Value)
	}
	s.log = append(s.log, c)
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

// AdvanceEpisode takes up to n steps but stops behind the end of an episode.
func (s *Session) AdvanceEpisode(n int) int {
	for i := range n {
		if !s.advance() {
			return i
		}
		if s.sim.ended() {
			return i + 1
		}
	}
	return n
}

func (s *Session) advance() bool {
	s.waiting = !s.sim.step()
	if s.waiting {
		return false
	}
	s.step++
	s.sim.series(s.history.row())
	s.history.push()
	s.repeat()
	return true
}

// repeat carries out the recorded changes that are due: those made between the
// last step and the next. A run that was shared right after a change shows it.
func (s *Session) repeat() {
	for len(s.schedule) > 0 && s.schedule[0].Step <= s.step {
		s.carryOut(s.schedule[0])
		s.schedule = s.schedule[1:]
	}
}

// Evaluate plays n held-out episodes with what the acting policy has learned.
// The report is in the next snapshot; neither the run nor its link changes.
func (s *Session) Evaluate(n int) error {
	if n < 1 || n > maxEvaluation {
		return fmt.Errorf("an evaluation of %d episodes, want 1 to %d", n, maxEvaluation)
	}
	l, err := s.learner()
	if err != nil {
		return err
	}
	l.report = l.evaluate(clusterConfig(s.config), n)
	return nil
}

const maxEvaluation = 1000

func (s *Session) flags() uint8 {
	var f uint8
	if s.waiting {
		f |= flagWaiting
	}
	if s.sim.ended() {
		f |= flagEnded
	}
	if len(s.schedule) > 0 {
		f |= flagReplaying
	}
	if s.adopted {
		f |= flagAdopted
	}
	return f
}

// Snapshot appends the session's present state, in the layout described at
// SnapshotVersion, to dst and returns the extended slice.
func (s *Session) Snapshot(dst []byte, v View) []byte {
	s.out = encoder{b: dst}
	e := &s.out
	e.header(s)
	e.begin(tagMetrics)
	s.sim.metrics(s.metrics)
	for _, m := range s.metrics {
		e.f64(m)
	}
	e.end()
	e.chart(s.history, v.Whole)
	s.sim.view(e, v)
	if v.Text {
		e.begin(tagText)
		e.b = append(e.b, s.sim.text()...)
		e.end()
	}
	return e.b
}

// Digest returns a 64-bit FNV-1a hash of everything that decides what happens
// next and of every number shown. Equal runs have equal digests on every
// platform.
func (s *Session) Digest() uint64 {
	e := encoder{b: s.sim.appendState(nil)}
	e.u64(s.step)
	s.sim.metrics(s.metrics)
	for _, m := range s.metrics {
		e.f64(m)
	}
	e.chart(s.history, true)
	h := fnv.New64a()
	h.Write(e.b)
	return h.Sum64()
}
