package guidance

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/experiment/stat"
)

// Table is what Measure measured: the raw scores by world and seed, and what they come to
// on the seeds that every rule has finished in every world.
type Table struct {
	Settings
	Wanted  int           `json:"parts_wanted"` // worlds and seeds
	Worlds  []WorldScores `json:"worlds"`
	Trials  []Trial       `json:"trials"` // on which limits were chosen
	Seeds   []stat.Seed   `json:"seed"`   // that Rows and Comparisons are of
	Rows    []Row         `json:"rows"`
	Against []Comparison  `json:"comparisons"`
	Bars    []Bar         `json:"bars"`
}

// WorldScores are the raw scores in a world.
type WorldScores struct {
	World string      `json:"world"`
	Words string      `json:"words"`
	Seeds []stat.Seed `json:"seed"`
	Rules []Scores    `json:"by_rule"`
}

// Scores are those of a rule in a world, by seed. The last three are empty where guidance
// cannot be left on.
type Scores struct {
	Rule          string    `json:"rule"`
	Setting       string    `json:"setting"` // what of the rule was tuned
	Failures      []float64 `json:"failures"`
	Share         []float64 `json:"share"`
	Return        []float64 `json:"return"`
	Failed        []float64 `json:"failed_share"`
	GuardedReturn []float64 `json:"guarded_return"`
	GuardedFailed []float64 `json:"guarded_failed_share"`
	GuardedShare  []float64 `json:"guarded_share"`
}

// table returns the table of the results that there are.
func (o *Options) table(trials []Trial, results []*result) *Table {
	var rules []string
	for _, key := range RuleKeys() {
		if slices.Contains(o.Rules, key) {
			rules = append(rules, key)
		}
	}
	t := &Table{Settings: o.Settings(), Wanted: len(results), Trials: trials}
	for _, w := range o.measured() {
		t.Worlds = append(t.Worlds, WorldScores{World: w.Key, Words: w.Words})
	}
	t.fill(rules, func(world string) (of []result) {
		for _, r := range results {
			if r != nil && r.World == world {
				of = append(of, *r)
			}
		}
		return of
	})
	return t
}

// fill takes over the results of the worlds that have been finished under every rule.
func (t *Table) fill(rules []string, of func(world string) []result) {
	for i := range t.Worlds {
		w := &t.Worlds[i]
		w.Seeds, w.Rules = nil, make([]Scores, len(rules))
		for _, r := range of(w.World) {
			if slices.ContainsFunc(rules, func(key string) bool { _, has := r.Cells[key]; return !has }) {
				continue
			}
			w.Seeds = append(w.Seeds, stat.Seed(r.Seed))
			for j, key := range rules {
				w.Rules[j].add(key, r.Cells[key])
			}
		}
	}
	t.summarize()
}

func (s *Scores) add(rule string, c Cell) {
	s.Rule, s.Setting = rule, c.Setting
	s.Failures, s.Share = append(s.Failures, c.Failures), append(s.Share, rounded(c.Share))
	s.Return, s.Failed = append(s.Return, rounded(c.Return)), append(s.Failed, rounded(c.Failed))
	if g := c.Guarded; g != nil {
		s.GuardedReturn, s.GuardedFailed = append(s.GuardedReturn, rounded(g.Return)), append(s.GuardedFailed, rounded(g.Failed))
		s.GuardedShare = append(s.GuardedShare, rounded(g.Share))
	}
}

// rounded keeps what a reader of raw scores needs.
func rounded(v float64) float64 { return math.Round(v*1e5) / 1e5 }

// cell is add, the other way round.
func (s *Scores) cell(i int) Cell {
	c := Cell{Setting: s.Setting, Failures: s.Failures[i], Share: s.Share[i], Return: s.Return[i], Failed: s.Failed[i]}
	if len(s.GuardedReturn) > 0 {
		c.Guarded = &Guarded{s.GuardedReturn[i], s.GuardedFailed[i], s.GuardedShare[i]}
	}
	return c
}

