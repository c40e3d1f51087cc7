package program

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
)

// mistake returns what a program answers under v4.6, when it loads or decides.
func mistake(t testing.TB, source string) *Error {
	t.Helper()
	p, err := New(source, "test")
	if err == nil {
		_, err = p.Decide(world(t, cluster.Default(cluster.V46)))
	}
	require.Error(t, err, source)
	var e *Error
	require.True(t, errors.As(err, &e), "%T", err)
	return e
}

// act returns a program whose function act has that body; its first line is line 2.
func act(body string) string {
	return "def act(see, memo):\n    " + strings.ReplaceAll(body, "\n", "\n    ") + "\n"
}

func TestMistakesHaveTheirLineAndPlainWords(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		// the shape
		{"x = 1\n", "there is no function `act`; a policy begins with `def act(see, memo):`"},
		{"act = 3\n", "`act` is a whole number; it has to be a function, `def act(see, memo):`"},
		{"\ndef act(see):\n    return UP\n", "line 2: `act` has to take two values, see and memo: `def act(see, memo):`"},
		{"def act(*all):\n    return UP\n", "line 1: `act` has to take two values"},
		{"return UP\n", "line 1: return statement not within a function"},
		{act("return UP") + "\x00", "not text"},
		{"\xff", "not text"},
		// what is written
		{"def act(see, memo)\n    return UP\n", "line 1: a `:` is missing at the end of the line"},
		{act("if see.memory > 0.3\n    return UP"), "line 2: a `:` is missing at the end of the line"},
		{"def act(see, memo):\nreturn UP\n", "line 2: the lines after a `:` have to begin further to the right"},
		{act("return UP\n  return UP"), "line 3: this line begins further to the right than the one before"},
		{act("if see.memory = 1:\n    return UP"), "line 2: `=` gives a name a value; to compare, write `==`"},
		{act("return UP)"), "line 2: ')' closes what was not opened"},
		{act("return 'up"), "line 2: this text has no end: a quotation mark is missing on this line"},
		{act("return 1 +"), "line 2: a value is missing before the end of the line"},
		{act("return 1 < 2 < 3"), "line 2: compare two values at a time"},
		{act("return !True"), "line 2: `!` has no meaning here: write `not`"},
		{act("return UP if see.memory > 0.3"), "line 2: `… if …` inside an expression needs an `else …`"},
		{act("return 2 ** 3"), "line 2: `**` does not exist here: for a square write x * x"},
		{act("return f'{UP}'"), "line 2: a text stands where none is expected; f\"…\" does not exist here"},
		{act(`return '\q'`), "line 2: this text has a `\\` without a meaning"},
		{"import random\n" + act("return UP"), "line 1: `import` does not exist here: there are no modules"},
		{act("global n\nreturn UP"), "line 2: `global` does not exist here: what should last from one decision to the next belongs in memo"},
		{act("if see.memory is None:\n    return UP"), "line 2: `is` does not exist here: write == instead"},
		{"load('x', 'y')\n", "line 1: `load` does not exist here"},
		{act("return max(*[1])"), "line 2: a call with * does not exist here"},
		// names
		{act("x = 1\nif budge > 3:\n    return UP"), "line 3: `budge` is not defined; did you mean see.budget?"},
		{act("return memory"), "line 2: `memory` is not defined; did you mean see.memory?"},
		{act("neighbors = 1\nreturn neighbours"), "line 3: `neighbours` is not defined; did you mean neighbors?"},
		{act("return CLAEN"), "line 2: `CLAEN` is not defined; did you mean CLEAN?"},
		{act("return true"), "line 2: `true` is not defined; did you mean True?"},
		{act("return random.choice([UP])"), "line 2: there is no `.choice(…)` here; there is no chance in a policy"},
		{act("return hash('a')"), "line 2: `hash` does not exist here"},
		{act("return set([1])"), "line 2: `set` does not exist here"},
		{act("return getattr(see, 'cpu')"), "line 2: `getattr` does not exist here"},
		{"x = see\n" + act("return UP"), "line 1: `see` is not defined; see and memo exist inside of act"},
		{act("return see.budge"), "line 2: `see.budge` is not defined; did you mean see.budget?"},
		{act("return see.up.memry"), "line 2: `.memry` is not defined; did you mean .memory?"},
		{act("return see.up.budget"), "line 2: a node has cpu, memory and priority, and no .budget"},
		{act("return memo.memory"), "line 2: a dict has no .memory"},
		{act("return see.step"), "line 2: `see.step` is not defined; a policy that needs to count its decisions does so in memo"},
		{act("return see.memory()"), "line 2: `.memory` is not called: write it without ( )"},
		{act("return see.around(UP)"), "line 2: `.around` takes square brackets: see.around[…]"},
		{act("return see.around['north']"), "line 2: see.around has UP, DOWN, LEFT and RIGHT; \"north\" is none of them"},
		{act("return see.cost['jump']"), "line 2: see.cost knows UP, DOWN, LEFT, RIGHT, CLEAN, SCALE; \"jump\" is none of them"},
		{act("return see.cost[THROTTLE]"), "line 2: the rules v4.6 have no action \"throttle\" (THROTTLE); they have UP, DOWN, LEFT, RIGHT, CLEAN, SCALE"},
		{act("return see.highest_memory"), "line 2: the rules v4.6 do not show see.highest_memory; only v5.1 does"},
		{act("memo.apend(3)"), "line 2: there is no `.apend(…)` here; did you mean .append(…)?"},
		{act("memo.append(3)"), "line 2: a dict has no .append"},
		{act("x = memo.get"), "line 2: `.get` has to be called: .get(…)"},
		{act("see.memory = 3"), "line 2: `.memory` can only be read; what a policy wants to keep belongs in memo"},
		{"n = 0\n" + act("n += 1\nreturn UP"), "line 3: `n` is used before it has a value; what should last from one decision to the next belongs in memo: memo[\"n\"]"},
		{"all_of = []\n" + act("all_of.append(1)\nreturn UP"), "line 3: what was made outside of act cannot change"},
		// what act returns
		{act("pass"), "line 1: act came to its end without an action; every way through it needs a return of one of UP, DOWN, LEFT, RIGHT, CLEAN, SCALE"},
		{act("x = 1\nreturn None"), "line 3: act came to its end without an action"},
		{act("return 17"), "line 2: act returned the number 17; the actions of the rules v4.6 are 0 to 5, or better their names: UP, DOWN, LEFT, RIGHT, CLEAN, SCALE"},
		{act("return -1"), "line 2: act returned the number -1"},
		{act("return 1 << 80"), "line 2: act returned the number a very large number"},
		{act("return 1.5"), "line 2: act returned 1.5, which is no action; accepted: UP, DOWN, LEFT, RIGHT, CLEAN, SCALE"},
		{act("return 'fly'"), "line 2: act returned \"fly\", which is no action; accepted: UP"},
		{act("return 'Clean'"), "line 2: act returned \"Clean\", which is no action; did you mean \"clean\"?"},
		{act("return 'rihgt'"), "did you mean \"right\"?"},
		{act("return [UP]"), "line 2: act returned a list, which is no action"},
		{act("return THROTTLE"), "line 2: the rules v4.6 have no action \"throttle\" (THROTTLE); they have UP, DOWN, LEFT, RIGHT, CLEAN, SCALE"},
		{"def f(see, memo):\n    return THROTTLE\nact = f\n", "line 1: the rules v4.6 have no action \"throttle\""},
		// while it runs
		{act("x = 0\nreturn 1 / x"), "line 3: a division by zero"},
		{act("return 1 % 0"), "line 2: a division by zero"},
		{act("return 'a' + 1"), "line 2: `+` does not work between a text and a whole number"},
		{act("return 'a' < 1"), "line 2: `<` does not work between a text and a whole number"},
		{act("for x in 5:\n    pass"), "line 2: a whole number cannot be gone through"},
		{act("x = 5\nx()"), "line 3: a whole number cannot be called"},
		{act("return memo['n']"), "line 2: there is nothing under the key \"n\"; .get(\"n\", 0) gives 0 then"},
		{act("memo['n'] += [1]"), "line 2: there is nothing under the key \"n\""},
		{act("return [1][3]"), "line 2: list index 3 out of range"},
		{act("x = [1]\nx[3] += x"), "line 3: list index 3 out of range: the list has 1"},
		{act("x, y = 1"), "line 2: there are several names before `=` and one value behind it"},
		{act("memo[[1]] = 2"), "line 2: a key has to be a number, a text or a tuple of these"},
		{act("x = {1: 2}\nfor k in x:\n    x[k + 1] = 0"), "line 4: a list or dict cannot change while a loop goes through it"},
		{act("fail('no', 1)"), "line 2: no 1"},
		{"def f(x):\n    return x\n\n" + act("return f()"), "line 5: function f missing 1 argument (x)"},
		{"def f(x):\n    return 1 // x\n\n" + act("return f(0)"), "line 2: a division by zero"},
		// limits
		{act("while True:\n    pass"), "line 2: act has not decided within 20,000 steps: does a loop never end?"},
		{act("x = 1\nwhile x:\n    x += 1"), "line 4: act has not decided within 20,000 steps"},
		{act("for i in range(1000000000):\n    pass"), "line 2: act has not decided within 20,000 steps"},
		{"while True:\n    pass\n", "line 1: the program has not begun within 100,000 steps: does a loop never end?"},
		{act("return act(see, memo)"), "line 2: `act` calls itself, which does not exist here: use a loop"},
		{"def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\n" + act("return f(1)"), "line 4: `f` calls itself"},
		{act("memo['x'] = 'a' * 2000\nreturn UP"), "line 1: memo[\"x\"] cannot be kept: the text has 2000 letters; at most 1000 are kept"},
		{act("memo['x'] = [0] * 2000\nreturn UP"), "line 1: memo[\"x\"] cannot be kept: a memo holds at most 1000 values"},
		{act("for i in range(1001):\n    memo[i] = 0\nreturn UP"), "a memo holds at most 1000 values"},
		{act("memo['x'] = [see.up]\nreturn UP"), "line 1: memo[\"x\"] cannot be kept: a memo keeps numbers, texts, True, False, None, and lists, tuples and dicts of these; a node is none of them"},
		{act("memo['x'] = [[[[[[1]]]]]]\nreturn UP"), "line 1: memo[\"x\"] cannot be kept: lists inside lists go 4 deep at most"},
		{act("memo['x'] = []\nmemo['x'].append(memo)\nreturn UP"), "go 4 deep at most"},
		{act("memo['x'] = 1 << 70\nreturn UP"), "line 1: memo[\"x\"] cannot be kept: a very large number does not fit into 64 bits"},
		{act("return " + strings.Repeat("(", 2000)), "line 2: this is nested too deeply"},
		{act("return 0" + strings.Repeat("+1", 20_000)), "line 2: this is nested too deeply, or too long for one expression: split it"},
		{act("return UP") + strings.Repeat("#", MaxSource), "at most 65536 are accepted"},
		{strings.Repeat("a", 100_000), "the program has 100000 bytes; at most 65536 are accepted"},
	} {
		got := mistake(t, c.source).Error()
		require.Contains(t, got, c.want, "%.200s", c.source)
		require.Less(t, len(got), 400, c.source)
	}
}

