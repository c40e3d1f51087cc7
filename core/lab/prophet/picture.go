package prophet

import (
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
)

// CurvePoints is how many points the curves of a Picture have.
const CurvePoints = 256

// RecentPoints is for how many steps a Picture of a race has each step.
const RecentPoints = 160

// Regimes is how many parts of equal length a run has, each with a target of another kind.
const Regimes = 4

// Picture is the picture of a worker that follows a drifting target, and in a race of
// those of all strategies.
type Picture struct {
	Step      uint64  // the moment shown; earlier than Snapshot.Step when looking back
	Says      string  // who is better in a race; empty where there is none
	Progress  float32 // of the run, [0, 1)
	Target    float32
	Output    float32
	Gap       float32 // the four terms of the loss
	Flow      float32
	Structure float32
	Tension   float32
	Rate      float32
	Predicted float32 // risk, [0, 1]
	Smoothed  float32 // risk that decides the mode, [0, 1]
	Actual    float32 // risk that came true, [0, 1]
	Alarm     int     // mode: 0 cruise, 1 warning, 2 alert, 3 panic
	Restarted bool    // Adam started afresh at this step

	Curve []float32 // the worker's output over the whole run, evenly spaced
	Truth []float32 // the target without noise, likewise

	Recent []float32 // the target in the last steps of a race; NaN for what is to come

	Own   int    // the lane of the chosen strategy, which all of the above is of
	Lanes []Lane // by strategy
}

// Lane is how a strategy has done in the run that is shown.
type Lane struct {
	Strategy int     // an index into the options of the parameter
	Output   float32 // of this step
	Error    float32 // mean reality gap so far; NaN before the first step
	Won      int     // races

	Answers []float32 // the worker's outputs so far, evenly spaced; NaN for what is to come
	Errors  []float32 // mean reality gap up to there, likewise
	Recent  []float32 // the worker's outputs in the last steps, as Picture.Recent
}

// Label returns the name of the lane's strategy.
func (l *Lane) Label() string { return names[l.Strategy] }

// Number counts the strategies of a race from 1: it has its color and its pattern.
func (l *Lane) Number() int { return numbers[l.Strategy] }

// Leads reports whether lane i has the least error, of two lanes at least.
func (p *Picture) Leads(i int) bool {
	own := p.Lanes[i].Error
	for k := range p.Lanes {
		if other := p.Lanes[k].Error; k != i && other == other && !(own < other) {
			return false
		}
	}
	return len(p.Lanes) > 1 && own == own
}

// Walk implements lab.Picture.
func (p *Picture) Walk(w *codec.Walk) {
	w.Uint64("the step", &p.Step)
	w.Text("what is said of the race", &p.Says)
	free := float32(math.NaN())
	for _, v := range [...]*float32{&p.Progress, &p.Target, &p.Output, &p.Gap, &p.Flow, &p.Structure, &p.Tension, &p.Rate, &p.Predicted, &p.Smoothed, &p.Actual} {
		w.Float32("a number of the picture", free, free, v)
	}
	codec.Int16(w, "the mode", &p.Alarm, 0, len(Modes)-1)
	w.Flags16("the restart", &p.Restarted)
	p.Curve, p.Truth = lab.Grow(p.Curve, CurvePoints), lab.Grow(p.Truth, CurvePoints)
	w.Float32s("the curve", free, free, p.Curve)
	w.Float32s("the truth", free, free, p.Truth)
	codec.Resize16(w, "the number of lanes", &p.Lanes, 1, 1, len(names))
	codec.Int16(w, "the chosen lane", &p.Own, 0, len(p.Lanes)-1)
	recent := RecentPoints
	if len(p.Lanes) < 2 {
		recent = 0
	}
	p.Recent = lab.Grow(p.Recent, recent)
	w.Float32s("a recent target", free, free, p.Recent)
	for i := range p.Lanes {
		p.Lanes[i].Recent = lab.Grow(p.Lanes[i].Recent, recent)
		p.Lanes[i].walk(w)
	}
}

