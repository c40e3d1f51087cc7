package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// TestEveryPastMomentIsTheWorldAsItWas notes the state of the world after every step of a
// run that is disturbed in every way, and holds that every moment one can look back to is
// that state, bit for bit, and that what was done from then on leads to the end that
// came.
func TestEveryPastMomentIsTheWorldAsItWas(t *testing.T) {
	for _, rules := range []string{"v4.5", "v4.6", "v5.1"} {
		for _, policy := range []string{"random", "h3", "omniscient"} {
			c := lab.NewConfig(Lab)
			for key, v := range map[string]string{"rules": rules, "policy": policy, "steps": "90"} {
				require.NoError(t, c.SetText(key, v))
			}
			made, err := newSimulation(c)
			require.NoError(t, err)
			sim := made.(*simulation)
			states := [][]byte{nil}
			for i := range 700 {
				switch {
				case i%61 == 0:
					sim.Inject(i%36, 0.6)
				case i%170 == 3:
					sim.Set("noise", 0.01+0.001*float64(i%7))
				case i%170 == 5:
					sim.Set("budget", float64(60+i%50))
				}
				require.True(t, sim.Step())
				states = append(states, lab.Own(sim.world().AppendBinary(nil)))
			}
			checkMoments(t, sim, states)
		}
	}
}

// checkMoments asks for every moment that is remembered.
func checkMoments(t *testing.T, sim *simulation, states [][]byte) {
	t.Helper()
	world, now, asked := roomy(sim.world().Config()), len(states)-1, 0
	for back := range lab.RewindSteps {
		at := now - back
		var m lab.Moment
		err := sim.past.Fill(&m, world, back)
		w, failure := cluster.New(world)
		require.NoError(t, failure)
		require.NoError(t, w.UnmarshalBinary(states[at]))
		if w.Over() {
			require.ErrorContains(t, err, "had ended")
			continue
		}
		require.NoError(t, err)
		require.Equal(t, states[at], m.State)
		asked++
		for i, action := range m.Actions {
			require.NoError(t, w.UnmarshalBinary(states[at+i+1]))
			require.EqualValues(t, w.LastAction(), action, "step %d after %d", i, at)
		}
		if end := at + len(m.Actions); end < now {
			require.NoError(t, w.UnmarshalBinary(states[end]))
			require.True(t, w.Over(), "the record goes to the end of the episode")
		}
	}
	require.Greater(t, asked, 400)
	require.ErrorContains(t, sim.past.Fill(new(lab.Moment), world, lab.RewindSteps), "512 steps back, and the run remembers 511")
}

// roomy returns a configuration whose budget holds that of any state of the test.
func roomy(c cluster.Config) cluster.Config {
	c.Budget = 1000
	return c
}
