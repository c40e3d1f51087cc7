package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/resonetics/playground/internal/bench/core"
)

//go:embed worker.js
var workerScript []byte

// inWorker runs the plain computations in a Web Worker of a real browser.
func inWorker() group {
	var g group
	units := make(map[string]string)
	for _, m := range core.All {
		if m.Browser {
			g.names = append(g.names, m.Name+"_browser")
			units[m.Name+"_browser"] = m.Unit
		}
	}
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
			if !wanted(name) {
				continue
			}
			v, err := runInWorker(b, strings.TrimSuffix(name, "_browser"))
			if err != nil {
				return nil, err
			}
			results = append(results, result{name, v, units[name]})
		}
		return results, nil
	}
	return g
}

func runInWorker(b *browser, name string) (float64, error) {
	said, err := eval[string](b, fmt.Sprintf(`new Promise((resolve) => {
		const worker = new Worker('/worker.js');
		worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
		worker.onerror = (event) => resolve('error ' + event.message);
		worker.postMessage(%q);
	})`, name))
	if err != nil {
		return 0, err
	}
	var v float64
	if _, err := fmt.Sscanf(said, name+" %g", &v); err != nil {
		return 0, fmt.Errorf("%s: the browser says %q", name, said)
	}
	return v, nil
}

// workerSite serves an empty page, the worker's script, Go's support script and
// the compiled program.
func workerSite() (http.Handler, error) {
	program, err := compileForBrowser("./internal/bench/inbrowser")
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
	} {
		name := strings.TrimSuffix(path, "{$}")
		if name == "/" {
			name = "index.html"
		}
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
		})
	}
	return mux, nil
}
