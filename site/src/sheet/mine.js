// My presets: those that were made in this browser, which keeps them and sends them nowhere.

import { addressOf } from '../address.js';
import { labs } from '../catalog.js';
import { copy } from '../dialogs.js';
import { element, write } from '../dom.js';
import { labOf } from '../page.js';
import { sheetOf } from '../sheet.js';
import { recall, remember } from '../remembered.js';
import { t } from '../words.js';
import { save } from './file.js';

const key = 'presets';
const most = 50; // that are kept: the latest

// list returns the links, the latest first. What cannot be read is left out.
function list() {
  try {
    return JSON.parse(recall(key)).filter((link) => sheetOf(link));
  } catch {
    return [];
  }
}

// keep puts a preset at the head of the list, in place of that of the same lab and name.
export function keep(link) {
  const same = (other) => labOf(other) === labOf(link) && sheetOf(other).name === sheetOf(link).name;
  remember(key, JSON.stringify([link, ...list().filter((other) => !same(other))].slice(0, most)));
}

const forget = (link) => remember(key, JSON.stringify(list().filter((other) => other !== link)));

// Mine shows the list. on has the callbacks open(link) and change(link).
export class Mine {
  constructor(on) {
    this.on = on;
    this.status = element('p', { class: 'note', role: 'status' });
    this.rows = element('ul', { class: 'sheet-mine' });
    this.root = element('section', { 'aria-labelledby': 'sheet-mine' }, element('h3', { id: 'sheet-mine' }, t`My presets`), this.status, this.rows);
  }

  show() {
    const links = list();
    this.rows.replaceChildren(...links.map((link) => this.#row(link)));
    write(this.status, links.length === 0 ? t`None yet. What you copy, save or open here is kept in this browser, and nowhere else.`
      : t`Kept in this browser, and nowhere else.`);
  }

  #row(link) {
    const { name, by } = sheetOf(link);
    const button = (label, click) => element('button', { type: 'button', 'aria-label': `${label}: ${name}`, click }, label);
    return element('li', {}, element('span', {}, element('strong', {}, name), ` ${labs.find((one) => one === labOf(link)).label}`),
      element('div', { class: 'row' },
        button(t`Open`, () => this.on.open(link)),
        button(t`Change`, () => this.on.change(link)),
        button(t`Copy the link`, async () => write(this.status, await copy(addressOf(link)) ? t`The link is on your clipboard.` : t`The browser did not allow copying.`)),
        button(t`Save as a file`, () => save({ name, by, link })),
        button(t`Delete`, ({ target }) => this.#remove(link, target))));
  }

  // remove asks once more before it deletes.
  #remove(link, button) {
    if (button.dataset.sure === undefined) {
      button.dataset.sure = '';
      write(button, t`Press again to delete`);
      return;
    }
    forget(link);
    this.show();
    this.root.querySelector('button')?.focus();
  }
}
