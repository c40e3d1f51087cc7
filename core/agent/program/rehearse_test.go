package program

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env/cluster"
)

var _ imagine.Rehearser = (*Program)(nil)

// counts goes up while it has decided fewer than three times, and prints how often.
const counts = `
def act(see, memo):
    memo["n"] = memo.get("n", 0) + 1
    print(memo["n"])
    return UP if memo["n"] < 3 else DOWN
`

// What a program decides in a future must change neither its memo nor what it printed.
func TestAFutureLeavesTheMemoAsItIs(t *testing.T) {
	w, err := cluster.New(cluster.Default(cluster.V51))
	require.NoError(t, err)
	p, err := New(counts, "counts")
	require.NoError(t, err)
	for made := range 5 { // before the first decision the memo is empty, which is a case of its own
		before, err := p.MarshalBinary()
		require.NoError(t, err)
		printed := append([]string(nil), p.Printed()...)
		for range 2 {
			p.Keep()
			for range 4 {
				_, err := w.Step(cluster.Up)
				require.NoError(t, err)
				_, err = p.Decide(w)
				require.NoError(t, err)
			}
			p.Return()
			after, err := p.MarshalBinary()
			require.NoError(t, err)
			require.Equal(t, before, after)
			require.Equal(t, printed, append([]string(nil), p.Printed()...))
		}
		action, err := p.Decide(w)
		require.NoError(t, err)
		require.Equal(t, map[bool]int{true: cluster.Up, false: cluster.Down}[made < 2], action)
	}
	last, err := p.MarshalBinary()
	require.NoError(t, err)
	p.Undo()
	undone, err := p.MarshalBinary()
	require.NoError(t, err)
	require.NotEqual(t, last, undone, "a decision can still be taken back")
}
