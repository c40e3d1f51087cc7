package tune

import (
	"strconv"
	"testing"
	"time"

	"github.com/c-bata/goptuna"
	"github.com/stretchr/testify/require"
)

// trialOf is a trial as a worker of ours leaves it; slot -1: of another program.
func trialOf(number, slot int, state goptuna.TrialState, ended string) goptuna.FrozenTrial {
	t := goptuna.FrozenTrial{ID: 100 + number, Number: number, State: state, UserAttrs: map[string]string{}}
	if slot >= 0 {
		t.UserAttrs[slotKey] = strconv.Itoa(slot)
	}
	if ended != "" {
		t.UserAttrs[endedKey] = ended
	}
	return t
}

const (
	running  = goptuna.TrialStateRunning
	complete = goptuna.TrialStateComplete
	failed   = goptuna.TrialStateFail
)

func TestASlotIsHeldByOneTrial(t *testing.T) {
	trials := []goptuna.FrozenTrial{
		trialOf(0, 0, complete, ""),
		trialOf(1, 1, failed, endedLost),
		trialOf(2, 2, running, ""),
		trialOf(3, -1, complete, ""),         // counts, and holds none
		trialOf(4, -1, running, ""),          // may be dead
		trialOf(5, 3, failed, endedDiverged), // is a result
		trialOf(6, -1, failed, ""),           // is none
	}
	b := boardOf(trials)
	require.Equal(t, 3, b.done)
	slot, ok := b.free(5)
	require.True(t, ok)
	require.Equal(t, 1, slot, "the lost trial's")
	_, ok = b.free(4)
	require.False(t, ok, "one of the four is of another program")

	again, late := trialOf(7, 1, running, ""), trialOf(8, 1, running, "")
	b = boardOf(append(trials, again, late))
	require.False(t, b.yields(again, 5))
	require.True(t, b.yields(late, 5), "another one was begun before")
	require.True(t, b.yields(again, 4), "there are enough without it")
	require.True(t, b.yields(trialOf(2, 2, failed, endedLost), 5) == false, "who holds a slot keeps it")
}

func TestALostTrialIsRepeatedWithItsNumbers(t *testing.T) {
	first, second := trialOf(3, 1, failed, endedLost), trialOf(5, 1, failed, endedLost)
	first.InternalParams = map[string]float64{"qtable.rate": 0.25}
	require.Nil(t, repeated([]goptuna.FrozenTrial{first}, 0))
	require.Equal(t, map[string]string{
		"failed_trial": "3", "retry_history": "[3,5]", "fixed_params": `{"qtable.rate":0.25}`,
	}, repeated([]goptuna.FrozenTrial{first, second, trialOf(6, 1, failed, endedWithdrawn)}, 1))
}

// A worker is lost when an observer that looks all the while sees no new heartbeat, and not
// when the observer has slept.
func TestAWorkerIsLostWhenItIsSilent(t *testing.T) {
	c := crew{every: time.Second, current: -1, seen: map[int]sign{}}
	one := trialOf(0, 0, running, "")
	one.UserAttrs[everyKey] = "2s"
	now := time.Now()
	look := func(beat string, after time.Duration) []int {
		one.UserAttrs[beatKey] = beat
		now = now.Add(after)
		return c.silent([]goptuna.FrozenTrial{one, trialOf(1, -1, running, "")}, now)
	}
	for range 12 {
		require.Empty(t, look("1", time.Second))
	}
	require.Empty(t, look("1", time.Second), "six of its own intervals, to the second")
	require.Equal(t, []int{one.ID}, look("1", time.Second))
	require.Empty(t, look("2", time.Second), "it was only slow")
	require.Empty(t, look("2", time.Hour), "nobody looked for an hour")
	c.current = one.ID
	for range 30 {
		require.Empty(t, look("2", time.Second), "one's own trial")
	}
}

func TestWhatFailedIsToldApart(t *testing.T) {
	for want, ended := range map[string]string{"failed": endedDiverged, "lost": endedLost, "withdrawn": endedWithdrawn, "error": ""} {
		require.Equal(t, want, failure(trialOf(0, 0, failed, ended)))
	}
}
