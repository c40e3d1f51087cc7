// Keeping the playground for a time without network, and taking a newer one when its visitor
// agrees.

import { notice } from './notices.js';
import { reload } from './overlay.js';
import { ownOffline } from './own-worker.js';
import { page, parts, sentence } from './page.js';
import { t } from './words.js';

const rest = 5000; // ms that a visit runs before its files are fetched once more, to be kept
const hourly = 3_600_000; // ms between two looks for a newer version

let taken = false; // this page has asked for the newer version
let words = t`This page needs the network at every visit: a browser keeps a page only from an address that begins with https, or from this machine.`;

// offlineWords says whether the page works without a network.
export const offlineWords = () => words;

// watchOffline keeps every part of the playground in the browser, once the visit runs.
export function watchOffline() {
  const { serviceWorker, connection } = navigator;
  if (!serviceWorker) return;
  words = t`This page is being kept for visits without a network.`;
  if (serviceWorker.controller) ready();
  let known = serviceWorker.controller; // the first one takes over without a word: it has this page's version
  serviceWorker.addEventListener('controllerchange', () => {
    if (known) renewed();
    known = serviceWorker.controller;
  });
  if (connection?.saveData && !known) {
    words = t`This browser saves data, so the page is not kept for visits without a network.`;
    return;
  }
  setTimeout(() => keep(serviceWorker), rest);
}

function ready() {
  words = t`This page also works without a network: every part of it is kept in this browser.`;
  document.documentElement.dataset.offline = 'ready';
}

async function keep(serviceWorker) {
  try {
    const registration = await ownOffline(serviceWorker);
    if (registration.waiting) announce(registration);
    registration.addEventListener('updatefound', () => follow(registration));
    if (registration.installing) follow(registration);
    if (registration.active) ready();
    setInterval(() => registration.update().catch(() => {}), hourly);
  } catch (error) {
    words = t`This browser does not keep the page for visits without a network. ${sentence(error.message)}`;
  }
}

// follow waits until a version is kept whole. One that cannot be leaves the one before.
function follow(registration) {
  const coming = registration.installing;
  coming.addEventListener('statechange', () => {
    if (coming.state === 'activated') ready();
    if (coming.state === 'installed' && registration.active) announce(registration);
    if (coming.state === 'redundant' && !registration.active) words = t`This page could not be kept for visits without a network: a part of it did not come, or the storage is full.`;
  });
}

// announce asks before the newer version is taken; until then everything stays as it is.
function announce(registration) {
  notice('update', t`A newer playground is ready. What runs here goes on with the present one until you take it; your run is kept.`, {
    [t`Take it now`]: () => take(registration), [t`Later`]() {},
  });
}

async function take(registration, anyway = false) {
  page.touched = true; // so that it is kept in any case
  const error = anyway ? '' : await parts.keep();
  if (error) {
    notice('update', t`Your run could not be kept. ${sentence(error)}`, { [t`Take it anyway`]: () => take(registration, true), [t`Later`]() {} });
    return;
  }
  taken = true;
  if (registration.waiting) registration.waiting.postMessage('use');
  else location.reload(); // another page has taken it
}

function renewed() {
  if (taken) location.reload();
  else notice('update', t`A newer playground was taken in another tab. This page goes on with the one before; reload it when it suits you.`, {
    [t`Reload the page`]: reload, [t`Later`]() {},
  });
}
