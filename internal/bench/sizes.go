package main

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/resonetics/playground/internal/bench/core"
)

// program reports what a program of the page weighs, and what of, and returns its
// megabytes as they travel.
func program(name string, flags ...string) (float64, error) {
	var bytes [3]int64
	for i, ending := range []string{"", ".gz", ".br"} {
		var err error
		if bytes[i], err = assetSize(name + ".*.wasm" + ending); err != nil {
			return 0, err
		}
	}
	folder := name
	if name == "language" { // the worker's, with more in it
		folder = "worker"
	}
	fmt.Printf("%s.wasm: %d bytes, %d with gzip, %d with brotli; of its code:\n", name, bytes[0], bytes[1], bytes[2])
	return float64(bytes[2]) / 1e6, printPackages("./wasm/"+folder, flags...)
}

func assetSize(pattern string) (int64, error) {
	names, err := filepath.Glob(filepath.Join("site", "dist", "assets", pattern))
	if err != nil || len(names) != 1 {
		return 0, fmt.Errorf("site/dist/assets has %d files %s, want one: run make site", len(names), pattern)
	}
	info, err := os.Stat(names[0])
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// whose says in words whose code a package is, and why it is there.
var whose = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`^github\.com_resonetics`), "this project"},
	{regexp.MustCompile(`^github\.com_hajimehoshi`), "Ebitengine: windows, input, images, shaders"},
	{regexp.MustCompile(`^go_(ast|parser|scanner|token|printer|constant|build)|^text_template`), "Go's parser: Ebitengine compiles its shaders with it"},
	{regexp.MustCompile(`^(fmt|reflect|strconv|internal_fmtsort|internal_strconv)$`), "formatted text and reflection: messages"},
	{regexp.MustCompile(`^(runtime|internal_runtime|sync|internal_sync|internal_abi)`), "Go's runtime: memory, goroutines, panics"},
	{regexp.MustCompile(`^(os|io_fs|syscall|internal_poll|internal_godebug|internal_bisect|time|path)`), "files, time and settings: needed by fmt"},
	{regexp.MustCompile(`^go\.starlark\.net`), "Starlark: the language of visitors' programs"},
	{regexp.MustCompile(`^golang\.org`), "Go's extended libraries: images, text"},
	{regexp.MustCompile(``), "other packages of Go"},
}

// printPackages compiles a program with its names and adds up its functions.
func printPackages(path string, flags ...string) error {
	program, err := core.Compile(path, append(flags, "-ldflags=-w")...)
	if err != nil {
		return err
	}
	functions, err := functionSizes(program)
	if err != nil {
		return err
	}
	total, parts := 0, make(map[string]int)
	for name, size := range functions {
		total += size
		pkg := packageOf.FindString(name)
		for _, w := range whose {
			if w.pattern.MatchString(pkg) {
				parts[w.name] += size
				break
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(parts), func(a, b string) int { return cmp.Compare(parts[b], parts[a]) })
	for _, name := range names {
		fmt.Printf("  %5.1f %%  %s\n", 100*float64(parts[name])/float64(total), name)
	}
	return nil
}

// packageOf finds the package in a function's name, as the linker writes it.
var packageOf = regexp.MustCompile(`^[^.]*(?:\.(?:com|org|io|dev)_[^.]*)?`)

var errWasm = errors.New("the compiled program is not what a WebAssembly module looks like")

// functionSizes returns the code size of every function in a module that has a
// name section.
func functionSizes(module []byte) (map[string]int, error) {
	const custom, imports, code = 0, 2, 10
	var bodies []int
	var names []byte
	imported := 0
	if len(module) < 8 {
		return nil, errWasm
	}
	for b := module[8:]; len(b) > 0; {
		id := b[0]
		size, n := binary.Uvarint(b[1:])
		if n <= 0 || uint64(len(b)) < 1+uint64(n)+size {
			return nil, errWasm
		}
		body := b[1+n:][:size]
		b = b[1+n+int(size):]
		switch id {
		case imports:
			count, _ := binary.Uvarint(body)
			imported = int(count) // a Go program imports functions only
		case code:
			bodies = bodySizes(body)
		case custom:
			if length, n := binary.Uvarint(body); string(body[n:][:length]) == "name" {
				names = body[n+int(length):]
			}
		}
	}
	return nameSizes(names, imported, bodies)
}

func bodySizes(section []byte) []int {
	count, n := binary.Uvarint(section)
	sizes := make([]int, 0, count)
	for section = section[n:]; len(section) > 0; {
		size, n := binary.Uvarint(section)
		sizes = append(sizes, int(size))
		section = section[n+int(size):]
	}
	return sizes
}

// nameSizes joins the function names of a name section with the sizes of their
// bodies.
func nameSizes(section []byte, imported int, bodies []int) (map[string]int, error) {
	const functionNames = 1
	for len(section) > 0 {
		id := section[0]
		size, n := binary.Uvarint(section[1:])
		body := section[1+n:][:size]
		section = section[1+n+int(size):]
		if id != functionNames {
			continue
		}
		sizes := make(map[string]int)
		count, n := binary.Uvarint(body)
		body = body[n:]
		for range count {
			index, n := binary.Uvarint(body)
			length, m := binary.Uvarint(body[n:])
			name := string(body[n+m:][:length])
			body = body[n+m+int(length):]
			if i := int(index) - imported; i >= 0 && i < len(bodies) {
				sizes[name] += bodies[i]
			}
		}
		return sizes, nil
	}
	return nil, errWasm
}