// greedy programs try to use more time and memory than a decision has.
var greedy = []string{
	"x = 'a' * 1000000000",
	"x = 1000000000 * [0]",
	"x = (1,) * 1000000000",
	"x = [1]\nx *= 1000000000",
	"x = list(range(1000000000))",
	"x = enumerate(range(1000000000))",
	"x = sorted(range(1000000000))",
	"x = zip(range(1000000000), range(1000000000))",
	"x = max(range(1000000000))",
	"x = sum(range(1000000000))",
	"x = range(1 << 62) == range(1 << 62) or [range(1 << 62)] == [range(1 << 62), range(1 << 62)]\nx = list(range(1 << 62))",
	"x = []\nx.extend(range(1000000000))",
	"x = []\nx += range(1000000000)",
	"x = {}\nx.update(zip(range(1000000000), range(9)))",
	"x = tuple([i for i in range(1000000000)])",
	"x = {i: i for i in range(1000000000)}",
	"x = 'a'\nwhile True:\n    x += x",
	"x = 'a'\nwhile True:\n    x = x + x",
	"x = 'a'\nwhile True:\n    x = '%s%s' % (x, x)",
	"x = [1]\nwhile True:\n    x = x + x",
	"x = [1]\nwhile True:\n    x += x",
	"x = [1]\nwhile True:\n    x.extend(x)",
	"x = {'x': [1]}\nwhile True:\n    x['x'] += x['x']",
	"x = [1] * 5000\ny = []\nwhile True:\n    y.append(x[:])",
	"x = [1] * 5000\ny = []\nwhile True:\n    y.append(x + [])",
	"x = [1] * 5000\ny = []\nwhile True:\n    y.append(list(x))",
	"x = {i: 1 for i in range(2000)}\ny = []\nwhile True:\n    y.append(x.keys())",
	"x = {i: 1 for i in range(2000)}\ny = []\nwhile True:\n    y.append(x | x)",
	"x = [1]\nwhile True:\n    x = [x, x]\n    print(x)",
	"x = [1]\nwhile True:\n    x = [x, x]\n    y = str(x)",
	"x = [1]\nfor i in range(9):\n    x = [x] * 100\nwhile True:\n    y = x == x",
	"x = [1]\nfor i in range(9):\n    x = [x] * 100\nwhile True:\n    y = x in [x]",
	"x = [1]\nfor i in range(9):\n    x = [x] * 100\nwhile True:\n    y = max([1, 2], key = lambda _: x)",
	"x = [1]\nfor i in range(9):\n    x = [x] * 100\nwhile True:\n    y = [x].index([x])",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nmemo[x] = 1",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nreturn {x: 1}[x]",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nreturn {}.get(x)",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nreturn dict([(x, 1)])",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nreturn x",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nmemo['x'] = x",
	"x = (1,)\nfor i in range(500):\n    x = (x, x)\nfail(x)",
	"x = []\nx.append(x)\nreturn x == x",
	"x = []\nx.append(x)\nreturn str(x)",
	"x = 3\nwhile True:\n    x = x * x",
	"x = 3\nwhile True:\n    x *= x",
	"x = 3\nwhile True:\n    x += x",
	"x = 3\nwhile True:\n    x = x << 511",
	"x = 3\nwhile True:\n    x = x - (0 - x)",
	"return int('9' * 60000)",
	"x = 'a' * 100000\ny = 'a' * 100000\nwhile True:\n    z = x == y",
	"x = 'a' * 100000\nwhile True:\n    z = {x: 1}",
	"x = 'a' * 100000\nwhile True:\n    z = x.count('b')",
	"x = [1] * 5000\nwhile True:\n    x.insert(0, 1)",
	"x = [1] * 5000\nwhile True:\n    z = 2 in x",
	"def f():\n    return [" + strings.Repeat("0,", 20_000) + "]\nwhile True:\n    f()",
	"def f(" + strings.Repeat("a", 10) + "):\n    if False:\n        " + strings.Repeat("a=1;", 5000) + "pass\nwhile True:\n    f(1)",
}

