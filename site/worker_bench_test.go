package site

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/internal/bench/core"
)

// workerJob is a computation that a worker of a real browser is asked for.
type workerJob struct {
	name, unit string
	worker     string // a script's expression that starts it
	question   string
	says       string // before the number that it answers with
}

// rivals are the training update in other libraries, on their WebAssembly backends.
var rivals = []workerJob{
	{"update_us_tfjs_wasm", core.Update.Unit, "new Worker('/rival/rival.js')", "null", "wasm"},
	{"update_us_jaxjs_wasm", core.Update.Unit, "new Worker('/rival/jax.mjs', { type: 'module' })", "null", "wasm"},
}

// inWorker runs the plain computations in a Web Worker of a real browser: all
// with the SIMD routines, the update also without, and those of rivals beside it.
func inWorker() measures {
	job := func(m core.Measure, suffix string, simd bool) workerJob {
		return workerJob{m.Name + suffix, m.Unit, "new Worker('/worker.js', { type: 'module' })", fmt.Sprintf("{ name: %q, simd: %t }", m.Name, simd), m.Name}
	}
	var plain []workerJob
	for _, m := range core.All {
		if m.Browser {
			plain = append(plain, job(m, "_browser", true))
		}
	}
	own := []workerJob{job(core.Update, "_browser_simd", true), job(core.Update, "_browser_plain", false)}
	var names []string
	for _, j := range slices.Concat(plain, own, rivals) {
		names = append(names, j.name)
	}
	return measures{names, func(b *testing.B, tell func(string, float64, string)) {
		unwanted := func(j workerJob) bool { return !regexp.MustCompile(*benchOnly).MatchString(j.name) }
		plain, updates, others := slices.DeleteFunc(plain, unwanted), slices.DeleteFunc(own, unwanted), slices.DeleteFunc(slices.Clone(rivals), unwanted)
		site := workerSite(b)
		if len(others) > 0 {
			if err := serveRivals(site); err != nil {
				b.Error(err) // without npm or a network, ours are measured all the same
				others = nil
			}
		}
		updates = append(updates, others...)
		page := newBrowser(b, site, screen{300, 200, false})
		page.open("")
		for _, j := range plain {
			tell(j.name, j.ask(page), j.unit)
		}
		best := make([]float64, len(updates))
		for turn := range turns { // in turn, so that all meet the same machine
			for i, j := range updates {
				if us := j.ask(page); turn == 0 || us < best[i] {
					best[i] = us
				}
			}
		}
		for i, j := range updates {
			tell(j.name, best[i], j.unit)
		}
	}}
}

// turns is how often every update is timed, each time in a new worker.
const turns = 3

// ask returns the number that a new worker answers with.
func (j workerJob) ask(b *browser) (v float64) {
	b.t.Helper()
	said := eval[string](b, fmt.Sprintf(`new Promise((resolve) => {
		const worker = %s;
		worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
		worker.onerror = (event) => resolve('error ' + event.message);
		worker.postMessage(%s);
	})`, j.worker, j.question))
	_, err := fmt.Sscanf(said, j.says+" %g", &v)
	require.NoError(b.t, err, "%s: the browser says %q", j.name, said)
	return v
}

// workerSite serves an empty page, the worker's script, Go's support script and
// the compiled program.
func workerSite(t testing.TB) *http.ServeMux {
	program, err := core.Compile("../internal/bench/one", "-ldflags=-s -w", "-tags=simdhost")
	require.NoError(t, err)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	mux := http.NewServeMux()
	for name, body := range map[string][]byte{
		"": []byte("<!doctype html><title>bench</title>"), "program.wasm": program,
		"simd.mjs": nn.SIMDScript, "simd.wasm": nn.SIMDModule,
	} {
		mux.HandleFunc("/"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, cmp.Or(name, "index.html"), time.Time{}, bytes.NewReader(body))
		})
	}
	serveFile(mux, "/worker.js", "../internal/bench/worker.js")
	serveFile(mux, "/wasm_exec.js", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	return mux
}

func serveFile(mux *http.ServeMux, url, path string) {
	mux.HandleFunc(url, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, path) })
}

// serveRivals adds the rivals' scripts and their npm packages, which only this benchmark
// uses, and installs them where they are missing.
func serveRivals(mux *http.ServeMux) error {
	const folder = "../internal/bench/rival"
	modules, err := installed(folder, filepath.Join("@jax-js", "jax", "dist"))
	if err != nil {
		return err
	}
	packages, jax := filepath.Join(modules, "@tensorflow"), filepath.Join(modules, "@jax-js", "jax", "dist")
	backend := filepath.Join(packages, "tfjs-backend-wasm", "dist")
	serveFile(mux, "/rival/rival.js", filepath.Join(folder, "rival.js"))
	serveFile(mux, "/rival/jax.mjs", filepath.Join(folder, "jax.mjs"))
	mux.Handle("/rival/jax/", http.StripPrefix("/rival/jax/", http.FileServer(http.Dir(jax))))
	serveFile(mux, "/rival/tf.js", filepath.Join(packages, "tfjs", "dist", "tf.min.js"))
	serveFile(mux, "/rival/tf-wasm.js", filepath.Join(backend, "tf-backend-wasm.min.js"))
	for _, name := range []string{"tfjs-backend-wasm", "tfjs-backend-wasm-simd", "tfjs-backend-wasm-threaded-simd"} {
		serveFile(mux, "/rival/"+name+".wasm", filepath.Join(backend, name+".wasm"))
	}
	return nil
}
