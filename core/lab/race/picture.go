package race

import (
	"strings"

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
	Number   int // from 0, of its parameter
	Option   int // its policy, an index into the parameter's options
	Return   float32
	Steps    int // of this race
	Failed   bool
	Ended    bool
	Cut      bool // it does what was done, and no more was recorded
	Foresees bool // it looks ahead before it acts
	Filled   int  // the node that ended it, -1 for none
	Learned  int  // steps that its policy has learned from
	Won      int
	clusterlab.Picture
}

// Label returns the name of the lane's policy.
func (l *Lane) Label() string { return labelOf(l.Option, l.Foresees) }

// Policy returns the name of the policy alone, for places in which Label has no room.
func (l *Lane) Policy() string { return labelOf(l.Option, false) }

// Key returns the value of the lane's parameter, as links and flags spell it.
func (l *Lane) Key() string { return options[l.Option].Key }

// Learns reports whether the lane is a policy that learns, as it is now.
func (l *Lane) Learns() bool { return learnerOf(l.Key()) >= 0 && ageOf(l.Key()) < 0 }

// Brief says in a few words what the lane's policy is.
func (l *Lane) Brief() string {
	if l.Foresees {
		return "looks ahead; " + l.brief()
	}
	return l.brief()
}

func (l *Lane) brief() string {
	key, learned := l.Key(), lab.Thousands(l.Learned)
	switch i := ageOf(key); {
	case l.Learns():
		return "has learned " + lab.Count(l.Learned, "step", "steps")
	case i < 0:
		return briefs[key]
	case l.Learned != ages[i]:
		return "as now, at " + learned + " steps"
	case l.Learned == 0:
		return "has learned nothing yet"
	}
	return "learned no further"
}

// briefs are the words for policies that do not learn.
var briefs = map[string]string{
	laneYou:               "all wait for your move",
	"random":              "does anything at all",
	"h3":                  "cleans its node above 30 %",
	"h5":                  "cleans its node above 50 %",
	"h7":                  "cleans its node above 70 %",
	"local":               "its rule is tuned to this world",
	"omniscient":          "sees all, plans ahead",
	"omniscient-farming":  "plans, and scales for reward",
	laneRecorded:          "does what was done",
	clusterlab.KeyProgram: "plays by your rules",
}

// Told implements lab.Teller: what was imagined in the lanes in which the policy was
// overruled.
func (p *Picture) Told() (words string, news bool) {
	var all []string
	for i := range p.Lanes {
		l := &p.Lanes[i]
		if told, overruled := l.Picture.Told(); overruled {
			all = append(all, l.Label()+": "+told)
		}
	}
	return strings.Join(all, " "), len(all) > 0
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
		codec.Int32(w, "the learned steps", &l.Learned, 0, 1<<31-1)
		w.Flags16("the end", &l.Failed, &l.Ended, &l.Cut, &l.Foresees)
		w.Section("grid", l.Picture.Walk) // whose end a reader finds that knows only its beginning
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
		if then := l.past.Back(v.Rewind); then != nil {
			then.CopyTo(own)
			at = l.moments[then.Step%uint64(len(l.moments))]
		} else {
			clusterlab.Paint(own, l.episodes, int(s.steps))
			l.show(own)
		}
		p.Lanes[i] = Lane{
			Number: l.number, Option: optionOf(l.key), Return: float32(at.sum), Steps: at.steps,
			Failed: at.failed, Ended: at.over, Cut: at.cut, Filled: at.filled, Won: int(l.won), Foresees: l.ahead != nil, Picture: *own,
		}
		if k := learnerOf(l.key); k >= 0 {
			p.Lanes[i].Learned = s.schools[k].age(l.key)
		}
	}
}