// TestGreedyProgramsStayWithinTheirLimits holds time and memory of a decision, whatever
// the program does.
func TestGreedyProgramsStayWithinTheirLimits(t *testing.T) {
	for _, body := range greedy {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		mistake(t, act(body+"\nreturn see"))
		runtime.ReadMemStats(&after)
		require.Less(t, time.Since(began), 10*time.Second, "%.100s", body) // measured: milliseconds
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20), "%.100s", body)
	}
}

// TestGreedyProgramsDoNotLoad runs the same outside of act, where the limit is another.
func TestGreedyProgramsDoNotLoad(t *testing.T) {
	for _, body := range greedy {
		if strings.Contains(body, "return") {
			continue
		}
		body = strings.ReplaceAll(body, "memo", "{}")
		began := time.Now()
		p, err := New(body+"\n"+act("return UP"), "test")
		require.Less(t, time.Since(began), 20*time.Second, "%.100s", body)
		if err == nil {
			_, err = p.Decide(world(t, cluster.Default(cluster.V51)))
			require.NoError(t, err, "%.100s", body)
		}
	}
}

// TestAfterAMistakeAProgramGoesOn holds that an error leaves nothing behind.
func TestAfterAMistakeAProgramGoesOn(t *testing.T) {
	p := compiled(t, act("if see.hotspots == 0:\n    memo['n'] = 1\n    while True:\n        pass\nreturn memo.get('n', 5)"))
	w := world(t, cluster.Default(cluster.V51))
	for range 3 {
		_, err := p.Decide(w)
		require.EqualError(t, err, "line 4: act has not decided within 20,000 steps: does a loop never end?")
	}
	require.NoError(t, w.InjectLoad(1, 1))
	action, err := p.Decide(w)
	require.NoError(t, err)
	require.Equal(t, 5, action)
}

