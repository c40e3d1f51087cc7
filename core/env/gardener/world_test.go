package gardener

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/fieldtest"
)

func TestConfigNamesFieldValueAndRange(t *testing.T) {
	fieldtest.Run(t, Default(), (*Config).Fields, Config.Validate)
	require.NoError(t, Evolving().Validate())
	c := Default()
	c.MoveCost = math.NaN()
	require.ErrorContains(t, c.Validate(), "gardener: move-cost is NaN, want 0 to 10")
	c = Default()
	c.MinPopulation = 81
	require.ErrorContains(t, c.Validate(), "gardener: min-population is 81, want at most max-population, 80")
}

func TestSetConfigChangesWhatMayChange(t *testing.T) {
	w := busy(t, SelectionOff, 1)
	c := w.Config()
	c.DirtGrowth, c.MaxPopulation, c.Selection = 0.5, 4000, SelectionForagers
	require.NoError(t, w.SetConfig(c))
	require.Equal(t, c, w.Config())
	d := c
	d.Size = 60
	require.ErrorContains(t, w.SetConfig(d), "gardener: size cannot change from 12 to 60")
	d = c
	d.CleanReward = -1
	require.ErrorContains(t, w.SetConfig(d), "reward is -1, want 0 to 100")
	require.Equal(t, c, w.Config())
}

func TestStartAndReset(t *testing.T) {
	w, err := New(Default(), 5)
	require.NoError(t, err)
	require.Equal(t, 25, w.Population())
	require.Zero(t, w.Stats().TotalEntropy)
	require.Equal(t, 50.0, w.Stats().MeanEnergy)
	require.Len(t, w.Arrivals(), 25)
	first := w.Digest()
	for range 50 {
		w.Step()
	}
	require.NotEqual(t, first, w.Digest())
	w.Reset(5)
	require.Equal(t, first, w.Digest(), "a reset forgets everything")
	w.Reset(6)
	require.NotEqual(t, first, w.Digest())
}

func TestBoundsHoldWhateverHappens(t *testing.T) {
	for s := range selections {
		w := busy(t, s, 7)
		born, dead := 0, 0
		for range 1000 {
			w.Step()
			st := w.Stats()
			born, dead = born+len(w.Births()), dead+len(w.Deaths())
			require.LessOrEqual(t, st.Population, 9)
			require.GreaterOrEqual(t, st.Population, 5)
			require.True(t, st.Risk >= 0 && st.Risk <= 1 && st.Flow >= 0 && st.Flow <= 1)
			for _, d := range w.Dirt() {
				if d < 0 || d > 1 {
					t.Fatalf("dirt is %v", d)
				}
			}
			for i := 1; i < len(w.id); i++ {
				require.Less(t, w.id[i-1], w.id[i], "list order is the order of IDs")
			}
			slots := map[int32]bool{}
			for _, s := range w.slot {
				slots[s] = true
			}
			require.Len(t, slots, w.Population(), "no two creatures share a brain")
		}
		require.Positive(t, born)
		require.Positive(t, dead)
	}
}

// TestFlowDoesNotTouchTheWorld: another ε changes the signal, never the events.
func TestFlowDoesNotTouchTheWorld(t *testing.T) {
	a, b := busy(t, SelectionOff, 2), busy(t, SelectionOff, 2)
	c := b.Config()
	c.FlowEpsilon = 0.2
	require.NoError(t, b.SetConfig(c))
	for range 200 {
		a.Step()
		b.Step()
		require.Equal(t, a.Dirt(), b.Dirt())
		require.Equal(t, a.Energies(), b.Energies())
	}
	require.NotEqual(t, a.Stats().Flow, b.Stats().Flow)
}

func TestMutationScales(t *testing.T) {
	w := busy(t, SelectionOff, 4)
	b := &w.brains
	parent, child := w.slot[0], b.acquire()
	w.genes.Seed(1)
	const rate = 0.02
	sum := map[int]float64{}
	const births = 50
	for range births {
		b.inherit(child, b.weightsOf(parent), rate, w.genes)
		for _, p := range parts {
			for row := range p.rows {
				for i := range p.used {
					at := p.at + row*p.columns + i
					d := float64(b.weightsOf(child)[at] - b.weightsOf(parent)[at])
					sum[p.at] += d * d / float64(births*p.rows*p.used)
				}
			}
		}
	}
	want := map[int]float64{atFilters: 8, atGates: 64, atPolicy: 6, atFilterB: 1, atGateB: 1, atGateB2: 1, atPolicyB: 1}
	require.Len(t, parts, len(want))
	for at, fan := range want {
		require.InEpsilon(t, rate/math.Sqrt(fan), math.Sqrt(sum[at]), 0.12, "tensor at %d", at)
	}
	require.Zero(t, b.weightsOf(child)[atPolicy+Actions], "padding stays zero")
}

