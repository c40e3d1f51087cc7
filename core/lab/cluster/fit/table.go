package fit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// wantColumns says what a table must have.
const wantColumns = "want a first line with the names of the columns: time, node, cpu, memory, and for bytes or cores memory_limit and cpu_limit"

// readTable takes in a table: names of columns, then a line for every node and time.
func (h *history) readTable(b *bufio.Reader) error {
	t := table{history: h}
	for number := 1; ; number++ {
		line, err := b.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("line %d has more than %d bytes, want a table with a line for every node and time", number, chunk)
		}
		if err != nil && err != io.EOF {
			return err
		}
		if text := bytes.TrimSpace(line); len(text) > 0 {
			if wrong := t.line(text, number); wrong != nil {
				return wrong
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// table reads the lines of a table.
type table struct {
	*history
	comma   byte
	width   int
	columns columns
	cells   [][]byte
}

func (t *table) line(text []byte, number int) error {
	if t.comma == 0 {
		return t.head(text)
	}
	t.split(text)
	if len(t.cells) < t.width {
		t.refuseCell(number, string(text))
		return nil
	}
	return t.row(number)
}

// head reads the names of the columns.
func (t *table) head(text []byte) error {
	t.comma = separator(text)
	t.split(text)
	t.width = len(t.cells)
	t.columns = noColumns()
	for i, cell := range t.cells {
		if err := t.columns.name(strings.ToLower(string(cell)), i); err != nil {
			return err
		}
	}
	c := &t.columns
	if c.values[memory].at < 0 {
		return fmt.Errorf("the first line is %s, which names no column memory; %s", field.Quote(string(text)), wantColumns)
	}
	t.timed, t.noNodes = c.time >= 0, c.node < 0
	return nil
}

// separator returns what stands most often between names: a comma, a semicolon or a tab.
func separator(head []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte(",;\t") {
		if n := bytes.Count(head, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}

// split cuts a line into cells. A cell in quotation marks may hold the separator.
func (t *table) split(line []byte) {
	t.cells = t.cells[:0]
	for {
		line = bytes.TrimLeft(line, " ")
		var cell []byte
		if len(line) > 0 && line[0] == '"' {
			end := bytes.IndexByte(line[1:], '"')
			if end < 0 {
				end = len(line) - 1
			}
			cell, line = line[1:1+end], line[min(len(line), end+2):]
			if next := bytes.IndexByte(line, t.comma); next >= 0 {
				line = line[next:]
			} else {
				line = nil
			}
		} else if next := bytes.IndexByte(line, t.comma); next >= 0 {
			cell, line = line[:next], line[next:]
		} else {
			cell, line = line, nil
		}
		t.cells = append(t.cells, bytes.TrimSpace(cell))
		if len(line) == 0 {
			return
		}
		line = line[1:]
	}
}

// row takes in the values of a line.
func (t *table) row(number int) error {
	c := &t.columns
	of, err := t.node(t.cell(c.node))
	if err != nil {
		return fmt.Errorf("line %d: %w", number, err)
	}
	n := &t.nodes[of]
	time := float64(n.tracks[memory].count)
	if c.time >= 0 {
		var ok bool
		if time, ok = parseTime(t.cells[c.time]); !ok {
			t.refuseCell(number, string(t.cells[c.time]))
			return nil
		}
	}
	for ch, one := range c.values {
		if limit, ok := t.amount(ch, c.limits[ch]); ok && limit > 0 {
			n.limits[ch] = limit
		} else if n.limits[ch] == 0 {
			n.limits[ch] = t.limit(ch)
		}
		if one.at >= 0 {
			t.value(ch, of, time, number, one)
		}
	}
	return nil
}

// cell returns the cell of a column; nothing where there is no such column.
func (t *table) cell(at int) []byte {
	if at < 0 {
		return nil
	}
	return t.cells[at]
}

// amount reads a limit.
func (t *table) amount(ch, at int) (float64, bool) {
	if at < 0 {
		return 0, false
	}
	v, _, ok := parseValue(t.cells[at], ch, t.comma == ';')
	return v, ok
}

// value takes in one cell of memory or CPU.
func (t *table) value(ch, of int, time float64, number int, c column) {
	cell := t.cells[c.at]
	if isMissing(cell) {
		return
	}
	v, s, ok := parseValue(cell, ch, t.comma == ';')
	if !ok {
		t.refuseCell(number, string(cell))
		return
	}
	if c.counter {
		v, ok = t.nodes[of].tracks[ch].rate(time, v)
		s = absolute
		if !ok {
			return
		}
	}
	if s == unsaid {
		v, s = c.say(v, t.nodes[of].limits[ch] > 0)
	}
	t.add(ch, of, time, v, s)
}

// refuseCell counts a cell that cannot be read and keeps the first.
func (h *history) refuseCell(line int, text string) {
	if h.wrong == 0 {
		h.firstWrong = fmt.Sprintf("line %d: %s", line, field.Quote(text))
	}
	h.wrong++
}
