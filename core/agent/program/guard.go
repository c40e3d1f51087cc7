package program

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// The interpreter counts one step for an operation, whatever it costs: "a" * 10**9 is
// one step, and so is a comparison of two deep lists. check therefore turns every
// operation that may cost more into a call of a guard below, which charges the
// operands' size to the steps before it goes on. Operations on numbers stay as they
// are wherever the tree shows that they are.

// The names of guards that are no operators. A program cannot spell any of them.
const (
	guardKey    = "[]"
	guardSlice  = "[:]"
	guardReturn = "return "
	guardAdd    = "+="
	guardPipe   = "|="
	guardPart   = "[]=" // before the operator
	guardMethod = "."   // before the method's name
)

var (
	errTooLong = errors.New("too many steps")
	errTooBig  = errors.New("this makes or reads more than a decision may: a list, a text or a range is too long, or lists are nested too deeply")
	errNumber  = errors.New("this number becomes too large")
	errKey     = errors.New("a key has to be a number, a text or a tuple of these")
)

// charge adds n to the steps of the present decision. An error says that they are
// used up.
func charge(thread *starlark.Thread, n int) error {
	if n > DecisionSteps || n < 0 {
		return errTooBig
	}
	if thread.Steps += uint64(n); thread.Steps >= loadSteps {
		return errTooLong
	}
	return nil
}

// lettersPerStep is how many letters cost as much as a step.
const lettersPerStep = 16

// maxDepth is how deeply lists may be nested where they are compared or written.
const maxDepth = 20

// weigh returns how many values v holds at every depth, itself included; more than
// limit where that is exceeded, or where v is nested too deeply.
func weigh(v starlark.Value, limit int) int { return weighAt(v, limit, 0) }

func weighAt(v starlark.Value, limit, depth int) int {
	if depth > maxDepth {
		return limit + 1
	}
	n := 1
	part := func(x starlark.Value) bool {
		if x != nil {
			n += weighAt(x, limit-n, depth+1)
		}
		return n <= limit
	}
	switch v := v.(type) {
	case starlark.String:
		n += len(v) / lettersPerStep
	case starlark.Bytes:
		n += len(v) / lettersPerStep
	case starlark.Int:
		if _, small := v.Int64(); !small {
			n += v.BigInt().BitLen() / 64
		}
	case starlark.Tuple:
		for i := 0; i < len(v) && part(v[i]); i++ {
		}
	case *starlark.List:
		for i := 0; i < v.Len() && part(v.Index(i)); i++ {
		}
	case *starlark.Dict:
		for key, x := range v.Entries() {
			if !part(key) || !part(x) {
				break
			}
		}
	case *starlark.Function:
		for i := 0; i < v.NumParams() && part(v.ParamDefault(i)); i++ {
		}
		for i := 0; i < v.NumFreeVars(); i++ {
			if _, x := v.FreeVar(i); !part(x) {
				break
			}
		}
	case starlark.Sequence: // a range
		n += min(v.Len(), max(limit, 0))
	}
	return n
}

func weighAll(args []starlark.Value) int {
	n := 0
	for _, v := range args {
		if n += weigh(v, DecisionSteps-n); n > DecisionSteps {
			break
		}
	}
	return n
}

// length returns how many values v holds itself.
func length(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return len(v) / lettersPerStep
	case starlark.Bytes:
		return len(v) / lettersPerStep
	}
	return min(max(0, starlark.Len(v)), DecisionSteps+1)
}

// simple reports whether v is a number or nothing: an operation on it and anything
// else is cheap, or an error.
func simple(v starlark.Value) bool {
	switch v.(type) {
	case starlark.Float, starlark.Int, starlark.Bool, starlark.NoneType:
		return true
	}
	return false
}

// maxBits bounds whole numbers; those that a float can hold are within it.
const maxBits = 1100

func bits(i starlark.Int) int {
	if _, small := i.Int64(); small {
		return 64
	}
	return i.BigInt().BitLen()
}

// guard is the code of a guard or of a function that programs may call.
type guard = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

func plus(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	if i, ok := x.(starlark.Int); ok && bits(i) > maxBits {
		return nil, errNumber
	}
	if !simple(x) && !simple(y) {
		if err := charge(thread, length(x)+length(y)); err != nil {
			return nil, err
		}
	}
	return starlark.Binary(syntax.PLUS, x, y)
}

func times(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	i, whole := x.(starlark.Int)
	j, too := y.(starlark.Int)
	n := 0
	switch {
	case whole && too:
		if bits(i)+bits(j) > maxBits {
			return nil, errNumber
		}
	case whole:
		n = repeated(i, y)
	case too:
		n = repeated(j, x)
	}
	if err := charge(thread, n); err != nil {
		return nil, err
	}
	return starlark.Binary(syntax.STAR, x, y)
}

// repeated returns the length of n times v.
func repeated(n starlark.Int, v starlark.Value) int {
	if simple(v) {
		return 0
	}
	times, ok := n.Int64()
	switch one := length(v) + 1; {
	case !ok || times > DecisionSteps*lettersPerStep:
		return DecisionSteps + 1
	case times <= 0:
		return 0
	default:
		if _, text := v.(starlark.String); text {
			return int(times) * starlark.Len(v) / lettersPerStep
		}
		return int(times) * one
	}
}

func percent(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	if _, text := x.(starlark.String); text {
		if _, dict := y.(starlark.Mapping); dict {
			return nil, errors.New("% takes a value or a tuple of values here, no dict")
		}
		if err := charge(thread, length(x)+weigh(y, DecisionSteps)); err != nil {
			return nil, err
		}
	}
	return starlark.Binary(syntax.PERCENT, x, y)
}

