// Runs a Go program for js/wasm under Node with the SIMD routines, as the
// page's worker does: node run.mjs WASM_EXEC_JS [--plain] PROGRAM [ARGUMENT...]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { simdHost } from "../simd.mjs";

const [wasmExec, ...rest] = process.argv.slice(2);
const simd = rest[0] !== "--plain";
const argv = simd ? rest : rest.slice(1);

const require = createRequire(import.meta.url);
globalThis.require = require;
for (const [name, module] of Object.entries({ fs: "fs", path: "path" })) globalThis[name] = require(module);
require(wasmExec);

const go = new Go();
go.argv = argv;
go.env = { ...process.env, TMPDIR: require("os").tmpdir() };
go.exit = process.exit; // a pending timer must not keep the process alive

const host = simdHost(readFileSync(new URL("../simd.wasm", import.meta.url)), { simd });
const { instance } = await WebAssembly.instantiate(readFileSync(argv[0]), { ...go.importObject, ...host.imports });
host.connect(instance.exports.mem);
await go.run(instance);
