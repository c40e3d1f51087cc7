// What is asked for: how many seeds, and how long each of them learns.

import { count, element, number, write } from '../dom.js';
import { page, room } from '../page.js';
import { seeds as most, typedWhole } from '../typed.js';
import { cores, workersFor } from './pool.js';
import { t } from '../words.js';

const seedsRange = [4, 20]; // with the visitor's own
const stepsRange = [1000, 10_000_000];

// seedsFrom returns that many seeds from one on, as links write them.
export const seedsFrom = (seed, n) => Array.from({ length: n }, (_, i) => String((BigInt(seed) + BigInt(i)) % most));

// Form is a form that calls submit when it is sent by the keyboard, and changed when a
// planOf says how many workers train.
function planOf(workers) {
  const on = count(cores(), 'core');
  if (cores() === 1) return t`On ${on} the browser lets one worker train one seed after the other.`;
  return workers === 1 ? t`On ${on} the browser lets one worker train one seed after the other and keeps a core for the page.`
    : t`On ${on} the browser lets ${number(workers)} workers train as many seeds at a time and keeps a core for the page.`;
}

// field has changed.
export class Form {
  constructor(submit, changed) {
    const field = (id, value) => element('input', {
      type: 'text', id, inputmode: 'numeric', autocomplete: 'off', value, 'aria-describedby': 'luck-plan luck-error', change: () => { this.describe(); changed(); },
    });
    this.seeds = field('luck-seeds', '8');
    this.steps = field('luck-steps', '');
    this.plan = element('p', { class: 'series-note', id: 'luck-plan' });
    this.error = element('p', { class: 'error', role: 'alert', id: 'luck-error' });
    this.policy = '';
    const label = (id, text, [low, high]) => element('label', { for: id }, text, element('span', { class: 'unit' }, ` ${t`${number(low)} to ${number(high)}`}`));
    this.root = element('form', { class: 'luck-form', submit: (event) => { event.preventDefault(); submit(); } },
      element('div', { class: 'luck-field' }, label('luck-seeds', t`Seeds`, seedsRange), this.seeds),
      element('div', { class: 'luck-field' }, label('luck-steps', t`Steps each`, stepsRange), this.steps),
      element('button', { class: 'unseen', tabindex: '-1', 'aria-hidden': 'true' }, t`Start`),
      this.error);
  }

  // refresh offers what suits the policy that acts now.
  refresh() {
    if (this.policy !== page.policy) this.steps.value = number(room.luck(page.values));
    this.policy = page.policy;
    this.describe();
  }

  // describe says which seeds learn, and how many at a time.
  describe() {
    const { seeds } = this.#values();
    if (seeds.error) return write(this.plan, '');
    const list = seedsFrom(page.seed, seeds.value);
    const workers = workersFor(seeds.value);
    write(this.plan, `${t`Seeds ${list[0]} to ${list.at(-1)}; ${list[0]} is yours.`} ${planOf(workers)}`);
  }

  #values() {
    return { seeds: whole(t`Seeds`, this.seeds.value, seedsRange), steps: whole(t`Steps`, this.steps.value, stepsRange) };
  }

  // read returns {seeds, steps}; null where it says what is wrong.
  read() {
    const { seeds, steps } = this.#values();
    const errors = [seeds.error, steps.error].filter(Boolean);
    write(this.error, errors.join(' '));
    if (errors.length > 0) return null;
    this.seeds.value = number(seeds.value);
    this.steps.value = number(steps.value);
    return { seeds: seeds.value, steps: steps.value };
  }
}

// whole reads a whole number within a range.
function whole(name, text, [low, high]) {
  const value = Number(typedWhole(text) ?? -1);
  const fine = value >= low && value <= high;
  return { value, error: fine ? '' : t`${name} is "${text}", want a whole number from ${number(low)} to ${number(high)}.` };
}
