// Runs the measure whose name arrives, with the SIMD routines or without, and
// answers with what it printed.
import './wasm_exec.js';
import { simdHost } from './simd.mjs';

onmessage = async ({ data: { name, simd } }) => {
  const decoder = new TextDecoder();
  let said = '';
  globalThis.fs.writeSync = (_, bytes) => {
    said += decoder.decode(bytes);
    return bytes.length;
  };
  const host = simdHost(await (await fetch('simd.wasm')).arrayBuffer(), { simd });
  const go = new Go();
  go.argv = ['bench', name];
  const { instance } = await WebAssembly.instantiateStreaming(fetch('program.wasm'), { ...go.importObject, ...host.imports });
  host.connect(instance.exports.mem);
  await go.run(instance);
  postMessage(said);
};
