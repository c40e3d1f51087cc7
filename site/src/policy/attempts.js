// The visitor's own high scores: one table a world, kept in the browser.

import { element, number, write } from '../dom.js';
import { spell } from '../links.js';
import { sentence } from '../page.js';
import { keepAttempts, keptAttempts } from '../storage.js';
import { Score, episodes, presetOf, seed, stepsOf, worldOf } from './score.js';
import { nameOf } from './source.js';
import { t } from '../words.js';

const most = 20; // attempts that a world keeps, the best
const reference = 'h3'; // the policy that stands in the table for comparison

const hint = t`“Score it” plays your policy in the first ${episodes} clusters of seed ${seed}, beside the run, and writes down here how many it kept alive.`;

const better = (a, b) => b.survived - a.survived || b.return - a.return;

// Attempts fills a section. on has the callbacks load(source) and fault(fault), for a
// program that fails while it is scored.
export class Attempts {
  constructor(on) {
    this.on = on;
    this.list = []; // {world, policy, source, when, survived, steps, return}; policy is empty for a program
    this.playing = null;
    this.button = element('button', { type: 'button', click: () => this.#press() }, t`Score it`);
    this.status = element('p', { class: 'note', role: 'status' });
    this.rows = element('tbody');
    this.caption = element('caption');
    this.clearing = false;
    this.clear = element('button', { type: 'button', click: () => this.#forget() });
    this.table = element('div', { class: 'policy-scores' },
      element('table', {}, this.caption, element('thead', {}, element('tr', {},
        ...[t`Policy`, t`Survived`, t`Steps`, t`Return`, t`When`, ''].map((title) => element('th', { scope: 'col' }, title)))), this.rows),
      this.clear);
    this.root = element('section', { class: 'policy-attempts', 'aria-labelledby': 'policy-attempts' },
      element('h3', { id: 'policy-attempts' }, t`Your high scores`), this.status, this.table);
    this.#recall();
  }

  async #recall() {
    try {
      this.list = await keptAttempts() ?? [];
    } catch {
      // without storage they last as long as the page
    }
    this.show();
  }

  // press scores the text that ask returns, or stops what is being scored.
  async #press() {
    if (this.playing) return this.playing.stop();
    const source = await this.on.ready();
    return source === null || this.playing ? undefined : this.#score(source);
  }

  async #score(source) {
    const world = worldOf();
    write(this.button, t`Stop scoring`);
    write(this.status, t`The first clusters are being played.`);
    const compared = this.list.some((one) => one.policy === reference && one.world === world);
    const policies = [`policy=program&program=${spell(source)}`, ...(compared ? [] : [`policy=${reference}`])];
    this.playing = new Score(world, policies, (n) => write(this.status, t`Played ${number(n)} of ${episodes} clusters.`));
    const { error, fault, scores } = await this.playing.result;
    this.playing = null;
    if (scores) {
      const [own, heuristic] = scores;
      await this.#add({ world, policy: '', source, when: Date.now(), ...own });
      if (heuristic) await this.#add({ world, policy: reference, source: '', when: 0, ...heuristic });
      write(this.status, this.#told(own, world));
    } else if (fault) {
      write(this.status, t`No score: the program failed in cluster ${number(fault.episode)}. It has to decide in every one.`);
      this.on.fault(fault, source);
    } else {
      write(this.status, error === '' ? t`Stopped. Nothing was scored.` : t`No score. ${sentence(error)}`);
    }
    write(this.button, t`Score it`);
    this.show();
  }

  #told({ survived, return: returned }, world) {
    const heuristic = this.list.find((one) => one.policy === reference && one.world === world);
    const against = heuristic ? ` ${t`h.3 kept ${number(heuristic.survived)}, with ${number(heuristic.return, 1)}.`}` : '';
    return t`It kept ${number(survived)} of ${episodes} clusters alive; its mean return is ${number(returned, 1)}.${against}`;
  }

  // add keeps the best of a world; the same text has one place.
  #add(attempt) {
    const others = this.list.filter((one) => one.world !== attempt.world);
    const own = this.list.filter((one) => one.world === attempt.world && !(one.policy === attempt.policy && one.source === attempt.source));
    this.list = [...others, ...[...own, attempt].sort(better).slice(0, most)];
    return this.#keep();
  }

  // keep puts the list into the browser; without storage it lasts as long as the page.
  #keep() { return keepAttempts(this.list).catch(() => {}); }

  // follow shows another table where the world is another one.
  follow() { if (worldOf() !== this.world) this.show(); }

  // show lists what the present world has, best first.
  show() {
    const world = worldOf();
    this.world = world;
    const shown = this.list.filter((one) => one.world === world).sort(better);
    const own = shown.filter((one) => one.policy === '').length;
    this.table.hidden = own === 0;
    write(this.caption, t`${presetOf(world)}: what became of the first ${episodes} clusters of seed ${seed}, of ${number(stepsOf(world))} steps each, best first.`);
    if (own === 0 && this.status.textContent === '') write(this.status, hint);
    if (own > 0 && this.status.textContent === hint) write(this.status, '');
    this.rows.replaceChildren(...shown.map((one) => this.#row(one)));
    this.clearing = false;
    write(this.clear, t`Clear this table`);
  }

  #row({ policy, source, when, survived, steps, return: returned }) {
    const name = policy === '' ? nameOf(source) : t`h.3, for comparison`;
    return element('tr', policy === '' ? {} : { class: 'reference' },
      element('th', { scope: 'row' }, element('span', {}, name)),
      element('td', {}, t`${number(survived)} of ${episodes}`),
      element('td', {}, number(steps)),
      element('td', {}, number(returned, 1)),
      element('td', {}, when ? new Date(when).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' }) : ''),
      element('td', {}, policy === '' ? element('button', { type: 'button', 'aria-label': t`Load ${name}`, click: () => this.on.load(source) }, t`Load it`) : null));
  }

  // forget asks once more before it clears the table.
  #forget() {
    if (!this.clearing) {
      this.clearing = true;
      write(this.clear, t`Press again to forget these attempts`);
      return;
    }
    const world = worldOf();
    this.list = this.list.filter((one) => one.world !== world);
    this.#keep();
    write(this.status, '');
    this.show();
  }
}
