// What the Prophet imagined before a step, as a table of actions beside its switch: how many
// futures of each fail, what was proposed and what was done. The stage draws the same.

import { count, element, number, put, write } from './dom.js';
import { room } from './page.js';
import { shows } from './sheet.js';
import { say, t } from './words.js';

const least = 2500; // ms for which a moment stands while the world runs: long enough to be read

// Imagination fills its panel from snapshots.
export class Imagination {
  constructor(controls, actions) {
    this.last = null; // {generation, step, vision, words}: the newest step at which it overruled
    this.shown = null; // the moment in the table
    this.since = -Infinity; // when it came there
    const words = room.imagination;
    this.words = words; // the lab's own; null where nothing imagines
    if (!words) return;
    this.tally = element('p', { class: 'tally' });
    this.sees = element('p');
    this.moment = element('p', { class: 'moment' });
    this.rows = actions.map((action) => new Row(action));
    this.caption = element('caption');
    this.table = element('table', {}, this.caption,
      element('thead', { class: 'unseen' }, element('tr', {}, ...[t`Action`, t`Imagined futures`, t`What became of it`].map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, ...this.rows.map(({ root }) => root)));
    this.root = element('section', { class: 'imagination', hidden: true, 'aria-label': words.title },
      this.tally, this.moment, this.table, element('p', { class: 'legend' }, words.legend), this.sees);
    controls.below(words.param, this.root);
  }

  // note takes in every snapshot: a step at which it overrules is soon over.
  note({ generation, picture, told }) {
    if (this.last && this.last.generation !== generation) this.last = null;
    if (picture?.vision?.overruled && !(this.last?.step > picture.step)) this.last = { generation, step: picture.step, vision: picture.vision, words: told };
  }

  // show displays a snapshot, given the page; still says that the world stands, in the past or now.
  show(shot, { values, policyLabel }, still) {
    const { words } = this;
    if (!words) return;
    const off = !words.on(shot) || !shows(words.param);
    if (this.root.hidden !== off) this.root.hidden = off;
    if (off) return;
    write(this.tally, words.tally(shot));
    write(this.sees, words.sees(values, policyLabel));
    this.#choose(shot, still);
    this.#fill(values);
  }

  // choose finds the moment for the table: the one on the stage where that stands still, and
  // else the newest at which it overruled, each for long enough to be read.
  #choose({ generation, picture, told }, still) {
    const now = performance.now();
    if (this.shown && this.shown.generation !== generation) this.shown = null;
    let next = this.last;
    if (still && picture) next = { generation, step: picture.step, vision: picture.vision, words: told };
    if (!next || next.step === this.shown?.step || !still && now - this.since < least) return;
    this.shown = next;
    this.since = now;
  }

  #fill(values) {
    const { step, vision, words: told } = this.shown ?? {};
    write(this.moment, step === undefined ? this.words.none : t`Step ${number(step)}. ${told || this.words.calm}`);
    const imagined = Boolean(vision?.futures);
    if (this.table.hidden === imagined) this.table.hidden = !imagined;
    if (!imagined) return;
    write(this.caption, t`What fails within ${count(vision.steps, 'step')}, of ${count(vision.futures, 'imagined future')}`);
    this.rows.forEach((row, i) => row.show(vision, i, values));
  }
}

// Row is an action in the table.
class Row {
  constructor({ label, rules }) {
    this.rules = rules;
    this.futures = element('span', { class: 'futures', 'aria-hidden': 'true' });
    this.spoken = element('span');
    this.note = element('td', { class: 'became' });
    this.root = element('tr', {}, element('th', { scope: 'row' }, label), element('td', {}, this.futures, this.spoken), this.note);
  }

  show({ failed, futures, proposed, taken }, i, values) {
    const unknown = !room.imagination.knows(this, values);
    if (this.root.hidden !== unknown) this.root.hidden = unknown;
    const seen = failed[i] >= 0;
    put(this.root, 'class', i === taken && taken !== proposed ? 'taken' : i === proposed ? 'proposed' : '');
    this.#draw(seen ? failed[i] : 0, seen ? futures : 0);
    put(this.spoken, 'class', seen ? 'unseen' : 'label');
    write(this.spoken, seen ? t`${failed[i]} of ${futures} fail` : t`not imagined`);
    write(this.note, became(i, proposed, taken));
  }

  // draw draws a circle for every future, filled where it fails.
  #draw(failed, futures) {
    const drawn = `${failed}/${futures}`;
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    this.futures.replaceChildren(...Array.from({ length: futures }, (_, k) => element('i', { class: k < failed ? 'fails' : '' })));
  }
}

function became(i, proposed, taken) {
  if (i === taken) return taken === proposed ? t`proposed and done` : t`done instead`;
  return i === proposed ? 'proposed' : '';
}
