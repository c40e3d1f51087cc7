package torch

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// What a pickle may hold, as this package has it: nil, bool, int64, float64, string, and

type (
	list  struct{ items []any }
	tuple []any
	dict  struct{ keys, values []any }

	// global is the name of something that Python would import. Only those that allowed
	// lists are ever one.
	global string

	// storage is the memory of tensors, which stands elsewhere in the file.
	storage struct {
		kind  *kind
		key   string
		count int
		data  []byte
	}

	mark struct{}
)

// opaque stands for what is in a file and of no use here, such as a number of any length.
type opaque struct{ what string }

// unpickler reads one pickle: a program for a machine with a stack. It knows the instructions
// that put numbers, text and containers there, and none that calls anything: what Python would
// call is one of the names that allowed lists, whose result is made here, or ends the reading.
type unpickler struct {
	data     []byte
	at       int
	stack    []any
	memo     map[uint32]any
	storages map[string]*storage
	steps    int
}

// Most instructions of the pickles of a file, which bounds the memory that they need.
const maxSteps = 1 << 22

// errCut says that a file ends in the middle.
var errCut = errors.New("the file is cut: it ends in the middle of a pickle")

func (u *unpickler) take(n uint64) ([]byte, error) {
	if n > uint64(len(u.data)-u.at) {
		return nil, errCut
	}
	b := u.data[u.at:][:n]
	u.at += int(n)
	return b, nil
}

// number reads a little-endian number of n bytes.
func (u *unpickler) number(n uint64) (uint64, error) {
	b, err := u.take(n)
	v := uint64(0)
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	return v, err
}

// sized reads a length of n bytes, and as many bytes.
func (u *unpickler) sized(n uint64) ([]byte, error) {
	length, err := u.number(n)
	if err != nil {
		return nil, err
	}
	return u.take(length)
}

func (u *unpickler) line() (string, error) {
	end := bytes.IndexByte(u.data[u.at:], '\n')
	if end < 0 {
		return "", errCut
	}
	text := string(u.data[u.at:][:end])
	u.at += end + 1
	return text, nil
}

func (u *unpickler) push(v any) { u.stack = append(u.stack, v) }

// pop takes the top of the stack away.
func (u *unpickler) pop() (any, error) {
	if len(u.stack) == 0 {
		return nil, errors.New("the pickle takes more from its stack than there is")
	}
	v := u.stack[len(u.stack)-1]
	u.stack = u.stack[:len(u.stack)-1]
	return v, nil
}

// popMark takes everything above the last mark away.
func (u *unpickler) popMark() ([]any, error) {
	for i := len(u.stack) - 1; i >= 0; i-- {
		if _, is := u.stack[i].(mark); is {
			items := append([]any(nil), u.stack[i+1:]...)
			u.stack = u.stack[:i]
			return items, nil
		}
	}
	return nil, errors.New("the pickle lacks a mark on its stack")
}

// load reads up to the end of the pickle, and returns what it describes.
func (u *unpickler) load() (any, error) {
	u.stack, u.memo = u.stack[:0], make(map[uint32]any)
	for {
		op, err := u.take(1)
		if err != nil {
			return nil, err
		}
		if op[0] == '.' {
			return u.pop()
		}
		if u.steps++; u.steps > maxSteps {
			return nil, fmt.Errorf("the pickle has more than %d instructions", maxSteps)
		}
		if err := u.step(op[0]); err != nil {
			return nil, err
		}
	}
}

// step carries out an instruction.
func (u *unpickler) step(op byte) error {
	if done, err := u.scalar(op); done || err != nil {
		return err
	}
	if done, err := u.text(op); done || err != nil {
		return err
	}
	if done, err := u.container(op); done || err != nil {
		return err
	}
	if done, err := u.remember(op); done || err != nil {
		return err
	}
	return u.name(op)
}

// scalar puts a number on the stack, or what frames a pickle.
func (u *unpickler) scalar(op byte) (done bool, err error) {
	var n uint64
	switch op {
	case 'N':
		u.push(nil)
	case 0x88, 0x89:
		u.push(op == 0x88)
	case 'K':
		n, err = u.number(1)
		u.push(int64(n))
	case 'M':
		n, err = u.number(2)
		u.push(int64(n))
	case 'J':
		n, err = u.number(4)
		u.push(int64(int32(n)))
	case 0x8a, 0x8b:
		var b []byte
		b, err = u.sized(map[byte]uint64{0x8a: 1, 0x8b: 4}[op])
		u.push(long(b))
	case 'G':
		var b []byte
		if b, err = u.take(8); err == nil {
			u.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
		}
	case 0x80:
		n, err = u.number(1)
		if n > 5 {
			err = fmt.Errorf("the pickle is of protocol %d, want at most 5", n)
		}
	case 0x95:
		_, err = u.number(8)
	default:
		return false, nil
	}
	return true, err
}

