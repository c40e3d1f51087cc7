package program

import (
	"fmt"
	"strconv"
	"strings"

	"go.starlark.net/starlark"

	"github.com/resonetics/playground/core/env/cluster"
)

// The fields of what act is given. No two types use one name for different kinds, so
// that check knows from a name alone whether a field is a number.
const (
	fieldFloat = iota + 1
	fieldInt
	fieldOther
)

var fields = map[string]int{
	"cpu": fieldFloat, "memory": fieldFloat, "priority": fieldFloat,
	"budget": fieldFloat, "largest_budget": fieldFloat, "recovery": fieldFloat,
	"hotspots": fieldInt, "nearly_full": fieldInt,
	"average_cpu": fieldFloat, "average_memory": fieldFloat, "highest_memory": fieldFloat,
	"row": fieldInt, "column": fieldInt, "rows": fieldInt, "columns": fieldInt,
	"rules": fieldOther, "cost": fieldOther, "around": fieldOther, "here": fieldOther,
	"up": fieldOther, "down": fieldOther, "left": fieldOther, "right": fieldOther,
	"up_left": fieldOther, "up_right": fieldOther, "down_left": fieldOther, "down_right": fieldOther,
}

// nodeFields are the fields of a node; they are see's, too, for the node under the agent.
var nodeFields = []string{"cpu", "memory", "priority"}

// The nine nodes of the patch, by their place in the observation.
var places = [...]string{"up_left", "up", "up_right", "left", "here", "right", "down_left", "down", "down_right"}

const (
	placeUp, placeLeft, placeHere, placeRight, placeDown = 1, 3, 4, 5, 7
)

// The actions' texts are what the constants hold.
var (
	actionTexts     = [...]string{"up", "down", "left", "right", "clean", "scale", "clean memory", "throttle"}
	actionConstants = [...]string{"UP", "DOWN", "LEFT", "RIGHT", "CLEAN", "SCALE", "CLEAN_MEMORY", "THROTTLE"}
)

// actionNumber returns the action of that text, -1 for none.
func actionNumber(text string) int {
	switch text {
	case "up":
		return cluster.Up
	case "down":
		return cluster.Down
	case "left":
		return cluster.Left
	case "right":
		return cluster.Right
	case "clean":
		return cluster.Clean
	case "scale":
		return cluster.Scale
	case "clean memory":
		return cluster.CleanMemory
	case "throttle":
		return cluster.Throttle
	}
	return -1
}

// see is what act sees: one value for all decisions, which reads the world when it is
// asked. It shows what the other local policies see: the patch of 3×3 nodes, the
// agent's place, budget and costs, the number of hotspots and, under v5.1, the summary.
type see struct {
	world       *cluster.World
	config      cluster.Config
	observation []float32
	numbers     [cluster.ObsNearly + 1]number // of the observation, by place
	budget      starlark.Float
	budgetValue starlark.Value
	constants   struct{ largest, recovery, rules, rows, columns starlark.Value }
	nodes       [len(places)]node
	around      around
	cost        cost
}

// number is a number of the observation as Starlark has it, kept until it changes.
type number struct {
	float32
	value starlark.Value
}

func newSee() *see {
	s := &see{budgetValue: starlark.Float(0)}
	for i := range s.numbers {
		s.numbers[i].value = starlark.Float(0)
	}
	for i := range s.nodes {
		s.nodes[i] = node{s, 3 * i}
	}
	s.around.see, s.cost.see = s, s
	return s
}

// look turns to a world, until the next call.
func (s *see) look(w *cluster.World) {
	first := s.world == nil
	s.world, s.observation = w, w.Observation()
	c := w.Config()
	if c == s.config && !first {
		return
	}
	s.config = c
	k := &s.constants
	k.largest, k.recovery, k.rules = starlark.Float(c.Budget), starlark.Float(c.Recovery), starlark.String(c.Rules.String())
	k.rows, k.columns = starlark.MakeInt(c.Height), starlark.MakeInt(c.Width)
	for action, price := range [...]float64{
		cluster.Up: 0, cluster.Down: 0, cluster.Left: 0, cluster.Right: 0,
		cluster.Clean: c.CleanCost, cluster.Scale: c.ScaleCost,
		cluster.CleanMemory: c.MemCleanCost, cluster.Throttle: c.ThrottleCost,
	} {
		s.cost.prices[action] = starlark.Float(price)
	}
}

