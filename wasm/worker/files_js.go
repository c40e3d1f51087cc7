package main

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/runner"
)

// save writes the session; nothing when no run is open.
//
//go:wasmexport save
func save() int32 {
	exchange = exchange[:0]
	if s := run.Session(); s != nil {
		exchange = s.Save(exchange)
	}
	return int32(len(exchange))
}

// restore goes on with the saved session of n bytes in the buffer.
//
//go:wasmexport restore
func restore(n int32) int32 { return sayError(goOn(exchange[:n])) }

// goOn refuses a session of another lab: the page has no controls for it.
func goOn(b []byte) error {
	if s := run.Session(); s != nil {
		saved, err := labs.All.SavedRun(b)
		if err != nil {
			return err
		}
		if here, there := s.Lab(), saved.Config.Lab; here != there {
			return fmt.Errorf("saved session: it is of the lab %s and this is the lab %s: go there and load it", there.Label, here.Label)
		}
	}
	next, err := labs.All.Restore(b)
	if err != nil {
		return err
	}
	run.Use(next)
	return nil
}

// saveMind writes what the acting policy has learned. Where it does not learn, it
// writes why there is nothing, and returns the negative length of that.
//
//go:wasmexport saveMind
func saveMind() int32 {
	err := runner.ErrNothingOpen
	if s := run.Session(); s != nil {
		exchange, err = s.AppendMind(exchange[:0])
	}
	if err != nil {
		return -sayError(err)
	}
	return int32(len(exchange))
}

// loadMind gives the acting policy what the file of n bytes in the buffer holds.
//
//go:wasmexport loadMind
func loadMind(n int32) int32 {
	s := run.Session()
	if s == nil {
		return sayError(runner.ErrNothingOpen)
	}
	return sayError(s.LoadMind(exchange[:n]))
}

// adopted returns whether the run has loaded a mind, which no link describes.
//
//go:wasmexport adopted
func adopted() int32 { s := run.Session(); return flag(s != nil && s.Adopted()) }

// csv writes the run's metrics, row by row.
//
//go:wasmexport csv
func csv() int32 {
	exchange = run.AppendCSV(exchange[:0])
	return int32(len(exchange))
}

// recall puts the rows of n bytes in the buffer before those of the run.
//
//go:wasmexport recall
func recall(n int32) { run.RecallCSV(exchange[:n]) }

// stopped writes why training has stopped by itself; nothing when it has not.
//
//go:wasmexport stopped
func stopped() int32 { return sayError(whyStopped(run.Session())) }

func whyStopped(s *lab.Session) error {
	if s == nil || s.Learner() == nil {
		return nil
	}
	return s.Learner().Stopped()
}

// whatIf writes the link of the run that asks what others would have done from the moment
// that many steps ago. Where there is none, it writes why, and returns the negative length
// of that.
//
//go:wasmexport whatIf
func whatIf(back int32) int32 {
	var other lab.Run
	err := runner.ErrNothingOpen
	if s := run.Session(); s != nil {
		other, taken, err = s.WhatIf(labs.All, int(back))
	}
	if err != nil {
		return -sayError(err)
	}
	return say(other.Link())
}

// taken is what the acting policy had learned when whatIf was asked last.
var taken []byte

// whatIfMind writes that, for the run of the link to load; nothing where it did not learn.
//
//go:wasmexport whatIfMind
func whatIfMind() int32 {
	exchange = append(exchange[:0], taken...)
	taken = nil
	return int32(len(exchange))
}
