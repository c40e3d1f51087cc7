package main

import "github.com/resonetics/playground/core/lab/runner"

// prepare writes the link of a run that starts as this one is now, with the sheet of n bytes
// in the buffer, as links spell it. Where there is none it writes why, and returns the
// negative length of that.
//
//go:wasmexport prepare
func prepare(n int32) int32 {
	s := run.Session()
	if s == nil {
		return -sayError(runner.ErrNothingOpen)
	}
	r, err := s.Prepare(said(n))
	if err != nil {
		return -sayError(err)
	}
	return say(r.Link())
}
