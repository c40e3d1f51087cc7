// What the page says stands in one catalog: a sentence is looked up by its English text,
// with {0}, {1} … where values go, and is English where nothing else is known. The labs'
// descriptions and what the session and the stage tell are looked up where they are shown.
// translation.js, which does that, is loaded with the messages.

import { recall, remember } from './remembered.js';

// The languages of the page: what each is called in itself, and where its messages are,
// which are loaded only for who reads it.
const languages = {
  en: { name: 'English' },
  ko: { name: '한국어', load: () => Promise.all([import('./words-ko.js'), import('./translation.js')]) },
};

export const choices = Object.entries(languages).map(([key, { name }]) => ({ key, name }));

const preferred = 'language'; // remembered
const inPage = typeof document !== 'undefined'; // a worker tells the page in English

// wanted returns the languages that were asked for, the first choice first: by the address,
// here before, and by the browser.
function wanted() {
  return [new URLSearchParams(location.search).get('lang'), recall(preferred), ...(navigator.languages ?? [])].map((one) => one?.slice(0, 2).toLowerCase());
}

const chosen = (inPage && wanted().find((one) => Object.hasOwn(languages, one))) || 'en';
globalThis.messages = languages[chosen].load?.().catch(() => []); // English, where they cannot be had
const [messages, translation] = await globalThis.messages ?? [];

// language is the one that the page speaks, as in <html lang>. spoken is what the stage needs
// to speak it too: {told, glyphs}, null for English.
export const language = messages ? chosen : 'en';
export const spoken = messages ?? null;
const other = translation?.translate(messages, language) ?? null;

// choose has the page speak another language from the next load on.
export function choose(key) {
  remember(preferred, key);
  const address = new URL(location.href);
  address.searchParams.set('lang', key);
  history.replaceState(null, '', address);
}

// t returns the sentence of a template: t`Step ${7} of ${9}` is the message "Step {0} of {1}".
export function t(parts, ...values) {
  if (!other) return parts.reduce((text, part, i) => text + values[i - 1] + part);
  return other.fill(parts.reduce((text, part, i) => `${text}{${i - 1}}${part}`), values);
}

// say returns in the page's language what was composed in English elsewhere: a label, a
// sentence of the session, an error.
export const say = (english) => other?.say(english) ?? english;
