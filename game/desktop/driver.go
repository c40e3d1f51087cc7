// Package desktop is the native window: the same scenes as on the page, with the panel
// drawn from the same catalog. One goroutine owns the lab.Session and hands finished
// snapshots over; the window only sends it changes.
package desktop

import (
	"sync"
	"sync/atomic"

	"github.com/resonetics/playground/core/lab"
)

// Moment is what the window shows until the next one. It may be read until then.
type Moment struct {
	Snapshot lab.Snapshot
	Config   lab.Config // the parameters as they are now
	Wanted   lab.Config // the parameters that a reset starts from
	Playing  bool
	Rate     float64 // steps per second
	View     lab.View
	Notice   string // why the last command was refused; empty when it was not
	Message  string // what else there is to tell about it
	Headline string // what is happening, in words
}

// Driver runs a session in a goroutine of its own. Its methods may be called from one
// other goroutine.
type Driver struct {
	commands chan func(*owner)
	latest   atomic.Pointer[Moment] // nil when the newest one was taken
	free     chan *Moment           // to be filled again
	shown    *Moment
	stop     chan struct{}
	finished sync.WaitGroup
	owner    *owner // belongs to the goroutine that runs the session
}

// pending is how many commands may wait before a sender has to.
const pending = 64

// NewDriver starts r at a rate in steps per second. The caller must Close it.
func NewDriver(r lab.Run, rate float64) (*Driver, error) {
	return newDriver(rate, func(o *owner) error { return o.open(r) })
}

// ResumeDriver goes on with a restored session. The caller must Close it.
func ResumeDriver(s *lab.Session, rate float64) *Driver {
	d, _ := newDriver(rate, func(o *owner) error { o.use(s); return nil })
	return d
}

func newDriver(rate float64, begin func(*owner) error) (*Driver, error) {
	d := &Driver{
		commands: make(chan func(*owner), pending),
		free:     make(chan *Moment, 3),
		stop:     make(chan struct{}),
	}
	for range cap(d.free) {
		d.free <- new(Moment)
	}
	o := newOwner(d, rate)
	d.owner = o
	o.playing = true
	if err := begin(o); err != nil {
		return nil, err
	}
	o.waits()
	o.home = o.lab()
	o.publish()
	d.shown = d.latest.Swap(nil)
	d.finished.Go(o.loop)
	return d, nil
}

// Close ends the session, waits until it has, and returns the run of the lab that it was
// opened with as it was in the end, saved.
func (d *Driver) Close() []byte {
	close(d.stop)
	d.finished.Wait()
	d.owner.writes.Wait()
	return d.owner.homeRun()
}

// Moment returns the newest moment.
func (d *Driver) Moment() *Moment {
	if m := d.latest.Swap(nil); m != nil {
		d.free <- d.shown
		d.shown = m
	}
	return d.shown
}

// send passes on what a person asks for, which may change the session.
func (d *Driver) send(f func(*owner)) {
	d.post(func(o *owner) {
		o.unsaved = true
		f(o)
	})
}

// post has f done by the goroutine that owns the session, unless it has ended.
func (d *Driver) post(f func(*owner)) {
	select {
	case d.commands <- f:
	case <-d.stop:
	}
}

// Play starts or pauses.
func (d *Driver) Play(on bool) { d.send(func(o *owner) { o.play(on) }) }

// Step pauses and takes a single step.
func (d *Driver) Step() {
	d.send(func(o *owner) {
		o.play(false)
		o.view.Rewind = 0
		o.runner.Step()
	})
}

// Reset starts over with what is wanted.
func (d *Driver) Reset() { d.send(func(o *owner) { o.note(o.open(lab.Run{Config: o.wanted})) }) }

// Tell shows what there is to tell about the run.
func (d *Driver) Tell(message string) { d.post(func(o *owner) { o.say(message) }) }

// SetRate sets the speed in steps per second.
func (d *Driver) SetRate(rate float64) { d.send(func(o *owner) { o.setRate(rate) }) }

// SetView chooses what snapshots show.
func (d *Driver) SetView(v lab.View) {
	d.post(func(o *owner) { o.changed = o.changed || o.view != v; o.view = v })
}

// Focus chooses which creature snapshots look into, as lab.View counts.
func (d *Driver) Focus(focus int) {
	d.post(func(o *owner) { o.changed = o.changed || o.view.Focus != focus; o.view.Focus = focus })
}

// Apply carries out a change: at once, or at the next reset what cannot change while the
// session runs.
func (d *Driver) Apply(c lab.Change) { d.send(func(o *owner) { o.note(o.apply(c)) }) }

// UsePreset gives the parameters the values of the preset with that key. The run goes on
// where all of those that differ may change while it runs; otherwise it starts over.
func (d *Driver) UsePreset(key string) { d.send(func(o *owner) { o.note(o.usePreset(key)) }) }

// Refuse shows why something was refused.
func (d *Driver) Refuse(err error) { d.post(func(o *owner) { o.note(err) }) }

// Restart begins r in place of the present run, whose sheet holds in it.
func (d *Driver) Restart(r lab.Run) { d.send(func(o *owner) { o.note(o.again(r)) }) }

// Link returns the link that reproduces the run up to now.
func (d *Driver) Link() string {
	link := make(chan string, 1)
	d.post(func(o *owner) { link <- o.runner.Session().Share("").Link() })
	select {
	case s := <-link:
		return s
	case <-d.stop:
		return ""
	}
}
