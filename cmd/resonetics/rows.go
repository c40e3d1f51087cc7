package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/resonetics/playground/internal/files"
)

// resumption is the state that a run is resumed from, for the files of rows that it goes
// on with.
type resumption struct {
	checkpoint string
	steps      int
	// fits tells whether a file is of this run: by its last row up to the state, and
	// the first one after it; nil for none.
	fits func(last, next []string) bool
}

// openRows creates a file of rows, the first cell of which is the step, with its
// head. A resumed run goes on with the file that it finds: what a process wrote
// after its last checkpoint, and the half row of one that was killed, is cut off,
// and comes again. A file of another run is left alone.
func openRows(path, head string, force bool, from *resumption) (*os.File, error) {
	if from != nil && !force {
		content, err := os.ReadFile(path)
		if err == nil {
			return reopenRows(path, head, content, from)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	file, err := files.Create(path, force)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString(head)
	return file, err
}

func reopenRows(path, head string, content []byte, from *resumption) (*os.File, error) {
	const remedy = "choose another name or add --force to overwrite it"
	if !bytes.HasPrefix(content, []byte(head)) {
		return nil, fmt.Errorf("%s does not begin with the columns of this command; %s", path, remedy)
	}
	size, last, next := rowsUpTo(content, head, from.steps)
	if !from.fits(last, next) {
		return nil, fmt.Errorf("%s is of another run than %s, or lacks rows of it before step %d; %s", path, from.checkpoint, from.steps, remedy)
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	err = file.Truncate(int64(size))
	if err == nil {
		_, err = file.Seek(0, io.SeekEnd)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// rowsUpTo returns where the rows below head up to a step end, the last of them, and the
// row after it. They end at the first that has other cells than head has columns. A row
// without a second cell is of no episode, and says nothing.
func rowsUpTo(content []byte, head string, steps int) (size int, last, next []string) {
	size = len(head)
	columns := strings.Count(head, ",") + 1
	for line := range bytes.Lines(content[size:]) {
		text, whole := strings.CutSuffix(string(line), "\n")
		cells := strings.Split(text, ",")
		step, err := strconv.Atoi(cells[0])
		if !whole || err != nil || len(cells) != columns {
			break
		}
		if step > steps {
			next = cells
			break
		}
		size += len(line)
		if cells[1] != "" {
			last = cells
		}
	}
	return size, last, next
}
