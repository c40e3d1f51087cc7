package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/labs"
)

// TestARunWaitsWhereItWasLeft goes through all labs and back.
func TestARunWaitsWhereItWasLeft(t *testing.T) {
	r := run()
	r.Config.Seed = 7
	d := start(t, r, 60)
	do(t, d, "set drift 0.01")
	do(t, d, "set rows 9")
	for range 5 {
		d.Step()
	}
	left := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step == 5 })
	mem := append([]float32(nil), picture(left).Mem...)
	for _, l := range labs.All[1:] {
		d.Visit(l)
		m := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Lab == l })
		require.Equal(t, l.Rate, m.Rate, "a first visit has the lab's own speed")
		require.Equal(t, lab.FirstVisit(l).Seed, m.Snapshot.Seed)
	}
	d.Visit(cluster.Lab)
	m := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Lab == cluster.Lab })
	require.EqualValues(t, 5, m.Snapshot.Step)
	require.EqualValues(t, 7, m.Snapshot.Seed)
	require.Equal(t, 0.01, m.Wanted.Get("drift"))
	require.Equal(t, 9.0, m.Wanted.Get("rows"), "what waits for a reset")
	require.Equal(t, 60.0, m.Rate)
	require.Equal(t, mem, picture(m).Mem)
}

// TestTheRunFileKeepsItsLab closes the window in another lab, opened by a tab and by what if.
func TestTheRunFileKeepsItsLab(t *testing.T) {
	for name, leave := range map[string]func(*Driver){
		"tab":     func(d *Driver) { d.Visit(gardener.Lab) },
		"what if": (*Driver).WhatIf,
	} {
		d, err := NewDriver(run(), 0)
		require.NoError(t, err)
		for range 9 {
			d.Step()
		}
		leave(d)
		eventually(t, d, func(m *Moment) bool { return m.Snapshot.Lab != cluster.Lab })
		path := filepath.Join(t.TempDir(), "mine")
		due := make(chan time.Time)
		d.Autosave(path, due)
		due <- time.Time{}
		closed := d.Close()
		for _, saved := range [][]byte{closed, content(os.ReadFile(path))} {
			s, err := labs.All.Restore(saved)
			require.NoError(t, err, name)
			require.Equal(t, cluster.Lab, s.Lab(), name)
			require.EqualValues(t, 9, s.Step(), name)
		}
	}
}

func content(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// TestTrainingAtFullSpeedIsOneButton starts and pauses it.
func TestTrainingAtFullSpeedIsOneButton(t *testing.T) {
	d := start(t, playedBy(t, "pilot"), 12)
	d.Play(false)
	d.Train(true)
	eventually(t, d, (*Moment).trains)
	d.Train(false)
	m := eventually(t, d, func(m *Moment) bool { return m.Config.Get("train") == 0 })
	require.False(t, m.trains())
	require.True(t, m.Playing)
	require.Equal(t, cluster.Lab.Rate, m.Rate)

	plain := start(t, run(), lab.Unlimited)
	require.False(t, plain.Moment().trains(), "no policy learns")
}

// TestTheHeadlineSaysWhatHappens starts, pauses and looks back.
func TestTheHeadlineSaysWhatHappens(t *testing.T) {
	for _, l := range labs.All {
		d := start(t, lab.Run{Config: lab.FirstVisit(l)}, 0)
		require.Equal(t, l.Question, d.Moment().Headline)
		for range 3 {
			d.Step()
		}
		m := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step == 3 })
		require.True(t, strings.HasPrefix(m.Headline, "Paused. "), m.Headline)
		d.Play(true)
		m = eventually(t, d, func(m *Moment) bool { return m.Playing })
		require.False(t, strings.HasPrefix(m.Headline, "Paused. "), m.Headline)
		if l.Rewind == 0 {
			continue
		}
		d.SetView(lab.View{Rewind: 1})
		eventually(t, d, func(m *Moment) bool { return strings.Contains(m.Headline, "earlier moment") })
	}
}

// TestTheHeadlineTellsNews: what the Prophet saw when it overruled is soon over.
func TestTheHeadlineTellsNews(t *testing.T) {
	now := time.Now()
	m := &Moment{Snapshot: lab.Snapshot{Lab: cluster.Lab, Step: 7, Text: "A cluster.", Telling: lab.Telling{Told: "4 of 6 futures end.", News: true}}}
	var h headline
	h.write(m, mode{playing: true}, now)
	require.Equal(t, "A cluster.", h.words)
	h.tell(m, now.Add(time.Second))
	require.Equal(t, "4 of 6 futures end.", h.words)
	m.Snapshot.Told = "5 of 6 futures end."
	h.tell(m, now.Add(2*time.Second))
	require.Equal(t, "4 of 6 futures end.", h.words, "it has not been read")
	require.False(t, h.due(mode{playing: true}, now.Add(2*time.Second)))
	h.tell(m, now.Add(4*time.Second))
	require.Equal(t, "5 of 6 futures end.", h.words)
	h.write(m, mode{back: 3}, now)
	require.Equal(t, "5 of 6 futures end. Play returns to now.", h.words)
	m.Snapshot.Told = ""
	h.write(m, mode{back: 4}, now)
	require.Equal(t, "You see an earlier moment. Play returns to now.", h.words)
}

func TestAHeadlineEndsWithASentence(t *testing.T) {
	words := "The h.3 is at 12.5 %. It cleans. Nothing else."
	for room, want := range map[int]string{
		100: words, 40: "The h.3 is at 12.5 %. It cleans.", 22: "The h.3 is at 12.5 %.", 3: "The h.3 is at 12.5 %.",
	} {
		require.Equal(t, want, sentences(words, func(s string) bool { return len(s) <= room }))
	}
}
