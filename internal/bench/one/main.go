// One runs the measures that its arguments name and prints a line for each: the
// name and the number. The benchmark runs it natively, with and without SIMD
// routines, and compiled to WebAssembly in a Web Worker.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/resonetics/playground/internal/bench/core"
)

func main() {
	runtime.GOMAXPROCS(1) // one core, so that the collector's work counts too
	for _, name := range os.Args[1:] {
		m, err := core.ByName(name)
		if err == nil {
			var v float64
			v, err = m.Run()
			fmt.Println(m.Name, v)
		}
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
}
