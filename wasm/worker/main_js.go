// Worker is the program of the page that computes: it runs in a Web Worker and owns
// the session. JavaScript calls the functions exported here; they take and return
// numbers only, and text and bytes travel through one buffer in linear memory. Here a
// run's values become text and bytes, and nowhere else in the program.
//
// The loop is the caller's: it calls slice for a few milliseconds, then lets
// messages in. That keeps a worker busier than a loop that sleeps in Go.
package main

import (
	"errors"
	"strings"
	"time"
	"unsafe"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/runner"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/wasm/wire"
)

// The view's flags, as snapshot takes them.
const (
	viewWhole = 1 << iota
	viewText
)

var (
	run = runner.New(milliseconds())
	// exchange holds text or a file on its way in, and text, a file or a snapshot on
	// its way out.
	exchange = make([]byte, 1<<16)
	lacking  bool // what went wrong last needs the language for programs
	// seen is the snapshot that is filled in again for every frame.
	seen lab.Snapshot
)

// main stays, so that the exported functions can be called.
func main() { select {} }

func milliseconds() func() float64 {
	origin := time.Now()
	return func() float64 { return float64(time.Since(origin)) / 1e6 }
}

// say puts text into the exchange buffer and returns its length.
func say(text string) int32 {
	exchange = append(exchange[:0], text...)
	return int32(len(exchange))
}

// sayError returns 0 for no error, otherwise the length of what went wrong.
func sayError(err error) int32 {
	if lacking = errors.Is(err, lab.ErrNoLanguage); err == nil {
		return 0
	}
	return say(err.Error())
}

// said returns the text of n bytes that the caller has put into the buffer.
func said(n int32) string { return string(exchange[:n]) }

func flag(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// reserve makes room for n bytes and returns where they go.
//
//go:wasmexport reserve
func reserve(n int32) unsafe.Pointer {
	if cap(exchange) < int(n) {
		exchange = make([]byte, n)
	}
	exchange = exchange[:n]
	return unsafe.Pointer(unsafe.SliceData(exchange))
}

// address returns where the bytes that were returned last begin.
//
//go:wasmexport address
func address() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(exchange)) }

// backend writes which backend the learners compute with, and why.
//
//go:wasmexport backend
func backend() int32 {
	name, why := nn.Backend()
	return say(name + ", because " + why)
}

// open starts the run of the link of n bytes in the buffer.
//
//go:wasmexport open
func open(n int32) int32 {
	r, err := labs.All.ParseLink(said(n))
	if rest = lab.ReadableOf(err); err == nil {
		err = run.Open(r)
	}
	return sayError(err)
}

// again is open for the page's own restart: what the sheet of the run locks holds.
//
//go:wasmexport again
func again(n int32) int32 {
	r, err := labs.All.ParseLink(said(n))
	if err == nil {
		err = run.Again(r)
	}
	return sayError(err)
}

// rest is what can be read of the link that open has refused last; nil for nothing.
var rest *lab.Config

// readable writes that as the link of a run that starts so.
//
//go:wasmexport readable
func readable() int32 {
	if rest == nil {
		return say("")
	}
	return say(lab.Run{Config: *rest}.Link())
}

// command carries out the command of n bytes in the buffer.
//
//go:wasmexport command
func command(n int32) int32 {
	s := run.Session()
	if s == nil {
		return sayError(runner.ErrNothingOpen)
	}
	c, err := s.Lab().ParseCommand(said(n))
	if err == nil {
		err = run.Apply(c)
	}
	return sayError(err)
}

// rate sets the steps per second; 0 pauses, infinity is as fast as possible.
//
//go:wasmexport rate
func rate(stepsPerSecond float64) { run.SetRate(stepsPerSecond) }

// slice takes the steps that are due and returns how many it took.
//
//go:wasmexport slice
func slice(elapsed, budget float64) int32 { return int32(run.Slice(elapsed, budget)) }

// step takes one step and returns whether it could.
//
//go:wasmexport step
func step() int32 { return flag(run.Step()) }

// jump advances toward a step and returns whether it is there.
//
//go:wasmexport jump
func jump(step, budget float64) int32 { return flag(run.JumpTo(uint64(step), budget)) }

// waiting returns whether the session waits for the visitor.
//
//go:wasmexport waiting
func waiting() int32 { return flag(run.Waiting()) }

// snapshot writes the present moment, or the one rewind steps before it, into the
// buffer and returns its length, 0 when no run is open. focus is lab.View.Focus.
//
//go:wasmexport snapshot
func snapshot(flags, rewind, focus int32) int32 {
	exchange = exchange[:0]
	s := run.Session()
	if s == nil {
		return 0
	}
	s.Look(&seen, lab.View{
		Whole:  flags&viewWhole != 0,
		Text:   flags&viewText != 0,
		Rewind: int(rewind),
		Focus:  int(focus),
		Fast:   run.Fast(),
	})
	exchange = wire.Append(exchange, labs.All, &seen)
	return int32(len(exchange))
}

// link writes the run as a link, without what it is now; nothing when no run is open.
//
//go:wasmexport link
func link() int32 {
	s := run.Session()
	if s == nil {
		return say("")
	}
	return say(s.Run().Link())
}

// share writes the link of the run with its digest; nothing when no run is open. The n
// bytes in the buffer are the version of the program and, on a line of its own, the series that is
// shared with the run, if any.
//
//go:wasmexport share
func share(n int32) int32 {
	by, series, _ := strings.Cut(said(n), "\n")
	s := run.Session()
	if s == nil {
		return say("")
	}
	return say(linkWith(s.Share(by), series))
}

// verdict returns whether a shared run has given the same bits when it came to the step at
// which it was shared: 0 while that is not known, 1 the same, 2 others.
//
//go:wasmexport verdict
func verdict() int32 {
	s := run.Session()
	if s == nil {
		return 0
	}
	return int32(s.Verdict())
}

// sharedAt returns that step, 0 where no shared run is repeated.
//
//go:wasmexport sharedAt
func sharedAt() float64 {
	s := run.Session()
	if s == nil {
		return 0
	}
	return float64(s.SharedAt())
}

// repeated writes that in words; the n bytes in the buffer are the program's version.
//
//go:wasmexport repeated
func repeated(n int32) int32 {
	by, s := said(n), run.Session()
	if s == nil {
		return say("")
	}
	return say(s.Repeated(by))
}

// digest writes the session's digest in hexadecimal; nothing when no run is open.
//
//go:wasmexport digest
func digest() int32 {
	s := run.Session()
	if s == nil {
		return say("")
	}
	return say(lab.DigestText(s.Digest()))
}

// limits bounds training: steps of learning and seconds of it, 0 for no bound.
//
//go:wasmexport limits
func limits(steps, seconds float64) { run.SetLimits(uint64(steps), seconds) }

// spent returns the seconds of training that count toward the limit, and spend adds those
// that the program before has counted.
//
//go:wasmexport spent
func spent() float64 { return run.Spent() }

//go:wasmexport spend
func spend(seconds float64) { run.Spend(seconds) }

// limit returns which limit has stopped the run: 0 none, 1 steps, 2 runtime.
//
//go:wasmexport limit
func limit() int32 { return int32(run.Limit()) }

// settings writes the present configuration, as the link of a run that starts from it,
// if it has changed since the last call; otherwise nothing.
//
//go:wasmexport settings
func settings() int32 {
	c, changed := run.Settings()
	if !changed {
		return say("")
	}
	return say(lab.Run{Config: c}.Link())
}
