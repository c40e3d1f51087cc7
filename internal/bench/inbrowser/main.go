//go:build js

// Inbrowser runs the measures that its arguments name and prints a line for
// each: the name and the number. The benchmark compiles it to WebAssembly and
// runs it in a Web Worker.
package main

import (
	"fmt"
	"os"

	"github.com/resonetics/playground/internal/bench/core"
)

func main() {
	for _, name := range os.Args[1:] {
		m, err := core.ByName(name)
		if err == nil {
			var v float64
			v, err = m.Run()
			fmt.Println(m.Name, v)
		}
		if err != nil {
			fmt.Println("error", err)
		}
	}
}
