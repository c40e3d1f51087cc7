package lab

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// Op is what a Change does.
type Op uint8

// The operations. Their numbers are part of the link format.
const (
	OpSet    Op = iota // give parameter Key the value Value, or text Key the value Text
	OpAct              // the visitor takes action Target in the next step
	OpInject           // disturb place Target (node, cell) by Value
	ops
)

// Change is one thing a person did to a running session. It takes effect before
// the step with number Step is taken, which makes an interactive run
// replayable.
type Change struct {
	Step   uint64
	Op     Op
	Key    string
	Target uint32
	Value  float64
	Text   string
}

// ParseCommand reads a change as the shells write it: "set KEY VALUE",
// "act NUMBER", "inject PLACE AMOUNT". The step is filled in by the session.
func (l *Lab) ParseCommand(text string) (Change, error) {
	word := strings.Fields(text)
	switch {
	case len(word) == 3 && word[0] == "set":
		return l.parseSet(word[1], word[2])
	case len(word) == 2 && word[0] == "set" && l.text(word[1]) >= 0:
		return l.parseSet(word[1], "") // it has no letters
	case len(word) == 2 && word[0] == "act":
		a, err := strconv.ParseUint(word[1], 10, 32)
		if err != nil {
			return Change{}, fmt.Errorf("action is %q, want a number from 0 to %d", word[1], len(l.Actions)-1)
		}
		return Change{Op: OpAct, Target: uint32(a)}, nil
	case len(word) == 3 && word[0] == "inject":
		place, err := strconv.ParseUint(word[1], 10, 32)
		if err != nil {
			return Change{}, fmt.Errorf("place is %q, want a whole number from 0", word[1])
		}
		v, err := strconv.ParseFloat(word[2], 64)
		if err != nil {
			return Change{}, fmt.Errorf("amount is %q, want a number", word[2])
		}
		return Change{Op: OpInject, Target: uint32(place), Value: v}, nil
	}
	return Change{}, fmt.Errorf("command is %q, want \"set KEY VALUE\", \"act NUMBER\" or \"inject PLACE AMOUNT\"", text)
}

// parseSet reads the change that gives the parameter or text with that key a value.
func (l *Lab) parseSet(key, value string) (Change, error) {
	if i := l.text(key); i >= 0 {
		v, err := l.Texts[i].parse(value)
		return Change{Op: OpSet, Key: key, Text: v}, err
	}
	i, err := l.Param(key)
	if err != nil {
		return Change{}, err
	}
	p := &l.Params[i]
	v, err := p.Parse(value)
	return Change{Op: OpSet, Key: p.Key, Value: v}, err
}

// checkChange reports why c cannot be done to a session of this configuration.
func (c Config) checkChange(change Change) error {
	switch change.Op {
	case OpSet:
		next := c.Clone()
		if err := next.set(change); err != nil {
			return err
		}
		return call(c.Lab.Check, next)
	case OpAct:
		if err := c.Locked(LockAct); err != nil {
			return err
		}
		if n := call(c.Lab.Acts, c); int(change.Target) >= n {
			return fmt.Errorf("action %d, want 0 to %d", change.Target, n-1)
		}
		return nil
	case OpInject:
		if err := c.Locked(LockInject); err != nil {
			return err
		}
		if n := call(c.Lab.Places, c); int(change.Target) >= n {
			return fmt.Errorf("place %d, want 0 to %d", change.Target, n-1)
		}
		if !(change.Value >= -1 && change.Value <= 1) {
			return fmt.Errorf("amount %s, want -1 to 1", field.Words(change.Value))
		}
		return nil
	}
	return fmt.Errorf("operation %d is unknown", change.Op)
}

// set carries out an OpSet, if it can be done while a session runs.
func (c *Config) set(change Change) error {
	live, err := c.Lab.Live(change.Key)
	if err == nil && !live {
		err = fmt.Errorf("%s cannot change while the session runs; it takes effect on reset", change.Key)
	}
	if err == nil {
		err = c.Write(change)
	}
	return err
}

// Live reports whether the parameter or text with that key may change while a session
// runs.
func (l *Lab) Live(key string) (bool, error) {
	if i := l.text(key); i >= 0 {
		return l.Texts[i].Live, nil
	}
	i, err := l.Param(key)
	return err == nil && l.Params[i].Live(), err
}

// Write gives the parameter or text of an OpSet its value. On error c is unchanged.
func (c *Config) Write(change Change) error {
	if c.Lab.text(change.Key) >= 0 {
		return c.WriteText(change.Key, change.Text)
	}
	return c.Set(change.Key, change.Value)
}
