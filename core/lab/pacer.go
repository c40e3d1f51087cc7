package lab

import "math"

// Unlimited is the rate, in steps per second, of a session that runs as fast as
// the machine goes.
var Unlimited = math.Inf(1)

// Speeds are the rates that a person can choose from, in steps per second.
var Speeds = []float64{1, 2, 3, 5, 8, 12, 20, 30, 60, 120, 240, 500, 1000, 2500, 5000, 10_000, 50_000, Unlimited}

// Pacer turns elapsed time into steps that are due. It belongs to the shells:
// the time is theirs to measure. The zero value is paused.
type Pacer struct {
	Rate float64 // steps per second; 0 pauses
	owed float64
	hold float64 // seconds during which nothing is due
}

// Due returns how many steps have become due, at most limit, after seconds more
// have passed. What a slow machine could not do within a quarter of a second is
// forgotten, not caught up.
func (p *Pacer) Due(seconds float64, limit int) int {
	if p.hold > 0 {
		p.hold -= seconds
		return 0
	}
	if p.Rate <= 0 {
		return 0
	}
	if math.IsInf(p.Rate, 1) {
		return limit
	}
	p.owed = min(p.owed+seconds*p.Rate, max(1, p.Rate/4))
	n := min(int(p.owed), limit)
	p.owed -= float64(n)
	return n
}

// Hold lets the picture stand for so many seconds, so that the end of an
// episode can be seen at rates a person follows. Faster runs do not wait.
func (p *Pacer) Hold(seconds float64) {
	if p.Rate <= watchable {
		p.hold = seconds
		p.owed = 0
	}
}

// watchable is the highest rate, in steps per second, at which single steps can
// be followed by eye.
const watchable = 60
