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
	require.NoError(t, measure(regexp.MustCompile("^nothing of that name$"), out))
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.JSONEq(t, "[]", string(text))

	text, err = json.Marshal(result{"a_us", 1.5, "µs"})
	require.NoError(t, err)
	require.JSONEq(t, `{"name":"a_us","value":1.5,"unit":"µs"}`, string(text))
}

func TestARatioIsTheMedianOfPairs(t *testing.T) {
	visits := []trained{{Pairs: [][2]float64{{90, 100}, {5, 10}}}, {Pairs: [][2]float64{{10, 100}}}}
	require.Equal(t, 0.5, medianRatio(visits), "pairs meet the same machine; others do not")
	require.Equal(t, 47.5, visits[0].drawn())
}

func TestEveryNameIsMeasuredOnce(t *testing.T) {
	seen := make(map[string]bool)
	for _, g := range groups() {
		for _, name := range g.names {
			require.False(t, seen[name], name)
			seen[name] = true
		}
	}
	for _, name := range []string{
		"cluster_step_4x4_native", "cluster_step_4x4_browser", "frame_go_ms_p99", "frame_rate_vs_empty", "first_visit_mb", "first_frame_s",
		"update_us_native_plain", "update_us_browser_plain", "act_us_native", "act_us_browser", "beat_h3_s_browser", "train_throughput_drawing_ratio",
		"update_us_browser_simd", "update_us_native_avx2", "update_us_tfjs_wasm", "loop_steps_per_s_browser_drawing", "loop_steps_per_s_browser_drawing_large",
		"train_throughput_drawing_large_ratio", "worker_busy_ratio",
		"snapshot_rtt_ms_p50", "view_wasm_br_mb", "worker_wasm_br_mb",
		"gardener_step_60x60_80_native", "gardener_step_60x60_80_browser", "gardener_step_512_10k_browser", "prophet_step_native", "prophet_step_browser",
	} {
		require.True(t, seen[name], name)
	}
	_, err := core.ByName("no such measure")
	require.ErrorContains(t, err, `"no such measure"`)
}
