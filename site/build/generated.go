package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"

	"github.com/resonetics/playground/core/nn"
)

// addGenerated adds what is not written by hand: the programs and their sizes,
// the catalog, the SIMD routines, and the support script of the Go distribution
// that compiles them.
func addGenerated(sources, compiled map[string][]byte, p *packer) error {
	goroot, err := goEnv("GOROOT")
	if err != nil {
		return err
	}
	support, err := os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	catalog, err := catalogScript()
	if err != nil {
		return err
	}
	list, err := programsScript(compiled, p)
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"wasm_exec.js": support, "catalog.js": catalog, "programs.js": list,
		"simd.js": nn.SIMDScript, "simdbytes.js": simdBytes()} {
		if _, ok := sources[name]; ok {
			return fmt.Errorf("site/src/%s is generated and must not exist", name)
		}
		sources[name] = data
	}
	for name, data := range compiled {
		sources[name] = data
	}
	return nil
}

// simdBytes returns the SIMD routines as a module: they are too small for a
// download of their own.
func simdBytes() []byte {
	return fmt.Appendf(nil, "export const simdBytes = Uint8Array.from(atob('%s'), (c) => c.charCodeAt(0));\n",
		base64.StdEncoding.EncodeToString(nn.SIMDModule))
}

// programsScript returns the module that tells the page where the programs are
// and how many bytes they have, raw and as they travel.
func programsScript(compiled map[string][]byte, p *packer) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("const at = (path) => new URL(path, import.meta.url).href;\nexport const programs = {\n")
	for _, program := range programs {
		data, ok := compiled[program.name+".wasm"]
		if !ok {
			continue
		}
		packed, err := p.pack(data)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "  %s: { url: at('./%s.wasm'), raw: %d, br: %d, gzip: %d },\n",
			program.name, program.name, len(data), len(packed.br), len(packed.gzip))
	}
	b.WriteString("};\n")
	return b.Bytes(), nil
}
