package prophet

import (
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
)

// CurvePoints is how many points the curves of a Picture have.
const CurvePoints = 256

// Picture is the picture of a worker that follows a drifting target.
type Picture struct {
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
	Alarm     int     // mode: 0 cruise, 1 warning, 2 alert, 3 panic
	Restarted bool    // Adam started afresh at this step

	Curve []float32 // the worker's output over the whole run, evenly spaced
	Truth []float32 // the target without noise, likewise
}

func (p *Picture) Walk(w *codec.Walk) {
	free := float32(math.NaN())
	for _, v := range [...]*float32{&p.Progress, &p.Target, &p.Output, &p.Gap, &p.Flow, &p.Structure, &p.Tension, &p.Rate, &p.Predicted, &p.Smoothed} {
		w.Float32("a number of the picture", free, free, v)
	}
	codec.Int16(w, "the mode", &p.Alarm, 0, len(Modes)-1)
	w.Flags16("the restart", &p.Restarted)
	p.Curve, p.Truth = lab.Grow(p.Curve, CurvePoints), lab.Grow(p.Truth, CurvePoints)
	w.Float32s("the curve", free, free, p.Curve)
	w.Float32s("the truth", free, free, p.Truth)
}

func (s *simulation) Show(dst lab.Picture, _ lab.View) {
	p, l := dst.(*Picture), &s.last
	*p = Picture{
		Progress: float32(l.Progress), Target: float32(l.Target), Output: float32(l.Output),
		Gap: float32(l.Gap), Flow: float32(l.Flow), Structure: float32(l.Structure), Tension: float32(l.Tension),
		Rate: float32(l.Rate), Alarm: int(s.alarm()), Restarted: l.Restarted,
		Predicted: float32(l.PredictedRisk), Smoothed: float32(l.SmoothedRisk),
		Curve: lab.Grow(p.Curve, CurvePoints), Truth: lab.Grow(p.Truth, CurvePoints),
	}
	s.trainer.Curve(p.Curve)
	s.trainer.TargetCurve(p.Truth)
}
