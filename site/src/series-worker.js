// The Web Worker that plays a series, beside the one that owns the session: it gets the
// program compiled, and {kind: 'begin', module, link, minds} or {kind: 'stop'}.

import { lastWords } from './console.js';
import { give, program, say, start, told } from './program.js';

const budget = 100; // ms that a slice may take before a stop is let in

const post = (kind, fields) => postMessage({ kind, ...fields });
const fail = (reason) => post('failed', { message: lastWords() || reason });

let stopped = false;

async function begin({ module, link, minds }) {
  await start(module, fail);
  for (const { key, buffer } of minds) program.enroll(enrolled(key, buffer), key.length);
  const wrong = program.compare(say(link));
  if (wrong > 0) post('refused', { message: told(wrong) });
  else slice();
}

// enrolled hands over a key and what its player has learned, one after the other.
function enrolled(key, buffer) {
  const bytes = new Uint8Array(key.length + buffer.byteLength);
  bytes.set(new TextEncoder().encode(key));
  bytes.set(new Uint8Array(buffer), key.length);
  return give(bytes);
}

const channel = new MessageChannel();
channel.port1.onmessage = () => alive(slice);

function slice() {
  const over = stopped || program.play(budget) !== 0;
  const standings = told(program.standings());
  post('progress', { share: program.progress(), standings, over });
  if (!over) channel.port2.postMessage(null);
  else finish(standings);
}

function finish(standings) {
  const spoiled = program.spoiled();
  if (spoiled > 0) return post('refused', { message: told(spoiled) });
  const played = Number(standings.split('\n')[0].split(',')[4]);
  post('done', played === 0 ? { table: '', episodes: '' } : { table: told(program.table()), episodes: told(program.episodes()) });
}

function alive(f) {
  try {
    f();
  } catch (error) {
    fail(error.message);
  }
}

addEventListener('message', ({ data }) => {
  if (data.kind === 'stop') stopped = true;
  else begin(data).catch((error) => fail(error.message));
});
