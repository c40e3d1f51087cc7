// Package desktop is the native window: the same scenes as the page, with the
// panel drawn from the same catalog. One goroutine owns the lab.Session and
// hands finished frames over; the window only sends it commands.
package desktop

import (
	"sync"
	"sync/atomic"

	"github.com/resonetics/playground/core/lab"
)

// Frame is what the window shows at one moment. Whoever gets one may read it
// until asking for the next.
type Frame struct {
	Snapshot lab.Snapshot
	Config   lab.Config // the parameters as they are now
	Wanted   lab.Config // the parameters a reset will start from
	Playing  bool
	Rate     float64 // steps per second
	View     lab.View
	Notice   string // why the last command was refused; empty when it was not
	Message  string // what else there is to tell about it
	buffer   []byte
}

// Driver runs a session in a goroutine of its own. Its methods may be called
// from one other goroutine.
type Driver struct {
	commands chan func(*owner)
	latest   atomic.Pointer[Frame] // nil when the newest frame was taken
	free     chan *Frame           // frames to be filled again
	shown    *Frame
	stop     chan struct{}
	finished sync.WaitGroup
	owner    *owner // belongs to the goroutine that runs the session
}

// pending is how many commands may wait before a sender has to.
const pending = 64

// NewDriver starts r at so many steps per second. The caller must Close it.
func NewDriver(r lab.Run, rate float64) (*Driver, error) { return newDriver(r, nil, rate) }

// ResumeDriver goes on with a saved session at so many steps per second. The
// caller must Close it.
func ResumeDriver(saved []byte, rate float64) (*Driver, error) {
	r, err := lab.SavedRun(saved)
	if err != nil {
		return nil, err
	}
	return newDriver(lab.Run{Config: r.Config}, saved, rate)
}

func newDriver(r lab.Run, saved []byte, rate float64) (*Driver, error) {
	d := &Driver{
		commands: make(chan func(*owner), pending),
		free:     make(chan *Frame, 3),
		stop:     make(chan struct{}),
	}
	for range cap(d.free) {
		d.free <- new(Frame)
	}
	o := newOwner(d, rate)
	d.owner = o
	o.playing = true
	if err := o.open(r); err != nil {
		return nil, err
	}
	if saved != nil {
		if err := o.session.Restore(saved); err != nil {
			return nil, err
		}
		o.resumed()
	}
	o.publish()
	d.shown = d.latest.Swap(nil)
	d.finished.Go(o.loop)
	return d, nil
}

// Close ends the session, waits until it has, and returns it as it was in the
// end, saved.
func (d *Driver) Close() []byte {
	close(d.stop)
	d.finished.Wait()
	d.owner.writes.Wait()
	return d.owner.session.Save(nil)
}

// Frame returns the newest frame.
func (d *Driver) Frame() *Frame {
	if f := d.latest.Swap(nil); f != nil {
		d.free <- d.shown
		d.shown = f
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
		o.session.Step()
	})
}

// Reset starts over with what is wanted.
func (d *Driver) Reset() { d.send(func(o *owner) { o.restart(lab.Run{Config: o.wanted}) }) }

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

// Set gives the i-th parameter a value: at once when it is live, at the next
// reset otherwise.
func (d *Driver) Set(i int, value float64) { d.send(func(o *owner) { o.set(i, value) }) }

// Do carries out a command as lab.ParseCommand reads it.
func (d *Driver) Do(command string) { d.send(func(o *owner) { o.do(command) }) }

// Restart begins r in place of the present run.
func (d *Driver) Restart(r lab.Run) { d.send(func(o *owner) { o.restart(r) }) }

// Link returns the link that reproduces the run up to now.
func (d *Driver) Link() string {
	link := make(chan string, 1)
	d.post(func(o *owner) { link <- o.session.Link() })
	select {
	case s := <-link:
		return s
	case <-d.stop:
		return ""
	}
}
