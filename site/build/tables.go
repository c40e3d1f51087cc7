package main

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"slices"
	"strings"
)

// tablesOf is the version of Go whose tables are known here; see pcHeader, _func and
// moduledata in package runtime.
const tablesOf = "go1.26"

var tablesMagic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// Offsets in what describes a function, and in the module's description.
const (
	nameOff, pcsp, pcfile, pcln, npcdata = 4, 16, 20, 24, 28
	cuOffset, startLine, nfuncdata       = 32, 36, 43
	firstTable                           = 44
	gofunc                               = 320
)

// noData is what stands for no data about a function; 0 is no table.
const noData = ^uint32(0)

// Tables and data about a function that nothing in a page reads: where it may be
// interrupted, which no WebAssembly is; and what a stack trace tells of inlined functions
// and of arguments. Indices of package internal/abi.
var (
	unreadTables = []int{0, 2, 3, 4} // UnsafePoint, InlTreeIndex, ArgLiveIndex, PanicBounds
	unreadData   = []int{3, 5, 6, 7} // InlTree, ArgInfo, ArgLiveInfo, WrapInfo
)

// tables are the linker's tables of functions, in the initial memory. The collector and
// panics need most of them. A stack trace wants more, and names from which file and line
// an instruction comes; in a page it names this project's functions and the packages of
// others, and a link repeats the run natively, where it names all.
type tables struct {
	memory    []byte // all of it
	at        []byte // memory from the tables on
	functions int
	// Where in at these begin: names, source files, values by instruction, functions.
	names, units, values, list int
}

var le = binary.LittleEndian

func findTables(memory []byte) (*tables, error) {
	start := bytes.Index(memory, tablesMagic)
	if start < 0 || bytes.Contains(memory[start+1:], tablesMagic) {
		return nil, errModule
	}
	at := memory[start:]
	field := func(i int) int { return int(le.Uint64(at[8+8*i:])) }
	t := &tables{memory, at, field(0), field(3), field(4), field(6), field(7)}
	if !(0 < t.names && t.names < t.units && t.units < t.values && t.values < t.list && t.list+8*t.functions < len(at)) {
		return nil, errModule
	}
	return t, nil
}

// function returns what describes a function.
func (t *tables) function(i int) []byte { return t.at[t.list+int(le.Uint32(t.at[t.list+8*i+4:])):] }

// parts returns the offsets of a function's values by instruction and of its data.
func parts(f []byte) (values, data [][]byte) {
	n := int(le.Uint32(f[npcdata:]))
	for i := range n + int(f[nfuncdata]) {
		values = append(values, f[firstTable+4*i:][:4])
	}
	return values[:n], values[n:]
}

func (t *tables) name(f []byte) string {
	b := t.at[t.names+int(le.Uint32(f[nameOff:])):]
	return string(b[:bytes.IndexByte(b, 0)])
}

// uncalled are functions of Go's runtime that run only where somebody asks the
// runtime to record or to show its own work, by a call that no program of the page has,
// or by a variable of the environment, which a page lacks.
var uncalled = regexp.MustCompile(`^internal/bisect\.(New|\(\*Matcher\)\.|\(\*parseError\)\.|\(\*dedup\)\.|printStack|printFileLine|appendFileLine|appendMarker|Marker|CutMarker)|^runtime\.(` +
	`traceLocker\.([A-Z]|eventWriter|rawEventWriter|stack|startPC|string|rtype|writer|emitUnblockStatus)|traceWriter\.|traceEventWriter\.|traceExpWriter\.|unsafeTraceExpWriter\.|` +
	`\(\*(traceBuf|traceMap|traceMapNode|traceStackTable|traceStringTable|traceTypeTable|traceRegionAlloc)\)\.|` +
	`(traceAdvance|traceStack|traceReadCPU|traceStopReadCPU|traceSyncBatch|traceRegisterLabelsAndReasons|traceSnapshotMemory|` +
	`traceAcquireEnabled|makeTraceFrames?|` +
	`schedtrace|initMetrics|checkFinalizersAndCleanups|printScavTrace|printAncestorTraceback|printCgoTraceback|printOneCgoTraceback)(\.func|$))`)

// unused reports for every function whether it is one of [uncalled].
func (t *tables) unused() []bool {
	unused := make([]bool, t.functions)
	for i := range unused {
		unused[i] = uncalled.MatchString(t.name(t.function(i)))
	}
	return unused
}

