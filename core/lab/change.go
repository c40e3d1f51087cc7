package lab

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Op is what a Change does.
type Op uint8

// The operations. Their numbers are part of the link format.
const (
	OpSet    Op = iota // give parameter Target the value Value
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
	Target uint32
	Value  float64
}

// ParseCommand reads a change as the shells write it: "set KEY VALUE",
// "act NUMBER", "inject PLACE AMOUNT". The step is filled in by the session.
func ParseCommand(l Lab, text string) (Change, error) {
	word := strings.Fields(text)
	switch {
	case len(word) == 3 && word[0] == "set":
		i, err := l.Catalog().Param(word[1])
		if err != nil {
			return Change{}, err
		}
		v, err := l.Catalog().Params[i].Parse(word[2])
		return Change{Op: OpSet, Target: uint32(i), Value: v}, err
	case len(word) == 2 && word[0] == "act":
		a, err := strconv.ParseUint(word[1], 10, 32)
		if err != nil {
			return Change{}, fmt.Errorf("action is %q, want a number from 0 to %d", word[1], len(l.Catalog().Actions)-1)
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

// maxChanges bounds the changes a log may hold; a link with more is refused.
const maxChanges = 100_000

// encodeChanges writes a log in the compact text form of links: per change the
// steps since the one before, operation, target and, except for OpAct, the eight
// bytes of the value, in unpadded URL-safe base64.
func encodeChanges(changes []Change) string {
	var b []byte
	last := uint64(0)
	for _, c := range changes {
		b = binary.AppendUvarint(b, c.Step-last)
		b = append(b, byte(c.Op))
		b = binary.AppendUvarint(b, uint64(c.Target))
		if c.Op != OpAct {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Value))
		}
		last = c.Step
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

var errLog = errors.New("the recorded changes are damaged")

// decodeChanges reads what encodeChanges wrote. It accepts nothing else: what
// it returns encodes to the same text.
func decodeChanges(text string) ([]Change, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errLog
	}
	var changes []Change
	step := uint64(0)
	for len(b) > 0 {
		if len(changes) == maxChanges {
			return nil, fmt.Errorf("more than %d recorded changes", maxChanges)
		}
		var c Change
		if c, b, err = decodeChange(b, step); err != nil {
			return nil, err
		}
		changes = append(changes, c)
		step = c.Step
	}
	return changes, nil
}

func decodeChange(b []byte, after uint64) (Change, []byte, error) {
	steps, n := binary.Uvarint(b)
	if n <= 0 || len(b) == n || after+steps < after {
		return Change{}, nil, errLog
	}
	c := Change{Step: after + steps, Op: Op(b[n])}
	b = b[n+1:]
	target, n := binary.Uvarint(b)
	if n <= 0 || target > math.MaxUint32 || c.Op >= ops {
		return Change{}, nil, errLog
	}
	c.Target = uint32(target)
	b = b[n:]
	if c.Op == OpAct {
		return c, b, nil
	}
	if len(b) < 8 {
		return Change{}, nil, errLog
	}
	c.Value = math.Float64frombits(binary.LittleEndian.Uint64(b))
	return c, b[8:], nil
}
