// Reads runs of bytes out of a section of a snapshot. Its view ends where the section does;
// the buffer, which is filled again for every snapshot, goes on with those of earlier ones.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function need(view, at, size) {
  if (at + size > view.byteLength) throw new RangeError('it has fewer bytes than it says');
}

// text reads a text of the given number of bytes.
export function text(view, at, size) {
  need(view, at, size);
  return decoder.decode(new Uint8Array(view.buffer, at, size));
}

// floats returns a copy of n numbers of four bytes.
export function floats(view, at, n) {
  need(view, at, 4 * n);
  return new Float32Array(view.buffer.slice(at, at + 4 * n));
}
