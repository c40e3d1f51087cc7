package fit

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/rng"
)

// recording plays a world for a number of steps and writes what a table of it would hold: all
// values of a step through format, which gets time, node, cpu and memory. A policy may act;
// where an episode ends, another begins.
func recording(t testing.TB, c cluster.Config, steps int, p agent.Policy, format string) []byte {
	t.Helper()
	c.AnyOOMTerminates, c.CriticalTerminates, c.OOMLimit, c.LoadLimit, c.MaxSteps = false, false, 1e9, 1, 1e9
	w, err := cluster.New(c)
	require.NoError(t, err)
	w.Reset(7)
	random := rng.New(1)
	var b bytes.Buffer
	for step := range steps {
		for i, m := range w.Mem() {
			fmt.Fprintf(&b, format, 1_700_000_000+30*step, fmt.Sprint("node-", i), w.CPU()[i], m)
		}
		action := cluster.Up
		if p != nil {
			action = p.Act(w, random)
		}
		_, err := w.Step(action)
		require.NoError(t, err)
	}
	return b.Bytes()
}

const plain = "%d,%s,%.9f,%.9f\n"

const head = "time,node,cpu,memory\n"

func recorded(t testing.TB, c cluster.Config, steps int, p agent.Policy) string {
	return head + string(recording(t, c, steps, p, plain))
}

func world(drift, noise, cpuNoise, initialMem, initialCPU float64, rows, columns int) cluster.Config {
	c := cluster.Default(cluster.V51)
	c.MemDrift, c.MemNoise, c.CPUNoise, c.InitialMem, c.InitialCPU, c.Height, c.Width = drift, noise, cpuNoise, initialMem, initialCPU, rows, columns
	return c
}

func read(t testing.TB, text string) *Fit {
	t.Helper()
	f, err := Read(strings.NewReader(text), Options{})
	require.NoError(t, err)
	return f
}

// TestTheWorldComesBack fits what the world itself has recorded. The intervals hold 95 % of
// the time, so that of all together a few may miss, and none by far.
func TestTheWorldComesBack(t *testing.T) {
	missed, all := 0, 0
	for _, c := range []struct {
		name  string
		world cluster.Config
		steps int
		acts  agent.Policy
	}{
		{"calm", world(0.005, 0.012, 0.02, 0.1, 0.3, 6, 6), 150, nil},
		{"red queen", world(0.007, 0.02, 0.02, 0.1, 0.3, 6, 6), 120, nil},
		{"quiet", world(0.002, 0.001, 0.005, 0.5, 0.5, 3, 4), 200, nil},
		{"noisy", world(0.001, 0.08, 0.1, 0.9, 0.9, 4, 8), 300, nil},
		{"falls", world(-0.004, 0.01, 0.03, 1, 1, 2, 3), 150, nil},
		{"starts empty", world(0.006, 0.02, 0.02, 0, 0, 4, 4), 120, nil},
		{"cleaned", world(0.007, 0.02, 0.02, 0.1, 0.3, 6, 6), 400, agent.H5},
		{"planned", world(0.0085, 0.02, 0.02, 0.1, 0.3, 4, 4), 400, agent.H3},
	} {
		f := read(t, recorded(t, c.world, c.steps, c.acts))
		require.Equal(t, [2]int{c.world.Height, c.world.Width}, [2]int{f.Rows, f.Columns}, c.name)
		require.Equal(t, c.world.Height*c.world.Width, f.Nodes)
		require.Equal(t, 30.0, f.Step)
		for _, e := range []struct {
			what string
			got  Estimate
			want float64
		}{
			{"drift", f.Memory.Drift, c.world.MemDrift}, {"noise", f.Memory.Noise, c.world.MemNoise}, {"cpu noise", f.CPU.Noise, c.world.CPUNoise},
			{"initial memory", f.Memory.Initial, c.world.InitialMem}, {"initial cpu", f.CPU.Initial, c.world.InitialCPU},
		} {
			all++
			if !e.got.Has(e.want) {
				missed++
				t.Logf("%s: %s is %v, want %v", c.name, e.what, e.got, e.want)
			}
			width := e.got.High - e.got.Low
			require.InDelta(t, e.want, e.got.Value, 2*width+1e-9, "%s: %s", c.name, e.what)
			require.LessOrEqual(t, e.got.Low, e.got.Value)
			require.GreaterOrEqual(t, e.got.High, e.got.Value)
		}
		for _, check := range f.Checks {
			if !strings.Contains("drift restarts", check.Key) { // it may fall, or be cleaned
				require.True(t, check.Fits, "%s: %+v", c.name, check)
			}
		}
		r, err := labs.All.ParseLink(f.Link)
		require.NoError(t, err)
		require.Equal(t, f.Link, lab.Run{Config: r.Config}.Link())
	}
	require.LessOrEqual(t, missed, 5, "of %d", all)
}
