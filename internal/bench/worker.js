// Runs the measure whose name arrives, with the vector kernels or without, and
// answers with what it printed.
import './wasm_exec.js';
import { kernelHost } from './kernel.mjs';

onmessage = async ({ data: { name, simd } }) => {
  const decoder = new TextDecoder();
  let said = '';
  globalThis.fs.writeSync = (_, bytes) => {
    said += decoder.decode(bytes);
    return bytes.length;
  };
  const kernel = kernelHost(await (await fetch('kernel.wasm')).arrayBuffer(), { simd });
  const go = new Go();
  go.argv = ['bench', name];
  const { instance } = await WebAssembly.instantiateStreaming(fetch('program.wasm'), { ...go.importObject, ...kernel.imports });
  kernel.connect(instance.exports.mem);
  await go.run(instance);
  postMessage(said);
};