func (l *Lane) walk(w *codec.Walk) {
	free := float32(math.NaN())
	codec.Int16(w, "the strategy", &l.Strategy, 0, len(names)-1)
	w.Float32("the output", free, free, &l.Output)
	w.Float32("the mean gap", free, free, &l.Error)
	codec.Int32(w, "the races won", &l.Won, 0, math.MaxInt32)
	l.Answers, l.Errors = lab.Grow(l.Answers, CurvePoints), lab.Grow(l.Errors, CurvePoints)
	w.Float32s("an answer", free, free, l.Answers)
	w.Float32s("a mean gap", free, free, l.Errors)
	w.Float32s("a recent answer", free, free, l.Recent)
}

// moment is what is kept of a step, to look back at it.
type moment struct {
	step    uint64
	run     uint64
	says    string
	signals kernel.Signals
	target  kernel.Target
	weights []float32
	lanes   [len(names)]standing // in the order of the simulation's
}

// standing is how a lane stands at a step.
type standing struct {
	output, err float32
	won         uint64
}

// newPast makes room for moments of a worker with that many weights.
func newPast(weights int) lab.Past[moment] {
	const floatBytes, rest = 4, 512
	moments := make([]moment, lab.PastSteps(floatBytes*weights+rest))
	all := make([]float32, len(moments)*weights)
	for i := range moments {
		moments[i].weights, all = all[:weights:weights], all[weights:]
	}
	return lab.NewPast(moments)
}

// record fills in m for the present step.
func (s *simulation) record(m *moment) {
	m.step, m.run, m.says = uint64(s.past.Count()), s.number, s.says
	m.signals, m.target = s.own.last, s.own.trainer.Target()
	copy(m.weights, s.own.trainer.Weights())
	for i, l := range s.lanes {
		m.lanes[i] = standing{float32(l.last.Output), float32(l.meanGap()), l.won}
	}
}

// Show implements lab.Simulation.
func (s *simulation) Show(dst lab.Picture, v lab.View) {
	p, m := dst.(*Picture), s.past.Back(v.Rewind)
	if m == nil {
		m = &s.present
		s.record(m)
	}
	p.Step, p.Says = m.step, m.says
	p.take(&m.signals)
	p.Curve, p.Truth = lab.Grow(p.Curve, CurvePoints), lab.Grow(p.Truth, CurvePoints)
	s.own.trainer.CurveOf(m.weights, p.Curve)
	m.target.Curve(p.Truth)
	p.Lanes = lab.Grow(p.Lanes, len(s.lanes))
	for i, l := range s.lanes {
		if l == s.own {
			p.Own = i
		}
		t := l.now
		if m.run != s.number {
			t = l.before
		}
		p.Lanes[i].take(l, t, m.lanes[i], m.signals.Progress)
	}
	if len(s.lanes) > 1 {
		s.showRecent(p)
	}
}

// showRecent fills in the last steps of a race.
func (s *simulation) showRecent(p *Picture) {
	p.Recent = lab.Grow(p.Recent, RecentPoints)
	s.targets.show(p.Recent, int(p.Step))
	for i, l := range s.lanes {
		p.Lanes[i].Recent = lab.Grow(p.Lanes[i].Recent, RecentPoints)
		l.answers.show(p.Lanes[i].Recent, int(p.Step))
	}
}

// take takes in what the chosen strategy's step showed.
func (p *Picture) take(l *kernel.Signals) {
	p.Progress, p.Target, p.Output = float32(l.Progress), float32(l.Target), float32(l.Output)
	p.Gap, p.Flow, p.Structure, p.Tension = float32(l.Gap), float32(l.Flow), float32(l.Structure), float32(l.Tension)
	p.Rate, p.Alarm, p.Restarted = float32(l.Rate), alarm(l), l.Restarted
	p.Predicted, p.Smoothed, p.Actual = float32(l.PredictedRisk), float32(l.SmoothedRisk), float32(l.ActualRisk)
}

// take takes in how lane l stood at that part of a run, of which t is the trail.
func (v *Lane) take(l *lane, t *trail, then standing, progress float64) {
	v.Strategy, v.Output, v.Error, v.Won = int(l.strategy), then.output, then.err, int(then.won)
	v.Answers, v.Errors = append(v.Answers[:0], t.answers[:]...), append(v.Errors[:0], t.errors[:]...)
	if then.err != then.err { // before the first step
		return
	}
	at := pointAt(progress)
	v.Answers[at], v.Errors[at] = then.output, then.err
	lab.Nothing(v.Answers[at+1:])
	lab.Nothing(v.Errors[at+1:])
}