func TestRandomBrainsFillTheirRange(t *testing.T) {
	w := busy(t, SelectionOff, 4)
	for _, p := range parts {
		low, high := 0.0, 0.0
		for _, s := range w.slot {
			for row := range p.rows {
				for _, v := range w.brains.weightsOf(s)[p.at+row*p.columns:][:p.used] {
					low, high = min(low, float64(v)), max(high, float64(v))
				}
			}
		}
		require.True(t, low >= -p.initial-1e-7 && high <= p.initial+1e-7)
		require.True(t, low < -0.6*p.initial && high > 0.6*p.initial)
	}
}

func TestSpill(t *testing.T) {
	w := busy(t, SelectionOff, 1)
	w.Spill(3, 0.4)
	require.Equal(t, 0.4, w.Dirt()[3])
	w.Spill(3, 7)
	require.Equal(t, 1.0, w.Dirt()[3])
	w.Spill(3, math.NaN())
	require.Equal(t, 1.0, w.Dirt()[3])
	w.Spill(3, -0.25)
	require.Equal(t, 0.75, w.Dirt()[3])
	require.Panics(t, func() { w.Spill(144, 1) })
}

func TestAccessorsAgree(t *testing.T) {
	w := busy(t, SelectionOff, 8)
	for range 40 {
		w.Step()
	}
	n := w.Population()
	require.Equal(t, []int{n, n, n, n}, []int{len(w.Cells()), len(w.Energies()), len(w.Ages()), len(w.Acts())})
	for i, id := range w.IDs() {
		require.Equal(t, i, w.IndexOf(id))
		view := w.View(i, nil)
		require.Len(t, view, View*View)
		require.Equal(t, w.Dirt()[w.Cells()[i]], view[reach*View+reach], "its own cell is the middle of the view")
		sum := float32(0)
		for _, p := range w.Probabilities(i, nil) {
			sum += p
		}
		require.InDelta(t, 1, sum, 1e-6)
	}
	require.Equal(t, -1, w.IndexOf(1_000_000))
}

func TestCSVRow(t *testing.T) {
	s := Stats{Gen: 12, Population: 15, MeanEnergy: 1.23456, TotalEntropy: 3400, EmergencyMoves: 3,
		IsolationSaves: 40, EntropyGradient: -0.5, PopulationVolatility: 1, EmergencyRatio: 0.2,
		Risk: 0.25, Flow: 0.125, Verdict: Bubble}
	row := string(s.AppendCSV(nil))
	require.Equal(t, "12,15,1.235,3400.000,3,40,-0.500,1,0.200000,0.250000,0.125000,bubble\n", row)
	require.Equal(t, strings.Count(CSVHeader, ","), strings.Count(row, ","))
}

func TestSelectionNames(t *testing.T) {
	for s := range selections {
		var c Config
		require.NoError(t, c.Fields().Must("selection").SetText(s.String()))
		require.Equal(t, s, c.Selection)
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	for s := range selections {
		w := crowded(t, 60, 80)
		c := w.Config()
		c.Selection = s
		require.NoError(t, w.SetConfig(c))
		for range 300 {
			w.Step()
		}
		require.Zero(t, testing.AllocsPerRun(200, w.Step), s)
	}
}

// program is what every platform runs; its digest must be the same.
func program(t testing.TB) string {
	digests := ""
	for s := range selections {
		w := busy(t, s, 11)
		for range 400 {
			w.Step()
		}
		digests += strconv.FormatUint(w.Digest(), 16) + " "
	}
	w, err := New(Evolving(), 11)
	require.NoError(t, err)
	for range 300 {
		w.Step()
	}
	return digests + strconv.FormatUint(w.Digest(), 16)
}

const digestEnv = "GARDENER_DIGEST"

// TestSameBitsInWebAssembly runs program here and under Node and compares.
func TestSameBitsInWebAssembly(t *testing.T) {
	here := program(t)
	if os.Getenv(digestEnv) != "" {
		t.Log("digest " + here)
		return
	}
	if runtime.GOOS == "js" {
		return
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	host := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec")
	cmd := exec.Command("go", "test", "-count=1", "-exec", host, "-run", "^TestSameBitsInWebAssembly$", "-v", ".")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=", digestEnv+"=log")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "digest "+here)
}
