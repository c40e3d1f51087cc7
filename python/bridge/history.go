package bridge

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// run is a session that repeats a link.
type run struct {
	sync.Mutex
	session *lab.Session
	seen    lab.Snapshot
	rows    []byte // of the run's metrics, below their heads
}

// openRun opens the run of a link and answers with its number and what it is.
func openRun(_ int64, request []byte) ([]byte, error) {
	r, err := labs.All.ParseLink(string(request))
	if err != nil {
		return nil, err
	}
	s, err := lab.Replay(r)
	if err != nil {
		return nil, err
	}
	l := s.Lab()
	var series []string
	for _, chart := range l.Charts {
		for _, one := range chart.Series {
			series = append(series, one.Key)
		}
	}
	return json.Marshal(map[string]any{
		"handle": handles.keep(&run{session: s}), "lab": l.Key, "seed": strconv.FormatUint(r.Config.Seed, 10),
		"at": r.At, "series": series, "columns": strings.Split(l.Rows.Columns, ","),
	})
}

// advance takes steps and answers with the series of each, row by row, as little-endian
// float32; with fewer rows where the run waits for a visitor or a program fails.
func advance(handle int64, request []byte) ([]byte, error) {
	n, err := strconv.Atoi(string(request))
	if err != nil || n < 1 || n > lab.Window {
		return nil, fmt.Errorf("steps are %q, want 1 to %d", request, lab.Window)
	}
	r, err := find[*run](handle)
	if err != nil {
		return nil, err
	}
	r.Lock()
	defer r.Unlock()
	taken := 0
	for taken < n && r.session.Advance(1) == 1 {
		taken++
		r.rows = r.session.AppendRow(r.rows)
	}
	r.session.Look(&r.seen, lab.View{})
	chart := &r.seen.Chart
	b := make([]byte, 0, 4*taken*len(chart.Series))
	for p := chart.Points - taken; p < chart.Points; p++ {
		for _, series := range chart.Series {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(series[p]))
		}
	}
	return b, nil
}

// told answers with what there is to tell of a run as it is now.
func told(handle int64, _ []byte) ([]byte, error) {
	r, err := find[*run](handle)
	if err != nil {
		return nil, err
	}
	r.Lock()
	defer r.Unlock()
	s := r.session
	s.Look(&r.seen, lab.View{Text: true})
	metrics := make(map[string]*float64)
	for i, m := range s.Lab().Metrics {
		if v := r.seen.Metrics[i]; v-v == 0 {
			metrics[m.Key] = &v
		} else {
			metrics[m.Key] = nil
		}
	}
	fault := ""
	if f := s.Fault(); f != nil {
		fault = f.Error()
	}
	return json.Marshal(map[string]any{
		"step": s.Step(), "digest": lab.DigestText(s.Digest()), "link": "#" + s.Share(Version).Link(),
		"repeated": s.Repeated(Version), "same": s.Verdict() != lab.Different,
		"metrics": metrics, "text": r.seen.Text, "rows": string(r.rows), "waiting": r.seen.Waiting, "fault": fault,
	})
}
