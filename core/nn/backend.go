package nn

// Backend returns the name of the kernels that run, chosen once at start
// ("plain Go", "AVX2", "WebAssembly SIMD"), and the reason. All of them return
// the same bits, as the package's documentation tells.
func Backend() (name, why string) { return backendName, backendWhy }
