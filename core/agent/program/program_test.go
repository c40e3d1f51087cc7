package program

import (
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.starlark.net/starlark"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

var allRules = []cluster.Rules{cluster.V45, cluster.V46, cluster.V51}

func compiled(t testing.TB, source string) *Program {
	t.Helper()
	p, err := New(source, "test")
	require.NoError(t, err)
	return p
}

func world(t testing.TB, c cluster.Config) *cluster.World {
	t.Helper()
	w, err := cluster.New(c)
	require.NoError(t, err)
	return w
}

func example(t testing.TB, key string) string {
	t.Helper()
	for _, e := range Examples() {
		if e.Key == key {
			return e.Source
		}
	}
	t.Fatalf("no example %q", key)
	return ""
}

// TestH3PlaysAsH3 compares every action of whole episodes, on the defaults of every rule
// set and on every preset.
func TestH3PlaysAsH3(t *testing.T) {
	require.LessOrEqual(t, strings.Count(example(t, "h3"), "\n"), 11, "ten lines and a comment")
	var configs []cluster.Config
	for _, rules := range allRules {
		configs = append(configs, cluster.Default(rules))
	}
	for _, p := range cluster.Presets() {
		configs = append(configs, p.Config)
	}
	p := compiled(t, example(t, "h3"))
	for _, c := range configs {
		w := world(t, c)
		decisions := 0
		for seed := range uint64(12) {
			w.Reset(seed)
			for !w.Over() {
				want := agent.H3.Act(w, nil)
				got, err := p.Decide(w)
				require.NoError(t, err)
				require.Equal(t, want, got, "%s seed %d step %d", c.Rules, seed, w.Steps())
				_, err = w.Step(got)
				require.NoError(t, err)
				decisions++
			}
		}
		require.Greater(t, decisions, 300)
	}
}

// TestNumbersReadAsTheyAreWritten holds what equality with h.3 rests on, where it is
// decided by the last bit.
func TestNumbersReadAsTheyAreWritten(t *testing.T) {
	require.Equal(t, 0.3, decimal(float32(0.3)))
	r := rng.New(1)
	for range 20_000 {
		x := r.Float32()
		require.Equal(t, x, float32(decimal(x)))
		require.Equal(t, fmt.Sprint(x), fmt.Sprint(decimal(x)))
	}
	for _, x := range []float32{0, 1, 0.5, 1e-7, 1e-12, 1e-30, 1.17549435e-38, 0.99, 0.1} {
		require.Equal(t, x, float32(decimal(x)))
		require.Equal(t, fmt.Sprint(x), fmt.Sprint(decimal(x)))
	}
}

func TestSeeShowsTheObservation(t *testing.T) {
	p := compiled(t, `
def act(see, memo):
    patch = [see.up_left, see.up, see.up_right, see.left, see.here, see.right, see.down_left, see.down, see.down_right]
    memo["patch"] = [[n.cpu, n.memory, n.priority] for n in patch]
    memo["here"] = [see.cpu, see.memory, see.priority]
    memo["around"] = [see.around[way].memory for way in [UP, DOWN, LEFT, RIGHT]]
    memo["place"] = [see.row, see.column, see.rows, see.columns]
    memo["budget"] = [see.budget, see.largest_budget, see.recovery]
    memo["cost"] = [see.cost[a] for a in [UP, CLEAN, SCALE, CLEAN_MEMORY, THROTTLE]]
    memo["summary"] = [see.hotspots, see.average_cpu, see.average_memory, see.highest_memory, see.nearly_full]
    memo["rules"] = see.rules
    print(memo["rules"], see.rows)
    return THROTTLE
`)
	w := world(t, cluster.Presets()[2].Config)
	w.Reset(3)
	for range 60 {
		action, err := p.Decide(w)
		require.NoError(t, err)
		require.Equal(t, cluster.Throttle, action)
		_, err = w.Step(cluster.Right)
		require.NoError(t, err)
	}
	action, err := p.Decide(w)
	require.NoError(t, err)
	require.Equal(t, cluster.Throttle, action)
	require.Equal(t, []string{"v5.1 6"}, p.Printed())
	o, c := w.Observation(), w.Config()
	entry := func(name string) string {
		v, found, err := p.memo.Get(starlark.String(name))
		require.NoError(t, err)
		require.True(t, found)
		return v.String()
	}
	list := func(values ...any) string {
		parts := make([]string, len(values))
		for i, v := range values {
			if parts[i] = fmt.Sprint(v); !strings.Contains(parts[i], ".") {
				if _, float := v.(float32); float {
					parts[i] += ".0"
				}
				if _, float := v.(float64); float {
					parts[i] += ".0"
				}
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	var nodes []string
	for i := range 9 {
		nodes = append(nodes, list(o[3*i], o[3*i+1], o[3*i+2]))
	}
	require.Equal(t, "["+strings.Join(nodes, ", ")+"]", entry("patch"))
	require.Equal(t, nodes[4], entry("here"))
	require.Equal(t, list(o[4], o[22], o[10], o[16]), entry("around"))
	row, column := w.Agent()
	require.Equal(t, list(row, column, 6, 6), entry("place"))
	require.Equal(t, list(w.Budget(), c.Budget, c.Recovery), entry("budget"))
	require.Equal(t, list(0.0, c.CleanCost, c.ScaleCost, c.MemCleanCost, c.ThrottleCost), entry("cost"))
	s := w.Stats()
	require.Equal(t, list(s.Hotspots, s.AvgCPU, s.AvgMem, s.MaxMem, s.Nearly), entry("summary"))
}

// TestExamplesPlayWholeEpisodes on every rule set, the same twice and in two programs
// that take turns.
func TestExamplesPlayWholeEpisodes(t *testing.T) {
	for _, e := range Examples() {
		require.NotEmpty(t, e.Label)
		require.NotEmpty(t, e.Help)
		for _, rules := range allRules {
			a, b := compiled(t, e.Source), compiled(t, e.Source)
			v, w := world(t, cluster.Default(rules)), world(t, cluster.Default(rules))
			for seed := range uint64(4) {
				v.Reset(seed)
				w.Reset(seed)
				for !v.Over() {
					x, err := a.Decide(v)
					require.NoError(t, err, "%s %s", e.Key, rules)
					y, err := b.Decide(w)
					require.NoError(t, err)
					require.Equal(t, x, y)
					_, err = v.Step(x)
					require.NoError(t, err)
					_, err = w.Step(y)
					require.NoError(t, err)
				}
			}
			first, err := agent.Evaluate(cluster.Default(rules), a, 1, 5)
			require.NoError(t, err)
			again, err := agent.Evaluate(cluster.Default(rules), a, 1, 5)
			require.NoError(t, err)
			require.Equal(t, first, again)
		}
	}
}

func TestAMemoLastsAnEpisode(t *testing.T) {
	p := compiled(t, `
def act(see, memo):
    memo["n"] = memo.get("n", -1) + 1
    return memo["n"] % 4
`)
	w := world(t, cluster.Default(cluster.V51))
	for seed := range uint64(3) {
		w.Reset(seed)
		for step := range 9 {
			action, err := p.Decide(w)
			require.NoError(t, err)
			require.Equal(t, step%4, action)
			_, err = w.Step(action)
			require.NoError(t, err)
		}
	}
	p.forget()
	action, err := p.Decide(w)
	require.NoError(t, err)
	require.Zero(t, action)
}

// TestAMemoIsAValue holds that a memo keeps copies: so a restored one, in which no two
// entries can be one list, goes on as the saved one does.
func TestAMemoIsAValue(t *testing.T) {
	source := `
START = [1]

def act(see, memo):
    if not memo:
        memo["a"] = START
        memo["b"] = memo["a"]
        memo["c"] = {"x": (1, 2.5, None, True, False, "text"), 3: [[]], (1, "k"): {}}
        return UP
    memo["a"].append(len(memo["b"]))
    memo["c"][3][0].append(memo["a"])
    memo["c"][3] = memo["c"][3][-1:]
    memo["c"]["x"] += (1,)
    return [UP, DOWN, LEFT, RIGHT][len(memo["a"]) % 4]
`
	p, q := compiled(t, source), compiled(t, source)
	w := world(t, cluster.Default(cluster.V51))
	act := func(p *Program) int {
		action, err := p.Decide(w)
		require.NoError(t, err)
		return action
	}
	act(p)
	_, err := w.Step(0)
	require.NoError(t, err)
	for range 12 {
		saved, err := p.MarshalBinary()
		require.NoError(t, err)
		require.NoError(t, q.UnmarshalBinary(saved))
		require.Equal(t, p.memo.String(), q.memo.String())
		require.Equal(t, act(p), act(q))
		require.Equal(t, p.memo.String(), q.memo.String())
		for cut := range saved {
			require.Error(t, q.UnmarshalBinary(saved[:cut]))
		}
		require.Error(t, q.UnmarshalBinary(append(saved, 0)))
		require.Equal(t, p.memo.String(), q.memo.String(), "an error leaves the memo as it was")
	}
	require.Contains(t, p.memo.String(), `"b": [1]`)
}

// TestAnEpisodeEndsWhereAProgramFails holds that the caller who plays episodes hears which one
// failed, and why.
func TestAnEpisodeEndsWhereAProgramFails(t *testing.T) {
	p := compiled(t, "def act(see, memo):\n    memo['n'] = memo.get('n', 0) + 1\n    if memo['n'] == 7:\n        return 1 // 0\n    return CLEAN\n")
	w := world(t, cluster.Default(cluster.V51))
	_, err := agent.PlayEpisode(w, p, 11)
	require.EqualError(t, err, "policy test, episode of seed 11, step 7: line 4: a division by zero")
	var mistake *Error
	require.ErrorAs(t, err, &mistake)
	require.Zero(t, p.Act(w, nil), "for who asks for no reason")
	_, err = agent.Evaluate(cluster.Default(cluster.V51), p, 1, 3)
	require.ErrorContains(t, err, "a division by zero")
}

func TestPrintedIsBounded(t *testing.T) {
	p := compiled(t, "def act(see, memo):\n    for i in range(100):\n        print(i, 'x' * 1000, [i])\n    return UP\n")
	w := world(t, cluster.Default(cluster.V51))
	for range 2 {
		_, err := p.Decide(w)
		require.NoError(t, err)
		require.Len(t, p.Printed(), maxLines)
		require.Len(t, p.Printed()[3], maxLetter)
		require.True(t, strings.HasPrefix(p.Printed()[3], "3 xxx"))
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, e := range Examples() {
		b.Run(e.Key, func(b *testing.B) {
			p, w := compiled(b, e.Source), world(b, cluster.Presets()[1].Config)
			r := rng.New(1)
			b.ReportAllocs()
			spent := 0
			for b.Loop() {
				if spent++; spent%16 == 0 { // another place now and then, at little cost
					if _, err := w.Step(r.Intn(6)); err != nil || w.Over() {
						w.Reset(uint64(spent))
					}
				}
				if _, err := p.Decide(w); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}

// TestProgramsShareNothing runs two programs at once; the race detector watches.
func TestProgramsShareNothing(t *testing.T) {
	var group sync.WaitGroup
	results := make([][]agent.Episode, 3)
	errs := make([]error, len(results))
	for i := range results {
		group.Go(func() {
			p, err := New(example(t, "saver"), "saver")
			if err == nil {
				results[i], err = agent.Evaluate(cluster.Default(cluster.V51), p, 1, 3)
			}
			errs[i] = err
		})
	}
	group.Wait()
	for i := range results {
		require.NoError(t, errs[i])
		require.Equal(t, results[0], results[i])
	}
}

// TestDecisionsAreTheSameOnEveryPlatform holds the digest of what the examples do.
func TestDecisionsAreTheSameOnEveryPlatform(t *testing.T) {
	digest := fnv.New64a()
	for _, e := range Examples() {
		p := compiled(t, e.Source)
		for _, preset := range cluster.Presets() {
			w := world(t, preset.Config)
			for w.Reset(7); !w.Over(); {
				action, err := p.Decide(w)
				require.NoError(t, err)
				saved, err := p.MarshalBinary()
				require.NoError(t, err)
				digest.Write(append(saved, byte(action)))
				_, err = w.Step(action)
				require.NoError(t, err)
			}
		}
	}
	require.Equal(t, "f10476445a4ca871", fmt.Sprintf("%x", digest.Sum64()))
}
