package study

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Exploring is a policy that takes a random action with probability Epsilon.
type Exploring struct {
	Policy  agent.Policy
	Epsilon float64
}

// Name returns the policy's name and ε.
func (e Exploring) Name() string { return fmt.Sprintf("%s, ε %g", e.Policy.Name(), e.Epsilon) }

// Act explores or asks the policy.
func (e Exploring) Act(w *cluster.World, r *rng.Source) int {
	if r.Float64() < e.Epsilon {
		return agent.Random{}.Act(w, r)
	}
	return e.Policy.Act(w, r)
}

// ForecastOptions says what to measure.
type ForecastOptions struct {
	Title    string
	World    cluster.Config
	Prophets []prophet.Config // compared on the same episodes
	Policy   agent.Policy     // acts while the Prophet learns and when it is judged
	Shifted  agent.Policy     // acts in a second judgment, on a policy nobody learned from
	Rate     float64          // the Prophet's learning rate
	Seed     uint64
	Learn    int // episodes to learn from
	Passes   int // how often it learns from each episode
	Judge    int // held-out episodes
}

// Judged is what one predictor is worth.
type Judged struct {
	Name    string
	Own     prophet.Evaluation // under the policy it learned from
	Shifted prophet.Evaluation // under another policy
}

// ForecastTable is what Forecast measured.
type ForecastTable struct {
	Options ForecastOptions
	Rows    []Judged // the Prophets, then the trivial predictors
	Acting  [2]agent.Summary
}

// Forecast trains every Prophet on the same episodes and judges it on held-out
// ones, beside the trivial predictors: one number of the state, turned into a
// probability by how often the episodes to learn from failed at such a number.
func Forecast(ctx context.Context, o ForecastOptions) (*ForecastTable, error) {
	if o.Learn < 1 || o.Passes < 1 || o.Judge < 1 || len(o.Prophets) == 0 {
		return nil, fmt.Errorf("forecast: %d prophets, %d episodes to learn from %d times, %d to judge by: want at least one of each", len(o.Prophets), o.Learn, o.Passes, o.Judge)
	}
	own, err := record(ctx, o.World, o.Policy, rng.Derive(o.Seed, 1), o.Learn)
	if err != nil {
		return nil, err
	}
	t := &ForecastTable{Options: o}
	var held [2][]recording
	for i, p := range []agent.Policy{o.Policy, o.Shifted} {
		if held[i], err = record(ctx, o.World, p, train.HeldOut, o.Judge); err != nil {
			return nil, err
		}
		if t.Acting[i], err = heldOut(o.World, p, o.Judge); err != nil {
			return nil, err
		}
	}
	for _, c := range o.Prophets {
		p, err := teach(ctx, &o, c, own)
		if err != nil {
			return nil, err
		}
		name := "prophet, " + c.Fields()[0].Text()
		t.add(name, c.Horizon, held, func(s state) float64 { return float64(p.ForecastFeatures(s.features[:p.Inputs()]).Risk) })
	}
	horizon := o.Prophets[0].Horizon
	for _, trivial := range []struct {
		name  string
		value func(s state) float64
	}{
		{"largest memory", func(s state) float64 { return float64(s.features[2]) }},
		{"average memory", func(s state) float64 { return float64(s.features[1]) }},
		{"elapsed time", func(s state) float64 { return float64(s.step) }},
	} {
		t.add(trivial.name, horizon, held, calibrate(own, horizon, trivial.value))
	}
	return t, ctx.Err()
}

func (t *ForecastTable) add(name string, horizon int, held [2][]recording, score func(state) float64) {
	t.Rows = append(t.Rows, Judged{name, judge(held[0], horizon, score), judge(held[1], horizon, score)})
}

// state is what predictors may look at.
type state struct {
	features []float32 // the extended inputs
	step     int
}

// recording is one episode.
type recording struct {
	states []state
	world  *cluster.World // at its end
	failed bool
	seed   uint64
}

const widest = 7 // extended inputs

func record(ctx context.Context, c cluster.Config, p agent.Policy, seed uint64, episodes int) ([]recording, error) {
	recordings := make([]recording, episodes)
	for i := range recordings {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r := recording{seed: rng.Derive(seed, uint64(i))}
		watch := watcher{p, &r}
		w, err := cluster.New(c)
		if err != nil {
			return nil, err
		}
		e, err := agent.PlayEpisode(w, watch, r.seed)
		if err != nil {
			return nil, err
		}
		r.failed, r.world = e.Failed, w
		recordings[i] = r
	}
	return recordings, nil
}