// shrink clears what only a stack trace reads, and moves the rest together.
func (t *tables) shrink() error {
	names, values := newPool(t.at[t.names:t.units]), newPool(t.at[t.values:t.list])
	unread, read := make(map[uint32]bool), make(map[uint32]bool)
	for i := range t.functions {
		f := t.function(i)
		le.PutUint32(f[nameOff:], names.keep(append([]byte(shortName(t.name(f))), 0)))
		for _, offset := range []int{pcfile, pcln, cuOffset, startLine} {
			le.PutUint32(f[offset:], 0)
		}
		tables, data := parts(f)
		drop(tables, unreadTables, 0, nil)
		drop(data, unreadData, noData, unread)
		for _, d := range data {
			read[le.Uint32(d)] = true
		}
		for _, v := range append(tables, f[pcsp:][:4]) {
			if from := le.Uint32(v); from != 0 {
				le.PutUint32(v, values.keep(valuesAt(t.at[t.values+int(from):t.list])))
			}
		}
	}
	names.write()
	values.write()
	clear(t.at[t.units:t.values])
	return t.clearData(unread, read)
}

// drop puts none in place of the offsets with the given indices, and notes what stood
// there.
func drop(offsets [][]byte, indices []int, none uint32, dropped map[uint32]bool) {
	for _, i := range indices {
		if i < len(offsets) && le.Uint32(offsets[i]) != none {
			if dropped != nil {
				dropped[le.Uint32(offsets[i])] = true
			}
			le.PutUint32(offsets[i], none)
		}
	}
}

// clearData clears the data at unread offsets, each up to where the next begins.
func (t *tables) clearData(unread, read map[uint32]bool) error {
	start := uint64(len(t.memory) - len(t.at))
	// The module's description begins with where the tables and the names are.
	module := bytes.Index(t.at, le.AppendUint64(le.AppendUint64(nil, start), start+uint64(t.names)))
	if module < 0 || len(t.at) < module+gofunc+8 {
		return errModule
	}
	base := le.Uint64(t.at[module+gofunc:])
	if base < start || base >= uint64(len(t.memory)) {
		return errModule
	}
	data := t.memory[base:]
	var offsets []uint32
	for _, m := range []map[uint32]bool{unread, read} {
		for o := range m {
			offsets = append(offsets, o)
		}
	}
	slices.Sort(offsets)
	for i, o := range offsets[:max(0, len(offsets)-1)] {
		if next := offsets[i+1]; unread[o] && !read[o] && next != noData {
			clear(data[o:next])
		}
	}
	return nil
}

// shortName returns the name of a function of this project, for others that of the
// package: the runtime asks whether a function is its own, and for two by name.
func shortName(name string) string {
	switch {
	case strings.HasPrefix(name, module), strings.HasPrefix(name, "main."):
		if from, to := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']'); from >= 0 && from < to {
			return name[:from+1] + "..." + name[to:] // as traces write type arguments
		}
		return name
	case name == "reflect.makeFuncStub", name == "reflect.methodValueCall":
		return name
	}
	plain, _, _ := strings.Cut(name, "[") // type arguments have dots of their own
	from := strings.LastIndexByte(plain, '/') + 1
	if dot := strings.IndexByte(plain[from:], '.'); dot >= 0 {
		return name[:from+dot+1]
	}
	return name
}

// valuesAt returns the table at the beginning of b: pairs of numbers up to a zero.
func valuesAt(b []byte) []byte {
	i := 0
	for i == 0 || b[i] != 0 { // the first number may be zero
		for range 2 {
			_, n := binary.Uvarint(b[i:])
			i += n
		}
	}
	return b[:i+1]
}

// pool gathers what is kept of a table, each once.
type pool struct {
	table, kept []byte
	at          map[string]uint32
}

// newPool returns a pool for a table; its offset 0 stays what stands for nothing.
func newPool(table []byte) *pool { return &pool{table, []byte{0}, make(map[string]uint32)} }

// keep returns where b will lie.
func (p *pool) keep(b []byte) uint32 {
	at, kept := p.at[string(b)]
	if !kept {
		at = uint32(len(p.kept))
		p.at[string(b)] = at
		p.kept = append(p.kept, b...)
	}
	return at
}

// write puts what was kept in place of the table, and zeros after it.
func (p *pool) write() { clear(p.table[copy(p.table, p.kept):]) }
