package desktop

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/race"
)

const cleaning = "def act(see, memo):\n    return CLEAN\n"

// edited is a file that somebody writes on.
type edited struct {
	mu   sync.Mutex
	text string
	err  error
}

func (e *edited) read() (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.text, e.err
}

func (e *edited) write(text string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.text, e.err = text, err
}

// TestTheWindowReadsAProgramAgain edits the file of a program beside the window: a good
// version acts, a mistake is told and the version before goes on, and so it is when the
// file is gone for a moment.
func TestTheWindowReadsAProgramAgain(t *testing.T) {
	r := lab.Run{Config: lab.NewConfig(race.Lab)}
	for key, text := range map[string]string{"lane-1": "program", "lane-2": "h3", "lane-3": "none", "program": lab.EncodeText(cleaning)} {
		require.NoError(t, r.Config.SetText(key, text))
	}
	d := start(t, r, 500)
	file, due := &edited{text: cleaning}, make(chan time.Time)
	d.Watch(&ProgramFile{"my.star", file.read}, due)
	later := func(text string, err error) {
		file.write(text, err)
		due <- time.Time{}
		due <- time.Time{} // the first has been read when the second is taken
	}
	program := func(m *Moment) string { return m.Config.Text(cluster.KeyProgram) }
	later(cleaning, nil)
	require.Empty(t, eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step > 5 }).Message, "nothing has changed")

	moving := strings.ReplaceAll(cleaning, "CLEAN", "RIGHT")
	later(moving, nil)
	m := eventually(t, d, func(m *Moment) bool { return program(m) == moving })
	require.Equal(t, "Read my.star", m.Message)
	require.Equal(t, moving, m.Wanted.Text(cluster.KeyProgram), "a reset keeps it")

	later("def act(see, memo)\n    return CLEAN\n", nil)
	m = eventually(t, d, func(m *Moment) bool { return m.Notice != "" })
	require.Equal(t, "my.star: line 1: a `:` is missing at the end of the line (the last version that was fine goes on)", m.Notice)
	require.Equal(t, moving, program(m))
	step := m.Snapshot.Step
	eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step > step })

	later("", errors.New("no such file"))
	eventually(t, d, func(m *Moment) bool { return m.Notice == "my.star: no such file (the last version goes on)" })
	later(cleaning, nil)
	eventually(t, d, func(m *Moment) bool { return program(m) == cleaning && m.Notice == "" })

	later(strings.ReplaceAll(cleaning, "return CLEAN", "return 1 // 0"), nil)
	m = eventually(t, d, func(m *Moment) bool { return m.Snapshot.Fault != nil })
	require.Equal(t, "Your program in lane 1 stops here: line 2: a division by zero", m.Notice)
	require.False(t, m.Snapshot.Waiting)
	step = m.Snapshot.Step
	later("def act(see, memo):\n    return CLEANN\n", nil)
	m = eventually(t, d, func(m *Moment) bool { return strings.HasPrefix(m.Notice, "my.star: ") })
	require.Equal(t, "my.star: line 2: `CLEANN` is not defined; did you mean CLEAN? (the run stands still until it is mended)", m.Notice)
	later(moving, nil)
	m = eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step > step })
	require.Nil(t, m.Snapshot.Fault)
}

// TestADroppedProgramIsRead drops a file onto the window.
func TestADroppedProgramIsRead(t *testing.T) {
	d := start(t, run(), 100)
	d.Load("mine.STAR", []byte(cleaning))
	m := eventually(t, d, func(m *Moment) bool { return m.Config.Text(cluster.KeyProgram) == cleaning })
	require.Equal(t, "Read mine.STAR", m.Message)
	do(t, d, "set policy program")
	eventually(t, d, func(m *Moment) bool { return m.Config.Choice("policy") == "program" && picture(m).Action == 4 })
	d.Load("other.star", []byte(strings.Repeat("#", 100_000)))
	require.Equal(t, "other.star: program has 100000 bytes, want at most 65536 (the last version that was fine goes on)",
		eventually(t, d, func(m *Moment) bool { return m.Notice != "" }).Notice)
}

// TestAProgramCatchesUp changes its file while a lab without programs is open.
func TestAProgramCatchesUp(t *testing.T) {
	d := start(t, run(), 0)
	d.Visit(gardener.Lab)
	d.Rewrite("my.star", cleaning)
	m := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Lab == gardener.Lab })
	require.Empty(t, m.Notice)
	d.Visit(cluster.Lab)
	m = eventually(t, d, func(m *Moment) bool { return m.Message == "Read my.star" })
	require.Contains(t, m.Config.Text(cluster.KeyProgram), "CLEAN")
}
