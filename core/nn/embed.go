//go:build !js

package nn

import _ "embed" // for what a site must serve beside the programs

// KernelModule is kernel.wasm, the WebAssembly SIMD kernels assembled from
// kernel.wat, and KernelScript is kernel.mjs, the ES module that connects them
// to a Go program built with -tags kernelhost.
var (
	//go:embed kernel.wasm
	KernelModule []byte
	//go:embed kernel.mjs
	KernelScript []byte
)
