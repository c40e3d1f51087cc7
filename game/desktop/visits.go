package desktop

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// kept is the run of a lab that another has taken the place of, saved with its rows of
// metrics, its speed and what waits for a reset.
type kept struct {
	session []byte
	rows    []byte
	rate    float64
	wanted  lab.Config
}

// Visit opens another lab: it goes on with the run that was left there, or begins a first
// visit at the lab's own speed.
func (d *Driver) Visit(l *lab.Lab) {
	d.send(func(o *owner) {
		o.note(o.visit(l))
		o.catchUp()
	})
}

func (o *owner) visit(l *lab.Lab) error {
	if l == o.lab() {
		return nil
	}
	o.leave()
	was, returns := o.kept[l]
	if !returns {
		o.rate = l.Rate
		return o.open(lab.Run{Config: lab.FirstVisit(l)})
	}
	s, err := labs.All.Restore(was.session)
	if err != nil {
		return err
	}
	o.rate = was.rate
	o.use(s)
	o.wanted = was.wanted
	o.runner.RecallCSV(was.rows)
	return nil
}

// leave keeps the present run for the next visit to its lab.
func (o *owner) leave() {
	o.kept[o.lab()] = kept{o.runner.Session().Save(nil), o.runner.AppendCSV(nil), o.rate, o.wanted}
}

// leaveFor keeps the present run where one of another lab takes its place.
func (o *owner) leaveFor(next *lab.Lab) {
	if next != o.lab() {
		o.leave()
	}
}

func (o *owner) lab() *lab.Lab { return o.runner.Session().Lab() }

// homeRun returns the run, saved, of the lab that the window was opened with: its file is
// not overwritten by the run of another lab.
func (o *owner) homeRun() []byte {
	if was, left := o.kept[o.home]; left && o.lab() != o.home {
		return was.session
	}
	return o.runner.Session().Save(nil)
}

// Train lets the acting policy learn as fast as the machine goes, or stops learning and
// goes on at a speed at which one can watch what was learned.
func (d *Driver) Train(on bool) { d.send(func(o *owner) { o.note(o.train(on)) }) }

func (o *owner) train(on bool) error {
	change, rate := lab.Change{Op: lab.OpSet, Key: o.lab().Train}, o.lab().Rate
	if on {
		change.Value, rate = 1, lab.Unlimited
	}
	if err := o.apply(change); err != nil {
		return err
	}
	o.setRate(rate)
	o.play(true)
	return nil
}

// trains reports whether a policy learns as fast as the machine goes.
func (m *Moment) trains() bool {
	l, learning := m.Snapshot.Lab, &m.Snapshot.Learning
	return m.Playing && m.Rate == lab.Unlimited && l.Train != "" && learning.Active && !learning.Stopped && m.Config.Get(l.Train) != 0
}