func pipe(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	if err := charge(thread, length(x)+length(y)); err != nil {
		return nil, err
	}
	return starlark.Binary(syntax.PIPE, x, y)
}

func shift(_ *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	if i, ok := x.(starlark.Int); ok && bits(i) > maxBits-512 { // no shift is further
		return nil, errNumber
	}
	return starlark.Binary(syntax.LTLT, x, y)
}

// member is the operator in.
func member(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	n := weigh(x, DecisionSteps)
	switch y.(type) {
	case *starlark.List, starlark.Tuple:
		n += weigh(y, DecisionSteps)
	case starlark.String, starlark.Bytes:
		n += length(y)
	case *see, *node, *around, *cost:
		return nil, fmt.Errorf("`in` looks into lists, dicts and texts; %s is none", y)
	}
	if err := charge(thread, n); err != nil {
		return nil, err
	}
	return starlark.Binary(syntax.IN, x, y)
}

func notMember(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	v, err := member(thread, x, y)
	if err != nil {
		return nil, err
	}
	return !v.Truth(), nil
}

// compare returns the guard of a comparison.
func compare(op syntax.Token) func(*starlark.Thread, starlark.Value, starlark.Value) (starlark.Value, error) {
	return func(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
		ok, err := compared(thread, op, x, y)
		return starlark.Bool(ok), err
	}
}

func compared(thread *starlark.Thread, op syntax.Token, x, y starlark.Value) (bool, error) {
	if !simple(x) && !simple(y) {
		if err := charge(thread, weigh(x, DecisionSteps)+weigh(y, DecisionSteps)); err != nil {
			return false, err
		}
		return starlark.Compare(op, x, y)
	}
	// Starlark compares a float with a whole number as fractions, which is slow.
	if f, ok := x.(starlark.Float); ok {
		if g, ok := small(y); ok {
			return starlark.Compare(op, f, g)
		}
	} else if f, ok := y.(starlark.Float); ok {
		if g, ok := small(x); ok {
			return starlark.Compare(op, g, f)
		}
	}
	return starlark.Compare(op, x, y)
}

// small returns a whole number as a float, where that loses nothing.
func small(v starlark.Value) (starlark.Float, bool) {
	if whole, ok := v.(starlark.Int); ok {
		if i, ok := whole.Int64(); ok && i >= -1<<53 && i <= 1<<53 {
			return starlark.Float(i), true
		}
	}
	return 0, false
}

// key charges for a key, or a place in a list, and returns it.
func key(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if simple(args[0]) {
		return args[0], nil
	}
	return args[0], charge(thread, weigh(args[0], DecisionSteps))
}

// whole charges for what is about to be cut, and returns it.
func whole(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0], charge(thread, length(args[0]))
}

// add is x += y, which lengthens a list in place.
func add(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	list, ok := x.(*starlark.List)
	if _, iterable := y.(starlark.Iterable); !ok || !iterable {
		return plus(thread, x, y)
	}
	if _, err := callMethod(thread, list, "extend", starlark.Tuple{y}, nil); err != nil {
		return nil, err
	}
	return list, nil
}

// join is x |= y, which lengthens a dict in place.
func join(thread *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	into, ok := x.(*starlark.Dict)
	from, too := y.(*starlark.Dict)
	if !ok || !too {
		return pipe(thread, x, y)
	}
	if _, err := callMethod(thread, into, "update", starlark.Tuple{from}, nil); err != nil {
		return nil, err
	}
	return into, nil
}

// part is the guard of x[k] op= y.
func part(op func(*starlark.Thread, starlark.Value, starlark.Value) (starlark.Value, error)) guard {
	return func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		in, k, y := args[0], args[1], args[2]
		if err := charge(thread, weigh(k, DecisionSteps)); err != nil {
			return nil, err
		}
		switch in := in.(type) {
		case *starlark.Dict:
			x, found, err := in.Get(k)
			if err != nil {
				return nil, err
			}
			if !found {
				return nil, fmt.Errorf("key %s not in dict", k)
			}
			z, err := op(thread, x, y)
			if err != nil {
				return nil, err
			}
			return starlark.None, in.SetKey(k, z)
		case *starlark.List:
			i, err := starlark.AsInt32(k)
			if err != nil {
				return nil, fmt.Errorf("list index: %w", err)
			}
			if i < 0 {
				i += in.Len()
			}
			if i < 0 || i >= in.Len() {
				return nil, fmt.Errorf("list index %s out of range: the list has %d", k, in.Len())
			}
			z, err := op(thread, in.Index(i), y)
			if err != nil {
				return nil, err
			}
			return starlark.None, in.SetIndex(i, z)
		}
		return nil, fmt.Errorf("a part of a %s cannot change", kind(in))
	}
}

// two makes a guard of an operator with two operands.
func two(op func(*starlark.Thread, starlark.Value, starlark.Value) (starlark.Value, error)) guard {
	return func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return op(thread, args[0], args[1])
	}
}

var operators = map[string]func(*starlark.Thread, starlark.Value, starlark.Value) (starlark.Value, error){
	"+": plus, "*": times, "%": percent, "|": pipe, "<<": shift,
	"in": member, "not in": notMember,
	"==": compare(syntax.EQL), "!=": compare(syntax.NEQ),
	"<": compare(syntax.LT), "<=": compare(syntax.LE), ">": compare(syntax.GT), ">=": compare(syntax.GE),
	guardAdd: add, guardPipe: join,
}

// guardOf returns the name of an operator's guard. A program can spell "in".
func guardOf(op string) string { return op + " " }
