package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/bench/core"
)

// section returns a section of a WebAssembly module.
func section(id byte, body ...byte) []byte { return append([]byte{id, byte(len(body))}, body...) }

func TestFunctionSizesFollowTheNames(t *testing.T) {
	module := append([]byte("\x00asm\x01\x00\x00\x00"), section(2, 1, 1, 'g', 1, 'f', 0, 0)...)
	module = append(module, section(10, 2, 3, 0, 1, 0x0b, 2, 0, 0x0b)...)
	names := []byte{4, 'n', 'a', 'm', 'e', 1, 14, 3, 0, 2, 'i', 'n', 1, 1, 'a', 2, 4, 'p', '.', 'b', 'c'}
	module = append(module, section(0, names...)...)
	sizes, err := functionSizes(module)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"a": 3, "p.bc": 2}, sizes, "the imported function has no body")

	_, err = functionSizes(module[:len(module)-len(names)-2])
	require.ErrorIs(t, err, errWasm, "a module without names")
	_, err = functionSizes(module[:12])
	require.ErrorIs(t, err, errWasm)
}

func TestPackagesAreFoundInNames(t *testing.T) {
	for name, want := range map[string]string{
		"fmt.__pp_.printValue":                                "fmt",
		"github.com_resonetics_playground_core_lab.__Session": "github.com_resonetics_playground_core_lab",
		"internal_fmtsort.compare":                            "internal_fmtsort",
	} {
		require.Equal(t, want, packageOf.FindString(name))
	}
}

func TestResultsAreAListOfNameValueUnit(t *testing.T) {
	out := filepath.Join(t.TempDir(), "bench.json")
	require.NoError(t, measure(regexp.MustCompile("^nothing of that name$"), out, false))
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.JSONEq(t, "[]", string(text))

	text, err = json.Marshal(core.Result{Name: "a_us", Value: 1.5, Unit: "µs"})
	require.NoError(t, err)
	require.JSONEq(t, `{"name":"a_us","value":1.5,"unit":"µs"}`, string(text))
}

func TestMeasuresAreFoundByName(t *testing.T) {
	for _, name := range []string{"cluster_step_4x4", "gardener_step_60x60_80", "gardener_step_512_10k", "prophet_step", "script_decisions_per_s", "act_us", "series_steps_per_s", "series_vs_bare", "update_us",
		"batch_steps_4x4", "batch_steps_4x4_256", "layernorm_us", "pqn_steps_per_s", "pqn_prophet_steps_per_s", "imagine_ms", "tanh_us", "tanh_tiny_us", "layernorm_grad_zero_us"} {
		m, err := core.ByName(name)
		require.NoError(t, err)
		require.Equal(t, name, m.Name)
	}
	_, err := core.ByName("no such measure")
	require.ErrorContains(t, err, `"no such measure"`)
}

func TestRatiosCompareEveryRoutineAtEveryKindOfValue(t *testing.T) {
	names := map[string]bool{}
	for _, r := range ratios() {
		require.False(t, names[r.name], r.name)
		names[r.name] = true
		require.Len(t, r.under, len(r.over))
		for _, c := range append(r.over, r.under...) {
			_, err := core.ByName(c.measure)
			require.NoError(t, err)
		}
	}
	for _, name := range []string{"tanh_avx2_vs_plain", "tanh_tiny_vs_normal", "layernorm_grad_avx2_vs_plain"} {
		require.Contains(t, names, name)
	}
	a, b := timed{simd, "a"}, timed{plain, "a"}
	r := ratio{"worst", []timed{a, b}, []timed{b, a}}
	worst, err := r.worst(map[timed]float64{a: 2, b: 8})
	require.NoError(t, err)
	require.Equal(t, 4.0, worst)
	_, err = r.worst(map[timed]float64{a: 2})
	require.ErrorIs(t, err, errNoTime)
}
