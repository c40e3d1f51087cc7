package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/internal/bench/core"
)

//go:embed worker.js
var workerScript []byte

// inWorker runs the plain computations in a Web Worker of a real browser: all
// with the SIMD routines, the update also without, and TensorFlow.js's beside it.
func inWorker() group {
	var g group
	type job struct {
		measure core.Measure
		simd    bool
	}
	jobs := make(map[string]job)
	add := func(name string, m core.Measure, simd bool) {
		g.names = append(g.names, name)
		jobs[name] = job{m, simd}
	}
	for _, m := range core.All {
		if m.Browser {
			add(m.Name+"_browser", m, true)
		}
	}
	add(core.Update.Name+"_browser_simd", core.Update, true)
	add(core.Update.Name+"_browser_plain", core.Update, false)
	g.names = append(g.names, rivalName)
	g.run = func(wanted func(string) bool) ([]result, error) {
		b, err := newBrowser(300, 200)
		if err != nil {
			return nil, err
		}
		defer b.close()
		site, err := workerSite()
		if err != nil {
			return nil, err
		}
		var rivalErr error // without npm or a network, ours are measured all the same
		if wanted(rivalName) {
			packages, err := installRival()
			if err == nil {
				err = serveRival(site, packages)
			}
			rivalErr = err
		}
		s, err := serve(site)
		if err != nil {
			return nil, err
		}
		defer s.close()
		if err := b.open(s.url); err != nil {
			return nil, err
		}
		var results []result
		for _, name := range g.names {
			if j, ok := jobs[name]; ok && wanted(name) && j.measure.Name != core.Update.Name {
				v, err := runInWorker(b, j.measure.Name, j.simd)
				if err != nil {
					return results, err
				}
				results = append(results, result{name, v, j.measure.Unit})
			}
		}
		var updates []update
		for _, name := range g.names {
			j, ours := jobs[name]
			switch {
			case !wanted(name):
			case ours && j.measure.Name == core.Update.Name:
				updates = append(updates, update{name, func() (float64, error) { return runInWorker(b, j.measure.Name, j.simd) }})
			case name == rivalName && rivalErr == nil:
				updates = append(updates, update{name, func() (float64, error) { return runRival(b) }})
			}
		}
		compared, err := takeTurns(updates)
		return append(results, compared...), errors.Join(err, rivalErr)
	}
	return g
}

// update is one way to take the training update.
type update struct {
	name string
	time func() (microseconds float64, err error)
}

// turns is how often every update is timed, each time in a new worker.
const turns = 3

// takeTurns times updates in turn, so that all meet the same machine, and returns the
// best time of each.
func takeTurns(updates []update) ([]result, error) {
	results := make([]result, len(updates))
	for turn := range turns {
		for i, u := range updates {
			us, err := u.time()
			if err != nil {
				return nil, err
			}
			if turn > 0 {
				us = min(us, results[i].Value)
			}
			results[i] = result{u.name, us, core.Update.Unit}
		}
	}
	return results, nil
}

func runInWorker(b *browser, name string, simd bool) (float64, error) {
	said, err := eval[string](b, askWorker("new Worker('/worker.js', { type: 'module' })", fmt.Sprintf("{ name: %q, simd: %t }", name, simd)))
	if err != nil {
		return 0, err
	}
	var v float64
	if _, err := fmt.Sscanf(said, name+" %g", &v); err != nil {
		return 0, fmt.Errorf("%s: the browser says %q", name, said)
	}
	return v, nil
}

// askWorker returns a script that makes a worker, asks it, and resolves to what it
// answers.
func askWorker(worker, question string) string {
	return fmt.Sprintf(`new Promise((resolve) => {
		const worker = %s;
		worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
		worker.onerror = (event) => resolve('error ' + event.message);
		worker.postMessage(%s);
	})`, worker, question)
}

// content answers with a file in memory.
func content(name string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	}
}

// workerSite serves an empty page, the worker's script, Go's support script and
// the compiled program.
func workerSite() (*http.ServeMux, error) {
	program, err := compileForBrowser("./internal/bench/one", "simdhost")
	if err != nil {
		return nil, err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	support, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for path, body := range map[string][]byte{
		"/{$}": []byte("<!doctype html><title>bench</title>"), "/worker.js": workerScript,
		"/wasm_exec.js": support, "/program.wasm": program,
		"/simd.mjs": nn.SIMDScript, "/simd.wasm": nn.SIMDModule,
	} {
		name := strings.TrimSuffix(path, "{$}")
		if name == "/" {
			name = "index.html"
		}
		mux.HandleFunc(path, content(name, body))
	}
	return mux, nil
}