// watcher notes what a policy sees.
type watcher struct {
	agent.Policy
	into *recording
}

func (v watcher) Act(w *cluster.World, r *rng.Source) int {
	x := make([]float32, widest)
	prophet.Features(x, w)
	v.into.states = append(v.into.states, state{x, w.Steps()})
	return v.Policy.Act(w, r)
}

// teach lets a Prophet watch the episodes; the inputs it reads are the first of
// the extended ones.
func teach(ctx context.Context, o *ForecastOptions, c prophet.Config, episodes []recording) (*prophet.Prophet, error) {
	p, err := prophet.New(c, rng.Derive(o.Seed, 2))
	if err != nil {
		return nil, err
	}
	for range o.Passes {
		for _, e := range episodes {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			for _, s := range e.states {
				p.ObserveFeatures(s.features[:p.Inputs()])
				if err := p.Step(o.Rate); err != nil {
					return nil, err
				}
			}
			p.EndEpisode(e.world, e.failed)
		}
	}
	return p, nil
}

func judge(held []recording, horizon int, score func(state) float64) prophet.Evaluation {
	episodes := make([]prophet.Episode, len(held))
	for i, h := range held {
		e := prophet.Episode{Scores: make([]float64, len(h.states)), Failed: h.failed}
		for j, s := range h.states {
			e.Scores[j] = score(s)
		}
		episodes[i] = e
	}
	return prophet.Evaluate(episodes, horizon)
}

// calibrationBins is how many equally full bins turn a number into a probability.
const calibrationBins = 40

// calibrate returns a predictor: the frequency of failures within the horizon
// among the states to learn from whose number lies in the same bin.
func calibrate(episodes []recording, horizon int, value func(state) float64) func(state) float64 {
	type pair struct{ x, y float64 }
	var pairs []pair
	for _, e := range episodes {
		for i, s := range e.states {
			y := 0.0
			if e.failed && len(e.states)-i <= horizon {
				y = 1
			}
			pairs = append(pairs, pair{value(s), y})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if a.x < b.x {
			return -1
		}
		if a.x > b.x {
			return 1
		}
		return 0
	})
	var edges, rates []float64
	size := max(1, len(pairs)/calibrationBins)
	for i := 0; i < len(pairs); i += size {
		sum, n := 0.0, 0.0
		for _, p := range pairs[i:min(i+size, len(pairs))] {
			sum += p.y
			n++
		}
		edges, rates = append(edges, pairs[i].x), append(rates, sum/n)
	}
	return func(s state) float64 {
		x := value(s)
		i, _ := slices.BinarySearchFunc(edges, x, func(edge, x float64) int {
			if edge <= x {
				return -1
			}
			return 1
		})
		return rates[max(0, i-1)]
	}
}

// String is the table as text.
func (t *ForecastTable) String() string {
	var b strings.Builder
	o := &t.Options
	fmt.Fprintf(&b, "%s: learned from %d episodes, judged on %d held out, failure within %d steps\n", o.Title, o.Learn, o.Judge, o.Prophets[0].Horizon)
	for shifted, p := range []agent.Policy{o.Policy, o.Shifted} {
		fmt.Fprintf(&b, "under %s (fails %.0f %%):\n", p.Name(), 100*t.Acting[shifted].FailedRate)
		for _, r := range t.Rows {
			v := r.Own
			if shifted == 1 {
				v = r.Shifted
			}
			fmt.Fprintf(&b, "  %-22s AUROC %.3f   Brier %.3f   skill %+.3f   median lead %3.0f steps   announced %3.0f %%   false alarms %4.1f %%\n",
				r.Name, v.AUROC, v.Calibration.Brier(), v.Calibration.Skill(), v.Lead, 100*v.Announced, 100*v.FalseAlarms)
		}
	}
	for _, r := range t.Rows[:len(o.Prophets)] {
		fmt.Fprintf(&b, "calibration of %s (forecast → happened):", r.Name)
		for i := range prophet.Bins {
			if f, h, n := r.Own.Calibration.Point(i); n > 0 && !math.IsNaN(f) {
				fmt.Fprintf(&b, "  %.2f → %.2f", f, h)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Trained returns what a training run has learned after so many steps, as a
// greedy policy.
func Trained(c train.Config, steps int) (agent.Policy, error) {
	t, err := train.New(c)
	if err != nil {
		return nil, err
	}
	if err := t.Run(steps); err != nil {
		return nil, err
	}
	return t.Mind().Greedy(), nil
}
