// The hook for a second WebAssembly module that computes on the Go program's own
// memory. Its functions are imported by the Go program, so they must exist
// before it is instantiated; the module itself needs the Go memory, so it comes
// after. Thunks bridge the two.

// imports returns what the Go program imports, by module name.
export const imports = () => ({});

// attach is called with the Go instance's memory before the program runs.
export async function attach(_memory) {}
