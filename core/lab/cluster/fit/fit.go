// Package fit makes a cluster of the playground out of what a real one has measured: it
// reads values of memory and CPU, node by node, and estimates the numbers of the world in
// which a node's memory would rise as it did: drift, noise, the noise of the CPU, starting
// values and the size of the grid.
//
// The world's own rule is the model (see the package of the world): a change of memory per
// step is normal with the drift as its mean and the noise as its standard deviation, and the
// sum stays within [0, 1]. What stops at an end of that range is known only to have gone at
// least so far, and enters the likelihood so (Tobin 1958). Restarts and jumps beyond five
// standard deviations are no noise: they are counted and left out. How far the model holds is
// measured too: see [Fit.Checks].
//
// Memory is bounded whatever the length of the file: of its changes an even sample is kept.
package fit

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// Options say what a file cannot.
type Options struct {
	MemoryLimit float64 // bytes that are 1 where a file has bytes without a limit; 0 for none
	CPULimit    float64 // cores that are 1 where a file has cores without a limit; 0 for none
	Every       float64 // seconds that a step of the world stands for; values between are passed over. 0 takes all
}

// Estimate is a number with its 95 % interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Has reports whether the interval holds v.
func (e Estimate) Has(v float64) bool { return e.Low <= v && v <= e.High }

// Channel is what was estimated of memory or of CPU, as fractions per step.
type Channel struct {
	Drift   Estimate `json:"drift"`
	Noise   Estimate `json:"noise"`
	Initial Estimate `json:"initial"` // the upper end of the starting values, uniform from 0

	Changes  int     `json:"changes"`  // from one value of a node to its next, in the sample
	Restarts float64 `json:"restarts"` // share of them: falls by more than a quarter, beyond all noise
	Jumps    float64 `json:"jumps"`    // share of them: other changes beyond all noise
}

// Note is something that was assumed or left out; Key says what.
type Note struct {
	Key    string    `json:"key"`
	Values []float64 `json:"numbers,omitempty"`
	Text   string    `json:"text,omitempty"`
}

// Check is one of the world's assumptions: how the measured values keep to it.
type Check struct {
	Key    string   `json:"key"`
	Class  string   `json:"class"` // what was found; "unknown" where there is too little to tell
	Fits   bool     `json:"fits"`
	Amount Estimate `json:"amount"`
}

// Fit is a cluster that was measured.
type Fit struct {
	Nodes   int      `json:"nodes"`
	Values  int      `json:"values_read"` // read and understood, of memory and CPU together
	Step    float64  `json:"step"`        // seconds from one value to the next; 0 where the file has no times
	Span    float64  `json:"span"`        // seconds from the first value to the last
	Rows    int      `json:"grid_rows"`
	Columns int      `json:"grid_columns"`
	Memory  Channel  `json:"memory"`
	CPU     *Channel `json:"cpu,omitempty"`
	Notes   []Note   `json:"notes"`
	Checks  []Check  `json:"checks"`

	// Settings are the parameters of the lab, as links spell them, and Link is the run that
	// starts with them.
	Settings []Setting `json:"settings"`
	Link     string    `json:"link"`
}

// Setting is a parameter of the lab with its value.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Read fits a cluster to a file: comma-separated values with a line of names (time, node,
// cpu, memory and limits, in any order), or the JSON of a Prometheus range query. The error
// says what is wrong and what is wanted.
func Read(r io.Reader, o Options) (*Fit, error) {
	h := newHistory(o)
	if err := h.read(r); err != nil {
		return nil, err
	}
	return h.fit()
}

// chunk is the longest line of a table, and the longest piece of text in JSON, in bytes.
const chunk = 1 << 16

// byteOrderMark begins texts of some programs of Windows.
var byteOrderMark = []byte("\ufeff")

// read takes in a file of either kind.
func (h *history) read(r io.Reader) error {
	b := bufio.NewReaderSize(r, chunk)
	head, err := b.Peek(len(byteOrderMark))
	if bytes.Equal(head, byteOrderMark) {
		_, err = b.Discard(len(byteOrderMark))
	}
	if err != nil && err != io.EOF {
		return err
	}
	first, err := peekText(b)
	switch {
	case err != nil:
		return err
	case first == '{' || first == '[':
		return h.readPrometheus(b)
	}
	return h.readTable(b)
}

// peekText returns the first byte that is no space, which stays unread.
func peekText(b *bufio.Reader) (byte, error) {
	for {
		c, err := b.ReadByte()
		switch {
		case err == io.EOF:
			return 0, fmt.Errorf("the file is empty, want a table with columns time, node, cpu and memory, or the JSON of a Prometheus range query")
		case err != nil:
			return 0, err
		case c != ' ' && c != '\n' && c != '\r' && c != '\t':
			return c, b.UnreadByte()
		}
	}
}
