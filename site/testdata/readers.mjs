// Calls the page's readers for a test, under Node: node readers.mjs FOLDER, which holds the
// page's modules. A request is a letter, the number of bytes in four, and the bytes; the
// answer is a line of JSON.
import { readSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

globalThis.location = { hash: '' };
const from = (name) => import(new URL(name, `${pathToFileURL(process.argv[2])}/`));
const { read } = await from('snapshot.js');
const links = await from('links.js');
const { hash } = await from('address.js');
const { labOf } = await from('page.js');
const { labs } = await from('catalog.js');
const { roomOf } = await from('labs/index.js');
const { typed, typedSeed, typedWhole } = await from('typed.js');

// bits spells a number so that none is lost, and every NaN is the same.
const bits = (x) => (Number.isNaN(x) ? 'NaN' : new BigUint64Array(Float64Array.of(x).buffer)[0].toString(16));

const spelled = (key, value) => {
  if (typeof value === 'number') return bits(value);
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Float32Array ? Array.from(value, bits) : value;
};

// behind returns the bytes in a buffer that goes on with those of another snapshot.
function behind(bytes, other) {
  const buffer = new Uint8Array(bytes.length + 4096).fill(other);
  buffer.set(bytes);
  return buffer.buffer;
}

const snapshot = (bytes) => [0, 0x41].map((other) => {
  const shot = read(behind(bytes, other), bytes.length, roomOf(labs[bytes[6]] ?? labs[0]).picture);
  return { ...shot, lab: shot.lab.key };
});

function link(bytes) {
  location.hash = `#${new TextDecoder().decode(bytes)}`;
  const text = hash();
  links.labelled(text);
  links.readSettings(text);
  return { text, lab: labOf(text).key, at: links.stepOf(text), series: links.seriesOf(text), speaks: links.speaks(text) };
}

const words = (bytes) => links.spell(links.unspell(links.spell(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))));

function number(bytes) {
  const text = new TextDecoder().decode(bytes);
  const once = typed(text);
  return { once, again: once === null ? null : typed(once), whole: typedWhole(text), seed: typedSeed(text).seed };
}

const readers = { s: snapshot, l: link, w: words, n: number };

function take(n) {
  const bytes = new Uint8Array(n);
  for (let got = 0; got < n;) {
    const more = readSync(0, bytes, got, n - got);
    if (more === 0) process.exit(0);
    got += more;
  }
  return bytes;
}

function answer(letter, bytes) {
  try {
    return { value: readers[letter](bytes) };
  } catch (error) {
    return { error: error.message, mistake: !(error instanceof RangeError) && error.constructor !== Error };
  }
}

for (;;) {
  const head = take(5);
  const size = new DataView(head.buffer).getUint32(1, true);
  const line = new TextEncoder().encode(`${JSON.stringify(answer(String.fromCharCode(head[0]), take(size)), spelled)}\n`);
  for (let sent = 0; sent < line.length;) sent += writeSync(1, line, sent);
}
