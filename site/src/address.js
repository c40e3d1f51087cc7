// What stands behind the # of the address.

const rounds = 3; // of escapes: a program that quotes another's link escapes it again

// hash returns that without the escapes that other programs have put into it. The session
// reads what remains, and says what is wrong with it.
export function hash() {
  let text = location.hash.slice(1);
  for (let round = 0; round < rounds; round++) text = unescaped(text).replaceAll('&amp;', '&');
  return text;
}

function unescaped(text) {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}

// setHash puts a link into the address, empty for none.
export function setHash(link) {
  try {
    history.replaceState(null, '', link ? `#${link}` : location.pathname + location.search);
  } catch {
    // a browser that counts these is content with the old address
  }
}
