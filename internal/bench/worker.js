// Runs the measure whose name arrives and answers with what it printed.
importScripts('wasm_exec.js');

onmessage = async ({ data }) => {
  const decoder = new TextDecoder();
  let said = '';
  globalThis.fs.writeSync = (_, bytes) => {
    said += decoder.decode(bytes);
    return bytes.length;
  };
  const go = new Go();
  go.argv = ['bench', data];
  const { instance } = await WebAssembly.instantiateStreaming(fetch('program.wasm'), go.importObject);
  await go.run(instance);
  postMessage(said);
};
