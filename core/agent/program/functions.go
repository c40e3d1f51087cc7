package program

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// predeclared holds the guards, the actions and the functions that programs call.
var predeclared = func() starlark.StringDict {
	names := starlark.StringDict{
		guardKey:   starlark.NewBuiltin("index", key),
		guardSlice: starlark.NewBuiltin("slice", whole),
		"sum":      starlark.NewBuiltin("sum", sum),
	}
	for i, name := range actionConstants {
		names[name] = starlark.String(actionTexts[i])
	}
	for op, f := range operators {
		names[guardOf(op)] = starlark.NewBuiltin(op, two(f))
		names[guardPart+op] = starlark.NewBuiltin(op, part(f))
	}
	for name := range methods {
		names[guardMethod+name] = starlark.NewBuiltin(name, method)
	}
	for _, name := range []string{"abs", "bool", "len", "range", "type"} {
		names[name] = starlark.Universe[name]
	}
	for _, name := range []string{"all", "any", "dict", "enumerate", "fail", "float", "int", "list", "repr", "reversed", "str", "tuple", "zip"} {
		names[name] = starlark.NewBuiltin(name, weighed)
	}
	for _, name := range []string{"max", "min", "sorted"} {
		names[name] = starlark.NewBuiltin(name, ordered)
	}
	return names
}()

// inner calls one of Starlark's own functions.
func inner(thread *starlark.Thread, name string, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return starlark.Universe[name].(*starlark.Builtin).CallInternal(thread, args, kwargs)
}

// maxDigits is the longest text that becomes a number.
const maxDigits = 300

// weighed charges for the weight of the arguments.
func weighed(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	n := weighAll(args)
	for _, pair := range kwargs {
		n += weigh(pair[1], DecisionSteps)
	}
	if err := charge(thread, n); err != nil {
		return nil, err
	}
	if name := b.Name(); (name == "int" || name == "float") && len(args) > 0 {
		if text, ok := starlark.AsString(args[0]); ok && len(text) > maxDigits {
			return nil, fmt.Errorf("%s takes a text of at most %d letters", name, maxDigits)
		}
	}
	return inner(thread, b.Name(), args, kwargs)
}

// ordered is max, min or sorted. What a key function returns is charged for as often
// as it may be compared.
func ordered(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	compares := 1
	if b.Name() == "sorted" {
		compares = 16
		if len(args) > 1 {
			return nil, errors.New("sorted takes a list, and by name key and reverse")
		}
	}
	if err := charge(thread, compares*weighAll(args)); err != nil {
		return nil, err
	}
	given := make([]starlark.Tuple, len(kwargs))
	for i, pair := range kwargs {
		given[i] = pair
		f, ok := pair[1].(starlark.Callable)
		if name, _ := starlark.AsString(pair[0]); name != "key" || !ok {
			continue
		}
		charged := func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			v, err := starlark.Call(thread, f, args, nil)
			if err != nil {
				return nil, err
			}
			return v, charge(thread, compares*weigh(v, DecisionSteps))
		}
		given[i] = starlark.Tuple{pair[0], starlark.NewBuiltin(f.Name(), charged)}
	}
	return inner(thread, b.Name(), args, given)
}

// sum adds up numbers.
func sum(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var of starlark.Iterable
	if err := starlark.UnpackPositionalArgs("sum", args, kwargs, 1, &of); err != nil {
		return nil, err
	}
	if err := charge(thread, length(of)); err != nil {
		return nil, err
	}
	var total starlark.Value = starlark.MakeInt(0)
	for v := range starlark.Elements(of) {
		if !simple(v) {
			return nil, fmt.Errorf("sum adds numbers; %s is none", brief(v))
		}
		var err error
		if total, err = starlark.Binary(syntax.PLUS, total, v); err != nil {
			return nil, err
		}
	}
	return total, nil
}

// What a call of a method costs.
const (
	costNothing = iota
	costLength  // of the receiver
	costArgs    // weight of the arguments
	costAll     // weight of receiver and arguments
)

// methods are those of lists, dicts and texts that programs may call. What is missing
// makes more than it is given, as replace does, or a value that is not needed here.
var methods = map[string]int{
	"append": costNothing, "clear": costNothing, "extend": costArgs, "index": costAll, "insert": costLength, "pop": costAll, "remove": costAll,
	"get": costArgs, "items": costLength, "keys": costLength, "popitem": costLength, "setdefault": costArgs, "update": costArgs, "values": costLength,
	"count": costAll, "endswith": costAll, "find": costAll, "lower": costAll, "startswith": costAll, "strip": costAll, "upper": costAll,
}

// method calls the method of its name on its first argument.
func method(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return callMethod(thread, args[0], b.Name(), args[1:], kwargs)
}

func callMethod(thread *starlark.Thread, on starlark.Value, name string, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	n := 0
	switch methods[name] {
	case costLength:
		n = length(on)
	case costArgs:
		n = weighAll(args)
	case costAll:
		n = length(on) + weighAll(args)
		if name == "index" || name == "remove" {
			n += weigh(on, DecisionSteps)
		}
	}
	for _, pair := range kwargs {
		n += weigh(pair[1], DecisionSteps)
	}
	if err := charge(thread, n); err != nil {
		return nil, err
	}
	var f starlark.Value
	switch on := on.(type) {
	case *starlark.List, *starlark.Dict, starlark.String:
		f, _ = on.(starlark.HasAttrs).Attr(name)
	}
	if f == nil {
		return nil, fmt.Errorf("a %s has no .%s", kind(on), name)
	}
	return f.(*starlark.Builtin).CallInternal(thread, args, kwargs)
}
