package bridge

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// memory returns buffers for n worlds of v5.1.
func memory(n int) Buffers {
	const seen = 35
	return Buffers{
		Actions: make([]int64, n), Observations: make([]float32, n*seen), Rewards: make([]float64, n),
		Terminated: make([]uint8, n), Truncated: make([]uint8, n), Decimals: make([]float64, Decimals*n), Wholes: make([]int64, Wholes*n),
		Ended: make([]uint8, n), FinalObservations: make([]float32, n*seen), FinalDecimals: make([]float64, Decimals*n), FinalWholes: make([]int64, Wholes*n),
		Begin: make([]uint8, n), Seeds: make([]uint64, n), Numbers: make([]uint64, n),
	}
}

// open makes n worlds that have begun the runs of seeds 1 to n.
func open(t *testing.T, config string, n int, mode Autoreset) (int64, Buffers) {
	t.Helper()
	at := memory(n)
	handle, err := Open([]byte(config), n, mode, at)
	require.NoError(t, err)
	t.Cleanup(func() { Close(handle) })
	for i := range n {
		at.Begin[i], at.Seeds[i] = Run, uint64(i+1)
	}
	require.NoError(t, Reset(handle))
	return handle, at
}

// TestEveryWorldIsTheOneThatItsSeedMakes holds the three ways to begin again to worlds that
// are reset by hand.
func TestEveryWorldIsTheOneThatItsSeedMakes(t *testing.T) {
	const n = 7
	for mode := range ways {
		handle, at := open(t, `{"drift":"0.03"}`, n, mode)
		c := cluster.Default(cluster.V51)
		c.MemDrift = 0.03
		worlds, number := make([]*cluster.World, n), make([]uint64, n)
		for i := range worlds {
			var err error
			worlds[i], err = cluster.New(c)
			require.NoError(t, err)
			worlds[i].Reset(rng.Derive(uint64(i+1), 0))
		}
		r := rng.New(9)
		for range 400 {
			for i := range at.Actions {
				at.Actions[i] = int64(r.Intn(8))
			}
			if mode == Disabled {
				for i, w := range worlds {
					at.Begin[i] = Stay
					if w.Over() {
						at.Begin[i] = Next
					}
				}
				require.NoError(t, Reset(handle))
			}
			require.NoError(t, Step(handle))
			for i, w := range worlds {
				follow(t, &at, w, i, n, mode, &number[i])
			}
		}
		require.NotZero(t, number[0], "episodes have ended")
	}
}

// follow steps a world by hand and compares.
func follow(t *testing.T, at *Buffers, w *cluster.World, i, n int, mode Autoreset, number *uint64) {
	t.Helper()
	next := func() {
		*number++
		w.Reset(rng.Derive(uint64(i+1), *number))
	}
	began := w.Over()
	if began {
		next()
	}
	if began && mode == NextStep {
		require.Zero(t, at.Rewards[i])
		require.Zero(t, at.Terminated[i]+at.Truncated[i])
		require.Equal(t, w.Observation(), at.Observations[i*35:][:35])
		return
	}
	r, err := w.Step(int(at.Actions[i]))
	require.NoError(t, err)
	require.Equal(t, r.Reward, at.Rewards[i])
	require.Equal(t, flag(r.Terminated), at.Terminated[i])
	require.Equal(t, flag(r.Truncated), at.Truncated[i])
	seen, decimals, wholes := at.Observations, at.Decimals, at.Wholes
	if mode == SameStep {
		require.Equal(t, flag(w.Over()), at.Ended[i])
		if w.Over() {
			seen, decimals, wholes = at.FinalObservations, at.FinalDecimals, at.FinalWholes
		}
	}
	require.Equal(t, r.Observation, seen[i*35:][:35])
	require.Equal(t, r.Info.Budget, decimals[Budget*n+i])
	require.Equal(t, r.Info.AvgLoad, decimals[AvgLoad*n+i])
	require.Equal(t, int64(r.Info.OOMNodes), wholes[OOM*n+i])
	require.Equal(t, int64(r.Info.CriticalOOM), wholes[Critical*n+i])
	cost := float64(r.Info.OOMNodes)
	if r.Terminated {
		cost = max(1, cost)
	}
	require.Equal(t, cost, decimals[Cost*n+i])
	if mode == SameStep && w.Over() {
		next()
		require.Equal(t, w.Observation(), at.Observations[i*35:][:35], "the next episode began in the same step")
	}
}

