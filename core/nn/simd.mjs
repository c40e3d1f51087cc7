// The browser's side of package nn's SIMD routines. A Go program built with
// -tags simdhost imports the functions below; they pass its calls on to
// simd.wasm, which works on the Go program's own memory.
//
//   const host = simdHost(bytesOfSimdWasm);
//   const { instance } = await WebAssembly.instantiate(program, { ...go.importObject, ...host.imports });
//   host.connect(instance.exports.mem); // needs the memory, so after the instance ...
//   go.run(instance);                   // ... and before it runs
//
// Without SIMD, without the bytes or with { simd: false } the program still
// runs, on its own plain Go.

// The answers of available() to the Go program; see backend_host.go.
const READY = 1, NO_SIMD = 2, NO_MODULE = 3, SWITCHED_OFF = 4, NOT_CONNECTED = 5;

// (module (func (result v128) (v128.const i32x4 0 0 0 0)))
const PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 22, 1, 20, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11]);

/** Tells whether this engine compiles WebAssembly SIMD. */
export const hasSIMD = () => WebAssembly.validate(PROBE);

/**
 * Returns the imports for a Go program built with -tags simdhost, and
 * connect(memory), to be called once with the Go instance's memory.
 * @param {BufferSource|null} bytes the contents of simd.wasm
 */
export function simdHost(bytes, { simd = true } = {}) {
  let routines = null;
  let status = NOT_CONNECTED;
  const connect = (memory) => {
    if (!simd) status = SWITCHED_OFF;
    else if (!hasSIMD()) status = NO_SIMD;
    else if (!bytes) status = NO_MODULE;
    else {
      routines = new WebAssembly.Instance(new WebAssembly.Module(bytes), { go: { memory } }).exports;
      status = READY;
    }
    return status === READY;
  };
  return {
    connect,
    imports: {
      resonetics_simd: {
        available: () => status,
        multiply: (c, cs, init, is, a, as, da, b, db, m, n, k, lists) =>
          routines.multiply(c, cs, init, is, a, as, da, b, db, m, n, k, lists),
        transpose: (dst, src, rows, cols) => routines.transpose(dst, src, rows, cols),
        selectRows: (dst, src, width, rows, n) => routines.selectRows(dst, src, width, rows, n),
        maskPositive: (dst, ds, value, vs, mask, ms, n, rows) => routines.maskPositive(dst, ds, value, vs, mask, ms, n, rows),
        lerp: (dst, src, n, fraction) => routines.lerp(dst, src, n, fraction),
        sumSquares: (sums, x, n) => routines.sumSquares(sums, x, n),
        tanhApprox: (x, n, scale) => routines.tanhApprox(x, n, scale),
        adam: (p, g, m, v, n, scale, decay, beta1, rest1, beta2, rest2, root, eps, rate) =>
          routines.adam(p, g, m, v, n, scale, decay, beta1, rest1, beta2, rest2, root, eps, rate),
        addNoise: (x, xs, numbers, ns, n, rows, double, mean, sd) =>
          routines.addNoise(x, xs, numbers, ns, n, rows, double, mean, sd),
        layerNormReLU: (y, ys, x, xs, mean, scale, n, rows, eps) =>
          routines.layerNormReLU(y, ys, x, xs, mean, scale, n, rows, eps),
        layerNormReLUGrad: (dx, dxs, dy, dys, x, xs, mean, scale, n, rows) =>
          routines.layerNormReLUGrad(dx, dxs, dy, dys, x, xs, mean, scale, n, rows),
      },
    },
  };
}
