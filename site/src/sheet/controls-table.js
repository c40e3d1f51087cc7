// Which controls of the lab a class sees, and which it can move: a table of two boxes each.

import { element } from '../dom.js';
import { lab, page, reads, room } from '../page.js';
import { locks, shows } from '../sheet.js';
import { t } from '../words.js';

// sets are the controls by heading, {key, label, now, hides}: hides is false where a screen
// has nothing to hide. What the run does not read as it is set up comes last.
function sets() {
  const params = lab.params.map((param) => ({ ...param, now: nowOf(param), hides: true, group: isRead(param) ? param.group : t`Not used as the run is set up now` }));
  const around = [
    { key: 'seed', label: t`Seed`, now: page.seed, hides: true },
    ...(lab.presets.length > 0 ? [{ key: 'presets', label: t`Presets`, hides: true }] : []),
    ...(room.program ? [{ key: 'program', label: t`Write your own`, hides: true }] : []),
    ...(lab.actions.length > 0 ? [{ key: 'act', label: t`Acting yourself`, hides: false }] : []),
    { key: 'inject', label: t`Clicks on the stage`, hides: false },
  ];
  params.sort((a, b) => isRead(b) - isRead(a));
  const groups = [...new Set(params.map(({ group }) => group))];
  return [{ title: t`The run`, controls: around }, ...groups.map((title) => ({ title, controls: params.filter(({ group }) => group === title) }))];
}

const isRead = (param) => reads(page.values, param);

const nowOf = ({ key, options, unit }) => {
  const text = page.values.get(key);
  return options?.find((option) => option.key === text)?.label ?? `${text} ${unit ?? ''}`.trim();
};

// Boxes is the table. changed is called when one of its boxes is.
export class Boxes {
  constructor(changed) {
    this.changed = changed;
    this.shown = new Map(); // by key: the box
    this.locked = new Map();
    this.body = element('tbody');
    this.heads = [[this.shown, t`Show all`], [this.locked, t`Lock all`]].map(([boxes, label]) => element('input', {
      type: 'checkbox', 'aria-label': label, change: ({ target }) => this.#all(boxes, target.checked),
    }));
    const head = (name, input) => element('th', { scope: 'col' }, name, element('br'), input);
    this.root = element('div', { class: 'sheet-controls', role: 'region', tabindex: '0', 'aria-label': t`Controls for the class` },
      element('table', {},
        element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, t`Control, and its value now`), head(t`Shown`, this.heads[0]), head(t`Locked`, this.heads[1]))),
        this.body));
  }

  // fill shows the controls with their present values, and the choice of a sheet; null for all
  // shown and none locked.
  fill(sheet) {
    this.shown.clear();
    this.locked.clear();
    this.body.replaceChildren(...sets().flatMap(({ title, controls }) => [
      element('tr', {}, element('th', { scope: 'colgroup', colspan: '3' }, title)), ...controls.map((one) => this.#row(one))]));
    for (const [key, box] of this.shown) box.checked = shows(key, sheet);
    for (const [key, box] of this.locked) box.checked = locks(key, sheet);
    this.#heads();
  }

  #row({ key, label, now, hides }) {
    const box = (boxes, what) => {
      const input = element('input', { type: 'checkbox', 'aria-label': `${label}: ${what}`, change: () => { this.#heads(); this.changed(); } });
      boxes.set(key, input);
      return input;
    };
    return element('tr', {},
      element('th', { scope: 'row' }, label, now === undefined ? null : element('span', { class: 'unit' }, ` ${now}`)),
      element('td', {}, hides ? box(this.shown, t`shown`) : null),
      element('td', {}, box(this.locked, t`locked`)));
  }

  #all(boxes, on) {
    for (const box of boxes.values()) box.checked = on;
    this.#heads();
    this.changed();
  }

  // heads shows whether all, some or none are chosen.
  #heads() {
    [this.shown, this.locked].forEach((boxes, i) => {
      const all = [...boxes.values()];
      this.heads[i].checked = all.every(({ checked }) => checked);
      this.heads[i].indeterminate = !this.heads[i].checked && all.some(({ checked }) => checked);
    });
  }

  // choice returns {shown, locked} as a sheet has them.
  get choice() {
    const chosen = (boxes) => [...boxes].filter(([, { checked }]) => checked).map(([key]) => key);
    const shown = chosen(this.shown);
    const locked = chosen(this.locked);
    return { shown: shown.length === this.shown.size ? [] : shown.length === 0 ? ['none'] : shown, locked: locked.length === this.locked.size ? ['all'] : locked };
  }
}
