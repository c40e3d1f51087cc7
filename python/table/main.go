// Command table prints what the Python package is generated from, as JSON: every number of
// a world with its range, the rule sets, the presets and the policies.
//
// Usage: table [-version VERSION]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/resonetics/playground/python/bridge"
)

func main() {
	flag.StringVar(&bridge.Version, "version", bridge.Version, "version of the program")
	flag.Parse()
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(bridge.NewTable()); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}
