package site

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// panicking returns a Go program for the browser that panics at once.
func panicking(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	source := "package main\nfunc main() { panic(\"this is not expected\") }\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o644))
	out := filepath.Join(dir, "main.wasm")
	cmd := exec.Command("go", "build", "-o", out, "main.go")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=", "GO111MODULE=off")
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	program, err := os.ReadFile(out)
	require.NoError(t, err)
	return program
}

// TestAPanicIsReportedWithItsReason puts a program that panics in the worker's
// place.
func TestAPanicIsReportedWithItsReason(t *testing.T) {
	site := builtSite(t)
	program := panicking(t)
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isWorker(r.URL.Path) && strings.HasSuffix(r.URL.Path, ".wasm") {
			w.Header().Set("Content-Type", "application/wasm")
			w.Write(program)
			return
		}
		if isWorker(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		site.ServeHTTP(w, r)
	}), desktop)
	b.open("/")
	b.wait("it names the reason", `document.getElementById('notices').innerText.includes('this is not expected')`)
	b.wait("the cover waits for nothing", covered+` === 'Nothing is running: the simulation has stopped.'`)
	b.wait("it can be started again", `[...document.querySelectorAll('#notices button')].some((e) => e.innerText === 'Restart')`)
}

// TestASilentWorkerIsNoticed ends the worker behind the page's back.
func TestASilentWorkerIsNoticed(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	eval[any](b, `resonetics.client.worker.terminate()`)
	b.wait("the page notices", `document.getElementById('notices').innerText.includes('no longer answers')`)
	eval[any](b, `[...document.querySelectorAll('#notices button')].find((e) => e.innerText === 'Restart').click()`)
	b.wait("the world steps again", `resonetics.client.ready && document.getElementById('notices').innerText === ''`)
}
