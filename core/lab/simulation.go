package lab

import (
	"errors"
	"math"
	"strconv"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/safetensors"
)

// Simulation is what a lab puts behind a Session: the world, the policy that acts in
// it, and the numbers shown of it. None of its methods reads a clock. A simulation
// embeds Base and overrides what it has.
type Simulation interface {
	// Set gives the parameter with that key a new value, which has been checked, while
	// running, WriteText the same for a text.
	Set(key string, v float64)
	WriteText(key, v string)
	// Act and Inject carry out checked changes.
	Act(action int)
	Inject(place int, amount float64)
	// Step takes one step; it does nothing and returns false while it waits for the
	// visitor's action.
	Step() bool
	// Ended reports whether the last step ended an episode, Episode the number of
	// those that ended before.
	Ended() bool
	Episode() uint64
	// Failed reports whether the last step was a failure that one may want to look back
	// on: the end of an episode before its time.
	Failed() bool
	// Recount begins counts of episodes again: who acts has changed, or the world has. An
	// episode counts only if it was played wholly since then.
	Recount()
	// Metrics and Series write what the lab lists, in its order; NaN where there is
	// nothing to tell.
	Metrics(dst []float64)
	Series(dst []float32)
	// Show fills in the picture, which is one of the lab's NewPicture.
	Show(p Picture, v View)
	// Text describes the moment in one or two sentences.
	Text() string
	// AppendRow appends the row that the last step completed, if it did, with a newline;
	// see Lab.Rows. step counts the session's.
	AppendRow(dst []byte, step uint64) []byte
	// AppendState appends everything that decides what happens next, but for what a
	// learner knows. Equal runs append equal bytes on every platform.
	AppendState(b []byte) []byte
	// Walk writes everything that is not in the run's configuration to a file, or reads
	// it into a fresh simulation of a session that has taken that many steps.
	Walk(k *safetensors.Walk, steps uint64)
	// Learner returns the acting policy's; nil where it does not learn.
	Learner() Learner
	// Baselines lets the baselines play the episode that the simulation is in.
	Baselines() (Match, error)
	// Fault returns why the last Step did nothing, where a text that the visitor wrote
	// is to blame; otherwise nil. Such a step changes nothing: it can be tried again.
	Fault() *Fault
	// Printed returns what that text had to say about the last step, a line each.
	Printed() []string
	// Moment fills in what m lacks of the moment that many steps ago: the state of the
	// world and the actions since. It may correct the configuration, which is the
	// session's of that moment, and add changes that the session does not know of.
	Moment(m *Moment, back int) error
	// Mind returns what a player of a series knows now, as a checkpoint, and from how many
	// steps it has learned that: nothing for one that does not learn. The error says why
	// there is no such player yet.
	Mind(player string) (mind []byte, steps int, err error)
}

// Fault is a mistake in a text that a visitor wrote, met while the simulation runs.
type Fault struct {
	Lane    int // of several that do the same, which one it is of, from 1; 0 for the only one
	Line    int // from 1; 0 where no line is to blame
	Column  int // from 1; 0 where it is not known
	Message string
}

// Error returns the message behind its line.
func (f *Fault) Error() string {
	if f.Line == 0 {
		return f.Message
	}
	return "line " + strconv.Itoa(f.Line) + ": " + f.Message
}

// Walk writes or reads f.
func (f *Fault) Walk(w *codec.Walk) {
	codec.Int32(w, "the lane", &f.Lane, 0, math.MaxInt32)
	codec.Int32(w, "the line", &f.Line, 0, math.MaxInt32)
	codec.Int32(w, "the column", &f.Column, 0, math.MaxInt32)
	w.Text("the message", &f.Message)
}

// Base has the methods of a Simulation that many labs do without: it has no texts, no
// actions, no places, no episodes and no learner.
type Base struct{}

func (Base) WriteText(string, string) {}
func (Base) Act(int)                  {}
func (Base) Inject(int, float64)      {}
func (Base) Ended() bool              { return false }
func (Base) Failed() bool             { return false }
func (Base) Recount()                 {}
func (Base) Episode() uint64          { return 0 }
func (Base) Learner() Learner         { return nil }
func (Base) Fault() *Fault            { return nil }
func (Base) Printed() []string        { return nil }

// Mind returns nothing: no player learns.
func (Base) Mind(string) (mind []byte, steps int, err error) { return nil, 0, nil }

// Baselines returns an error: the lab has no episodes.
func (Base) Baselines() (Match, error) {
	return nil, errors.New("only the cluster has episodes that others can play")
}

