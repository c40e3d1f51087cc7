package learning

import (
	"slices"

	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/stat"
)

// Table is what Measure measured: the finished seeds only.
type Table struct {
	Learner string `json:"learner"`
	Preset  string `json:"preset"` // empty for a world of one's own
	Command string `json:"command,omitempty"`
	Link    *Link  `json:"repeat,omitempty"`
	NoLink  string `json:"no_link,omitempty"` // why there is none

	Steps   int  `json:"trained_steps"`
	Wanted  int  `json:"seeds_wanted"`
	Partial bool `json:"partial"`

	Set       string           `json:"held_out"` // which episodes are played at the end
	SetSeed   uint64           `json:"held_out_seed,string"`
	Episodes  int              `json:"episodes"` // of them
	Baselines baselines.Scores `json:"baselines"`
	Failed    Spread           `json:"failed_share"` // of a seed's episodes
	Return    Spread           `json:"return"`
	Against   []Against        `json:"comparisons"`

	PointEpisodes  int              `json:"point_episodes"` // of a point of a curve
	PointBaselines baselines.Scores `json:"point_baselines"`
	Beat           int              `json:"iqm_beats_h3_at"`    // steps of the first point from which on the interquartile mean of return stays above h.3's; 0 for none
	BeatLocal      int              `json:"iqm_beats_local_at"` // the same for the tuned local rule

	Bars   []Bar    `json:"bars"`
	Curves []*Curve `json:"curves"`
}

// Link repeats the training of one seed in a tab.
type Link struct {
	Seed   uint64 `json:"seed,string"`
	Text   string `json:"link"`
	Digest string `json:"digest"` // of what it has learned; see Digest
}

// Spread is what the seeds came to together.
type Spread struct {
	IQM   stat.Interval `json:"iqm"`  // interquartile mean, by the bootstrap over seeds
	Mean  stat.Estimate `json:"mean"` // by Student's t
	Worst float64       `json:"worst"`
}

// Against compares the learner with another policy.
type Against struct {
	Other  string        `json:"against"`
	Failed stat.Interval `json:"fails_less"` // probability that a seed of the learner fails less than one of the other
	Return stat.Interval `json:"returns_more"`
	Paired stat.Paired   `json:"paired"` // the returns by Student's t, seed by seed where both learn; corrected over the report
}

// resampling returns the random numbers of a bootstrap: the same for every table.
func resampling() *rng.Source { return rng.New(1) }

// failures returns the share of failed episodes of each seed at the end, and returns the
// mean return.
func (t *Table) failures() []float64 {
	return t.each(func(c *Curve) float64 { return c.Final.Failed })
}

func (t *Table) returns() []float64 {
	return t.each(func(c *Curve) float64 { return c.Final.Return })
}

func (t *Table) each(of func(*Curve) float64) []float64 {
	values := make([]float64, len(t.Curves))
	for i, c := range t.Curves {
		values[i] = of(c)
	}
	return values
}

// summarize works out what the seeds came to together.
func (t *Table) summarize() {
	if len(t.Curves) == 0 {
		return
	}
	t.Failed, t.Return = spread(t.failures(), slices.Max), spread(t.returns(), slices.Min)
	t.Against = nil
	for _, b := range t.Baselines.List() {
		t.Against = append(t.Against, t.against(b.Name, b.Score))
	}
	t.Beat = t.beats(t.PointBaselines.H3.Return)
	t.BeatLocal = t.beats(t.PointBaselines.Local.Return)
}

// beats returns the steps of the first point from which on the interquartile mean of return
// stays above a return; 0 for none.
func (t *Table) beats(rival float64) int {
	means := make(Points, len(t.Curves[0].Points))
	for i, p := range t.band(returned) {
		means[i] = Point{t.Curves[0].Points[i].Steps, baselines.Score{Return: p.Value}}
	}
	return means.beats(rival)
}

func spread(x []float64, worst func([]float64) float64) Spread {
	iqm := aggregate.IQMInterval([][]float64{x}, aggregate.Resamples, resampling())
	return Spread{stat.IntervalOf(iqm), stat.Describe(x), worst(x)}
}

// Improve compares the learner of t with that of another table of the same preset.
func (t *Table) Improve(other *Table) {
	if len(t.Curves) > 0 && len(other.Curves) > 0 {
		t.Against = append(t.Against, improvement(other.Learner, t, other.failures(), other.returns()))
		t.Against[len(t.Against)-1].Paired = t.pair(other)
	}
}

// against compares the learner with a policy that does not learn, of which there is one.
func (t *Table) against(name string, s baselines.Score) Against {
	a := improvement(name, t, []float64{s.Failed}, []float64{s.Return})
	a.Paired = stat.Against(t.returns(), s.Return)
	return a
}

func improvement(name string, t *Table, failures, returns []float64) Against {
	over := func(a, b []float64) stat.Interval {
		return stat.IntervalOf(aggregate.ProbabilityOfImprovement([][]float64{a}, [][]float64{b}, aggregate.Resamples, resampling()))
	}
	return Against{Other: name, Failed: over(survived(t.failures()), survived(failures)), Return: over(t.returns(), returns)}
}

// pair compares the returns of the seeds that both tables have.
func (t *Table) pair(other *Table) stat.Paired {
	var ours, theirs []float64
	for _, c := range t.Curves {
		i := slices.IndexFunc(other.Curves, func(o *Curve) bool { return o.Seed == c.Seed })
		if i >= 0 {
			ours, theirs = append(ours, c.Final.Return), append(theirs, other.Curves[i].Final.Return)
		}
	}
	return stat.Pair(ours, theirs)
}

// survived returns the shares of episodes that did not fail.
func survived(failed []float64) []float64 {
	shares := make([]float64, len(failed))
	for i, v := range failed {
		shares[i] = 1 - v
	}
	return shares
}

// failed and returned are the numbers of a point.
func failed(p *Point) float64   { return p.Failed }
func returned(p *Point) float64 { return p.Return }

// band returns the interquartile mean over the seeds at each point of their curves.
func (t *Table) band(of func(*Point) float64) []aggregate.Interval {
	curves := make([][]float64, len(t.Curves))
	for i, c := range t.Curves {
		for j := range c.Points {
			curves[i] = append(curves[i], of(&c.Points[j]))
		}
	}
	return aggregate.Band(curves, aggregate.Resamples, resampling())
}

// of returns the preset after a word, nothing where there is none.
func (t *Table) of(word string) string {
	if t.Preset == "" {
		return ""
	}
	return word + t.Preset
}
