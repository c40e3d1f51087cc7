// Command fuzz runs every fuzz target of the repository for a stated time and prints a
// line for each: how many inputs it tried, and how many a minute. It goes on after a
// target that fails, whose input Go has then written into testdata/fuzz beside the test.
//
// Usage: fuzz [-time 10s] [-workers 0] [names of targets]
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

func main() {
	each := flag.Duration("time", 10*time.Second, "how long each target runs")
	workers := flag.Int("workers", runtime.GOMAXPROCS(0), "processes that try inputs")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: fuzz [-time 10s] [-workers 2] [names of targets, or parts of them]")
		flag.PrintDefaults()
	}
	flag.Parse()
	all, err := find(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	failed := 0
	for _, t := range all {
		if !wanted(t, flag.Args()) {
			continue
		}
		r := t.run(*each, *workers)
		fmt.Println(r)
		if r.err != nil {
			failed++
		}
	}
	if failed > 0 {
		fmt.Printf("%d of the targets failed\n", failed)
		os.Exit(1)
	}
}

// wanted reports whether a target is one of those that were named; no name means all.
func wanted(t target, names []string) bool {
	for _, name := range names {
		if strings.Contains(t.String(), name) {
			return true
		}
	}
	return len(names) == 0
}
