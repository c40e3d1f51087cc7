package guidance

import (
	"fmt"

	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/stat"
)

// Row is what a rule came to in all worlds together. Estimates are over the seeds.
type Row struct {
	Rule     string         `json:"rule"`
	Label    string         `json:"label"`
	Sees     string         `json:"sees"`
	Tuned    string         `json:"tuned"`
	Failures stat.Estimate  `json:"failures"` // while training, of all worlds together
	IQM      stat.Interval  `json:"iqm"`      // of the failures of one seed in one world, by the stratified bootstrap
	Share    stat.Estimate  `json:"share"`    // of the steps that were handed over
	Return   stat.Estimate  `json:"return"`   // afterwards, mean over the worlds
	Failed   stat.Estimate  `json:"failed_share"`
	Guarded  *GuardedScores `json:"guarded"` // with guidance left on; null where it cannot be
}

// GuardedScores are those with guidance left on.
type GuardedScores struct {
	Return stat.Estimate `json:"return"`
	Failed stat.Estimate `json:"failed_share"`
	Share  stat.Estimate `json:"share"`
}

// Comparison is a rule against another, paired by seed: the mean differences with 95 %
// intervals of Student's t, and how probable it is that a seed in a world improves on one of
// the other, with an interval by the stratified bootstrap.
type Comparison struct {
	Rule     string        `json:"rule"`
	Other    string        `json:"other"`
	Failures stat.Paired   `json:"failures_paired"` // of all worlds together
	Part     stat.Number   `json:"part"`            // of the other's failures; not finite next to none
	Better   stat.Interval `json:"better"`          // probability of fewer failures
	Return   stat.Paired   `json:"return_paired"`   // afterwards, mean over the worlds
	Failed   stat.Paired   `json:"failed_share_paired"`
}

// Bar is something that the issue of withdrawn guidance is measured by.
type Bar struct {
	Text string `json:"text"`
	Met  bool   `json:"met"`
	Got  string `json:"got"`
}

// pairs are the rules that are compared.
var pairs = [][2]string{
	{"epsilon", "none"}, {"epsilon", "yoked-epsilon"},
	{"handover", "none"}, {"handover", "yoked"},
	{withdrawn, "none"}, {withdrawn, "handover"},
	{withdrawn, average + "-" + here}, {withdrawn, average + "-" + carried}, {withdrawn, average + "-" + suite},
	{withdrawn, fullest + "-" + here}, {withdrawn, fullest + "-" + carried}, {withdrawn, fullest + "-" + suite},
	{withdrawnGrid, "none"}, {withdrawnGrid, withdrawn},
	{"look-ahead", "none"}, {"look-ahead", withdrawn}, {"distilled", "none"}, {"distilled", withdrawn},
	{"perfect", "none"}, {"perfect", withdrawn},
}

// resamples is how often the bootstrap draws.
const resamples = 2000

func failures(s *Scores) []float64 { return s.Failures }
func returns(s *Scores) []float64  { return s.Return }
func failed(s *Scores) []float64   { return s.Failed }

// summarize computes what the raw scores come to.
func (t *Table) summarize() {
	t.Seeds, t.Rows, t.Against, t.Bars = t.common(), nil, nil, nil
	if len(t.Seeds) == 0 {
		return
	}
	for _, s := range t.Worlds[0].Rules {
		t.Rows = append(t.Rows, t.row(ruleOf(s.Rule)))
	}
	for _, pair := range pairs {
		if t.byWorld(pair[0], failures) != nil && t.byWorld(pair[1], failures) != nil {
			t.Against = append(t.Against, t.compare(pair[0], pair[1]))
		}
	}
	var table []*stat.Paired
	for i := range t.Against {
		table = append(table, &t.Against[i].Failures)
	}
	stat.Holm(table)
	t.judge()
}

func (t *Table) row(rule *Rule) Row {
	part := 1 / float64(len(t.Worlds))
	mean := func(of func(*Scores) []float64) stat.Estimate {
		return stat.Describe(perSeed(t.byWorld(rule.Key, of), part))
	}
	fails := t.byWorld(rule.Key, failures)
	r := Row{
		Rule: rule.Key, Label: rule.Label, Sees: rule.Sees, Tuned: rule.Tuned,
		Failures: stat.Describe(perSeed(fails, 1)),
		IQM:      stat.IntervalOf(aggregate.IQMInterval(fails, resamples, rng.New(1))),
		Share:    mean(func(s *Scores) []float64 { return s.Share }), Return: mean(returns), Failed: mean(failed),
	}
	if t.byWorld(rule.Key, func(s *Scores) []float64 { return s.GuardedReturn }) != nil {
		r.Guarded = &GuardedScores{
			Return: mean(func(s *Scores) []float64 { return s.GuardedReturn }),
			Failed: mean(func(s *Scores) []float64 { return s.GuardedFailed }),
			Share:  mean(func(s *Scores) []float64 { return s.GuardedShare }),
		}
	}
	return r
}

func (t *Table) compare(rule, other string) Comparison {
	part := 1 / float64(len(t.Worlds))
	paired := func(of func(*Scores) []float64, part float64) stat.Paired {
		return stat.Pair(perSeed(t.byWorld(rule, of), part), perSeed(t.byWorld(other, of), part))
	}
	c := Comparison{Rule: rule, Other: other, Failures: paired(failures, 1), Return: paired(returns, part), Failed: paired(failed, part)}
	against := t.byWorld(other, failures)
	c.Part = 1 + c.Failures.Difference.Mean/stat.Number(stat.Mean(perSeed(against, 1)))
	c.Better = stat.IntervalOf(aggregate.ProbabilityOfImprovement(against, t.byWorld(rule, failures), resamples, rng.New(1)))
	return c
}

// judge says whether withdrawn guidance does what is asked of it.
func (t *Table) judge() {
	for _, c := range t.Against {
		if c.Rule != withdrawn || c.Other != "none" {
			continue
		}
		d := c.Return.Difference
		t.Bars = []Bar{
			{"withdrawn: at most 55 % of the unguarded failures while training", c.Part <= 0.55, fmt.Sprintf("%.0f %%", 100*c.Part)},
			{"withdrawn: the return afterwards is at most 1 below unguarded", d.Mean >= -1, interval(d, 2)},
		}
	}
}