// long reads a number of any length; those beyond 64 bits are of no use here.
func long(b []byte) any {
	if len(b) > 8 {
		return opaque{"a number of more than 64 bits"}
	}
	v := uint64(0)
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	if n := len(b); n > 0 && n < 8 && b[n-1]&0x80 != 0 {
		v |= math.MaxUint64 << (8 * n)
	}
	return int64(v)
}

// text puts text on the stack.
func (u *unpickler) text(op byte) (done bool, err error) {
	width, is := map[byte]uint64{'X': 4, 0x8c: 1, 0x8d: 8, 'T': 4, 'U': 1, 'B': 4, 'C': 1, 0x8e: 8}[op]
	if !is {
		return false, nil
	}
	b, err := u.sized(width)
	u.push(string(b))
	return true, err
}

// remember puts something into the memo, or gets it.
func (u *unpickler) remember(op byte) (done bool, err error) {
	var n uint64
	switch op {
	case 'q', 'h':
		n, err = u.number(1)
	case 'r', 'j':
		n, err = u.number(4)
	case 0x94:
		n = uint64(len(u.memo))
	default:
		return false, nil
	}
	if err != nil {
		return true, err
	}
	if op == 'h' || op == 'j' {
		v, is := u.memo[uint32(n)]
		if !is {
			return true, fmt.Errorf("the pickle asks for what it never remembered, number %d", n)
		}
		u.push(v)
		return true, nil
	}
	if len(u.stack) == 0 {
		return true, errors.New("the pickle remembers the top of an empty stack")
	}
	u.memo[uint32(n)] = u.stack[len(u.stack)-1]
	return true, nil
}

// container builds lists, tuples and dictionaries.
func (u *unpickler) container(op byte) (done bool, err error) {
	switch op {
	case '(':
		u.push(mark{})
	case '0':
		_, err = u.pop()
	case '1':
		_, err = u.popMark()
	case ']', 0x8f:
		u.push(&list{})
	case '}':
		u.push(&dict{})
	case ')':
		u.push(tuple{})
	case 0x85, 0x86, 0x87:
		err = u.tuple(int(op) - 0x84)
	case 't', 'l', 'd', 0x91:
		err = u.gather(op)
	case 'a', 'e', 's', 'u', 0x90:
		err = u.fill(op)
	default:
		return false, nil
	}
	return true, err
}

func (u *unpickler) tuple(n int) error {
	if len(u.stack) < n {
		return errors.New("the pickle takes more from its stack than there is")
	}
	items := append(tuple(nil), u.stack[len(u.stack)-n:]...)
	u.stack = append(u.stack[:len(u.stack)-n], items)
	return nil
}

// gather makes a container of everything above the mark.
func (u *unpickler) gather(op byte) error {
	items, err := u.popMark()
	if err != nil {
		return err
	}
	switch op {
	case 't':
		u.push(tuple(items))
	case 'd':
		d := &dict{}
		u.push(d)
		return d.add(items)
	default:
		u.push(&list{items})
	}
	return nil
}

// fill adds to the container below what it takes.
func (u *unpickler) fill(op byte) error {
	var items []any
	var err error
	switch op {
	case 'a', 's':
		n := map[byte]int{'a': 1, 's': 2}[op]
		if err = u.tuple(n); err == nil {
			var t any
			t, err = u.pop()
			items, _ = t.(tuple)
		}
	default:
		items, err = u.popMark()
	}
	if err != nil {
		return err
	}
	if len(u.stack) == 0 {
		return errors.New("the pickle fills a container that is not there")
	}
	switch c := u.stack[len(u.stack)-1].(type) {
	case *list:
		c.items = append(c.items, items...)
		return nil
	case *dict:
		return c.add(items)
	}
	return errors.New("the pickle fills what is no container")
}

// add puts keys and values, in turn, into a dictionary.
func (d *dict) add(items []any) error {
	if len(items)%2 != 0 {
		return errors.New("the pickle gives a dictionary a key without a value")
	}
	for i := 0; i < len(items); i += 2 {
		d.keys, d.values = append(d.keys, items[i]), append(d.values, items[i+1])
	}
	return nil
}