// TestAMistakeLeavesTheMemoAsItWas holds that a decision that fails, or is undone, can be
// made again: it counts once, however often it is tried.
func TestAMistakeLeavesTheMemoAsItWas(t *testing.T) {
	p := compiled(t, act("n = memo.get('n', [0])\nmemo['n'] = n\nn.append(1)\nmemo['last'] = len(n)\nif see.hotspots > 0:\n    memo.clear()\n    fail('hot')\nreturn len(n) % 4"))
	w := world(t, cluster.Default(cluster.V51))
	next := func() int {
		action, err := p.Decide(w)
		require.NoError(t, err)
		_, err = w.Step(action)
		require.NoError(t, err)
		return action
	}
	require.Equal(t, []int{2, 3}, []int{next(), next()})
	state := func() []byte {
		b, err := p.MarshalBinary()
		require.NoError(t, err)
		return b
	}
	before := state()
	cool, err := w.AppendBinary(nil)
	require.NoError(t, err)
	require.NoError(t, w.InjectLoad(1, 1))
	for range 3 {
		_, err := p.Decide(w)
		require.ErrorContains(t, err, "hot")
		require.Equal(t, before, state())
	}
	require.NoError(t, w.UnmarshalBinary(cool))
	_, err = p.Decide(w)
	require.NoError(t, err)
	p.Undo()
	require.Equal(t, before, state())
	require.Equal(t, 0, next(), "it goes on where it was")

	w.Reset(1)
	_, err = p.Decide(w)
	require.NoError(t, err)
	p.Undo()
	require.NotEmpty(t, p.memo, "the memo of the episode before")
	require.Equal(t, 2, next(), "an episode begins without a memo")
}

