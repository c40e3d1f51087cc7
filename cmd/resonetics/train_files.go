package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/plot"
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

const trainHead = lab.EpisodeColumns + "\n"

// openTrainCSV creates a file of metrics, or goes on with one.
func openTrainCSV(path string, force, goOn bool) (*trainCSV, error) {
	if goOn && !force {
		if b, err := os.ReadFile(path); err == nil {
			if !bytes.HasPrefix(b, []byte(trainHead)) {
				return nil, fmt.Errorf("%s does not begin with the columns of this command; choose another name or add --force to overwrite it", path)
			}
			file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			return &trainCSV{file: file}, err
		}
	}
	file, err := files.Create(path, force)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString(trainHead)
	return &trainCSV{file: file}, err
}

// write adds a row. The last four columns are empty unless there was an
// evaluation since the last row.
func (c *trainCSV) write(n train.Numbers, failed bool, curve *trainCurve) error {
	c.line = fmt.Appendf(c.line[:0], "%d,%d,%g,%t,%g,%g,%g,%g,%d,%d,", n.Steps, n.Episodes, n.LastReturn, failed,
		n.Epsilon, n.Effective, n.Loss, n.ProphetLoss, n.Updates, n.Handovers)
	if curve.fresh {
		c.line = fmt.Appendf(c.line, "%g,%g,%g,%g\n", curve.lastReturn, curve.lastFail, curve.h3, curve.omniscient)
		curve.fresh = false
	} else {
		c.line = append(c.line, ",,,\n"...)
	}
	_, err := c.file.Write(c.line)
	return err
}

func (c *trainCSV) close() error { return c.file.Close() }
