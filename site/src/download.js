// Downloads and compiles a WebAssembly program, with progress in bytes as they
// travel. Where the server does not compress, the precompressed file beside the
// program is fetched and unpacked here.

import { programs } from './programs.js';

// DownloadError says which file could not be had, and why.
class DownloadError extends Error {
  constructor(file, reason) {
    super(`the file ${file} could not be downloaded: ${reason}`);
    this.file = file;
  }
}

let forbidden = ''; // what a security policy has refused last
addEventListener('securitypolicyviolation', ({ effectiveDirective }) => { forbidden = effectiveDirective; });

// explained tells what went wrong with a program that the browser has refused to compile.
function explained(file, { name, message }) {
  if (/content security policy|unsafe-eval/i.test(message)) {
    const error = new Error(`a security policy (Content-Security-Policy) of this server or browser forbids WebAssembly, which ${file} is`);
    return Object.assign(error, { file });
  }
  return new DownloadError(file, name === 'CompileError' || name === 'RangeError'
    ? `what came is damaged, or something else (${message})` : `the connection broke off (${message})`);
}

// compile returns the WebAssembly.Module of a program of the manifest. progress
// is called with (bytes so far, bytes in all), both as transferred.
export async function compile(name, progress) {
  const program = programs[name];
  const file = program.url.slice(program.url.lastIndexOf('/') + 1);
  try {
    return await WebAssembly.compileStreaming(await open(program, progress));
  } catch (error) {
    throw error instanceof DownloadError ? error : explained(file, error);
  }
}

async function open(program, progress) {
  const abort = new AbortController();
  const response = await get(program.url, abort.signal);
  const encoding = response.headers.get('Content-Encoding');
  if (encoding) {
    const travels = encoding === 'br' ? program.br : program.gzip;
    return counted(response.body, program.raw, travels, progress);
  }
  const packed = await precompressed(program, progress);
  if (!packed) return counted(response.body, program.raw, program.raw, progress);
  abort.abort();
  return packed;
}

// precompressed returns the gzip file beside the program, unpacked, or nothing
// where there is none or the browser cannot unpack.
async function precompressed(program, progress) {
  if (typeof DecompressionStream === 'undefined') return null;
  let response;
  try {
    response = await get(`${program.url}.gz`);
  } catch {
    return null;
  }
  const [head, body] = await peek(response.body);
  // Some hosts declare the encoding of a .gz file, and the browser unpacks it.
  if (head[0] !== 0x1f || head[1] !== 0x8b) return counted(body, program.raw, program.gzip, progress);
  const counting = count(program.gzip, program.gzip, progress);
  return asProgram(body.pipeThrough(counting).pipeThrough(new DecompressionStream('gzip')));
}

async function get(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, credentials: 'same-origin' });
  } catch {
    await new Promise((resolve) => setTimeout(resolve)); // a refusal is told after the failure
    throw new DownloadError(url.slice(url.lastIndexOf('/') + 1), forbidden ? `a security policy of this server or browser forbids it (${forbidden})` : 'the connection failed');
  }
  if (!response.ok || !response.body) {
    throw new DownloadError(url.slice(url.lastIndexOf('/') + 1), `the server answered ${response.status}`);
  }
  return response;
}

// peek returns the first chunk of a stream and a stream that still has it.
async function peek(stream) {
  const reader = stream.getReader();
  const first = await reader.read();
  const whole = new ReadableStream({
    start(controller) {
      if (first.done) controller.close();
      else controller.enqueue(first.value);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return [first.value ?? new Uint8Array(), whole];
}

const counted = (stream, size, travels, progress) =>
  asProgram(stream.pipeThrough(count(size, travels, progress)));

const asProgram = (stream) => new Response(stream, { headers: { 'Content-Type': 'application/wasm' } });

// count reports how much of size bytes has passed, scaled to the bytes that
// travel.
function count(size, travels, progress) {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.byteLength;
      progress(Math.min(travels, Math.round((passed / size) * travels)), travels);
      controller.enqueue(chunk);
    },
  });
}
