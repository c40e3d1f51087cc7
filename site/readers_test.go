package site

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/internal/labtest"
	"github.com/resonetics/playground/wasm/wire"
)

// readers are the page's own readers of bytes and links, in a process of Node.
type readers struct {
	to   io.Writer
	from *bufio.Reader
}

// startReaders gives the page's modules to Node, with the catalog that the build makes.
func startReaders(t testing.TB) *readers {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	folder := pageModules(t)
	c := exec.Command(node, filepath.Join("testdata", "readers.mjs"), folder)
	c.Stderr = os.Stderr
	to, err := c.StdinPipe()
	require.NoError(t, err)
	from, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		require.NoError(t, to.Close())
		require.NoError(t, c.Wait())
	})
	return &readers{to, bufio.NewReader(from)}
}

// ask has a reader read b into value, and returns why it refused. It may refuse, but
// neither hang nor stumble.
func (r *readers) ask(t *testing.T, reader byte, b []byte, value any) string {
	t.Helper()
	late := time.AfterFunc(20*time.Second, func() { panic("the page does not answer to " + strconv.Quote(string(b))) })
	defer late.Stop()
	_, err := r.to.Write(append(binary.LittleEndian.AppendUint32([]byte{reader}, uint32(len(b))), b...))
	require.NoError(t, err)
	line, err := r.from.ReadBytes('\n')
	require.NoError(t, err)
	answer := struct {
		Value   any
		Error   string
		Mistake bool
	}{Value: value}
	require.NoError(t, json.Unmarshal(line, &answer), "%s", line)
	require.False(t, answer.Mistake, answer.Error)
	return answer.Error
}

// spelledBits is a number as readers.mjs spells it.
func spelledBits(x float64) string {
	if math.IsNaN(x) {
		return "NaN"
	}
	return strconv.FormatUint(math.Float64bits(x), 16)
}

// pageSnapshot is what snapshot.js makes of a snapshot, as readers.mjs spells it.
type pageSnapshot struct {
	Lab, Generation, Seed, Step, Episode, Since, Failure, Why, Told string
	Waiting, Ended, Replaying, News                                 bool
	Metrics                                                         map[string]string
	Text                                                            *string
	Printed                                                         []string
	Fault                                                           *struct{ Lane, Line, Column, Message string }
	Picture                                                         struct {
		Step, Says string
		Memory     []string
		Vision     *pageVision
	}
}

// pageVision is what the page reads of what was imagined.
type pageVision struct {
	Overruled                       bool
	Proposed, Taken, Futures, Steps string
	Failed                          []string
}

func expectedVision(v *imagine.Vision) *pageVision {
	if !v.Looked {
		return nil
	}
	number := func(n int) string { return spelledBits(float64(n)) }
	p := &pageVision{v.Overruled, number(v.Proposed), number(v.Taken), number(v.Futures), number(v.Steps), nil}
	for _, n := range v.Failed {
		p.Failed = append(p.Failed, number(n))
	}
	return p
}

// expected is what it should make of s.
func expected(s *lab.Snapshot) pageSnapshot {
	number := func(n uint64) string { return spelledBits(float64(n)) }
	p := pageSnapshot{Lab: s.Lab.Key, Generation: number(uint64(s.Generation)), Seed: strconv.FormatUint(s.Seed, 10), Step: number(s.Step), Episode: number(s.Episode),
		Since: number(s.Since), Failure: number(s.Failure), Why: s.Why, Told: s.Told, Waiting: s.Waiting, Ended: s.Ended, Replaying: s.Replaying, News: s.News,
		Metrics: make(map[string]string), Printed: append([]string{}, s.Printed...)}
	for i, m := range s.Lab.Metrics {
		p.Metrics[m.Key] = spelledBits(s.Metrics[i])
	}
	if s.Text != "" {
		p.Text = &s.Text
	}
	if f := s.Fault; f != nil {
		p.Fault = &struct{ Lane, Line, Column, Message string }{number(uint64(f.Lane)), number(uint64(f.Line)), number(uint64(f.Column)), f.Message}
	}
	switch picture := s.Picture.(type) {
	case *cluster.Picture:
		p.Picture.Step, p.Picture.Vision = number(picture.Step), expectedVision(&picture.Vision)
		for _, x := range picture.Mem {
			p.Picture.Memory = append(p.Picture.Memory, spelledBits(float64(x)))
		}
	case *prophet.Picture:
		p.Picture.Step, p.Picture.Says = number(picture.Step), picture.Says
	}
	return p
}