// Read returns the table that was written as JSON; what its raw scores come to is computed again.
func Read(b []byte) (*Table, error) {
	t := new(Table)
	if err := json.Unmarshal(b, t); err != nil {
		return nil, fmt.Errorf("guidance: not a comparison of guidance: %w", err)
	}
	if len(t.Worlds) == 0 {
		return nil, errors.New("guidance: not a comparison of guidance: it has no world")
	}
	for _, w := range t.Worlds {
		for _, s := range w.Rules {
			n, guarded := len(w.Seeds), len(s.GuardedReturn)
			if !slices.Contains(RuleKeys(), s.Rule) && n > 0 {
				return nil, fmt.Errorf("guidance: %s: rule %q is not one of %v", w.World, s.Rule, RuleKeys())
			}
			if len(s.Failures) != n || len(s.Share) != n || len(s.Return) != n || len(s.Failed) != n ||
				guarded != 0 && guarded != n || len(s.GuardedFailed) != guarded || len(s.GuardedShare) != guarded {
				return nil, fmt.Errorf("guidance: %s, %s: the scores are not those of %d seeds", w.World, s.Rule, n)
			}
		}
	}
	t.summarize()
	return t, nil
}

// Merge puts the tables of shards together, of which each has other seeds or worlds. The
// error names what they do not have in common.
func Merge(tables []*Table) (*Table, error) {
	first := tables[0]
	whole := &Table{Settings: first.Settings, Trials: first.Trials}
	var rules []string
	for _, s := range first.Worlds[0].Rules {
		rules = append(rules, s.Rule)
	}
	found := map[string][]result{}
	for _, t := range tables {
		if t.Settings != first.Settings {
			return nil, fmt.Errorf("guidance: results of the settings %+v and of %+v cannot be put together", first.Settings, t.Settings)
		}
		whole.Wanted += t.Wanted
		if len(whole.Trials) < len(t.Trials) {
			whole.Trials = t.Trials
		}
		for _, w := range t.Worlds {
			for i, seed := range w.Seeds {
				if slices.ContainsFunc(found[w.World], func(r result) bool { return r.Seed == uint64(seed) }) {
					return nil, fmt.Errorf("guidance: seed %d of %s is in two of the results", seed, w.World)
				}
				r := result{w.World, uint64(seed), map[string]Cell{}}
				for _, s := range w.Rules {
					r.Cells[s.Rule] = s.cell(i)
				}
				found[w.World] = append(found[w.World], r)
			}
		}
	}
	for _, w := range Worlds() {
		if of := found[w.Key]; of != nil {
			slices.SortFunc(of, func(a, b result) int { return int(a.Seed) - int(b.Seed) })
			whole.Worlds = append(whole.Worlds, WorldScores{World: w.Key, Words: w.Words})
		}
	}
	whole.fill(rules, func(world string) []result { return found[world] })
	return whole, nil
}

// Finished returns how many seeds of all worlds were finished, and of how many.
func (t *Table) Finished() (done, wanted int, unit string) {
	for _, w := range t.Worlds {
		done += len(w.Seeds)
	}
	return done, t.Wanted, "seeds of a world"
}

// scores returns the scores of a rule in a world; nil where it was not measured.
func (w *WorldScores) scores(rule string) *Scores {
	for i := range w.Rules {
		if w.Rules[i].Rule == rule {
			return &w.Rules[i]
		}
	}
	return nil
}

// common returns the seeds that all worlds have.
func (t *Table) common() (seeds []stat.Seed) {
	for _, seed := range t.Worlds[0].Seeds {
		if !slices.ContainsFunc(t.Worlds, func(w WorldScores) bool { return !slices.Contains(w.Seeds, seed) }) {
			seeds = append(seeds, seed)
		}
	}
	return seeds
}

// byWorld returns one of a rule's numbers for the common seeds, world after world; nil where
// the rule does not have it.
func (t *Table) byWorld(rule string, of func(*Scores) []float64) (tasks [][]float64) {
	for i := range t.Worlds {
		w := &t.Worlds[i]
		s := w.scores(rule)
		if s == nil || len(of(s)) == 0 {
			return nil
		}
		var x []float64
		for j, seed := range w.Seeds {
			if slices.Contains(t.Seeds, seed) {
				x = append(x, of(s)[j])
			}
		}
		tasks = append(tasks, x)
	}
	return tasks
}

// perSeed returns for every seed the sum over the worlds, times the given part.
func perSeed(tasks [][]float64, part float64) []float64 {
	if tasks == nil {
		return nil
	}
	sums := make([]float64, len(tasks[0]))
	for _, x := range tasks {
		for i, v := range x {
			sums[i] += part * v
		}
	}
	return sums
}
