package desktop

import (
	"math"
	"time"

	"github.com/resonetics/playground/core/lab"
)

// endPause is how long the end of an episode stands still at rates that can be
// followed by eye, in seconds.
const endPause = 0.8

// owner is the one goroutine that touches the session.
type owner struct {
	driver  *Driver
	session *lab.Session
	wanted  lab.Config
	pacer   lab.Pacer
	rate    float64
	playing bool
	view    lab.View
	notice  string
	changed bool // since the last frame
	chunk   int  // steps between two looks at the clock
	last    time.Time
}

func (o *owner) loop() {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	o.last = time.Now()
	for {
		if o.playing && math.IsInf(o.rate, 1) {
			select { // never wait, but never miss a command either
			case <-o.driver.stop:
				return
			case command := <-o.driver.commands:
				command(o)
			default:
				o.turn()
			}
		} else {
			select {
			case <-o.driver.stop:
				return
			case command := <-o.driver.commands:
				command(o)
			case <-ticker.C:
				o.turn()
			}
		}
	}
}

// turn takes the steps that are due and shows what has changed.
func (o *owner) turn() {
	now := time.Now()
	elapsed := now.Sub(o.last).Seconds()
	o.last = now
	if o.playing {
		o.advance(o.pacer.Due(elapsed, math.MaxInt32))
	}
	full := math.IsInf(o.rate, 1) && o.driver.latest.Load() != nil
	if o.changed && !full {
		o.publish()
	}
}

// advance takes up to n steps, as many as fit into a slice.
func (o *owner) advance(n int) {
	for end := time.Now().Add(slice); n > 0; {
		start := time.Now()
		if start.After(end) {
			return
		}
		wanted := min(n, o.chunk)
		taken := o.session.AdvanceEpisode(wanted)
		if taken == 0 {
			return
		}
		n -= taken
		o.changed = true
		if o.session.Ended() {
			o.pacer.Hold(endPause)
		}
		o.adapt(taken, time.Since(start))
	}
}

// adapt keeps the time between two looks at the clock between a twentieth and a
// fifth of a slice, whatever a step of this world costs.
func (o *owner) adapt(taken int, d time.Duration) {
	switch {
	case taken == o.chunk && d < slice/20:
		o.chunk = min(2*o.chunk, 1<<16)
	case d > slice/5:
		o.chunk = max(o.chunk/2, 1)
	}
}

// forward takes the steps up to a shared run's end, in one go.
func (o *owner) forward(step uint64) {
	for o.session.Step() < step {
		if o.session.Advance(int(min(step-o.session.Step(), 1<<16))) == 0 {
			return // it waits for a move
		}
	}
}

func (o *owner) play(on bool) {
	o.playing = on
	o.notice = ""
	o.changed = true
}

func (o *owner) setRate(rate float64) {
	o.rate, o.pacer.Rate = rate, rate
	o.changed = true
}

func (o *owner) restart(r lab.Run) {
	o.changed = true
	if err := o.session.Restart(r); err != nil {
		o.notice = err.Error()
		return
	}
	o.notice = ""
	o.wanted = o.session.Config()
	o.forward(r.At)
}

func (o *owner) set(i int, value float64) {
	o.changed = true
	if err := o.wanted.SetAt(i, value); err != nil {
		o.notice = err.Error()
		return
	}
	if !o.wanted.Lab.Catalog().Params[i].Live {
		o.notice = ""
		return
	}
	o.apply(lab.Change{Op: lab.OpSet, Target: uint32(i), Value: value})
}

func (o *owner) do(command string) {
	c, err := lab.ParseCommand(o.wanted.Lab, command)
	if err != nil {
		o.notice, o.changed = err.Error(), true
		return
	}
	if c.Op == lab.OpSet {
		o.set(int(c.Target), c.Value)
		return
	}
	o.apply(c)
}

func (o *owner) apply(c lab.Change) {
	o.notice, o.changed = "", true
	if err := o.session.Apply(c); err != nil {
		o.notice = err.Error()
	}
}

// publish fills a frame and makes it the newest.
func (o *owner) publish() {
	f := o.frame()
	f.buffer = o.session.Snapshot(f.buffer[:0], o.view)
	if err := f.Snapshot.Decode(f.buffer); err != nil {
		panic("desktop: a snapshot made here cannot be read: " + err.Error())
	}
	f.Config, f.Wanted = o.session.Config(), o.wanted.Clone()
	f.Playing, f.Rate, f.Notice = o.playing, o.rate, o.notice
	o.changed = false
	if old := o.driver.latest.Swap(f); old != nil {
		o.driver.free <- old
	}
}

// frame returns a frame to fill. Of the three, one is shown and one is the
// newest, so one is always free or about to be.
func (o *owner) frame() *Frame { return <-o.driver.free }