// Moment returns an error: the lab has no moment that another run can begin from.
func (Base) Moment(*Moment, int) error {
	return errors.New("in this lab no other run can begin from a moment")
}

// Picture is what a lab's scene draws. Its own scene and its own simulation know its
// type.
type Picture interface {
	// Walk writes or reads the picture, checking what it reads.
	Walk(w *codec.Walk)
}

// Learner is what a Session needs of a policy that learns.
type Learner interface {
	// Training returns how many steps have been learned from, and whether the steps
	// that are taken now are.
	Training() (learned uint64, on bool)
	// Stopped returns why training has stopped by itself; nil when it has not.
	Stopped() error
	// Show fills in what is shown of it.
	Show(v *Learning)
	// AppendMind appends what it knows, as `resonetics train` and `resonetics eval` read
	// it; LoadMind reads it. On error nothing has changed.
	AppendMind(dst []byte) []byte
	LoadMind(b []byte) error
	// Evaluation lets what has been learned up to now and the baselines play n held-out
	// episodes. When it is over, the report is in the next snapshot.
	Evaluation(n int) (Match, error)
}

// MaxEvaluation is the largest number of episodes of one evaluation.
const MaxEvaluation = 1000

// Match lets several policies play the same episodes, a few steps at a time, in a world
// of its own: the session it came from goes on undisturbed.
type Match interface {
	// Advance takes up to n steps and reports whether all episodes have been played.
	Advance(n int) bool
	// Progress returns how many episodes have been played, of how many.
	Progress() (played, total int)
	// Standings returns how the players have done so far, in a fixed order.
	Standings() []Standing
	// After returns how many steps the evaluated policy had learned from; 0 where none
	// is.
	After() uint64
}

// Standing is how one player of a Match has done.
type Standing struct {
	Name     string
	Return   float64 // mean
	Failed   float64 // share of the episodes
	Steps    float64 // mean
	Episodes int
}

// Evaluation is how a learned policy does on held-out episodes, greedily, beside the
// heuristic it has to beat. It is empty when Episodes is 0.
type Evaluation struct {
	Step     uint64 // the learner's step at which it was taken
	Episodes int
	Return   float64 // mean
	Failed   float64 // share of the episodes
	Baseline float64 // the heuristic's mean return on the same episodes
	Survived float64 // its share of survived episodes
}

// CalibrationBins is how many points a calibration curve has.
const CalibrationBins = 10

// Learning is what is shown of a policy that learns, beside its metrics and charts.
type Learning struct {
	Active      bool // a policy that learns acts
	Stopped     bool // it met a number that is not finite and learns no more
	Steps       uint64
	Held        Evaluation
	BaseRate    float64 // how often the forecast event happens
	Brier       float64 // of the Prophet's forecasts
	Skill       float64 // against always forecasting the base rate
	Calibration [CalibrationBins]CalibrationPoint
}

// CalibrationPoint is one point of a calibration curve: NaN where it has no
// forecasts.
type CalibrationPoint struct {
	Forecast  float64 // mean forecast, [0, 1]
	Frequency float64 // how often these came true, [0, 1]
	Count     float64 // forecasts, faded with age
}

// Walk writes or reads v.
func (v *Learning) Walk(w *codec.Walk) {
	stopped := 0
	if v.Stopped {
		stopped = 1
	}
	codec.Int32(w, "whether training has stopped", &stopped, 0, 1)
	v.Stopped = stopped == 1
	codec.Int32(w, "the episodes of an evaluation", &v.Held.Episodes, 0, math.MaxInt32)
	w.Uint64("the learned steps", &v.Steps)
	w.Uint64("the step of an evaluation", &v.Held.Step)
	free := math.NaN() // what is not measured is NaN
	w.Float64("a number of the learner", free, free, &v.Held.Return, &v.Held.Failed, &v.Held.Baseline, &v.Held.Survived, &v.BaseRate, &v.Brier, &v.Skill)
	for i := range v.Calibration {
		p := &v.Calibration[i]
		w.Float64("a point of the calibration", free, free, &p.Forecast, &p.Frequency, &p.Count)
	}
}

// Nothing fills dst where there is nothing to tell.
func Nothing[T float32 | float64](dst []T) {
	for i := range dst {
		dst[i] = T(math.NaN())
	}
}

// Own returns b of a writer into memory, which has no way to fail.
func Own(b []byte, err error) []byte {
	if err != nil {
		panic("lab: " + err.Error())
	}
	return b
}
