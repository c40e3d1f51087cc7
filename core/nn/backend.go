package nn

// Backend returns the name of the routines that run, chosen once at start
// ("plain Go", "AVX2" or "WebAssembly SIMD"), and the reason for the choice. All
// of them return the same bits; see the package's documentation.
func Backend() (name, why string) { return backendName, backendWhy }
