package learning

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/experiment/stat"
)

// Report is the tables of several learners and presets, and how long their training took.
// Only the times differ from one run to the next.
type Report struct {
	Wanted int      `json:"seeds_wanted"` // of all tables together
	Tables []*Table `json:"results"`
	Times  []Time   `json:"seconds"`
}

// Time is how long the training of one table took, evaluations left out.
type Time struct {
	Clock   string    `json:"clock"` // seconds of what
	Learner string    `json:"learner"`
	Preset  string    `json:"preset"`
	AtOnce  int       `json:"at_once"` // seeds that were trained at the same time
	PerSeed []float64 `json:"seconds_per_seed"`
	Beat    float64   `json:"seconds_to_beat_h3"` // of training on average until the steps of Table.Beat; 0 for none
	Bars    []Bar     `json:"bars"`
}

// Add adds a table, and compares learners that the report has on the same preset with each
// other. workers is the number of seeds that were trained at the same time.
func (r *Report) Add(t *Table, workers int) {
	for _, other := range r.Tables {
		if other.Preset == t.Preset {
			other.Improve(t)
			t.Improve(other)
		}
	}
	r.Tables = append(r.Tables, t)
	r.Times = append(r.Times, t.time(workers))
	r.correct()
}

// correct corrects the comparisons of all tables for their number. Two learners stand in
// each other's table, which makes it the more careful.
func (r *Report) correct() {
	var all []*stat.Paired
	for _, t := range r.Tables {
		for i := range t.Against {
			all = append(all, &t.Against[i].Paired)
		}
	}
	stat.Holm(all)
}

// time returns how long the training took. Bars of time are judged where the others are.
func (t *Table) time(workers int) Time {
	took := Time{Clock: clock, Learner: t.Learner, Preset: t.Preset, AtOnce: min(workers, t.Wanted), PerSeed: []float64{}, Bars: []Bar{}}
	for _, c := range t.Curves {
		took.PerSeed = append(took.PerSeed, c.seconds[len(c.seconds)-1])
		if at := slices.IndexFunc(c.Points, func(p Point) bool { return p.Steps == t.Beat }); at >= 0 {
			took.Beat += c.seconds[at] / float64(len(t.Curves))
		}
	}
	for _, b := range timeBars[t.Learner] {
		switch {
		case len(t.Bars) == 0 || b.preset != "" && b.preset != t.Preset:
		case t.Bars[0].Met == nil:
			took.Bars = append(took.Bars, Bar{Text: b.text, Note: t.Bars[0].Note})
		default:
			seconds := b.of(&took)
			took.Bars = append(took.Bars, Judge(b.text, seconds > 0 && seconds <= b.most, fmt.Sprintf("%.2g s", seconds)))
		}
	}
	return took
}

// timeBars are what a learner may take, by its name.
var timeBars = map[string][]struct {
	preset string // empty: all
	text   string
	most   float64 // seconds
	of     func(*Time) float64
}{
	"pqn": {
		{"", "learns in at most 10 s on average", 10, func(t *Time) float64 { return stat.Mean(t.PerSeed) }},
		{"red-queen", "the interquartile mean of return is above h.3 for good within 0.4 s", 0.4, func(t *Time) float64 { return t.Beat }},
	},
}

// Read returns the report that was written as JSON.
func Read(b []byte) (*Report, error) {
	r := new(Report)
	in := json.NewDecoder(bytes.NewReader(b))
	in.DisallowUnknownFields()
	if err := in.Decode(r); err != nil {
		return nil, fmt.Errorf("learning: not a report of this measurement: %w", err)
	}
	if len(r.Tables) == 0 || len(r.Times) != len(r.Tables) {
		return nil, fmt.Errorf("learning: %d results with %d times, want as many of each, and at least one", len(r.Tables), len(r.Times))
	}
	for _, t := range r.Tables {
		if len(t.Curves) == 0 {
			return nil, fmt.Errorf("learning: the result of %s%s has no seed", t.Learner, t.of(" on "))
		}
	}
	return r, nil
}

// Finished returns how many seeds of all learners and presets were finished, and of how many.
func (r *Report) Finished() (done, wanted int, unit string) {
	for _, t := range r.Tables {
		done += len(t.Curves)
	}
	return done, r.Wanted, "seeds"
}

// String gives the tables one after the other; nothing as long as no seed is finished.
func (r *Report) String() string {
	w := new(strings.Builder)
	for i, t := range r.Tables {
		if len(t.Curves) > 0 {
			t.write(w, &r.Times[i])
		}
	}
	return w.String()
}
