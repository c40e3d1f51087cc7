// What answers for the network: it keeps every file of one version of the playground and
// hands them out, so that page, worker and stage are always of that version, with a network
// or without. The builder writes the list of the files, `files`, in front of this.

const place = new URL('./', location.href).href;
const mark = 'resonetics ';
const mine = mark + files.version;
const addressOf = (name) => new URL(name, place).href;
const pages = new Map(files.pages.map(({ name, holds }) => [addressOf(name), holds])); // by what each is known
const assets = new Set(files.assets.map(addressOf));

// pageAt returns the address that a page is kept under, undefined for what is no page.
function pageAt(url) {
  const address = url.href.slice(0, url.href.length - url.search.length - url.hash.length);
  const asked = address === addressOf('index.html') ? place : address;
  return [asked, `${asked}.html`].find((one) => pages.has(one)); // some hosts leave the ending out
}

addEventListener('install', (event) => event.waitUntil(keepAll()));

// keepAll keeps the version whole or not at all. What an earlier version had too is not
// fetched again.
async function keepAll() {
  const kept = await caches.open(mine);
  try {
    for (const [address, holds] of pages) await keepPage(kept, address, holds);
    for (const address of assets) {
      if (!await kept.match(address)) await kept.put(address, await caches.match(address) ?? await download(address));
    }
  } catch (error) {
    await caches.delete(mine);
    throw error;
  }
}

// keepPage refuses a page of another version, which a server has while it is being changed.
async function keepPage(kept, address, holds) {
  const response = await get(address, { cache: 'no-store' });
  const text = await response.text();
  if (!text.includes(holds)) throw new Error(`${address} is of another version than ${files.version}`);
  await kept.put(address, new Response(text, { headers: response.headers })); // without a redirection, which no page may come from
}

async function get(address, options) {
  const response = await fetch(address, { credentials: 'same-origin', ...options });
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
  return response;
}

// download prefers the packed copy of a program to one that the server does not pack.
async function download(address) {
  if (address.endsWith('.wasm') && typeof DecompressionStream !== 'undefined' && !await packs(address)) {
    const packed = await fetch(`${address}.gz`, { credentials: 'same-origin' }).catch(() => null);
    if (packed?.ok && !packed.headers.get('Content-Encoding')) return unpacked(packed);
  }
  return get(address);
}

// packs reports whether the server sends a file packed. One that does not say gets the
// benefit of the doubt.
async function packs(address) {
  const head = await fetch(address, { method: 'HEAD', credentials: 'same-origin' }).catch(() => null);
  return !head?.ok || head.headers.get('Content-Encoding') !== null;
}

// unpacked is said to have travelled packed, which it has: the page counts by that.
function unpacked({ body }) {
  const headers = { 'Content-Type': 'application/wasm', 'Content-Encoding': 'gzip' };
  return new Response(body.pipeThrough(new DecompressionStream('gzip')), { headers });
}

addEventListener('activate', (event) => event.waitUntil(begin()));

// begin takes over pages that are open. Those of the version before still find its files;
// what is older goes.
async function begin() {
  const versions = (await caches.keys()).filter((name) => name.startsWith(mark) && name !== mine);
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener('message', ({ data }) => { if (data === 'use') skipWaiting(); });

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.cache === 'no-store') return; // it asks the server itself
  const url = new URL(request.url);
  const page = pageAt(url);
  if (page) event.respondWith(answer(caches.open(mine).then((kept) => kept.match(page)), request));
  else if (url.href.startsWith(addressOf('assets/'))) event.respondWith(answer(caches.match(request, { ignoreVary: true }), request));
});

const answer = async (kept, request) => await kept ?? fetch(request);
