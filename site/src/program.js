// The computing program in a worker, and the buffer through which text and bytes reach it.

import './wasm_exec.js';
import { simdHost } from './simd.js';
import { simdBytes } from './simdbytes.js';

export let program; // the exports of the Go program, once it has been started

let memory;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

// start runs the compiled program, and calls ended with a reason when it is over.
export async function start(module, ended) {
  const go = new Go();
  const simd = simdHost(simdBytes);
  const instance = await WebAssembly.instantiate(module, { ...go.importObject, ...simd.imports });
  memory = instance.exports.mem;
  simd.connect(memory);
  program = instance.exports;
  go.run(instance).then(() => ended('the program ended'), (error) => ended(error.message));
  await new Promise((resolve) => setTimeout(resolve)); // let an early end be seen
}

// say hands text to the program, and give bytes; told reads n bytes of what it
// answered, and copied copies it.
export const say = (text) => give(encoder.encode(text));
export function give(bytes) {
  const place = program.reserve(bytes.length); // may replace memory.buffer
  new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
  return bytes.length;
}
export function said(n) {
  const place = program.address();
  return new Uint8Array(memory.buffer, place, n);
}
export const told = (n) => decoder.decode(said(n));
export const copied = (n) => said(n).slice().buffer;
