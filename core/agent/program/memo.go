package program

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"github.com/resonetics/playground/core/codec"
)

// Limits of what a memo holds after a decision.
const (
	MaxMemo     = 1000 // values, keys and values of inner lists and dicts included
	MaxMemoText = 1000 // bytes of a text
	memoDepth   = 4    // of lists and dicts inside one another
)

// settle checks the memo after a decision and replaces its lists and dicts by copies:
// what a memo holds is a value, so that it can be saved, and two of its entries are
// never one list.
func (p *Program) settle() error {
	left := MaxMemo
	var changed []starlark.Tuple
	for key, v := range p.memo.Entries() {
		var name error
		if key, name = settled(key, memoDepth, &left, true); name != nil {
			return fmt.Errorf("memo has a key that cannot be kept: %w", name)
		}
		kept, err := settled(v, memoDepth, &left, false)
		if err != nil {
			return fmt.Errorf("memo[%s] cannot be kept: %w", brief(key), err)
		}
		if !simple(v) {
			changed = append(changed, starlark.Tuple{key, kept})
		}
	}
	for _, pair := range changed {
		if err := p.memo.SetKey(pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}

// copied returns a copy of the memo, which was settled.
func (p *Program) copied() *starlark.Dict {
	left := MaxMemo
	memo, err := settledDict(p.memo, memoDepth+1, &left)
	if err != nil {
		panic("program: a settled memo cannot be kept: " + err.Error())
	}
	return memo
}

// settled returns a copy of v, which takes from the number of values that are left.
func settled(v starlark.Value, depth int, left *int, isKey bool) (starlark.Value, error) {
	if *left--; *left < 0 {
		return nil, fmt.Errorf("a memo holds at most %d values", MaxMemo)
	}
	if depth < 0 {
		return nil, fmt.Errorf("lists inside lists go %d deep at most", memoDepth)
	}
	switch v := v.(type) {
	case starlark.Float, starlark.Bool, starlark.NoneType:
		return v, nil
	case starlark.Int:
		if _, ok := v.Int64(); !ok {
			return nil, fmt.Errorf("%s does not fit into 64 bits", brief(v))
		}
		return v, nil
	case starlark.String:
		if len(v) > MaxMemoText {
			return nil, fmt.Errorf("the text has %d letters; at most %d are kept", len(v), MaxMemoText)
		}
		return v, nil
	case starlark.Tuple:
		all, err := settledAll(v, depth, left, isKey)
		return starlark.Tuple(all), err
	case *starlark.List:
		if !isKey {
			all, err := settledAll(v, depth, left, false)
			return starlark.NewList(all), err
		}
	case *starlark.Dict:
		if !isKey {
			return settledDict(v, depth, left)
		}
	}
	if isKey {
		return nil, errKey
	}
	return nil, fmt.Errorf("a memo keeps numbers, texts, True, False, None, and lists, tuples and dicts of these; a %s is none of them", kind(v))
}

func settledAll(from starlark.Indexable, depth int, left *int, isKey bool) ([]starlark.Value, error) {
	if from.Len() > *left {
		return nil, fmt.Errorf("a memo holds at most %d values", MaxMemo)
	}
	all := make([]starlark.Value, from.Len())
	for i := range all {
		var err error
		if all[i], err = settled(from.Index(i), depth-1, left, isKey); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func settledDict(from *starlark.Dict, depth int, left *int) (*starlark.Dict, error) {
	into := new(starlark.Dict)
	for key, x := range from.Entries() {
		k, err := settled(key, depth-1, left, true)
		if err != nil {
			return nil, err
		}
		y, err := settled(x, depth-1, left, false)
		if err != nil {
			return nil, err
		}
		if err := into.SetKey(k, y); err != nil {
			return nil, err
		}
	}
	return into, nil
}

// memoVersion is the newest version of a memo's layout.
const memoVersion = 1

// AppendBinary appends the memo: with the source and the world, everything that
// decides what the program does next.
func (p *Program) AppendBinary(b []byte) ([]byte, error) {
	c := codec.Writer(b)
	memo := p.memo
	walk(c, &memo)
	return c.Bytes(), c.Err()
}

// MarshalBinary returns what AppendBinary appends.
func (p *Program) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary restores a memo. On error, which names what is wrong, p is unchanged.
func (p *Program) UnmarshalBinary(b []byte) error {
	c := codec.Reader(b)
	memo := new(starlark.Dict)
	walk(c, &memo)
	if err := c.Close(); err != nil {
		return fmt.Errorf("program: memo: %w", err)
	}
	p.use(memo)
	return nil
}

func walk(c *codec.Walk, memo **starlark.Dict) {
	version, left := memoVersion, MaxMemo
	codec.Int8(c, "the version", &version, 1, memoVersion)
	var v starlark.Value = *memo
	walkDict(c, &v, memoDepth+1, &left)
	if c.Err() == nil {
		*memo = v.(*starlark.Dict)
	}
}

// The kinds of values, as they are stored.
const (
	kindNone = iota
	kindFalse
	kindTrue
	kindInt
	kindFloat
	kindText
	kindTuple
	kindList
	kindDict
)

func stored(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.Bool:
		if v {
			return kindTrue
		}
		return kindFalse
	case starlark.Int:
		return kindInt
	case starlark.Float:
		return kindFloat
	case starlark.String:
		return kindText
	case starlark.Tuple:
		return kindTuple
	case *starlark.List:
		return kindList
	case *starlark.Dict:
		return kindDict
	}
	return kindNone
}

// walkValue walks one value; last is the last kind that may stand here.
func walkValue(c *codec.Walk, v *starlark.Value, depth, last int, left *int) {
	if *left--; *left < 0 || depth < 0 {
		c.Fail(fmt.Errorf("it holds more than %d values, or deeper than %d", MaxMemo, memoDepth))
	}
	is := stored(*v)
	codec.Int8(c, "the kind of a value", &is, kindNone, last)
	if c.Err() != nil {
		return
	}
	switch is {
	case kindNone:
		*v = starlark.None
	case kindFalse, kindTrue:
		*v = starlark.Bool(is == kindTrue)
	case kindInt:
		var n int64
		if i, ok := (*v).(starlark.Int); ok {
			n, _ = i.Int64()
		}
		codec.Int(c, "a number", &n, math.MinInt64, math.MaxInt64)
		*v = starlark.MakeInt64(n)
	case kindFloat:
		f, _ := (*v).(starlark.Float)
		x := float64(f)
		c.Float64("a number", math.NaN(), 0, &x)
		*v = starlark.Float(x)
	case kindText:
		text, _ := starlark.AsString(*v)
		c.Text("a text", &text)
		if len(text) > MaxMemoText {
			c.Fail(fmt.Errorf("a text has %d bytes, want at most %d", len(text), MaxMemoText))
		}
		*v = starlark.String(text)
	case kindTuple, kindList:
		walkAll(c, v, is, depth, last, left)
	case kindDict:
		walkDict(c, v, depth, left)
	}
}

func walkAll(c *codec.Walk, v *starlark.Value, is, depth, last int, left *int) {
	var all []starlark.Value
	if from, ok := (*v).(starlark.Indexable); ok && c.Writing() {
		for i := range from.Len() {
			all = append(all, from.Index(i))
		}
	}
	codec.Resize16(c, "the length of a list", &all, 1, 0, MaxMemo)
	for i := range all {
		walkValue(c, &all[i], depth-1, last, left)
	}
	if is == kindTuple {
		*v = starlark.Tuple(all)
	} else {
		*v = starlark.NewList(all)
	}
}

func walkDict(c *codec.Walk, v *starlark.Value, depth int, left *int) {
	var items []starlark.Tuple
	if from, ok := (*v).(*starlark.Dict); ok && c.Writing() {
		items = from.Items()
	}
	codec.Resize16(c, "the length of a dict", &items, 2, 0, MaxMemo)
	into := new(starlark.Dict)
	for i := range items {
		if !c.Writing() {
			items[i] = starlark.Tuple{starlark.None, starlark.None}
		}
		walkValue(c, &items[i][0], depth-1, kindTuple, left)
		walkValue(c, &items[i][1], depth-1, kindDict, left)
		if c.Err() != nil {
			return
		}
		if err := into.SetKey(items[i][0], items[i][1]); err != nil {
			c.Fail(err)
		}
	}
	*v = into
}