// TestTheGuideShowsTheExamples holds docs/your-policy.md to the files and to what a
// program can use.
func TestTheGuideShowsTheExamples(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "your-policy.md"))
	require.NoError(t, err)
	guide := string(b)
	for _, e := range Examples() {
		require.Contains(t, guide, "```python\n"+e.Source+"```\n", e.Key)
		require.Contains(t, guide, e.Label)
	}
	lines := ""
	for _, section := range Guide() {
		require.Contains(t, guide, "## "+section.Title+"\n")
		for _, line := range section.Lines {
			lines += line.Write + line.Get
			require.Contains(t, guide, "| "+line.Write+" | "+line.Get+" |\n")
		}
	}
	for name := range fields {
		require.Contains(t, lines, name, "a field of what act sees")
	}
	for _, name := range actionConstants {
		require.Contains(t, lines, "`"+name+"`")
	}
	for name := range methods {
		require.Contains(t, lines, "`"+name+"`")
	}
	for name := range predeclared {
		if spelled(name) {
			require.Contains(t, lines, "`"+name+"`")
		}
	}
	require.Contains(t, guide, thousands(DecisionSteps))
}

// FuzzProgram feeds any text: the answer is an error in words or decisions, in bounded
// time.
func FuzzProgram(f *testing.F) {
	for i, e := range Examples() {
		f.Add(uint8(i), e.Source)
	}
	for i, body := range greedy {
		f.Add(uint8(i), act(body))
	}
	for i, body := range []string{
		"memo['n'] = [see.cpu, see.up.memory, {1: (2, 'x')}]\nprint(memo)\nreturn min([UP, DOWN], key = lambda w: see.around[w].cpu)",
		"x = {1: [2]}\nx[1] += [3]\nx |= {4: 5}\nx[4] *= 2\na, b = 1, 2\nfor a, x['k'] in [(1, 2)]:\n    b -= a\nreturn b",
		"def f(a, b = [1], *c, d = 2, **e):\n    return lambda: (a, b, c, d, e)\nf(1)()\nreturn sorted([3, 1, 2], key = lambda x: -x, reverse = True)[0]",
		"return [x for x in range(9) if x % 2][1:][::-1][0]",
	} {
		f.Add(uint8(i), act(body))
	}
	worlds := make([]*cluster.World, len(allRules))
	for i, rules := range allRules {
		worlds[i] = world(f, cluster.Default(rules))
	}
	f.Fuzz(func(t *testing.T, rules uint8, source string) {
		late := time.AfterFunc(20*time.Second, func() { panic("a decision does not end: " + source) })
		defer late.Stop()
		p, err := New(source, "fuzz")
		if err != nil {
			var e *Error
			require.True(t, errors.As(err, &e), "%T", err)
			require.NotContains(t, e.Message, "breaks the interpreter")
			return
		}
		w := worlds[int(rules)%len(worlds)]
		w.Reset(1)
		for range 2 {
			action, err := p.Decide(w)
			if err != nil {
				var e *Error
				require.True(t, errors.As(err, &e), "%T", err)
				require.NotContains(t, e.Message, "breaks the interpreter")
				return
			}
			_, err = w.Step(action)
			require.NoError(t, err)
			saved, err := p.MarshalBinary()
			require.NoError(t, err)
			memo := p.memo.String()
			require.NoError(t, p.UnmarshalBinary(saved))
			require.Equal(t, memo, p.memo.String())
		}
	})
}

