package runner

import (
	"bytes"

	"github.com/resonetics/playground/core/lab"
)

// maxRecords is how many bytes of rows are kept. Where there are more, the
// earlier half is forgotten.
const maxRecords = 32 << 20

// records are the rows of a run's metrics, as a file holds them.
type records struct {
	rows lab.Rows
	text []byte
}

// stride returns how many of n steps may be taken before a row may be due.
func (r *records) stride(n int) int {
	if r.rows.PerEpisode {
		return n
	}
	return 1
}

// add writes down the step that was just taken, if that makes a row.
func (r *records) add(s *lab.Session) {
	r.text = s.AppendRow(r.text)
	if len(r.text) > maxRecords {
		r.forget()
	}
}

// forget drops the earlier half of the rows.
func (r *records) forget() {
	half := len(r.text) / 2
	half += bytes.IndexByte(r.text[half:], '\n') + 1
	r.text = r.text[:copy(r.text, r.text[half:])]
}

// RecallCSV puts the rows that AppendCSV gave before the present ones, for a run
// that was saved with them. Rows with other columns are left out.
func (r *Runner) RecallCSV(text []byte) {
	if r.session == nil {
		return
	}
	columns := r.records.rows.Columns + "\n"
	if !bytes.HasPrefix(text, []byte(columns)) {
		return
	}
	earlier := bytes.Clone(text[len(columns):])
	r.records.text = append(earlier, r.records.text...)
}

// AppendCSV appends the run's metrics, row by row, to dst; nothing when no run is
// open.
func (r *Runner) AppendCSV(dst []byte) []byte {
	if r.session == nil {
		return dst
	}
	dst = append(append(dst, r.records.rows.Columns...), '\n')
	return append(dst, r.records.text...)
}
