package bench

import (
	"fmt"
	"io"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
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
	Seed     uint64 `json:"seed,string"` // as text, because not every program reads 64 bits
	Episodes int    `json:"episodes"`    // played by every policy
	Wanted   int    `json:"episodes_wanted"`
	Partial  bool   `json:"partial"` // fewer were played than asked for
	Rows     []Row  `json:"rows"`
	Wins     []Wins `json:"comparisons"`

	keys     []string // of the players
	played   [][]agent.Episode
	compared *series.Table
}

// Row is what one policy's episodes came to.
type Row struct {
	Policy   string        `json:"policy"`
	Failures int           `json:"failures"`     // episodes that ended before the step limit
	Failed   Share         `json:"failed_share"` // of all
	Return   stat.Estimate `json:"return"`       // sum of an episode's rewards
	Steps    stat.Estimate `json:"steps"`        // per episode
	OOM      stat.Estimate `json:"oom"`          // nodes out of memory, summed over an episode's steps
	Crit     stat.Estimate `json:"critical_oom"` // critical ones among them
	AvgLoad  stat.Estimate `json:"avg_load"`     // mean of cpu and memory over an episode's nodes and steps
	Cost     stat.Estimate `json:"cost"`         // budget that an episode's actions took
	// ScaleRate is the scale actions per step: how much of the reward is the scale reward's.
	ScaleRate stat.Estimate `json:"scale_rate"`

	*Overrules // of a player that looks ahead
}

// Share is a part of all episodes, with the 95 % interval of its probability.
type Share struct {
	Rate stat.Number `json:"rate"`
	Low  stat.Number `json:"low"`
	High stat.Number `json:"high"`
}

// Wins compares a policy with another on the same episodes: in how many its return was
// higher, and by how much its numbers differ; see [series.Pair].
type Wins struct {
	Policy      string        `json:"policy"`
	Against     string        `json:"against"`
	Won         int           `json:"wins"`
	Ties        int           `json:"ties"`
	Lost        int           `json:"losses"`
	Return      stat.Estimate `json:"return_difference"`
	Survived    stat.Estimate `json:"survived_difference"`
	Improvement Share         `json:"improvement"`
	Paired      stat.Paired   `json:"paired"` // the returns by Student's t, corrected for the number of policies
}

func newTable(o *Options, all [][]played) *Table {
	n := len(all[0])
	t := &Table{
		World: o.Title, Rules: o.World.Rules.String(), Seed: o.Seed,
		Height: o.World.Height, Width: o.World.Width, MaxSteps: o.World.MaxSteps,
		Episodes: n, Wanted: o.Episodes, Partial: n < o.Episodes,
	}
	if n == 0 {
		return t
	}
	for i, p := range o.Players {
		t.keys = append(t.keys, p.Key)
		t.played = append(t.played, nil)
		for _, one := range all[i] {
			t.played[i] = append(t.played[i], one.Episode)
		}
	}
	t.compared = series.Compare(t.keys, t.played, o.Seed)
	for i, r := range t.compared.Rows {
		t.Rows = append(t.Rows, Row{
			Policy: r.Player, Return: estimate(r.Return), Steps: estimate(r.Steps), OOM: estimate(r.OOM),
			Crit: estimate(r.CriticalOOM), AvgLoad: estimate(r.AvgLoad), Cost: estimate(r.Cost),
			ScaleRate: estimate(r.ScaleRate), Failures: r.Failures, Failed: share(r.Failed),
			Overrules: overrules(all[i], o.Seed),
		})
	}
	for _, p := range t.compared.Pairs {
		t.Wins = append(t.Wins, Wins{p.Player, p.Against, p.Wins, p.Ties, p.Losses, estimate(p.Return), estimate(p.Survived), share(p.Improvement), stat.Paired{}})
	}
	t.test()
	return t
}

// test compares the returns of each policy with those of the first by the paired t test.
func (t *Table) test() {
	returns := make([][]float64, len(t.played))
	for i, episodes := range t.played {
		for j := range episodes {
			returns[i] = append(returns[i], episodes[j].Return)
		}
	}
	var all []*stat.Paired
	for i := range t.Wins {
		t.Wins[i].Paired = stat.Pair(returns[i+1], returns[0])
		all = append(all, &t.Wins[i].Paired)
	}
	stat.Holm(all)
}

// estimate returns e as JSON has it.
func estimate(e series.Estimate) stat.Estimate {
	return stat.Estimate{Mean: stat.Number(e.Mean), SD: stat.Number(e.SD), Low: stat.Number(e.Low), High: stat.Number(e.High)}
}

