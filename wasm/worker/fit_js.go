//go:build programs

package main

import (
	"encoding/json"
	"io"

	"github.com/resonetics/playground/core/lab/cluster/fit"
)

// A file of what somebody's own cluster has measured is read by a worker of its own, piece by
// piece, in the build that is loaded when it is first needed.

var (
	// measured is where the next piece of the file goes.
	measured *io.PipeWriter
	// found gives what came of the file.
	found chan reading
)

type reading struct {
	fit *fit.Fit
	err error
}

// fitBegin begins with a file.
//
//go:wasmexport fitBegin
func fitBegin() {
	r, w := io.Pipe()
	measured, found = w, make(chan reading, 1)
	go func() {
		f, err := fit.Read(r, fit.Options{})
		r.CloseWithError(io.ErrClosedPipe) // nothing more is read
		found <- reading{f, err}
	}()
}

// fitTake takes in the next n bytes, which are in the buffer, and returns whether more are
// wanted: what is wrong early is said by fitEnd.
//
//go:wasmexport fitTake
func fitTake(n int32) int32 {
	_, err := measured.Write(exchange[:n])
	return flag(err == nil)
}

// fitEnd ends the file and writes what was found, as JSON. Where nothing was, it writes why,
// and returns the negative length of that.
//
//go:wasmexport fitEnd
func fitEnd() int32 {
	measured.Close()
	r := <-found
	var text []byte
	if r.err == nil {
		text, r.err = json.Marshal(r.fit)
	}
	if r.err != nil {
		return -sayError(r.err)
	}
	return say(string(text))
}
