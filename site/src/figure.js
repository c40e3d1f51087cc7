// Pictures that are drawn as wide as they are shown.

const narrow = 200; // px: less is no place for a picture

// Figure draws into a holder, which stands in root, what picture(data, width) returns, and
// again when the width of root has changed.
export class Figure {
  constructor(root, holder, picture) {
    Object.assign(this, { root, holder, picture, data: null });
    new ResizeObserver(() => this.#draw()).observe(root);
  }

  show(data) {
    this.data = data;
    this.width = 0;
    this.#draw();
  }

  #draw() {
    const width = Math.round(this.root.clientWidth);
    if (!this.data || width < narrow || width === this.width) return;
    this.width = width;
    this.holder.replaceChildren(this.picture(this.data, width));
  }
}

// round returns the next larger of 1, 2, 5 times a power of ten.
export function round(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= size);
}