// FuzzSnapshotReader holds that snapshot.js and the readers of the labs' pictures read what
// the stage reads, as the stage reads it; that what they make of other bytes does not
// depend on what an earlier snapshot has left behind them; and that they refuse by
// saying why.
func FuzzSnapshotReader(f *testing.F) {
	for _, s := range labtest.Smallest(f, labs.All) {
		shot := labtest.Look(s, lab.View{Text: true})
		if picture, ok := shot.Picture.(*cluster.Picture); ok {
			picture.Vision = imagine.Vision{Looked: true, Overruled: true, Proposed: 4, Taken: 2, Futures: 6, Steps: 20,
				Failed: [8]int{1, 5, 0, 5, 4, 2, -1, -1}, Ways: []imagine.Way{{Action: 4, Failed: true, Nodes: []uint16{0}}}}
			shot.Told, shot.News = picture.Told()
		}
		b := wire.Append(nil, labs.All, shot)
		f.Add(b)
		for _, damaged := range damage(b) {
			f.Add(damaged)
		}
	}
	r := startReaders(f)
	var s lab.Snapshot
	f.Fuzz(func(t *testing.T, b []byte) {
		var got [2]pageSnapshot
		refused := r.ask(t, 's', b, &got)
		require.Equal(t, got[0], got[1], "what stands behind the snapshot is no part of it")
		if wire.Read(b, labs.All, &s) != nil {
			return
		}
		require.Empty(t, refused)
		want := expected(&s)
		if !valid(want) {
			return // the page shows marks where there are no letters
		}
		if s.Lab == race.Lab || s.Lab == gardener.Lab {
			got[0].Picture.Step = want.Picture.Step
		}
		require.Equal(t, want, got[0])
	})
}

// damage returns a snapshot that is cut within its words, one of an unknown lab, and those
// whose picture says a larger number where some have a policy, a size or a length.
func damage(b []byte) [][]byte {
	all := [][]byte{b[:len(b)-8]}
	picture := bytes.Index(b, []byte("PICT")) + 8
	for _, at := range []int{6, picture + 6, picture + 8} {
		other := bytes.Clone(b)
		other[at] = 255
		all = append(all, other)
	}
	return all
}

// valid reports whether the texts of a snapshot are UTF-8.
func valid(p pageSnapshot) bool {
	all := p.Why + p.Told + p.Picture.Says + strings.Join(p.Printed, "")
	if p.Text != nil {
		all += *p.Text
	}
	if p.Fault != nil {
		all += p.Fault.Message
	}
	return utf8.ValidString(all)
}

