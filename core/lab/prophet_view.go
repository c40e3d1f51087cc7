package lab

// CurvePoints is how many points the curves of a ProphetView have.
const CurvePoints = 256

// ProphetView is the picture of a worker that follows a drifting target.
type ProphetView struct {
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

// numbers returns the scalars in the order of the layout.
func (p *ProphetView) numbers() [10]*float32 {
	return [...]*float32{&p.Progress, &p.Target, &p.Output, &p.Gap, &p.Flow, &p.Structure, &p.Tension, &p.Rate, &p.Predicted, &p.Smoothed}
}

func (p *ProphetView) encode(e *encoder) {
	e.begin(tagProphet)
	for _, v := range p.numbers() {
		e.f32(*v)
	}
	e.u16(uint16(p.Alarm))
	e.u16(bit(p.Restarted))
	e.f32s(p.Curve)
	e.f32s(p.Truth)
	e.end()
}

func (p *ProphetView) decode(d *decoder) {
	for _, v := range p.numbers() {
		*v = d.f32()
	}
	p.Alarm = int(d.u16())
	p.Restarted = d.u16() != 0
	if p.Alarm >= len(modeOptions) {
		d.fail("mode %d, want at most %d", p.Alarm, len(modeOptions)-1)
		p.Alarm = 0
	}
	p.Curve = d.f32s(p.Curve, CurvePoints)
	p.Truth = d.f32s(p.Truth, CurvePoints)
}
