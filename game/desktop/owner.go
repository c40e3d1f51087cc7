package desktop

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/runner"
)

const (
	slice = 8.0                  // milliseconds of stepping between two looks for commands
	beat  = 4 * time.Millisecond // how often steps that are due are taken
)

// owner is the one goroutine that touches the session.
type owner struct {
	driver  *Driver
	session *runner.Runner
	now     lab.Config // the parameters as they are
	wanted  lab.Config // what a reset starts from
	rate    float64
	playing bool
	view    lab.View
	notice  string
	message string
	changed bool   // since the last frame
	unsaved bool   // it has changed since it was kept
	keeping bool   // a file is being written
	trouble string // why it could not be kept, as it was told
	writes  sync.WaitGroup
	last    time.Time
}

func newOwner(d *Driver, rate float64) *owner {
	origin := time.Now()
	clock := func() float64 { return float64(time.Since(origin)) / float64(time.Millisecond) }
	return &owner{driver: d, session: runner.New(clock), rate: rate, last: origin}
}

func (o *owner) loop() {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		if o.full() {
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

// full reports whether the session runs as fast as the machine goes.
func (o *owner) full() bool { return o.playing && math.IsInf(o.rate, 1) && !o.session.Waiting() }

// turn takes the steps that are due and shows what has changed.
func (o *owner) turn() {
	now := time.Now()
	elapsed := now.Sub(o.last)
	o.last = now
	waiting := o.session.Waiting()
	if o.session.Slice(float64(elapsed)/float64(time.Millisecond), slice) > 0 {
		o.changed, o.unsaved = true, true
	}
	o.changed = o.changed || waiting != o.session.Waiting()
	o.contend()
	taken := o.driver.latest.Load() == nil
	if o.changed && (taken || !o.full()) {
		o.publish()
	}
}

// open starts r in place of the present run and takes it as far as it was seen.
func (o *owner) open(r lab.Run) error {
	if err := r.Check(); err != nil {
		return err
	}
	if err := o.session.Open(r.Link()); err != nil {
		return err
	}
	o.now = lab.NewConfig(r.Config.Lab)
	for !o.session.JumpTo(r.At, slice) {
	}
	o.configured()
	o.wanted = o.now.Clone()
	o.setPace()
	return nil
}

// configured reads the parameters as they are now.
func (o *owner) configured() {
	link, changed := o.session.Settings()
	if !changed {
		return
	}
	r, err := lab.ParseLink(link)
	if err != nil {
		panic("desktop: settings that were written here cannot be read: " + err.Error())
	}
	o.now = r.Config
}

func (o *owner) restart(r lab.Run) { o.note(o.open(r)) }

// say keeps what there is to tell about the last command.
func (o *owner) say(message string) { o.message, o.changed = message, true }

// note keeps why a command was refused.
func (o *owner) note(err error) {
	o.notice, o.message, o.changed = "", "", true
	if err != nil {
		o.notice = err.Error()
	}
}

// play starts, which ends looking back, or pauses.
func (o *owner) play(on bool) {
	o.playing = on
	if on {
		o.view.Rewind = 0
	}
	o.setPace()
	o.note(nil)
}

func (o *owner) setRate(rate float64) {
	o.rate = rate
	o.setPace()
	o.note(nil)
}

func (o *owner) setPace() {
	if o.playing {
		o.session.SetRate(o.rate)
	} else {
		o.session.SetRate(0)
	}
}

func (o *owner) set(i int, value float64) {
	p := &o.wanted.Lab.Catalog().Params[i]
	err := o.wanted.SetAt(i, value)
	if err == nil && p.Live {
		err = o.session.Command(fmt.Sprintf("set %s %s", p.Key, p.Format(value)))
	}
	o.note(err)
}

func (o *owner) do(command string) {
	c, err := lab.ParseCommand(o.wanted.Lab, command)
	switch {
	case err != nil:
		o.note(err)
	case c.Op == lab.OpSet:
		o.set(int(c.Target), c.Value)
	default:
		o.note(o.session.Command(command))
	}
}

// publish fills a frame and makes it the newest. Of the three frames one is
// shown and one is the newest, so that one is free or about to be.
func (o *owner) publish() {
	f := <-o.driver.free
	f.buffer = o.session.Snapshot(f.buffer[:0], o.view)
	if err := f.Snapshot.Decode(f.buffer); err != nil {
		panic("desktop: a snapshot that was made here cannot be read: " + err.Error())
	}
	o.configured()
	f.Config, f.Wanted = o.now.Clone(), o.wanted.Clone()
	f.Playing, f.Rate, f.Notice, f.Message, f.View = o.playing, o.rate, o.notice, o.message, o.view
	o.changed = false
	if old := o.driver.latest.Swap(f); old != nil {
		o.driver.free <- old
	}
}
