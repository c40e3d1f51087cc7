package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/resonetics/playground/core/lab"
)

// progressInterval is the shortest time between two lines of progress.
const progressInterval = 100 * time.Millisecond

// progress shows on a terminal, in one line that is written over, how far the
// work has come. In a pipe it is silent.
type progress struct {
	w    io.Writer // nil: silent
	mu   sync.Mutex
	last time.Time
}

// newProgress returns a progress line on the standard error of cmd.
func newProgress(cmd *cobra.Command) *progress {
	if f, ok := cmd.ErrOrStderr().(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &progress{w: f}
	}
	return new(progress)
}

// show writes the line, unless the last one is too recent. Goroutines may share p.
func (p *progress) show(format string, args ...any) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.last) < progressInterval {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
}

// counter returns a callback that shows how many of all units are done.
func (p *progress) counter(unit string) func(done, total int) {
	return func(done, total int) { p.show("%d of %d %s", done, total, unit) }
}

// remaining returns a callback that shows how many parts are done, and about how many minutes
// the others will take.
func (p *progress) remaining() func(done, total int, of string) {
	var began time.Time
	what, first := "", 0
	return func(done, total int, of string) {
		if of != what {
			began, what, first = time.Now(), of, done
		}
		if done > first {
			left := time.Since(began).Minutes() / float64(done-first) * float64(total-done)
			p.show("%d of %d %s; about %.0f minutes are left for them", done, total, of, left)
		}
	}
}

// done removes the line.
func (p *progress) done() {
	if p.w != nil && !p.last.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// steps writes a number of them for people.
func steps(n int) string { return lab.Count(n, "step", "steps") }
