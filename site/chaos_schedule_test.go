package site

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/rng"
)

// entries are the links with which a visit of the fault simulator begins.
var entries = []string{
	"lab=cluster", "lab=race&seed=5&teach=1", "lab=prophet", "lab=gardener&size=40&seed=3",
	"v=2&lab=cluster&seed=42&rows=4&columns=4&steps=50&drift=0.03&policy=qtable",
	"v=2&lab=cluster&seed=7&policy=pilot-prophet&rows=4&columns=4",
}

// deed is what a visitor does to a run at one step of it.
type deed struct {
	key, text string // the parameter that gets the text; with no key the seed does
	place     int    // that is clicked on, where there is no text
}

func (d deed) String() string {
	switch {
	case d.text == "":
		return fmt.Sprintf("clicks on place %d", d.place)
	case d.key == "":
		return "types the seed " + d.text
	}
	return "sets " + d.key + " to " + d.text
}

// leg is a part of a visit: the run is brought to a step, while faults come, and the deed
// is done.
type leg struct {
	to     uint64
	faults []fault
	keeps  bool // the browser keeps the run before the deed, as it does from time to time
	shares bool // the visitor shares the run before the deed: its link is in the address then
	deed   deed
}

// schedule is what a seed makes of a visit.
type schedule struct {
	seed uint64
	link string
	legs []leg
	runs []lab.Run // runs[i] is the run after i deeds, without faults
}

const legsOfAVisit = 4

// newSchedule returns the schedule of a seed: always the same.
func newSchedule(t testing.TB, seed uint64) *schedule {
	t.Helper()
	r := rng.New(seed)
	s := &schedule{seed: seed, link: entries[r.Intn(len(entries))]}
	run, err := labs.All.ParseLink(s.link)
	require.NoError(t, err)
	now := run.Config.Clone()
	s.runs = []lab.Run{run}
	for range legsOfAVisit {
		l := newLeg(now, run.At, r)
		run.At = l.to
		run, now, err = l.deed.does(run, now)
		require.NoError(t, err)
		s.legs, s.runs = append(s.legs, l), append(s.runs, run)
	}
	return s
}

// newLeg draws the next part of a visit, from a step on, to a run that is configured so by now.
func newLeg(now lab.Config, from uint64, r *rng.Source) leg {
	away := int(8 * now.Lab.Rate) // seconds of watching, and far more than a test waits
	l := leg{to: from + uint64(away+r.Intn(away)), keeps: r.Intn(2) == 0, shares: r.Intn(4) == 0, deed: drawDeed(now, r)}
	for range 1 + r.Intn(2) {
		l.faults = append(l.faults, faults[r.Intn(len(faults))])
	}
	return l
}

// drawDeed draws what a visitor does to a run.
func drawDeed(now lab.Config, r *rng.Source) deed {
	if r.Intn(6) == 0 {
		return deed{text: strconv.Itoa(1000 + r.Intn(9000))}
	}
	if now.Lab.Places != nil && r.Intn(3) == 0 {
		return deed{place: r.Intn(now.Lab.Places(now))}
	}
	return drawValue(now, r)
}

const farthestMove = 12 // positions of a slider

// drawValue moves the slider of a number that every run of the lab reads.
func drawValue(now lab.Config, r *rng.Source) deed {
	for {
		p := &now.Lab.Params[r.Intn(len(now.Lab.Params))]
		by := float64(1 + r.Intn(farthestMove) - r.Intn(farthestMove))
		if len(p.Options) > 0 || p.Kind() == field.Bool || len(p.For.Keys) > 0 || p.View || p.Log || !p.Basic || by == 0 {
			continue
		}
		v := math.Round(now.Get(p.Key)/p.Step+by)*p.Step + 0 // never −0
		text := strconv.FormatFloat(v, 'g', 6, 64)           // without the traces of binary
		next := now.Clone()
		if v < p.From || v > p.To || next.SetText(p.Key, text) != nil || now.Lab.Check != nil && now.Lab.Check(next) != nil {
			continue
		}
		return deed{key: p.Key, text: text}
	}
}

// does returns what becomes of a run, and of its configuration by now: the change is added,
// or another run begins.
func (d deed) does(run lab.Run, now lab.Config) (lab.Run, lab.Config, error) {
	now = now.Clone()
	change := lab.Change{Step: run.At, Op: lab.OpInject, Target: uint32(d.place), Value: now.Lab.Click}
	lives := d.text == ""
	switch {
	case d.key != "":
		set, err := now.Lab.ParseCommand("set " + d.key + " " + d.text)
		if err != nil {
			return run, now, err
		}
		change = set
		change.Step = run.At
		i, err := now.Lab.Param(d.key)
		if err == nil {
			lives, err = now.Lab.Params[i].Live(), now.SetText(d.key, d.text)
		}
		if err != nil {
			return run, now, err
		}
	case d.text != "":
		seed, err := strconv.ParseUint(d.text, 10, 64)
		if err != nil {
			return run, now, err
		}
		now.Seed = seed
	}
	if !lives {
		return lab.Run{Config: now.Clone()}, now, nil
	}
	run.Changes = append(slices.Clone(run.Changes), change)
	return run, now, nil
}

// runKey returns what tells a run from others, wherever it stands.
func runKey(r lab.Run) string { return lab.Run{Config: r.Config, Changes: r.Changes}.Link() }

// digest returns that of the run after a number of deeds, at a step.
func (s *schedule) digest(deeds int, step uint64) (string, error) {
	session, err := lab.Replay(s.runs[deeds])
	if err != nil {
		return "", err
	}
	session.Advance(int(step))
	return lab.DigestText(session.Digest()), nil
}

// place returns after how many deeds a run is that a link describes, the most of them; -1
// where it is none of the schedule.
func (s *schedule) place(link string) (deeds int, at uint64, err error) {
	r, err := labs.All.ParseLink(link)
	if err != nil {
		return -1, 0, err
	}
	for deeds = len(s.runs) - 1; deeds >= 0 && runKey(s.runs[deeds]) != runKey(r); deeds-- {
	}
	return deeds, r.At, nil
}

// String says in words what happens.
func (s *schedule) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Schedule %d opens #%s.\n", s.seed, s.link)
	for i, l := range s.legs {
		fmt.Fprintf(&b, "%d. On the way to step %d: ", i+1, l.to)
		for _, f := range l.faults {
			b.WriteString(f.words + "; ")
		}
		if l.keeps {
			b.WriteString("the browser keeps the run; ")
		}
		if l.shares {
			b.WriteString("the visitor shares it; ")
		}
		fmt.Fprintf(&b, "then the visitor %s.\n", l.deed)
	}
	return b.String()
}

// TestASeedHasOneSchedule draws schedules twice, and looks for every fault in some of them.
func TestASeedHasOneSchedule(t *testing.T) {
	seen := make(map[string]bool)
	for seed := range uint64(60) {
		s := newSchedule(t, seed)
		require.Equal(t, s.String(), newSchedule(t, seed).String())
		for _, l := range s.legs {
			for _, f := range l.faults {
				seen[f.words] = true
			}
		}
	}
	for _, f := range faults {
		require.True(t, seen[f.words], f.words)
	}
}
