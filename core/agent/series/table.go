package series

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/rng"
)

// Table compares players on the same episodes.
type Table struct {
	Episodes int // of every player
	Rows     []Row
	Pairs    []Pair // of each player but the first against the first
}

// Row is what one player's episodes came to.
type Row struct {
	Player   string
	Failures int   // episodes that ended before the step limit
	Failed   Share // of all

	Return      Estimate // sum of an episode's rewards
	Steps       Estimate // per episode
	OOM         Estimate // nodes out of memory, summed over an episode's steps
	CriticalOOM Estimate // critical ones among them
	AvgLoad     Estimate // mean over an episode's steps
	Cost        Estimate // budget that an episode's actions took
	ScaleRate   Estimate // scale actions per step of an episode
}

// Pair compares a player with another on the same episodes, the player's number minus
// the other's.
type Pair struct {
	Player, Against string
	Survived        Estimate // difference of the shares of episodes survived
	Return          Estimate // difference of the returns

	// Improvement is the probability that the player's return is the higher one in an
	// episode, where a tie counts half: the probability of improvement of Agarwal et al.
	// ("Deep Reinforcement Learning at the Edge of the Statistical Precipice", 2021), for
	// runs that come in pairs.
	Improvement        Share
	Wins, Ties, Losses int // by return
}

// Compare returns the table of players' episodes, of which all have the same number:
// episodes[p][i] is player p's in the i-th. seed is that of the series; the resampling
// follows from it.
func Compare(keys []string, episodes [][]agent.Episode, seed uint64) *Table {
	t := &Table{Episodes: len(episodes[0])}
	for i, key := range keys {
		n := failed(episodes[i])
		t.Rows = append(t.Rows, Row{Player: key, Failures: n, Failed: Wilson(float64(n), t.Episodes)})
	}
	for i, key := range keys[1:] {
		t.Pairs = append(t.Pairs, newPair(key, keys[0], episodes[i+1], episodes[0]))
	}
	columns := t.columns(episodes)
	estimates := estimate(t.Episodes, columns, rng.New(rng.Derive(seed, resampleStream)))
	for i, c := range columns {
		*c.to = estimates[i]
	}
	return t
}

// resampleStream separates the resampling from the episodes of a seed.
const resampleStream = math.MaxUint64 - 2

// column is one number of every episode, and where its estimate goes.
type column struct {
	of func(i int) float64
	to *Estimate
}

// columns lists everything that is estimated.
func (t *Table) columns(episodes [][]agent.Episode) []column {
	var list []column
	for i := range t.Rows {
		for _, m := range measures {
			mine := episodes[i]
			list = append(list, column{func(e int) float64 { return m.of(&mine[e]) }, m.estimate(&t.Rows[i])})
		}
	}
	theirs := episodes[0]
	for i := range t.Pairs {
		p, mine := &t.Pairs[i], episodes[i+1]
		list = append(list,
			column{func(e int) float64 { return survived(&mine[e]) - survived(&theirs[e]) }, &p.Survived},
			column{func(e int) float64 { return mine[e].Return - theirs[e].Return }, &p.Return})
	}
	return list
}

// measures are the numbers of a row that are means over its episodes.
var measures = [...]struct {
	name     string // in files
	of       func(*agent.Episode) float64
	estimate func(*Row) *Estimate
}{
	{"return", func(e *agent.Episode) float64 { return e.Return }, func(r *Row) *Estimate { return &r.Return }},
	{"steps", func(e *agent.Episode) float64 { return float64(e.Steps) }, func(r *Row) *Estimate { return &r.Steps }},
	{"oom", func(e *agent.Episode) float64 { return float64(e.OOM) }, func(r *Row) *Estimate { return &r.OOM }},
	{"critical_oom", func(e *agent.Episode) float64 { return float64(e.CriticalOOM) }, func(r *Row) *Estimate { return &r.CriticalOOM }},
	{"avg_load", func(e *agent.Episode) float64 { return e.AvgLoad }, func(r *Row) *Estimate { return &r.AvgLoad }},
	{"cost", func(e *agent.Episode) float64 { return e.Cost }, func(r *Row) *Estimate { return &r.Cost }},
	{"scale_rate", func(e *agent.Episode) float64 { return float64(e.Scales) / float64(e.Steps) }, func(r *Row) *Estimate { return &r.ScaleRate }},
}

func survived(e *agent.Episode) float64 {
	if e.Failed {
		return 0
	}
	return 1
}

func failed(episodes []agent.Episode) int {
	n := 0
	for i := range episodes {
		if episodes[i].Failed {
			n++
		}
	}
	return n
}

func newPair(key, against string, mine, theirs []agent.Episode) Pair {
	p := Pair{Player: key, Against: against}
	for i := range mine {
		switch a, b := mine[i].Return, theirs[i].Return; {
		case a > b:
			p.Wins++
		case a < b:
			p.Losses++
		default:
			p.Ties++
		}
	}
	p.Improvement = Wilson(float64(p.Wins)+float64(p.Ties)/2, len(mine))
	return p
}
