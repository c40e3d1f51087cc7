package main

import (
	"bytes"
	"crypto/sha256"
	bits "encoding/binary"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab/prophet"
)

// FuzzSettings holds that what stands in a settings file is refused by its line, or gives
// settings that are what a flag with the same text would make of them.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{"base-rate: 0.01\n", "seed: 7\nmonitor: off\nkernel: on\n", "base_lr: 1e-3\nbatch: 0x10\n", "# nothing\n",
		"strategy: adam\nmetrics-addr: 127.0.0.1:0\n", "a: &a [b]\nseed: *a\n", "seed: {1: 2}\n", "--- \nseed: 1\n--- \nseed: 2\n", "<<: {seed: 1}\n", "null", "seed: 1\nseed: 2\n"} {
		f.Add(text)
	}
	known := addProphetSettings(new(cobra.Command))
	f.Fuzz(func(t *testing.T, text string) {
		known.notices = nil
		all, err := known.fromYAML("run.yaml", strings.NewReader(text))
		if err != nil {
			require.Contains(t, err.Error(), "run.yaml")
			return
		}
		s, err := settle(all)
		if err != nil {
			require.Contains(t, err.Error(), "run.yaml: line ")
			return
		}
		c, err := s.configured()
		if err != nil {
			return
		}
		for _, g := range all {
			if s.params[g.key] != nil {
				set := c.Clone()
				require.NoError(t, set.SetText(g.key, g.text))
				require.True(t, c.Get(g.key) == set.Get(g.key), g.key)
			}
		}
	})
}

// small is the state of a short run with the smallest network.
func small(t testing.TB, s kernel.Strategy, steps int) []byte {
	c := kernel.DefaultConfig(s)
	c.Steps, c.Hidden = 40, 2
	r, err := kernel.NewTrainer(c)
	require.NoError(t, err)
	for range steps {
		r.Step()
	}
	b, err := r.AppendBinary(nil)
	require.NoError(t, err)
	return b
}

// former is the file of a state as the releases before the container wrote it.
func former(state []byte) []byte {
	rest := append(bits.LittleEndian.AppendUint64(nil, uint64(len(state))), state...)
	sum := sha256.Sum256(rest)
	return slices.Concat([]byte(formerMagic), sum[:], rest)
}

// FuzzCheckpoint holds that a checkpoint is refused, or is a run that goes on and is
// written as it was. The input is taken as a file and as a state in files whose checksums
// are right, so that those hide nothing.
func FuzzCheckpoint(f *testing.F) {
	for _, s := range []kernel.Strategy{kernel.Prophet, kernel.Reference, kernel.Adam} {
		f.Add(small(f, s, 3))
	}
	f.Add(seal(7, small(f, kernel.Adam, 0)))
	f.Add(former(small(f, kernel.Adam, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := decodeCheckpoint(b); err == nil {
			r.Step()
		}
		if bytes.HasPrefix(b, []byte(formerMagic)) {
			if r, err := decodeFormer(b); err == nil {
				r.Step()
			}
		}
		r, err := decodeCheckpoint(seal(7, b))
		if err != nil {
			return
		}
		require.EqualValues(t, 7, r.seed)
		old, err := decodeFormer(former(b))
		require.NoError(t, err, "both files hold the same state")
		for _, run := range []*kernelRun{r, old} {
			again, err := run.AppendBinary(nil)
			require.NoError(t, err)
			require.True(t, bytes.Equal(b, again))
		}
		r.Step()
	})
}

// FuzzRows holds of a file of rows that a run goes on with: what is kept is whole rows up
// to the step, found again in what is kept, and no row breaks the comparison with a run.
func FuzzRows(f *testing.F) {
	const numbers = ",,,,,,,,,"
	for _, rows := range []string{"", "5,1,2.5,true" + numbers, "5,1", "7\n", "5,1,2.5,false,0,0,0,0,0,0,0,,,,\n9,2,1,true,0,0,0,0,0,0,0,,,,\n", "5,,,,,,,,,,,1,2,3,4\n", "99999999999999999999,1\n"} {
		f.Add(rows, 5)
	}
	n := train.Numbers{Steps: 5, Episodes: 1, LastReturn: 2.5}
	f.Fuzz(func(t *testing.T, rows string, steps int) {
		for _, c := range []struct {
			head string
			fits func(last, next []string) bool
		}{{trainHead, fitsEpisodes(n)}, {prophet.SignalColumns + "\n", fitsSignals(5, kernel.Signals{})}} {
			content := []byte(c.head + rows)
			size, last, next := rowsUpTo(content, c.head, steps)
			c.fits(last, next)
			kept := content[:size]
			require.GreaterOrEqual(t, size, len(c.head))
			require.True(t, bytes.HasSuffix(kept, []byte("\n")))
			again, lastAgain, none := rowsUpTo(kept, c.head, steps)
			require.Equal(t, size, again)
			require.Equal(t, last, lastAgain)
			require.Nil(t, none)
			for row := range strings.Lines(string(kept[len(c.head):])) {
				cell, _, _ := strings.Cut(row, ",")
				step, err := strconv.Atoi(cell)
				require.NoError(t, err)
				require.LessOrEqual(t, step, steps)
			}
		}
	})
}

// TestARowThatWasCutIsOfNoRun gives a run rows that lack cells. Each stands where the
// comparison with the run looks.
func TestARowThatWasCutIsOfNoRun(t *testing.T) {
	n := train.Numbers{Steps: 5, Episodes: 1, LastReturn: 2.5}
	for _, row := range []string{"5,1\n", "9\n", "5\n"} {
		size, last, next := rowsUpTo([]byte(trainHead+row), trainHead, n.Steps)
		require.Equal(t, len(trainHead), size)
		require.Nil(t, last)
		require.Nil(t, next)
	}
}
