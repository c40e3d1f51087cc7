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

// shrink makes a program smaller to download, by a seventh, and leaves it the same.
// The linker breaks the initial memory off wherever eight zeros lie in it, a
// hundred thousand times; in long pieces it compresses better. And the tables of
// source lines go: a stack trace then names functions only, as the browser does.
func shrink(program []byte) ([]byte, error) {
	const header, data, dataCount = 8, 11, 12
	if len(program) < header {
		return nil, errModule
	}
	out := slices.Clone(program[:header])
	for rest := program[header:]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) || id == dataCount {
			return nil, errModule
		}
		body := rest[1+n:][:size]
		rest = rest[1+n+int(size):]
		if id == data {
			memory, err := readMemory(body)
			if err != nil {
				return nil, err
			}
			if err := dropLines(memory); err != nil {
				return nil, err
			}
			body = writeMemory(memory)
		}
		out = binary.AppendUvarint(append(out, id), uint64(len(body)))
		out = append(out, body...)
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

// tablesOf is the version of Go whose tables dropLines knows; see pcHeader and
// _func in package runtime.
const tablesOf = "go1.26"

var tablesMagic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// dropLines clears the tables that say from which file and line an instruction
// comes, in a program of the Go that this one was built with. The runtime reads
// an offset of 0 as no table.
func dropLines(memory []byte) error {
	if !strings.HasPrefix(runtime.Version(), tablesOf) {
		return nil // a larger program, and a sound one
	}
	start := bytes.Index(memory, tablesMagic)
	if start < 0 || bytes.Contains(memory[start+1:], tablesMagic) {
		return errModule
	}
	memory = memory[start:]
	field := func(i int) int { return int(binary.LittleEndian.Uint64(memory[8+8*i:])) }
	functions, units, tables, list := field(0), field(4), field(6), field(7)
	if !(0 < units && units < tables && tables < list && list+8*functions < len(memory)) {
		return errModule
	}
	const (
		pcsp, pcfile, pcln, npcdata = 16, 20, 24, 28 // offsets in a _func
		cuOffset, startLine, pcdata = 32, 36, 44
	)
	kept := make([]bool, list-tables)
	for i := range functions {
		f := memory[list+int(binary.LittleEndian.Uint32(memory[list+8*i+4:])):]
		for _, offset := range []int{pcfile, pcln, cuOffset, startLine} {
			binary.LittleEndian.PutUint32(f[offset:], 0)
		}
		mark(kept, memory[tables:list], f[pcsp:])
		for j := range int(binary.LittleEndian.Uint32(f[npcdata:])) {
			mark(kept, memory[tables:list], f[pcdata+4*j:])
		}
	}
	clear(memory[units:tables]) // the names of the files
	for i, k := range kept {
		if !k {
			memory[tables+i] = 0
		}
	}
	return nil
}

// mark marks as kept the table whose offset among tables stands in field: pairs of
// numbers up to a zero.
func mark(kept []bool, tables, field []byte) {
	start := int(binary.LittleEndian.Uint32(field))
	if start == 0 {
		return
	}
	i := start
	for i == start || tables[i] != 0 { // the first number may be zero
		for range 2 {
			_, n := binary.Uvarint(tables[i:])
			i += n
		}
	}
	for j := start; j <= i; j++ {
		kept[j] = true
	}
}
