package main

import (
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
)

// rivalName is the training update of TensorFlow.js on its WebAssembly backend.
const rivalName = "update_us_tfjs_wasm"

//go:embed rival/rival.js
var rivalScript []byte

// rivalFolder holds the npm packages, which only this benchmark uses.
const rivalFolder = "internal/bench/rival"

// rivalFiles are served beside the script, by name.
var rivalFiles = map[string]string{
	"tf.js":                                "tfjs/dist/tf.min.js",
	"tf-wasm.js":                           "tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
	"tfjs-backend-wasm.wasm":               "tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
	"tfjs-backend-wasm-simd.wasm":          "tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
	"tfjs-backend-wasm-threaded-simd.wasm": "tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm",
}

// installRival installs the packages where they are missing, and returns their
// folder.
func installRival() (string, error) {
	packages := filepath.Join(rivalFolder, "node_modules", "@tensorflow")
	if _, err := os.Stat(packages); err == nil {
		return packages, nil
	}
	cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = rivalFolder
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci in %s: %w\n%s", rivalFolder, err, said)
	}
	return packages, nil
}

// serveRival adds the script and its packages to the worker's site.
func serveRival(mux *http.ServeMux, packages string) error {
	for name, path := range rivalFiles {
		body, err := os.ReadFile(filepath.Join(packages, path))
		if err != nil {
			return err
		}
		mux.HandleFunc("/rival/"+name, content(name, body))
	}
	mux.HandleFunc("/rival/rival.js", content("rival.js", rivalScript))
	return nil
}

// runRival returns the microseconds of one update.
func runRival(b *browser) (float64, error) {
	said, err := eval[string](b, askWorker("new Worker('/rival/rival.js')", "null"))
	if err != nil {
		return 0, err
	}
	var us float64
	if _, err := fmt.Sscanf(said, "wasm %g", &us); err != nil {
		return 0, fmt.Errorf("%s: the browser says %q", rivalName, said)
	}
	return us, nil
}
