package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"strings"
)

var errModule = errors.New("the compiled program is not what Go's linker makes")

// shrink makes a program smaller to download, by a fifth, and leaves what it does the
// same. The linker breaks the initial memory off wherever eight zeros lie in it, a
// hundred thousand times; in long pieces it compresses better. And what only a stack
// trace or Go's own tools ask for goes; see [tables].
func shrink(program []byte) ([]byte, error) {
	sections, err := readSections(program)
	if err != nil {
		return nil, err
	}
	for i := range sections {
		if sections[i].id != dataSection {
			continue
		}
		memory, err := readMemory(sections[i].body)
		if err == nil && strings.HasPrefix(runtime.Version(), tablesOf) { // else a larger program, and a sound one
			err = shrinkTables(memory, sections[:i])
		}
		if err != nil {
			return nil, err
		}
		sections[i].body = writeMemory(memory)
	}
	out := slices.Clone(program[:header])
	for _, s := range sections {
		out = binary.AppendUvarint(append(out, s.id), uint64(len(s.body)))
		out = append(out, s.body...)
	}
	return out, nil
}

// shrinkTables shortens the tables of functions in memory, and takes the code of those
// that no page calls out of the sections before it.
func shrinkTables(memory []byte, sections []section) error {
	t, err := findTables(memory)
	if err != nil {
		return err
	}
	for i := range sections {
		if s := &sections[i]; s.id == codeSection {
			if s.body, err = withoutCode(s.body, t.unused()); err != nil {
				return err
			}
		}
	}
	return t.shrink()
}

// header is the length of what a module begins with.
const header = 8

// The kinds of sections that matter here.
const (
	codeSection      = 10
	dataSection      = 11
	dataCountSection = 12
)

type section struct {
	id   byte
	body []byte
}

func readSections(program []byte) (sections []section, err error) {
	if len(program) < header {
		return nil, errModule
	}
	for rest := program[header:]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) || id == dataCountSection {
			return nil, errModule
		}
		sections = append(sections, section{id, rest[1+n:][:size]})
		rest = rest[1+n+int(size):]
	}
	return sections, nil
}

// trap is the body of a function that ends the program: its length, no locals,
// unreachable, end.
var trap = []byte{3, 0, 0x00, end}

// withoutCode returns a code section with traps in place of the functions for which
// unused says so, in the section's order.
func withoutCode(code []byte, unused []bool) ([]byte, error) {
	count, n := binary.Uvarint(code)
	if n <= 0 || count != uint64(len(unused)) {
		return nil, errModule
	}
	out := slices.Clone(code[:n])
	for _, u := range unused {
		code = code[n:]
		size, m := binary.Uvarint(code)
		if m <= 0 || size > uint64(len(code)-m) {
			return nil, errModule
		}
		if n = m + int(size); u {
			out = append(out, trap...)
		} else {
			out = append(out, code[:n]...)
		}
	}
	return out, nil
}

// What a segment of a data section consists of: its kind, an expression that says
// where it begins, its length, its bytes.
const (
	active   = 0x00 // copied into memory when the program starts
	constant = 0x41 // i32.const
	end      = 0x0b
)

// readMemory returns the memory that a data section describes.
func readMemory(section []byte) ([]byte, error) {
	var memory []byte
	number := func() int {
		v, n := binary.Uvarint(section)
		if n <= 0 || v > 1<<31 {
			section = nil // what follows fails
			return 0
		}
		section = section[n:]
		return int(v)
	}
	is := func(b byte) bool {
		found := len(section) > 0 && section[0] == b
		section = section[min(1, len(section)):]
		return found
	}
	for range number() {
		if !is(active) || !is(constant) {
			return nil, errModule
		}
		at := number() // signed, but no address is negative
		if !is(end) {
			return nil, errModule
		}
		size := number()
		if size > len(section) {
			return nil, errModule
		}
		memory = append(memory, make([]byte, max(0, at+size-len(memory)))...)
		copy(memory[at:], section[:size])
		section = section[size:]
	}
	if len(section) > 0 {
		return nil, errModule
	}
	return memory, nil
}

// gap is how many zeros are worth a new segment: for fewer, its place in memory
// takes more bytes.
const gap = 64

// writeMemory describes memory as a data section.
func writeMemory(memory []byte) []byte {
	var segments []byte
	count := 0
	zeros := make([]byte, gap)
	for at := 0; at < len(memory); {
		size := bytes.Index(memory[at:], zeros)
		if size < 0 {
			size = len(memory) - at
		}
		if size > 0 {
			count++
			segments = appendAddress(append(segments, active, constant), at)
			segments = binary.AppendUvarint(append(segments, end), uint64(size))
			segments = append(segments, memory[at:at+size]...)
			at += size
		}
		for at < len(memory) && memory[at] == 0 {
			at++
		}
	}
	return append(binary.AppendUvarint(nil, uint64(count)), segments...)
}

// appendAddress appends a positive signed LEB128 number: the highest of its bits
// is the sign.
func appendAddress(b []byte, at int) []byte {
	b = binary.AppendUvarint(b, uint64(at))
	if last := len(b) - 1; b[last]&0x40 != 0 {
		b[last] |= 0x80
		b = append(b, 0)
	}
	return b
}