func TestWhatIsWrongIsNamedAndChangesNothing(t *testing.T) {
	for config, says := range map[string]string{
		`{"drift":"7"}`:     "drift is 7, want -1 to 1",
		`{"rules":"v9"}`:    `rules is "v9", want one of v4.5, v4.6, v5.1`,
		`{"speed":"1"}`:     `parameter "speed" is not one of the world's`,
		`{"drift":"0.03`:    "the parameters are not JSON",
		`{"columns":"2.5"}`: "columns is 2.5, want a whole number",
	} {
		_, err := Open([]byte(config), 1, Disabled, memory(1))
		require.ErrorContains(t, err, says)
	}
	_, err := Open([]byte(`{}`), 1, ways, memory(1))
	require.ErrorContains(t, err, "autoreset mode is 3, want 0 to 2")

	handle, at := open(t, `{}`, 2, NextStep)
	before, err := Ask("state", handle, []byte(`{"world":0}`))
	require.NoError(t, err)
	at.Actions[1] = 8
	err = Step(handle)
	require.ErrorContains(t, err, "world 1: action 8, want 0 to 7 (up to throttle)")
	require.False(t, IsOrder(err))
	after, err := Ask("state", handle, []byte(`{"world":0}`))
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))

	_, err = Ask("state", handle, []byte(`{"world":2}`))
	require.ErrorContains(t, err, "world 2, want 0 to 1")
	_, err = Ask("fly", handle, nil)
	require.ErrorContains(t, err, `no answer to "fly"`)
	Close(handle)
	err = Step(handle)
	require.ErrorContains(t, err, "is not in use")
	require.True(t, IsOrder(err))
}

func TestAStepAfterTheEndIsOutOfOrder(t *testing.T) {
	handle, at := open(t, `{"steps":"1"}`, 1, Disabled)
	require.NoError(t, Step(handle))
	require.NotZero(t, at.Truncated[0])
	err := Step(handle)
	require.ErrorContains(t, err, "the episode ended after 1 steps; call reset before the next step")
	require.True(t, IsOrder(err))
}

func TestAStateGoesOnElsewhere(t *testing.T) {
	first, a := open(t, `{}`, 1, Disabled)
	for i := range 20 {
		a.Actions[0] = int64(i % 6)
		require.NoError(t, Step(first))
	}
	saved, err := Ask("state", first, []byte(`{"world":0}`))
	require.NoError(t, err)
	second, b := open(t, `{}`, 1, Disabled)
	_, err = Ask("restore", second, []byte(`{"world":0,"state":`+string(saved)+`}`))
	require.NoError(t, err)
	require.Equal(t, a.Observations, b.Observations)
	for range 10 {
		a.Actions[0], b.Actions[0] = 1, 1
		require.NoError(t, Step(first))
		require.NoError(t, Step(second))
	}
	one, err := Ask("link", first, nil)
	require.NoError(t, err)
	other, err := Ask("link", second, nil)
	require.NoError(t, err)
	require.Equal(t, string(one), string(other))
	_, err = Ask("restore", second, []byte(`{"world":0,"state":{"world":"AAAA","seed":"1","number":"1"}}`))
	require.ErrorContains(t, err, "state")
}

// TestALinkRepeatsWhatWasPlayed holds a link to the world that it was asked of, over the
// ends of episodes, and that a run that no link repeats has none.
func TestALinkRepeatsWhatWasPlayed(t *testing.T) {
	handle, at := open(t, `{"drift":"0.02","rows":"5"}`, 1, Disabled)
	r := rng.New(3)
	for range 300 {
		at.Actions[0] = int64(r.Intn(8))
		require.NoError(t, Step(handle))
		if at.Terminated[0]+at.Truncated[0] != 0 {
			at.Begin[0] = Next
			require.NoError(t, Reset(handle))
		}
	}
	answer, err := Ask("link", handle, nil)
	require.NoError(t, err)
	var said struct{ Link, Digest string }
	require.NoError(t, json.Unmarshal(answer, &said))
	answer, err = Ask("run", 0, []byte(said.Link))
	require.NoError(t, err)
	var opened struct {
		Handle int64
		At     int
	}
	require.NoError(t, json.Unmarshal(answer, &opened))
	require.Equal(t, 300, opened.At)
	session, err := find[*run](opened.Handle)
	require.NoError(t, err)
	require.Equal(t, 300, session.session.Advance(1000), "then it waits for the visitor")
	require.Equal(t, lab.Same, session.session.Verdict())
	require.Equal(t, said.Digest, lab.DigestText(session.session.Digest()))
	var s lab.Snapshot
	session.session.Look(&s, lab.View{})
	require.InDelta(t, at.Decimals[Budget], s.Metric("budget"), 0, "the session is in the same world")

	at.Begin[0] = Next
	at.Actions[0] = 0
	require.NoError(t, Step(handle))
	require.NoError(t, Reset(handle))
	_, err = Ask("link", handle, nil)
	require.ErrorContains(t, err, "an episode was left before its end")

	other, _ := open(t, `{"oom-penalty":"9"}`, 1, Disabled)
	_, err = Ask("link", other, nil)
	require.ErrorContains(t, err, "oom-penalty is 9, and on the page it is always 2")
	many, _ := open(t, `{}`, 2, NextStep)
	_, err = Ask("link", many, nil)
	require.ErrorContains(t, err, "2 worlds have no link")
}

// TestStepAllocatesNothing holds what keeps Python fast.
func TestStepAllocatesNothing(t *testing.T) {
	for _, n := range []int{1, 16} {
		mode := NextStep
		if n == 1 {
			mode = Disabled
		}
		handle, at := open(t, `{"steps":"1000000","load-limit":"1","oom-limit":"1000000","critical-terminates":"off"}`, n, mode)
		at.Actions[0] = cluster.Clean
		for range 2000 { // whatever grows has grown
			require.NoError(t, Step(handle))
		}
		require.Zero(t, testing.AllocsPerRun(20, func() { _ = Step(handle) }))
	}
}
