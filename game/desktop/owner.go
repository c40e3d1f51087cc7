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
	driver    *Driver
	runner    *runner.Runner
	wanted    lab.Config // what a reset starts from
	rate      float64
	playing   bool
	view      lab.View
	notice    string
	message   string
	changed   bool   // since the last moment was published
	unsaved   bool   // since the run file was written
	writing   bool   // a file is being written
	trouble   string // why it could not be written, as it was told
	writes    sync.WaitGroup
	home      *lab.Lab          // whose run the run file holds
	kept      map[*lab.Lab]kept // the runs of labs that were left
	words     headline
	rewritten func() // gives the program a text that it has not got yet
	last      time.Time
}

func newOwner(d *Driver, rate float64) *owner {
	origin := time.Now()
	clock := func() float64 { return float64(time.Since(origin)) / float64(time.Millisecond) }
	return &owner{driver: d, runner: runner.New(clock), rate: rate, last: origin, kept: make(map[*lab.Lab]kept)}
}

func (o *owner) loop() {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	always := make(chan time.Time)
	close(always)
	for {
		due := ticker.C
		if o.full() {
			due = always
		}
		select {
		case <-o.driver.stop:
			return
		case command := <-o.driver.commands:
			command(o)
		case <-due:
			o.turn()
		}
	}
}

// full reports whether the session runs as fast as the machine goes.
func (o *owner) full() bool { return o.playing && math.IsInf(o.rate, 1) && !o.runner.Waiting() }

// turn takes the steps that are due and shows what has changed.
func (o *owner) turn() {
	now := time.Now()
	elapsed := now.Sub(o.last)
	o.last = now
	waiting := o.runner.Waiting()
	if o.runner.Slice(float64(elapsed)/float64(time.Millisecond), slice) > 0 {
		o.changed, o.unsaved = true, true
	}
	o.changed = o.changed || waiting != o.runner.Waiting()
	o.evaluate()
	taken := o.driver.latest.Load() == nil
	if o.changed && (taken || !o.full()) {
		o.publish()
	}
}

// open starts r in place of the present run and takes it as far as it was seen.
func (o *owner) open(r lab.Run) error {
	if err := o.runner.Open(r); err != nil {
		return err
	}
	for !o.runner.JumpTo(r.At, slice) {
	}
	o.opened()
	o.say(o.runner.Session().Repeated(""))
	return nil
}

// again is open for a run that takes the place of one of the same lab.
func (o *owner) again(r lab.Run) error {
	held, err := r.Under(o.runner.Session().Config())
	if err != nil {
		return err
	}
	return o.open(held)
}

// use goes on with a restored session.
func (o *owner) use(s *lab.Session) {
	o.runner.Use(s)
	o.opened()
}

func (o *owner) opened() {
	o.wanted = o.runner.Session().Config()
	o.view.Rewind = 0
	o.words = headline{}
	o.setPace()
}

// say keeps what there is to tell about the last command.
func (o *owner) say(message string) { o.message, o.changed = message, true }

// note keeps why a command was refused; nil where it was not.
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
	o.view.Fast = math.IsInf(o.rate, 1) // paused, too: what is shown stays
	if o.playing {
		o.runner.SetRate(o.rate)
	} else {
		o.runner.SetRate(0)
	}
}

// apply carries out a change: at once, or at the next reset what cannot change while the
// session runs.
func (o *owner) apply(c lab.Change) error {
	if c.Op == lab.OpSet {
		live, err := o.wanted.Lab.Live(c.Key)
		if err == nil {
			err = o.wanted.Write(c)
		}
		if err != nil || !live {
			return err
		}
	}
	return o.runner.Apply(c)
}

// usePreset gives the running session the values of a preset where all that differ may
// change while it runs. Otherwise it starts over from what is wanted, with the preset on
// top.
func (o *owner) usePreset(key string) error {
	now := o.runner.Session().Config()
	was, values := o.wanted.Clone(), o.wanted.Lab.Preset(key)
	if err := o.wanted.LockedPreset(values); err != nil {
		return err
	}
	if !o.wanted.SetPreset(key) {
		return fmt.Errorf("lab %s has no preset %q", o.wanted.Lab.Key, key)
	}
	for i := range now.Lab.Params {
		p := &now.Lab.Params[i]
		v, has := values[p.Key]
		if !has || v == now.At(i) {
			continue
		}
		if !p.Live() || o.runner.Apply(lab.Change{Op: lab.OpSet, Key: p.Key, Value: v}) != nil {
			err := o.open(lab.Run{Config: o.wanted})
			if err != nil {
				o.wanted = was
			}
			return err
		}
	}
	return nil
}

// publish fills a moment and makes it the newest. Of the three moments one is shown and
// one is the newest, so that one is free or about to be.
func (o *owner) publish() {
	m := <-o.driver.free
	s := o.runner.Session()
	view, mode := o.view, o.mode()
	view.Text = o.words.due(mode, o.last)
	s.Look(&m.Snapshot, view)
	m.Config, m.Wanted = s.Config(), o.wanted.Clone()
	m.Playing, m.Rate, m.Notice, m.Message, m.View = o.playing, o.rate, o.notice, o.message, o.view
	if m.Notice == "" {
		m.Notice = standstill(m.Snapshot.Fault)
	}
	if view.Text {
		o.words.write(m, mode, o.last)
	}
	if m.Snapshot.News && o.playing && !view.Fast {
		o.words.tell(m, o.last)
	}
	m.Headline, o.changed = o.words.words, false
	if old := o.driver.latest.Swap(m); old != nil {
		o.driver.free <- old
	}
}
