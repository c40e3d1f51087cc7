package fit

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/resonetics/playground/core/field"
)

// columns are the places of what a table has; -1 for what it lacks.
type columns struct {
	time, node int
	values     [channels]column
	limits     [channels]int
}

// column is one of values, and what its name says of them.
type column struct {
	at      int
	scale   scale
	percent bool
	counter bool // seconds of CPU that only rise
}

// say returns a value whose cell carries no unit as its column means it. Beside a limit,
// values are in the unit of the limit.
func (c column) say(v float64, limited bool) (float64, scale) {
	switch {
	case c.percent:
		return v / 100, fraction
	case c.scale == unsaid && limited:
		return v, absolute
	}
	return v, c.scale
}

func noColumns() columns {
	return columns{-1, -1, [channels]column{{at: -1}, {at: -1}}, [channels]int{-1, -1}}
}

// What columns are called.
var (
	timeNames = []string{"time", "timestamp", "ts", "date", "datetime", "step", "_time"}
	nodeNames = []string{"node", "instance", "host", "hostname", "pod", "machine", "name", "container", "server"}
)

// name takes in the name of the column at a place. One that says nothing is passed over.
func (c *columns) name(name string, at int) error {
	words := strings.FieldsFunc(name, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	has := func(some ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(some, w) })
	}
	limits := has("limit", "capacity", "max", "cores") && !has("usage", "used") || has("total") && has("memory", "mem")
	place := (*int)(nil)
	switch {
	case limits && has("cpu", "cores"):
		place = &c.limits[cpu]
	case limits:
		place = &c.limits[memory]
	case has("memory", "mem", "ram"):
		place = &c.values[memory].at
		c.values[memory].scale, c.values[memory].percent = said(words)
	case has("cpu", "processor"):
		place = &c.values[cpu].at
		c.values[cpu].scale, c.values[cpu].percent = said(words)
		c.values[cpu].counter = has("total")
	case slices.Contains(timeNames, name):
		place = &c.time
	case slices.Contains(nodeNames, name):
		place = &c.node
	default:
		return nil
	}
	if *place >= 0 {
		return fmt.Errorf("two columns are of one kind, the second is %s; leave out one of them", field.Quote(name))
	}
	*place = at
	return nil
}

// said returns what the words of a name say about its values.
func said(words []string) (s scale, percent bool) {
	for _, w := range words {
		switch w {
		case "percent", "pct", "percentage":
			return fraction, true
		case "fraction", "ratio", "share":
			return fraction, false
		case "bytes", "cores":
			return absolute, false
		}
	}
	return unsaid, false
}

// parseTime reads seconds or milliseconds since 1970, a number of steps, or a date.
func parseTime(cell []byte) (seconds float64, ok bool) {
	text := string(cell)
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		if v-v != 0 {
			return 0, false
		}
		switch a := math.Abs(v); {
		case a >= 1e17:
			return v / 1e9, true
		case a >= 1e11:
			return v / 1e3, true
		}
		return v, true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05-07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return float64(at.UnixNano()) / 1e9, true
		}
	}
	return 0, false
}

// isMissing reports whether a cell says that there is no value.
func isMissing(cell []byte) bool {
	switch string(bytes.ToLower(cell)) {
	case "", "nan", "null", "none", "n/a", "na", "-":
		return true
	}
	return false
}

// units are endings of amounts and how much they are.
var units = []struct {
	ending string
	factor float64
}{
	{"Ki", 1 << 10}, {"Mi", 1 << 20}, {"Gi", 1 << 30}, {"Ti", 1 << 40},
	{"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12},
}

// parseValue reads a number of memory or CPU, which may carry its unit: %, that of bytes, or
// m for thousandths of a core. comma says that a comma stands before decimals.
func parseValue(cell []byte, ch int, comma bool) (v float64, s scale, ok bool) {
	text := string(cell)
	if comma {
		text = strings.Replace(text, ",", ".", 1)
	}
	factor := 1.0
	if rest, is := strings.CutSuffix(text, "%"); is {
		text, factor, s = rest, 0.01, fraction
	} else if rest, is := strings.CutSuffix(text, "m"); is && ch == cpu {
		text, factor, s = rest, 1e-3, absolute
	} else if ch == memory {
		trimmed := strings.TrimSuffix(text, "B")
		for _, u := range units {
			if rest, is := strings.CutSuffix(trimmed, u.ending); is {
				trimmed, factor, s = rest, u.factor, absolute
				break
			}
		}
		text = trimmed
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || v-v != 0 || v < 0 {
		return 0, 0, false
	}
	if s == fraction {
		return v / 100, s, true
	}
	return v * factor, s, true
}

// ParseBytes reads an amount of memory such as 16Gi; ok is false for anything else.
func ParseBytes(text string) (v float64, ok bool) {
	v, s, ok := parseValue([]byte(text), memory, false)
	return v, ok && s != fraction && v > 0
}
