// Package localrule finds the local rule that does best in a world: every rule of a grid
// plays the same episodes, which nothing else is measured on.
package localrule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/pool"
	"github.com/resonetics/playground/experiment/stat"
)

// Grid returns the rules that are tried.
func Grid() (rules []agent.Rule) {
	for _, cleaning := range []agent.Cleaning{agent.ByMemory, agent.ByLoad, agent.MemoryOnly} {
		for _, threshold := range []float32{0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7} {
			for hotspots := 1; hotspots <= 3; hotspots++ {
				rules = append(rules, agent.Rule{Cleaning: cleaning, Threshold: threshold, Hotspots: hotspots})
			}
		}
	}
	return rules
}

// TunedEpisodes is how many episodes of the set baselines.Tuning the rules of agent.Local
// were tuned on.
const TunedEpisodes = 1000

// Options says what to tune on.
type Options struct {
	World    string // its name
	Config   cluster.Config
	Set      baselines.Set // the episodes
	Episodes int           // of it, at least 2
	Workers  int           // rules at once; 0: one per processor

	Progress func(done, total int) // called after each rule, one call at a time; may be nil
}

// Row is what a rule came to.
type Row struct {
	Rule     agent.Rule    `json:"-"`
	Text     string        `json:"rule"`
	Failures int           `json:"failures"`
	Failed   stat.Interval `json:"failed_share"` // share of the episodes, with Wilson's interval
	Return   stat.Estimate `json:"return"`       // of an episode, by Student's t
}

// Table holds the rules of the grid, the best mean return first.
type Table struct {
	World    string `json:"world"`
	Set      string `json:"tuned_on"`
	SetSeed  uint64 `json:"tuned_on_seed,string"`
	Episodes int    `json:"episodes"`
	Rows     []Row  `json:"tried"`
}

// Tune lets the rules of the grid play the same episodes. When ctx ends first, it returns
// ctx's error.
func Tune(ctx context.Context, o Options) (*Table, error) {
	if o.Episodes < 2 {
		return nil, fmt.Errorf("localrule: %d episodes, want at least 2", o.Episodes)
	}
	grid := Grid()
	rows, err := pool.Map(ctx, len(grid), o.Workers, o.Progress, func(ctx context.Context, i int) (Row, error) {
		return measure(ctx, &o, grid[i])
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(b.Return.Mean, a.Return.Mean) })
	return &Table{World: o.World, Set: o.Set.Key, SetSeed: o.Set.Seed, Episodes: o.Episodes, Rows: rows}, nil
}

func measure(ctx context.Context, o *Options, r agent.Rule) (Row, error) {
	played, err := baselines.Evaluate(ctx, o.Config, r, o.Set.Seed, o.Episodes)
	if err != nil {
		return Row{}, err
	}
	row := Row{Rule: r, Text: r.String()}
	returns := make([]float64, len(played))
	for i := range played {
		returns[i] = played[i].Return
		if played[i].Failed {
			row.Failures++
		}
	}
	share := series.Wilson(float64(row.Failures), len(played))
	row.Failed = stat.Interval{Value: stat.Number(share.Rate), Low: stat.Number(share.Low), High: stat.Number(share.High)}
	row.Return = stat.Describe(returns)
	return row, nil
}

// Best returns the rule with the highest mean return.
func (t *Table) Best() agent.Rule { return t.Rows[0].Rule }

// shown is how many rules of a table are printed.
const shown = 5

// String gives the best rules, each with 95 % intervals.
func (t *Table) String() string {
	w := new(strings.Builder)
	fmt.Fprintf(w, "%s: the best of %d local rules by mean return on %d episodes of the set %s\n", t.World, len(t.Rows), t.Episodes, t.Set)
	for _, r := range t.Rows[:min(shown, len(t.Rows))] {
		fmt.Fprintf(w, "  %-58s fails %5.1f %% (95 %%: %.1f to %.1f)   return %6.1f (95 %%: %.1f to %.1f)\n",
			r.Text, 100*r.Failed.Value, 100*r.Failed.Low, 100*r.Failed.High, r.Return.Mean, r.Return.Low, r.Return.High)
	}
	return w.String()
}

// Overall returns the rule with the highest sum of mean returns over the tables, which are
// of the same grid.
func Overall(tables []*Table) agent.Rule {
	sums := make(map[agent.Rule]float64)
	var best agent.Rule
	for _, rule := range Grid() {
		for _, t := range tables {
			at := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Rule == rule })
			sums[rule] += float64(t.Rows[at].Return.Mean)
		}
		if _, found := sums[best]; !found || sums[rule] > sums[best] {
			best = rule
		}
	}
	return best
}
