package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// traveller is a program that leans on the tables that shrink rewrites: it makes
// garbage on a deep stack, recovers, and asks who called it.
const traveller = `package main

import (
	"fmt"
	"os"
	"runtime"
)

func deep(n int, keep [][]byte) int {
	if n == 0 {
		runtime.GC()
		return len(keep)
	}
	for i := range keep {
		keep[i] = append([]byte(nil), byte(n+i))
	}
	total := deep(n-1, append(keep, make([]byte, 1<<12)))
	return total + int(keep[0][0])
}

func recovered() (err any) {
	defer func() { err = recover() }()
	var none []int
	return none[len(os.Args)]
}

//go:noinline
func caller() string {
	pc, _, _, ok := runtime.Caller(1)
	return fmt.Sprint(runtime.FuncForPC(pc).Name(), ok)
}

func main() {
	total := 0
	for range 20 {
		total += deep(300, [][]byte{{1}})
	}
	fmt.Println(total, recovered(), caller())
	if len(os.Args) > 1 {
		panic("the end")
	}
}
`

func TestAShrunkProgramRunsAsBefore(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(traveller), 0o644))
	whole := filepath.Join(dir, "whole.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-gcflags=all=-l", "-o", whole, filepath.Join(dir, "main.go"))
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	program, err := os.ReadFile(whole)
	require.NoError(t, err)
	small, err := shrink(program)
	require.NoError(t, err)
	short := filepath.Join(dir, "short.wasm")
	require.NoError(t, os.WriteFile(short, small, 0o644))

	root, err := goEnv("GOROOT")
	require.NoError(t, err)
	host := filepath.Join(root, "lib", "wasm", "wasm_exec_node.js")
	run := func(arguments ...string) string {
		out, _ := exec.Command(node, append([]string{"--stack-size=8192", host}, arguments...)...).CombinedOutput()
		return string(out)
	}
	require.Contains(t, run(whole), "main.maintrue")
	require.Equal(t, run(whole), run(short))
	last := run(short, "and panic")
	require.Contains(t, last, "panic: the end")
	require.Contains(t, last, "main.main()", "a stack trace names functions")
	require.NotContains(t, last, "main.go", "and no files")
	require.NotContains(t, last, "main.deep(0x", "and no arguments")
}

func TestShrinkingSavesASixthOfTheDownload(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "worker.wasm")
	require.NoError(t, programs[0].compile("../..", file))
	program, err := os.ReadFile(file)
	require.NoError(t, err)
	small, err := shrink(program)
	require.NoError(t, err)
	packer := newPacker(dir, true)
	before, err := packer.pack(program)
	require.NoError(t, err)
	after, err := packer.pack(small)
	require.NoError(t, err)
	require.Less(t, float64(len(after.br)), 5.0/6*float64(len(before.br)))
}

func TestNamesOfOthersAreTheirPackages(t *testing.T) {
	for name, short := range map[string]string{
		module + "core/lab.(*Session).Advance": module + "core/lab.(*Session).Advance",
		"main.slice":                           "main.slice",
		module + "core/lab.find[go.shape.int]": module + "core/lab.find[...]",
		"runtime.gcBgMarkWorker":               "runtime.",
		"internal/runtime/maps.(*Iter).Next":   "internal/runtime/maps.",
		"slices.Index[go.shape.[]main.x.y/z]":  "slices.",
		"reflect.makeFuncStub":                 "reflect.makeFuncStub",
		"wasm_pc_f_loop":                       "wasm_pc_f_loop",
	} {
		require.Equal(t, short, shortName(name))
	}
}

func TestWhatIsNotCalledBecomesATrap(t *testing.T) {
	got, err := withoutCode([]byte{2, 4, 9, 9, 9, end, 2, 0, end}, []bool{true, false})
	require.NoError(t, err)
	require.Equal(t, append(append([]byte{2}, trap...), 2, 0, end), got)
	_, err = withoutCode([]byte{1, 2, 0, end}, []bool{true, false})
	require.ErrorIs(t, err, errModule)
	for _, name := range []string{"runtime.traceLocker.GoPark", "runtime.(*traceMap).put", "runtime.schedtrace.func1", "internal/bisect.(*Matcher).Stack"} {
		require.True(t, uncalled.MatchString(name), name)
	}
	for _, name := range []string{"runtime.traceback2", "runtime.traceLockInit", "runtime.traceThreadDestroy", "runtime.traceLocker.ok", "internal/bisect.init", "main.traceStack"} {
		require.False(t, uncalled.MatchString(name), name)
	}
}

func TestInitialMemoryIsRewrittenAsItWas(t *testing.T) {
	memory := make([]byte, 5000)
	for i := range memory {
		if i%700 < 130 || i%97 == 0 {
			memory[i] = byte(i) | 1
		}
	}
	got, err := readMemory(writeMemory(memory))
	require.NoError(t, err)
	require.Equal(t, bytes.TrimRight(memory, "\x00"), bytes.TrimRight(got, "\x00"))
}

func TestWhatIsNoProgramIsRefused(t *testing.T) {
	for name, b := range map[string][]byte{
		"nothing":                  {},
		"a cut section":            append([]byte("\x00asm\x01\x00\x00\x00"), 11, 9, 1),
		"a passive segment":        append([]byte("\x00asm\x01\x00\x00\x00"), 11, 3, 1, 1, 0),
		"a segment beyond the end": append([]byte("\x00asm\x01\x00\x00\x00"), 11, 6, 1, 0, 0x41, 0, 0x0b, 9),
		"memory without tables":    append([]byte("\x00asm\x01\x00\x00\x00"), 11, 7, 1, 0, 0x41, 0, 0x0b, 1, 7),
	} {
		_, err := shrink(b)
		require.ErrorIs(t, err, errModule, name)
	}
}
