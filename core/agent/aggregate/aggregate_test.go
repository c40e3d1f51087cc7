package aggregate

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// recorded are scores, and what rliable says of them: the value and the bounds of each
// statistic, by its name. testdata/record.py writes the latter.
type recorded struct {
	Earlier, Later, Curves [][]float64
	Thresholds             []float64
	rliable                map[string][][3]float64
}

func load(t *testing.T) (r recorded) {
	t.Helper()
	for path, to := range map[string]any{"testdata/scores.json": &r, "testdata/rliable.json": &r.rliable} {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, to))
	}
	return r
}

// found returns what this package says of the same scores.
func (r *recorded) found(resamples int, s *rng.Source) map[string][]Interval {
	return map[string][]Interval{
		"iqm of earlier":            {IQMInterval(r.Earlier, resamples, s)},
		"iqm of later":              {IQMInterval(r.Later, resamples, s)},
		"profile of earlier":        Profile(r.Earlier, r.Thresholds, resamples, s),
		"profile of later":          Profile(r.Later, r.Thresholds, resamples, s),
		"band of the curves":        Band(r.Curves, resamples, s),
		"later improves on earlier": {ProbabilityOfImprovement(r.Later, r.Earlier, resamples, s)},
	}
}

// TestTheDefinitionsAreThoseOfRliable expects the same values, and the bounds of both to
// differ by no more than two drawings of the bootstrap do.
func TestTheDefinitionsAreThoseOfRliable(t *testing.T) {
	r := load(t)
	ours := r.found(20_000, rng.New(1))
	require.Len(t, ours, len(r.rliable))
	for name, theirs := range r.rliable {
		require.Len(t, ours[name], len(theirs), name)
		for i, want := range theirs {
			got := ours[name][i]
			require.InDelta(t, want[0], got.Value, 1e-12, name)
			tolerance := 0.05*(want[2]-want[1]) + 1e-9
			require.InDelta(t, want[1], got.Low, tolerance, name)
			require.InDelta(t, want[2], got.High, tolerance, name)
		}
	}
}

// TestRliableStillSaysSo asks rliable again where a Python has it.
func TestRliableStillSaysSo(t *testing.T) {
	const python = "python3"
	if exec.Command(python, "-c", "import rliable").Run() != nil {
		t.Skip("no rliable in python3; what it said is recorded in testdata")
	}
	check := exec.Command(python, "record.py", "--check")
	check.Dir = "testdata"
	output, err := check.CombinedOutput()
	require.NoError(t, err, string(output))
}

func TestTheInterquartileMeanLeavesTheEndsOut(t *testing.T) {
	for want, x := range map[float64][]float64{
		7:   {7},
		2:   {1, 2, 3},                 // too few to leave any out
		2.5: {2, -1e9, 1e9, 3},         // one at each end
		3:   {4, 3, 2, 90, -90},        // five: a quarter is one
		5:   {9, 1, 5, 4, 6, 99, 0, 5}, // eight: two
	} {
		before := fmt.Sprint(x)
		require.Equal(t, want, IQM(x), before)
		require.Equal(t, before, fmt.Sprint(x), "it stays as it is")
	}
	require.True(t, math.IsNaN(IQM(nil)))
}

func TestImprovementByHand(t *testing.T) {
	// Of six pairs of the first task three are won and one is tied; of the second all.
	a, b := [][]float64{{1, 5}, {9}}, [][]float64{{0, 1, 6}, {2, 3}}
	p := ProbabilityOfImprovement(a, b, 100, rng.New(1))
	require.InDelta(t, (3.5/6+1)/2, p.Value, 1e-15)
	require.InDelta(t, 1-p.Value, ProbabilityOfImprovement(b, a, 100, rng.New(1)).Value, 1e-15)
	require.Equal(t, Interval{0.5, 0.5, 0.5}, ProbabilityOfImprovement([][]float64{{1, 1}}, [][]float64{{1, 1}}, 100, rng.New(1)))
}

// TestTasksAreDrawnApart has two tasks that differ by far more than their runs: were the
// runs of both drawn together, the interval would be as wide as the difference.
func TestTasksAreDrawnApart(t *testing.T) {
	tasks := [][]float64{{0, 0.1, 0.2, 0.3}, {1000, 1000.1, 1000.2, 1000.3}}
	i := IQMInterval(tasks, Resamples, rng.New(1))
	require.Less(t, i.High-i.Low, 1.0)
}

// TestCurvesAreDrawnWhole has curves that are the same but for their height, so the bounds
// keep their distance from the mean.
func TestCurvesAreDrawnWhole(t *testing.T) {
	band := Band([][]float64{{1, 11}, {2, 12}, {4, 14}, {8, 18}, {9, 19}}, Resamples, rng.New(1))
	require.InDelta(t, 10, band[1].Low-band[0].Low, 1e-12)
	require.InDelta(t, 10, band[1].High-band[0].High, 1e-12)
	require.Empty(t, Band(nil, Resamples, rng.New(1)))
}

func TestOneRunHasNoInterval(t *testing.T) {
	for _, i := range append(Band([][]float64{{3}}, 100, rng.New(1)), IQMInterval([][]float64{{3}}, 100, rng.New(1))) {
		require.Equal(t, 3.0, i.Value)
		require.True(t, math.IsNaN(i.Low) && math.IsNaN(i.High))
	}
}

// TestTheSameBitsEverywhere holds what is found to a recorded hash: it is the same on amd64,
// on arm64 and in WebAssembly.
func TestTheSameBitsEverywhere(t *testing.T) {
	r := load(t)
	h := fnv.New64a()
	found := r.found(200, rng.New(1))
	fmt.Fprint(h, found["iqm of later"], found["band of the curves"], found["profile of later"], found["later improves on earlier"])
	require.Equal(t, "ad2d2e107a5d753f", fmt.Sprintf("%016x", h.Sum64()))
}

func TestAResampleAllocatesNothing(t *testing.T) {
	curves := make([][]float64, 20)
	for i := range curves {
		curves[i] = make([]float64, 30)
	}
	few := testing.AllocsPerRun(3, func() { Band(curves, 400, rng.New(1)) })
	require.Equal(t, few, testing.AllocsPerRun(3, func() { Band(curves, 2000, rng.New(1)) }))
}

func ExampleBand() {
	// Three seeds, each measured after the same two numbers of steps.
	curves := [][]float64{{10, 60}, {12, 80}, {11, 70}}
	for _, point := range Band(curves, Resamples, rng.New(1)) {
		fmt.Printf("%.0f (95 %%: %.0f to %.0f)\n", point.Value, point.Low, point.High)
	}
	// Output:
	// 11 (95 %: 10 to 12)
	// 70 (95 %: 60 to 80)
}
