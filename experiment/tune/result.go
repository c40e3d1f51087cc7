package tune

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/c-bata/goptuna"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/plot"
)

// Setting is one searched number of a trial.
type Setting struct {
	Key   string  `json:"key"`
	Value float64 `json:"value"`
}

// Trial is one set of numbers and what it came to.
type Trial struct {
	Number   int       `json:"number"`
	State    string    `json:"state"`  // complete, pruned, failed, or running when it was interrupted; on a server also lost, withdrawn or error: see failure
	Return   *float64  `json:"return"` // mean of the greedy policies; nil if failed or interrupted
	Settings []Setting `json:"settings"`
	Reports  []float64 `json:"reports"` // mean return after each part of training
}

// Result is a study: what it searched and all its trials.
type Result struct {
	World    string  `json:"world"`
	Learner  string  `json:"learner"`
	Method   string  `json:"method"`
	Seed     uint64  `json:"seed,string"`
	Steps    int     `json:"trained_steps"`
	Runs     int     `json:"runs"`
	Episodes int     `json:"episodes"`
	Wanted   int     `json:"trials_wanted"`
	Partial  bool    `json:"partial"` // fewer were finished
	Trials   []Trial `json:"trials"`
	Best     *Trial  `json:"best"` // nil before the first is complete
	Lesson   *Lesson `json:"-"`    // nil before the first is complete
}

// Lesson says what to train with for the first run of the best trial, bit for bit.
type Lesson struct {
	Seed     uint64
	Settings []Setting // the searched numbers, and what follows from them
}

func (s *search) result() (*Result, error) {
	frozen, err := s.study.GetTrials()
	if err != nil {
		return nil, err
	}
	r := &Result{
		World: s.Title, Learner: s.learner, Method: s.Method, Seed: s.Seed,
		Steps: s.Steps, Runs: s.Runs, Episodes: s.Episodes, Wanted: s.Trials,
	}
	for _, f := range frozen {
		r.Trials = append(r.Trials, s.trial(f))
	}
	done, wanted, _ := r.Finished()
	r.Partial = done < wanted
	for i := range r.Trials {
		t := &r.Trials[i]
		if t.State == states[goptuna.TrialStateComplete] && (r.Best == nil || *t.Return > *r.Best.Return) {
			r.Best = t
		}
	}
	if r.Best != nil {
		r.Lesson, err = s.lesson(r.Best)
	}
	return r, err
}

func (s *search) lesson(t *Trial) (*Lesson, error) {
	c := s.config()
	fields := c.Fields()
	for _, p := range t.Settings {
		if err := fields.Must(p.Key).Set(p.Value); err != nil {
			return nil, err
		}
	}
	follow(&c)
	l := &Lesson{Seed: s.runSeed(0), Settings: slices.Clone(t.Settings)}
	if s.kind == train.Pilot {
		for _, key := range followed {
			l.Settings = append(l.Settings, Setting{key, fields.Must(key).Get()})
		}
	}
	return l, nil
}

var states = map[goptuna.TrialState]string{
	goptuna.TrialStateComplete: "complete", goptuna.TrialStatePruned: "pruned", goptuna.TrialStateFail: "failed",
	goptuna.TrialStateRunning: "running", goptuna.TrialStateWaiting: "running",
}

// finished are the states of trials that count.
var finished = []string{states[goptuna.TrialStateComplete], states[goptuna.TrialStatePruned], states[goptuna.TrialStateFail]}

func (s *search) trial(f goptuna.FrozenTrial) Trial {
	t := Trial{Number: f.Number, State: states[f.State]}
	if s.crew != nil && f.State == goptuna.TrialStateFail {
		t.State = failure(f)
	}
	if f.State == goptuna.TrialStateComplete || f.State == goptuna.TrialStatePruned {
		t.Return = &f.Value
	}
	for _, p := range s.params {
		if v, ok := f.InternalParams[p.stored]; ok {
			t.Settings = append(t.Settings, Setting{p.key, p.value(v)})
		}
	}
	for report := 1; report <= Reports; report++ {
		if v, ok := f.IntermediateValues[report]; ok {
			t.Reports = append(t.Reports, v)
		}
	}
	return t
}

// Finished returns how many trials have ended, whichever way, and of how many.
func (r *Result) Finished() (done, wanted int, unit string) {
	for _, t := range r.Trials {
		if slices.Contains(finished, t.State) {
			done++
		}
	}
	return done, r.Wanted, "trials"
}

// String gives the trials, a line each, and the best.
func (r *Result) String() string {
	var b strings.Builder
	done, wanted, _ := r.Finished()
	fmt.Fprintf(&b, "%s on %s by %s: %d of %d trials from seed %d; each trains %d runs for %d steps and plays %d validation episodes\n",
		r.Learner, r.World, r.Method, done, wanted, r.Seed, r.Runs, r.Steps, r.Episodes)
	for i := range r.Trials {
		r.Trials[i].print(&b, "trial")
	}
	if r.Best != nil {
		r.Best.print(&b, "best: trial")
	}
	return b.String()
}

func (t *Trial) print(w io.Writer, label string) {
	fmt.Fprintf(w, "%s %d | %s", label, t.Number, t.State)
	if t.Return != nil {
		fmt.Fprintf(w, " | return %.2f", *t.Return)
	}
	for _, s := range t.Settings {
		fmt.Fprintf(w, " | %s=%.5g", s.Key, s.Value)
	}
	fmt.Fprintln(w)
}

// Figure draws every trial and the best so far.
func (r *Result) Figure() plot.Figure {
	trials, best := plot.Series{Label: "trials", Style: plot.Dots}, plot.Series{Label: "best so far"}
	top := math.Inf(-1)
	for _, t := range r.Trials {
		if t.Return == nil {
			continue
		}
		trials.X, trials.Y = append(trials.X, float64(t.Number)), append(trials.Y, *t.Return)
		if t.State == states[goptuna.TrialStateComplete] {
			top = max(top, *t.Return)
			best.X, best.Y = append(best.X, float64(t.Number)), append(best.Y, top)
		}
	}
	return plot.Figure{
		Title: fmt.Sprintf("%s by %s on %s", r.Learner, r.Method, r.World), X: "trial", Y: "mean validation return",
		Series: []plot.Series{trials, best},
	}
}
