package labs

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// FuzzCommand holds that a command is refused, or does what its link repeats.
func FuzzCommand(f *testing.F) {
	program := lab.EncodeText("def act(see, memo):\n    return CLEAN\n")
	for i := range All {
		for _, text := range []string{"set drift 0.02", "set policy program", "set program " + program, "set program", "act 3", "inject 3 0.5", "inject 0 -1e-3",
			"set rate 0.01", "set noise +Inf", "act -1", "inject 4294967296 0x1p-2", "fly"} {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, number uint8, text string) {
		l := All[int(number)%len(All)]
		c, err := l.ParseCommand(text)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		linkRepeats(t, lab.Run{Config: lab.NewConfig(l), Changes: []lab.Change{c}})
	})
}

// linkRepeats holds that a run that can be played is what its link says.
func linkRepeats(t *testing.T, r lab.Run) {
	t.Helper()
	if r.Check() != nil {
		return
	}
	again, err := All.ParseLink(r.Link())
	require.NoError(t, err)
	require.Equal(t, r.Changes, again.Changes)
	require.True(t, again.Config.Equal(r.Config))
}

// recordedChanges are the bytes of a log of every kind of change, as the present version writes it.
func recordedChanges(t testing.TB) []byte {
	r := lab.Run{Config: lab.NewConfig(cluster.Lab), Changes: []lab.Change{
		{Step: 2, Op: lab.OpSet, Key: "noise", Value: 0.25}, {Step: 2, Op: lab.OpSet, Key: "policy", Value: 2},
		{Step: 3, Op: lab.OpSet, Key: "program", Text: "def act(see, memo):\n    return 1\n"},
		{Step: 9, Op: lab.OpAct, Target: 4}, {Step: 300, Op: lab.OpInject, Target: 5, Value: -0.5},
	}}
	_, log, found := strings.Cut(r.Link(), "&log=")
	require.True(t, found)
	log, _, _ = strings.Cut(log, "&")
	b, err := base64.RawURLEncoding.DecodeString(log)
	require.NoError(t, err)
	return b
}

// FuzzChanges holds that a log of either form is refused, or holds changes that the link
// writes again as they are.
func FuzzChanges(f *testing.F) {
	whole := recordedChanges(f)
	for i := range All {
		for version := range uint8(2) {
			f.Add(version, uint8(i), whole)
			f.Add(version, uint8(i), []byte{0, 0, 1, 4})
			f.Add(version, uint8(i), []byte{0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0xd0, 0x3f})
		}
	}
	f.Fuzz(func(t *testing.T, version, number uint8, log []byte) {
		l := All[int(number)%len(All)]
		r, err := All.ParseLink(fmt.Sprintf("v=%d&lab=%s&seed=1&log=%s", 1+version%2, l.Key, base64.RawURLEncoding.EncodeToString(log)))
		if err != nil {
			opensWhatIsReadable(t, err)
			return
		}
		require.NoError(t, r.Check())
		linkRepeats(t, r)
	})
}
