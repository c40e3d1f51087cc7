package bench

import (
	"fmt"
	"io"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/stat"
)

// Table is what Run measured.
type Table struct {
	World    string `json:"world"`
	Rules    string `json:"rules"`
	Height   int    `json:"height"`
	Width    int    `json:"width"`
	MaxSteps int    `json:"max_steps"`
	Seed     uint64 `json:"seed"`
	Episodes int    `json:"episodes"` // played by every policy
	Wanted   int    `json:"wanted"`   // asked for
	Partial  bool   `json:"partial"`  // fewer were played than asked for
	Rows     []Row  `json:"rows"`
	Wins     []Wins `json:"wins"`
}

// Row is what one policy's episodes came to.
type Row struct {
	Policy  string        `json:"policy"`
	Reward  stat.Estimate `json:"reward"`    // sum of an episode's rewards
	Steps   stat.Estimate `json:"steps"`     // per episode
	OOM     stat.Estimate `json:"oom_rate"`  // nodes out of memory, summed over an episode's steps
	Crit    stat.Estimate `json:"crit_rate"` // critical ones among them
	AvgLoad stat.Estimate `json:"avg_load"`  // mean of cpu and memory over an episode's nodes and steps
	Failed  stat.Share    `json:"failed"`    // episodes that ended before the step limit
}

// Wins is in how many of the same episodes a policy's return was higher than
// another's.
type Wins struct {
	Policy  string `json:"policy"`
	Against string `json:"against"`
	Won     int    `json:"won"`
	Ties    int    `json:"ties"`
}

func newTable(o *Options, results [][]agent.Episode) *Table {
	n := len(results[0])
	t := &Table{
		World: o.Title, Rules: o.World.Rules.String(), Seed: o.Seed,
		Height: o.World.Height, Width: o.World.Width, MaxSteps: o.World.MaxSteps,
		Episodes: n, Wanted: o.Episodes, Partial: n < o.Episodes,
	}
	if n == 0 {
		return t
	}
	for i, p := range o.Players {
		t.Rows = append(t.Rows, newRow(p.Key, results[i]))
	}
	for i, p := range o.Players[1:] {
		t.Wins = append(t.Wins, newWins(p.Key, o.Players[0].Key, results[i+1], results[0]))
	}
	return t
}

func newRow(policy string, episodes []agent.Episode) Row {
	column := func(value func(*agent.Episode) float64) stat.Estimate {
		x := make([]float64, len(episodes))
		for i := range episodes {
			x[i] = value(&episodes[i])
		}
		return stat.Describe(x)
	}
	failed := 0
	for _, e := range episodes {
		if e.Failed {
			failed++
		}
	}
	return Row{
		Policy:  policy,
		Reward:  column(func(e *agent.Episode) float64 { return e.Return }),
		Steps:   column(func(e *agent.Episode) float64 { return float64(e.Steps) }),
		OOM:     column(func(e *agent.Episode) float64 { return float64(e.OOM) }),
		Crit:    column(func(e *agent.Episode) float64 { return float64(e.CriticalOOM) }),
		AvgLoad: column(func(e *agent.Episode) float64 { return e.AvgLoad }),
		Failed:  stat.Wilson(failed, len(episodes)),
	}
}

func newWins(policy, against string, mine, theirs []agent.Episode) Wins {
	w := Wins{Policy: policy, Against: against}
	for i := range mine {
		switch {
		case mine[i].Return > theirs[i].Return:
			w.Won++
		case mine[i].Return == theirs[i].Return:
			w.Ties++
		}
	}
	return w
}

// Finished returns how many episodes every policy has played, and of how many.
func (t *Table) Finished() (done, wanted int, unit string) { return t.Episodes, t.Wanted, "episodes" }

// String is the table in the published layout: a line per policy, its 95 % intervals
// below it, the win rates, and, where figures were published for the same world,
// those.
func (t *Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (rules %s, %d × %d nodes, up to %d steps), %d episodes from seed %d\n",
		t.World, t.Rules, t.Height, t.Width, t.MaxSteps, t.Episodes, t.Seed)
	for i := range t.Rows {
		t.Rows[i].print(&b)
	}
	for _, win := range t.Wins {
		fmt.Fprintf(&b, "%s win-rate against %s: %d/%d (ties: %d)\n", win.Policy, win.Against, win.Won, t.Episodes, win.Ties)
	}
	if len(t.Rows) > 0 && t.Rules == cluster.V45.String() {
		b.WriteString(published)
	}
	return b.String()
}

func (r *Row) print(w io.Writer) {
	fmt.Fprintf(w, "%s | reward μ=%+.3f σ=%.3f | steps μ=%.1f | oom_rate=%.2f | crit_rate=%.2f | avg_load μ=%.3f | failed=%.3f\n",
		r.Policy, r.Reward.Mean, r.Reward.SD, r.Steps.Mean, r.OOM.Mean, r.Crit.Mean, r.AvgLoad.Mean, r.Failed.Rate)
	fmt.Fprintf(w, "%-*s | reward %+.3f to %+.3f | steps %.1f to %.1f | oom_rate %.2f to %.2f | crit_rate %.2f to %.2f | avg_load %.3f to %.3f | failed %.3f to %.3f\n",
		len(r.Policy), "  95 %", r.Reward.Low, r.Reward.High, r.Steps.Low, r.Steps.High, r.OOM.Low, r.OOM.High,
		r.Crit.Low, r.Crit.High, r.AvgLoad.Low, r.AvgLoad.High, r.Failed.Low, r.Failed.High)
}

// published are the figures published for v4.5, quoted for comparison and used
// for nothing else.
const published = `
Published for v4.5 (50 episodes):
random | reward μ=-12.456 σ=4.821 | steps μ=312.4 | oom_rate=1.82 | crit_rate=0.68 | avg_load μ=0.512
heuristic | reward μ=+18.912 σ=3.215 | steps μ=456.8 | oom_rate=0.34 | crit_rate=0.12 | avg_load μ=0.378
Heuristic win-rate: 50/50 (ties: 0)
What is measured differs from what was published. The published implementation, run with its own
defaults, does not give that table either: it scored about +29.5 ± 6.2 over 486 steps with random actions.
`