// TestManyMistakesAreFoundSoon feeds the largest programs of their kinds.
func TestManyMistakesAreFoundSoon(t *testing.T) {
	many := func(format string, n int) string {
		b := new(strings.Builder)
		for i := range n {
			fmt.Fprintf(b, format, i)
		}
		return b.String()
	}
	for _, source := range []string{
		many("a%d=1\n", 3500) + many("b%d\n", 5000),
		"def f():\n" + many(" a%d=1\n", 3500) + "def g():\n" + many(" a%d\n", 3500),
		many("a%d=1\n", 6500),
		"def f():\n" + many(" a%d=1\n", 5500),
		many("def f%d(): pass\n", 3000),
		strings.Repeat("if 1: pass\nelif 1: pass\n", 2500),
		"if 1: pass\n" + strings.Repeat("elif 1: pass\n", 4500),
		"x = 1" + strings.Repeat("0", 60_000),
		"x" + strings.Repeat(".a", 30_000),
		"x" + strings.Repeat("()", 30_000),
		"x" + strings.Repeat("[0]", 20_000),
		strings.Repeat("-", 60_000) + "1",
		strings.Repeat("not ", 16_000) + "1",
		strings.Repeat("lambda:", 9000) + "1",
		strings.Repeat("[", 60_000),
		strings.Repeat("{1:", 20_000),
		"x = [" + strings.Repeat("1,", 30_000) + "]",
		strings.Repeat("\"a\"+", 16_000) + "\"\"",
		strings.Repeat("a;", 30_000),
	} {
		require.LessOrEqual(t, len(source), MaxSource)
		began := time.Now()
		mistake(t, source)
		require.Less(t, time.Since(began), 5*time.Second, "%.40s", source) // measured: up to 0.1 s
	}
}
