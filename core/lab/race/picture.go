package race

import (
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// Picture is what is needed to draw a race.
type Picture struct {
	Lanes []Lane
}

// Lane is one of them, in the order in which they were chosen.
type Lane struct {
	Number int // from 0, of its parameter
	Option int // its policy, an index into the parameter's options
	Return float32
	Steps  int // of this race
	Failed bool
	Ended  bool
	Filled int // the node that ended it, -1 for none
	Won    int
	clusterlab.Picture
}

// Label returns the name of the lane's policy.
func (l *Lane) Label() string { return options[l.Option].Label }

// Key returns the value of the lane's parameter, as links and flags spell it.
func (l *Lane) Key() string { return options[l.Option].Key }

// Learns reports whether the lane is the Pilot as it is now.
func (l *Lane) Learns() bool { return l.Key() == lanePilot }

// Brief says in a few words what the lane's policy is, given from how many steps the
// Pilot has learned.
func (l *Lane) Brief(learned int) string {
	key := l.Key()
	if l.Learns() {
		return "has learned " + lab.Count(learned, "step", "steps")
	}
	for _, age := range ages {
		switch {
		case key != ageKey(age):
		case age == 0:
			return "has learned nothing yet"
		case learned < age:
			return "as now, until " + lab.Thousands(age)
		default:
			return "learned no further"
		}
	}
	return briefs[key]
}

// briefs are the words for policies that do not learn.
var briefs = map[string]string{
	laneYou:      "all wait for your move",
	"random":     "does anything at all",
	"h3":         "cleans its node above 30 %",
	"h5":         "cleans its node above 50 %",
	"h7":         "cleans its node above 70 %",
	"omniscient": "sees all, plans ahead",
}

// Walk implements lab.Picture.
func (p *Picture) Walk(w *codec.Walk) {
	codec.Resize32(w, "the number of lanes", &p.Lanes, 1, 0, Lanes)
	for i := range p.Lanes {
		l := &p.Lanes[i]
		codec.Int16(w, "the lane", &l.Number, 0, Lanes-1)
		codec.Int16(w, "the policy", &l.Option, 0, len(options)-1)
		w.Float32("the return", -1e9, 1e9, &l.Return)
		codec.Int32(w, "the steps", &l.Steps, 0, 1<<31-1)
		codec.Int32(w, "the races won", &l.Won, 0, 1<<31-1)
		codec.Int32(w, "the node that filled", &l.Filled, -1, clusterlab.MaxNodes-1)
		w.Flags16("the end", &l.Failed, &l.Ended)
		l.Picture.Walk(w)
		if w.Err() != nil {
			return
		}
	}
}

// Show implements lab.Simulation.
func (s *simulation) Show(dst lab.Picture, v lab.View) {
	p := dst.(*Picture)
	p.Lanes = lab.Grow(p.Lanes, len(s.lanes))
	for i, l := range s.lanes {
		at, own := l.now(), &p.Lanes[i].Picture
		if then := l.past.Back(v.Rewind); v.Rewind > 0 && then != nil {
			then.CopyTo(own)
			at = l.moments[then.Step%uint64(len(l.moments))]
		} else {
			own.Paint(l.episodes, int(s.steps))
		}
		p.Lanes[i] = Lane{
			Number: l.number, Option: optionOf(l.key), Return: float32(at.sum), Steps: at.steps,
			Failed: at.failed, Ended: at.over, Filled: at.filled, Won: int(l.won), Picture: *own,
		}
	}
}