func share(s series.Share) Share {
	return Share{stat.Number(s.Rate), stat.Number(s.Low), stat.Number(s.High)}
}

// CSV returns the table as comma-separated values, a row for each policy, and
// EpisodesCSV a row for every episode of each; nothing where no episode was finished.
func (t *Table) CSV() []byte {
	if t.compared == nil {
		return nil
	}
	return t.compared.Append(nil)
}

// EpisodesCSV is described at CSV.
func (t *Table) EpisodesCSV() []byte {
	if t.compared == nil {
		return nil
	}
	return series.AppendEpisodes(nil, t.keys, t.played)
}

// Finished returns how many episodes every policy has played, and of how many.
func (t *Table) Finished() (done, wanted int, unit string) { return t.Episodes, t.Wanted, "episodes" }

// String is the table in the published layout, with the names that all files have: a line per policy, its 95 % intervals
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
		win.print(&b, t.Episodes)
	}
	if len(t.Rows) > 0 && t.Rules == cluster.V45.String() {
		b.WriteString(published)
	}
	return b.String()
}

func (r *Row) print(w io.Writer) {
	fmt.Fprintf(w, "%s | failed=%.3f | return μ=%+.3f σ=%.3f | steps μ=%.1f | oom=%.2f | critical_oom=%.2f | avg_load μ=%.3f | cost μ=%.2f | scale_rate=%.3f\n",
		r.Policy, r.Failed.Rate, r.Return.Mean, r.Return.SD, r.Steps.Mean, r.OOM.Mean, r.Crit.Mean, r.AvgLoad.Mean, r.Cost.Mean, r.ScaleRate.Mean)
	fmt.Fprintf(w, "%-*s | failed %.3f to %.3f | return %+.3f to %+.3f | steps %.1f to %.1f | oom %.2f to %.2f | critical_oom %.2f to %.2f | avg_load %.3f to %.3f | cost %.2f to %.2f | scale_rate %.3f to %.3f\n",
		len(r.Policy), "  95 %", r.Failed.Low, r.Failed.High, r.Return.Low, r.Return.High, r.Steps.Low, r.Steps.High, r.OOM.Low, r.OOM.High,
		r.Crit.Low, r.Crit.High, r.AvgLoad.Low, r.AvgLoad.High, r.Cost.Low, r.Cost.High, r.ScaleRate.Low, r.ScaleRate.High)
	if r.Overrules == nil {
		return
	}
	fmt.Fprintf(w, "%-*s | looked ahead before %.1f %% of the steps (95 %%: %.1f to %.1f) | overruled %.2f %% of them all (%.2f to %.2f)\n",
		len(r.Policy), "  imagined", 100*r.Looked.Value, 100*r.Looked.Low, 100*r.Looked.High, 100*r.Overruled.Value, 100*r.Overruled.Low, 100*r.Overruled.High)
}

func (w *Wins) print(to io.Writer, episodes int) {
	fmt.Fprintf(to, "%s win-rate against %s: %d/%d (ties: %d)\n", w.Policy, w.Against, w.Won, episodes, w.Ties)
	fmt.Fprintf(to, "%-*s | survived %+.3f (95 %%: %+.3f to %+.3f) | return %+.3f (95 %%: %+.3f to %+.3f), paired t %.1f, p %s (Holm) | probability of improvement %.3f (95 %%: %.3f to %.3f)\n",
		len(w.Policy), "  difference", w.Survived.Mean, w.Survived.Low, w.Survived.High, w.Return.Mean, w.Return.Low, w.Return.High, w.Paired.T, stat.PText(w.Paired.Holm),
		w.Improvement.Rate, w.Improvement.Low, w.Improvement.High)
}

// published are the figures published for v4.5, quoted for comparison and used
// for nothing else.
const published = `
Published for v4.5 (50 episodes; reward is the return, the rates are of nodes per episode):
random | reward μ=-12.456 σ=4.821 | steps μ=312.4 | oom_rate=1.82 | crit_rate=0.68 | avg_load μ=0.512
heuristic | reward μ=+18.912 σ=3.215 | steps μ=456.8 | oom_rate=0.34 | crit_rate=0.12 | avg_load μ=0.378
Heuristic win-rate: 50/50 (ties: 0)
What is measured differs from what was published. The published implementation, run with its own
defaults, does not give that table either: it scored about +29.5 (standard deviation 6.2) over 486 steps with random actions.
`