// observed returns the number at a place of the observation.
func (s *see) observed(i int) starlark.Value {
	n := &s.numbers[i]
	if x := s.observation[i]; x != n.float32 {
		n.float32, n.value = x, starlark.Float(decimal(x))
	}
	return n.value
}

// decimal returns the number that x is written as, with as few digits as identify it:
// 0.3 for the float32 nearest to 0.3. So comparisons with numbers as people write them
// come out as in float32, and print shows no stray digits.
func decimal(x float32) float64 {
	var space [24]byte
	text := strconv.AppendFloat(space[:0], float64(x), 'e', -1, 32) // d.dddde-dd
	mantissa, i := 0, 0
	for ; text[i] != 'e'; i++ {
		if c := text[i]; c >= '0' && c <= '9' {
			mantissa = 10*mantissa + int(c-'0')
		} else if c != '.' {
			return float64(x)
		}
	}
	digits := max(i-1, 1)
	exponent := 0
	for _, c := range text[i+2:] {
		exponent = 10*exponent + int(c-'0')
	}
	if text[i+1] == '-' {
		exponent = -exponent
	}
	// Both are exact, so the quotient is the number nearest to the decimal one.
	if down := digits - 1 - exponent; down >= 0 && down < len(powers) {
		return float64(mantissa) / powers[down]
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return float64(x)
	}
	return v
}

var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// Attr returns a field.
func (s *see) Attr(name string) (starlark.Value, error) {
	if s.world == nil {
		return nil, fmt.Errorf("there is nothing to see before the first decision")
	}
	switch name {
	case "cpu":
		return s.observed(3 * placeHere), nil
	case "memory":
		return s.observed(3*placeHere + 1), nil
	case "priority":
		return s.observed(3*placeHere + 2), nil
	case "budget":
		if b := starlark.Float(s.world.Budget()); b != s.budget {
			s.budget, s.budgetValue = b, b
		}
		return s.budgetValue, nil
	case "largest_budget":
		return s.constants.largest, nil
	case "recovery":
		return s.constants.recovery, nil
	case "hotspots":
		return starlark.MakeInt(s.world.Stats().Hotspots), nil
	case "row":
		row, _ := s.world.Agent()
		return starlark.MakeInt(row), nil
	case "column":
		_, column := s.world.Agent()
		return starlark.MakeInt(column), nil
	case "rows":
		return s.constants.rows, nil
	case "columns":
		return s.constants.columns, nil
	case "rules":
		return s.constants.rules, nil
	case "around":
		return &s.around, nil
	case "cost":
		return &s.cost, nil
	}
	for i, place := range places {
		if name == place {
			return &s.nodes[i], nil
		}
	}
	return s.summary(name)
}

// summary returns a field that only v5.1 shows.
func (s *see) summary(name string) (starlark.Value, error) {
	i := 0
	switch name {
	case "average_cpu":
		i = cluster.ObsAvgCPU
	case "average_memory":
		i = cluster.ObsAvgMem
	case "highest_memory":
		i = cluster.ObsMaxMem
	case "nearly_full":
		i = cluster.ObsNearly
	default:
		return nil, fmt.Errorf("see has no .%s", name)
	}
	switch {
	case s.config.Rules < cluster.V51:
		return nil, fmt.Errorf("the rules %s do not show see.%s; only %s does", s.config.Rules, name, cluster.V51)
	case i == cluster.ObsNearly:
		return starlark.MakeInt(s.world.Stats().Nearly), nil
	}
	return s.observed(i), nil
}

// AttrNames returns the names of the fields.
func (*see) AttrNames() []string {
	return names(fields)
}

func (*see) String() string        { return "see" }
func (*see) Type() string          { return "see" }
func (*see) Freeze()               {}
func (*see) Truth() starlark.Bool  { return true }
func (*see) Hash() (uint32, error) { return 0, errKey }

// node is one of the nine nodes of the patch.
type node struct {
	see *see
	at  int // in the observation
}

// Attr returns cpu, memory or priority.
func (n *node) Attr(name string) (starlark.Value, error) {
	switch name {
	case "cpu":
		return n.see.observed(n.at), nil
	case "memory":
		return n.see.observed(n.at + 1), nil
	case "priority":
		return n.see.observed(n.at + 2), nil
	}
	return nil, fmt.Errorf("a node has cpu, memory and priority, and no .%s", name)
}

