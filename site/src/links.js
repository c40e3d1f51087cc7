// The run as a link, and the link in the address.

import { hash, setHash } from './address.js';
import { entrance, lab, page, valuesOf } from './page.js';
import { recallHere, rememberHere } from './remembered.js';
import { t } from './words.js';

// spell writes a text of the lab as links and commands do, in unpadded URL-safe base64,
// and unspell reads it.
export const spell = (text) => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
export const unspell = (spelled) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(
  Uint8Array.from(atob(spelled.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)));

// settingsLink describes a fresh run with the present values and texts, as one writes it by
// hand: it goes to the session, which makes those that are shared.
export function settingsLink() {
  const changed = lab.params.filter((param) => page.values.get(param.key) !== param.default);
  return [`lab=${lab.key}`, `seed=${encodeURIComponent(page.seed)}`,
    ...changed.map((param) => `${param.key}=${encodeURIComponent(page.values.get(param.key))}`),
    ...lab.texts.filter(({ key }) => page.values.get(key)).map(({ key }) => `${key}=${page.values.get(key)}`)].join('&');
}

export const pairsOf = (link) => new Map(link.split('&').map((pair) => pair.split('=')));

// readValues returns the values that a link of the session describes, and readSettings
// takes over its seed too.
export const readValues = (link) => valuesOf(pairsOf(link));
export function readSettings(link) {
  page.seed = pairsOf(link).get('seed') ?? page.seed;
  return readValues(link);
}

const mostNamed = 4; // settings that a sentence names

// labelled says in words which settings a link of the session describes, where they are not
// the defaults.
export function labelled(link) {
  const given = pairsOf(link);
  const named = lab.params.filter(({ key }) => given.has(key)).map(({ key, label, options }) => {
    const text = given.get(key);
    return `${label} ${options?.find((option) => option.key === text)?.label ?? text}`;
  });
  const words = [t`seed ${given.get('seed')}`, ...lab.texts.filter(({ key }) => given.has(key)).map(({ label }) => label), ...named];
  const more = words.length - mostNamed;
  const list = words.slice(0, mostNamed).join(', ');
  return more > 0 ? t`its settings can be read: ${list}, and ${more} more` : t`its settings can be read: ${list}`;
}

// speaks reports whether a link shows that the run needs the language for programs: it
// holds one, or lets one act. A recorded change does not show.
export const speaks = (link) => /(?:^|&)(?:program=|[\w-]+=program(?:&|$)|series=[^&]*\.program(?:[.&]|$))/.test(link);

// stepOf returns the step at which a link was shared, 0 for none.
export const stepOf = (link) => Number(/(?:^|&)at=([^&]*)/.exec(link)?.[1] ?? 0) || 0;

// longest is how many characters of an address mail, chats and sheets leave whole.
export const longest = 2000;

// isLong reports whether a run has to travel as a file.
export const isLong = (address) => address.length > longest;

// seriesOf returns the series that a link describes, as core/lab/lineup.go spells it; empty
// for none.
export const seriesOf = (link) => /(?:^|&)series=([^&]*)/.exec(link)?.[1] ?? '';

// bareLink is the address of the lab without a run: nothing for that of a first visit.
export const bareLink = () => (lab === entrance ? '' : `lab=${lab.key}`);

// isBare reports whether the address names a lab at most, and no run.
export const isBare = () => hash() === '' || new RegExp(`^(v=\\d+&)?lab=${lab.key}$`).test(hash());

const shared = 'shared';

// setShared puts the link of this page's own run into the address, and isOwn reports whether
// the address holds such a link of this tab, as after a reload.
export function setShared(link) {
  setHash(link);
  rememberHere(shared, hash());
}
export const isOwn = () => recallHere(shared) === hash();
