// What stands behind the # of the address.

const rounds = 3; // of escapes: a program that quotes another's link escapes it again
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const blanks = /[\0-\x20\u00a0\u00ad\u200b]/g;

// hash returns that without what other programs have put into it: escapes, blanks, an address
// ahead of it, and the marks of a sentence around it, as core/lab/linktext.go has them. So the
// page opens the lab that the session will read. The session says what is wrong with the rest.
export function hash() {
  let text = location.hash.slice(1);
  for (let round = 0; round < rounds; round++) text = unescaped(text.replace(blanks, '').replaceAll('&amp;', '&'));
  text = text.replace(blanks, '').replace(/^[^=#]*#/, '');
  return text.replace(/^[^\w-]+|[^\w=-]+$/g, '');
}

// unescaped replaces every %XX by its character and leaves other % as they are.
const unescaped = (text) => text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => decoder.decode(Uint8Array.from(escapes.slice(1).split('%'), (digits) => parseInt(digits, 16))));

// addressOf returns the address of this page with a link.
export const addressOf = (link) => `${location.origin}${location.pathname}#${link}`;

// lessonOf returns the name or the address of the lesson that a link opens, empty for none.
export const lessonOf = (link) => /(?:^|&)lesson=([^&]*)/.exec(link)?.[1] ?? '';

// setHash puts a link into the address, empty for none.
export function setHash(link) {
  try {
    history.replaceState(null, '', link ? `#${link}` : location.pathname + location.search);
  } catch {
    // a browser that counts these is content with the old address
  }
}
