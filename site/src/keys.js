// Which key of a lab was pressed.

// presentKey begins and ends the presentation, on the page as on the stage.
export const presentKey = 'f';

// keyOf returns the key as the catalog calls it; empty for one that belongs to the browser.
// What is typed counts, so that every Latin layout works. A layout of another script has no
// such letters: there the key counts that has the letter on an English one.
export function keyOf(event) {
  const { key, code } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return '';
  const foreign = key.length === 1 ? key.codePointAt(0) > 127 : key === 'Process' || key === 'Unidentified';
  const letter = foreign && /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter.toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}
