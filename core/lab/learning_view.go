package lab

import "github.com/resonetics/playground/core/agent/prophet"

// LearningView is what is shown of a policy that learns, beside its metrics and
// charts.
type LearningView struct {
	Active      bool // a policy that learns acts
	Stopped     bool // it met a number that is not finite and learns no more
	Steps       uint64
	Held        Evaluation
	BaseRate    float64 // how often the forecast event happens
	Brier       float64 // of the Prophet's forecasts
	Skill       float64 // against always forecasting the base rate
	Calibration [prophet.Bins]CalibrationPoint
}

// CalibrationPoint is one point of a calibration curve: NaN where it has no
// forecasts.
type CalibrationPoint struct {
	Forecast  float64 // mean forecast, [0, 1]
	Frequency float64 // how often these came true, [0, 1]
	Count     float64 // forecasts, faded with age
}

func (l *learning) view(e *encoder) {
	e.begin(tagLearning)
	stopped := uint32(0)
	if l.stopped != nil {
		stopped = 1
	}
	e.u32(stopped)
	e.u32(uint32(l.report.Episodes))
	e.u64(uint64(l.mind.Numbers().Steps))
	e.u64(l.report.Step)
	c := l.mind.Calibration()
	for _, v := range [...]float64{l.report.Return, l.report.Failed, l.report.Baseline, l.report.Survived, c.BaseRate(), c.Brier(), c.Skill()} {
		e.f64(v)
	}
	for b := range prophet.Bins {
		forecast, frequency, count := c.Point(b)
		e.f64(forecast)
		e.f64(frequency)
		e.f64(count)
	}
	e.end()
}

func (l *LearningView) decode(d *decoder) {
	l.Stopped = d.u32() != 0
	l.Held.Episodes = int(d.u32())
	l.Steps, l.Held.Step = d.u64(), d.u64()
	for _, v := range [...]*float64{&l.Held.Return, &l.Held.Failed, &l.Held.Baseline, &l.Held.Survived, &l.BaseRate, &l.Brier, &l.Skill} {
		*v = d.f64()
	}
	for b := range l.Calibration {
		l.Calibration[b] = CalibrationPoint{d.f64(), d.f64(), d.f64()}
	}
	l.Active = d.err == nil
}