// AttrNames returns the names of the fields.
func (*node) AttrNames() []string   { return nodeFields }
func (n *node) String() string      { return "node " + places[n.at/3] }
func (*node) Type() string          { return "node" }
func (*node) Freeze()               {}
func (*node) Truth() starlark.Bool  { return true }
func (*node) Hash() (uint32, error) { return 0, errKey }

// around gives the node that a move leads to.
type around struct{ see *see }

// Get returns the node in a direction.
func (a *around) Get(key starlark.Value) (starlark.Value, bool, error) {
	text, ok := key.(starlark.String)
	if ok {
		switch text {
		case "up":
			return &a.see.nodes[placeUp], true, nil
		case "down":
			return &a.see.nodes[placeDown], true, nil
		case "left":
			return &a.see.nodes[placeLeft], true, nil
		case "right":
			return &a.see.nodes[placeRight], true, nil
		}
	}
	return nil, false, fmt.Errorf("see.around has UP, DOWN, LEFT and RIGHT; %s is none of them", brief(key))
}

func (*around) String() string        { return "see.around" }
func (*around) Type() string          { return "see.around" }
func (*around) Freeze()               {}
func (*around) Truth() starlark.Bool  { return true }
func (*around) Hash() (uint32, error) { return 0, errKey }

// cost gives what an action takes from the budget.
type cost struct {
	see    *see
	prices [len(actionTexts)]starlark.Value
}

// Get returns the price of an action of the rules.
func (c *cost) Get(key starlark.Value) (starlark.Value, bool, error) {
	text, ok := key.(starlark.String)
	if action := actionNumber(string(text)); ok && action >= 0 {
		if err := c.see.has(action); err != nil {
			return nil, false, err
		}
		return c.prices[action], true, nil
	}
	return nil, false, fmt.Errorf("see.cost knows %s; %s is none of them", c.see.accepted(), brief(key))
}

func (*cost) String() string        { return "see.cost" }
func (*cost) Type() string          { return "see.cost" }
func (*cost) Freeze()               {}
func (*cost) Truth() starlark.Bool  { return true }
func (*cost) Hash() (uint32, error) { return 0, errKey }

// action returns the action that v names: a text or a number.
func (s *see) action(v starlark.Value) (int, error) {
	switch v := v.(type) {
	case starlark.String:
		action := actionNumber(string(v))
		if action < 0 {
			lower := strings.ReplaceAll(strings.ToLower(cut(string(v))), "_", " ")
			near := closest(lower, actionTexts[:])
			if actionNumber(lower) >= 0 {
				near = lower
			}
			hint := ""
			if near != "" {
				hint = fmt.Sprintf("; did you mean %q?", near)
			}
			return 0, fmt.Errorf("act returned %s, which is no action%s; accepted: %s", brief(v), hint, s.accepted())
		}
		return action, s.has(action)
	case starlark.Int:
		n := s.config.Rules.Actions()
		action, ok := v.Int64()
		if !ok || action < 0 || action >= int64(n) {
			return 0, fmt.Errorf("act returned the number %s; the actions of the rules %s are 0 to %d, or better their names: %s", brief(v), s.config.Rules, n-1, s.accepted())
		}
		return int(action), nil
	case starlark.NoneType:
		return 0, fmt.Errorf("act came to its end without an action; every way through it needs a return of one of %s", s.accepted())
	}
	return 0, fmt.Errorf("act returned %s, which is no action; accepted: %s", brief(v), s.accepted())
}

// has reports that the rules have no such action.
func (s *see) has(action int) error {
	if action < s.config.Rules.Actions() {
		return nil
	}
	return fmt.Errorf("the rules %s have no action %q (%s); they have %s", s.config.Rules, actionTexts[action], actionConstants[action], s.accepted())
}

// accepted lists the rules' actions.
func (s *see) accepted() string {
	return strings.Join(actionConstants[:s.config.Rules.Actions()], ", ")
}

// brief returns v for a message, cut to a moderate length.
func brief(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.String:
		return strconv.Quote(cut(string(v)))
	case starlark.Float, starlark.Bool, starlark.NoneType:
		return v.String()
	case starlark.Int:
		if i, ok := v.Int64(); ok {
			return strconv.FormatInt(i, 10)
		}
		return "a very large number"
	}
	return "a " + kind(v)
}

// cut returns the first letters of text.
func cut(text string) string {
	letters := []rune(text)
	if len(letters) <= 40 {
		return text
	}
	return string(letters[:40]) + "…"
}
