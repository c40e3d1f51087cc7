// The Web Worker that reads a file of measured values, piece by piece, and says what cluster
// they are of. It gets {file} and loads the program for it.

import { lastWords } from '../console.js';
import { compile } from '../download.js';
import { give, program, start, told } from '../program.js';

const post = (kind, fields) => postMessage({ kind, ...fields });
const fail = (reason) => post('failed', { message: lastWords() || reason });

const piece = 1 << 18; // bytes that are taken in at once

async function read(file) {
  await start(await compile('language', (done, total) => post('loading', { done, total })), fail);
  program.fitBegin();
  for (let from = 0, more = 1; from < file.size && more; from += piece) {
    more = program.fitTake(give(new Uint8Array(await file.slice(from, from + piece).arrayBuffer())));
    post('progress', { done: Math.min(from + piece, file.size), total: file.size });
  }
  const n = program.fitEnd();
  if (n < 0) post('refused', { message: told(-n) });
  else post('done', { found: JSON.parse(told(n)) });
}

addEventListener('message', ({ data }) => read(data.file).catch((error) => fail(error.message)));
