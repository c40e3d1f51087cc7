package main

import (
	"fmt"

	"github.com/resonetics/playground/core/lab/cluster"
)

// check writes what is wrong with the program of n bytes in the buffer: line, column and
// message, separated by newlines; nothing where it is fine.
//
//go:wasmexport check
func check(n int32) int32 {
	err := cluster.CheckProgram(said(n))
	if err == nil {
		return say("")
	}
	f := cluster.FaultOf(err)
	return say(fmt.Sprintf("%d\n%d\n%s", f.Line, f.Column, f.Message))
}

// lacks returns whether what went wrong last needs the build that carries the language.
//
//go:wasmexport lacks
func lacks() int32 { return flag(lacking) }