// FuzzLinkReader holds that the page and the session understand the same of an address: which
// lab it opens, at which step it was shared, its series, and whether it needs the language
// for programs.
func FuzzLinkReader(f *testing.F) {
	source := lab.EncodeText(program.Examples()[0].Source)
	for _, text := range []string{"", "v=1&lab=cluster&seed=42&drift=0.01&log=AAEE", "v%3D2%26lab%3Dgardener%26seed%3D1).", "(lab=gardener&amp;seed=1)", "v=2&la\u00adb=prophet&seed=1&at=30.",
		"https://example.org/#v=2&lab=gardener&seed=1", "v=2&lab=cluster&seed=1&policy=program&program=" + source, "v=2&lab=race&seed=1&lane-4=program&program=" + source,
		"v=2&lab=race&seed=42&series=100.43.h3.omniscient", "v=2&seed=1&lab=cluster%2526at%253D7", "%%00", "100%&v=2&lab=gardener%26seed=1", "v=2&lab=cluster&seed=1&at=18446744073709551615"} {
		f.Add(text)
	}
	r := startReaders(f)
	f.Fuzz(func(t *testing.T, text string) {
		var got struct {
			Text, Lab, At, Series string
			Speaks                bool
		}
		if !utf8.ValidString(text) {
			return // an address is
		}
		require.Empty(t, r.ask(t, 'l', []byte(text), &got))
		run, err := labs.All.ParseLink(text)
		if err != nil {
			return
		}
		again, err := labs.All.ParseLink(got.Text)
		require.NoError(t, err, got.Text)
		if got.Text == "" {
			return // the page opens its entrance
		}
		require.Equal(t, run.Link(), again.Link())
		require.Equal(t, run.Config.Lab.Key, got.Lab, got.Text)

		require.Empty(t, r.ask(t, 'l', []byte(run.Link()), &got))
		require.Equal(t, run.Link(), got.Text)
		require.Equal(t, run.Config.Lab.Key, got.Lab)
		require.Equal(t, spelledBits(float64(run.At)), got.At)
		series := ""
		if run.Series != nil {
			series = run.Series.String()
		}
		require.Equal(t, series, got.Series)
		require.Equal(t, needsLanguage(run), got.Speaks)
	})
}

// needsLanguage reports whether the settings or the series of a run show a program.
func needsLanguage(r lab.Run) bool {
	for part := range strings.SplitSeq(r.Link(), "&") {
		key, value, _ := strings.Cut(part, "=")
		if value == "program" || key == "program" {
			return true
		}
	}
	return r.Series != nil && strings.Contains(r.Series.String()+".", ".program.")
}

// FuzzTextReader holds that the page spells a text as links do.
func FuzzTextReader(f *testing.F) {
	for _, text := range []string{"", "a", "µ\n~?>", "def act(see, memo):\n    return UP\n", "\ufeffa"} {
		f.Add(text)
	}
	r := startReaders(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // the editor holds letters
		}
		var got string
		require.Empty(t, r.ask(t, 'w', []byte(text), &got))
		require.Equal(t, lab.EncodeText(text), got)
	})
}

// FuzzNumberReader holds of what people type into a field: it is no number, or one that a
// program reads; what a program writes is read as it is; and a seed is one of 64 bits.
func FuzzNumberReader(f *testing.F) {
	for _, text := range []string{"", "5", "-0.5", "0,5", "1,234.5", "1.234,5", "1 234", "1e-3", "１２", "٣٫٥", "18446744073709551616", "00", "e5", "5e999", "1.5e1", ",", "1'000"} {
		f.Add(text)
	}
	r := startReaders(f)
	plain := regexp.MustCompile(`^-?\d{1,3}(\.\d{1,15})?(e-?\d{1,2})?$`)
	f.Fuzz(func(t *testing.T, text string) {
		var got struct {
			Once, Again, Whole *string
			Seed               string
		}
		if !utf8.ValidString(text) {
			return // a field holds letters
		}
		require.Empty(t, r.ask(t, 'n', []byte(text), &got))
		require.Equal(t, got.Once, got.Again)
		if got.Once != nil {
			_, err := strconv.ParseFloat(*got.Once, 64)
			require.True(t, err == nil || errors.Is(err, strconv.ErrRange), *got.Once)
		}
		if want, err := strconv.ParseFloat(text, 64); err == nil && plain.MatchString(text) {
			require.NotNil(t, got.Once)
			value, err := strconv.ParseFloat(*got.Once, 64)
			require.NoError(t, err)
			require.Equal(t, want, value)
		}
		if got.Whole != nil {
			require.Regexp(t, `^(0|[1-9]\d*)$`, *got.Whole)
		}
		if got.Seed != "" {
			_, err := strconv.ParseUint(got.Seed, 10, 64)
			require.NoError(t, err)
			require.Equal(t, *got.Whole, got.Seed)
		}
	})
}
