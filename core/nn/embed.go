//go:build !js

package nn

import _ "embed" // for what a site must serve beside the programs

// SIMDModule is simd.wasm, the WebAssembly SIMD routines assembled from
// simd.wat, and SIMDScript is simd.mjs, the ES module that connects them
// to a Go program built with -tags simdhost.
var (
	//go:embed simd.wasm
	SIMDModule []byte
	//go:embed simd.mjs
	SIMDScript []byte
)
