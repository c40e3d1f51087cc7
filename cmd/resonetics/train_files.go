package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/internal/files"
)

// readCheckpoint reads a file, but no more of it than a checkpoint may have.
func readCheckpoint(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, train.MaxCheckpoint+1))
	if err != nil {
		return nil, err
	}
	if len(b) > train.MaxCheckpoint {
		return nil, fmt.Errorf("%s: the file has more than %d bytes, which no checkpoint has", path, train.MaxCheckpoint)
	}
	return b, nil
}

// readMind reads a checkpoint of the terminal's, or what the page and the window save: a
// mind, or a run, of which the mind of the acting policy is taken.
func readMind(path string) ([]byte, error) {
	b, err := readCheckpoint(path)
	if err != nil || !lab.IsSaved(b) {
		return b, err
	}
	session, err := labs.All.Restore(b)
	if err == nil {
		b, err = session.AppendMind(nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// drawFigure writes a figure to a file whose ending says its format.
func drawFigure(path string, f plot.Figure) error {
	format, err := plot.Format(path)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.Write(&b, format); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return files.Write(path, b.Bytes())
}

// trainCSV writes one row per episode. A row is in the file before the next
// episode begins.
type trainCSV struct {
	file *os.File
	line []byte
}

const trainHead = cluster.EpisodeColumns + "\n"

// openTrainCSV creates a file of metrics, or goes on with that of the run that is
// resumed.
func (t *trainCommand) openTrainCSV(n train.Numbers) (*trainCSV, error) {
	var from *resumption
	if t.resume != "" {
		from = &resumption{t.resume, n.Steps, func(last, next []string) bool {
			return (last == nil || last[1] == strconv.Itoa(n.Episodes) && last[2] == fmt.Sprint(n.LastReturn)) &&
				(next == nil || next[1] == strconv.Itoa(n.Episodes+1) || next[1] == "")
		}}
	}
	file, err := openRows(t.csv, trainHead, t.force, from)
	if err != nil {
		return nil, inFlag("csv", err)
	}
	return &trainCSV{file: file}, nil
}

// write adds the row of an episode.
func (c *trainCSV) write(m *train.Learner, failed bool) error {
	n := m.Numbers()
	c.line = fmt.Appendf(c.line[:0], "%d,%d,%g,%t,", n.Steps, n.Episodes, n.LastReturn, failed)
	c.line = append(cluster.AppendNumbers(c.line, m), ",,,\n"...)
	_, err := c.file.Write(c.line)
	return err
}

// writeEvaluation adds the row of the last evaluation.
func (c *trainCSV) writeEvaluation(curve *trainCurve) error {
	last := len(curve.heldOut) - 1
	c.line = cluster.AppendEvaluation(c.line[:0], uint64(curve.evalSteps[last]), curve.heldOut[last], curve.lastFail, curve.h3, curve.omniscient)
	c.line = append(c.line, '\n')
	_, err := c.file.Write(c.line)
	return err
}

func (c *trainCSV) close() error { return c.file.Close() }
