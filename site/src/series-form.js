// What a series is made of: who plays, compared with whom, and how many games of which seed.

import { seriesRange } from './catalog.js';
import { element, number, write } from './dom.js';
import { lab, page } from './page.js';
import { foresees, labelOf, withForesight, withoutForesight } from './series-words.js';
import { seeds, typedSeed, typedWhole } from './typed.js';
import { say, t } from './words.js';

const usual = ['10', '100', '1000', '10000']; // numbers of games that are offered
const reference = 'h3'; // what is compared with, where it plays

// pairsOf returns the players by policy: as it acts by itself, and looking ahead.
const pairsOf = ({ players }) => players.filter((key) => !foresees(key)).map((key) => players.filter((player) => withoutForesight(player) === key));

// Form is a form for the present lab that calls submit when it is sent by the keyboard.
export class Form {
  constructor(submit) {
    const pairs = pairsOf(lab);
    this.lab = lab;
    this.players = []; // as the session describes them
    this.order = pairs.flat(); // in which they are compared
    this.boxes = new Map(lab.players.map((key) => [key, element('input', { type: 'checkbox', name: 'player', value: key, change: () => this.#changed() })]));
    this.notes = new Map(lab.players.map((key) => [key, element('span', { class: 'series-note' })]));
    this.missing = element('p', { class: 'series-note' });
    this.against = element('select', { id: 'series-against' });
    this.games = element('input', { type: 'text', id: 'series-games', inputmode: 'numeric', autocomplete: 'off', value: '100', list: 'series-usual', 'aria-describedby': 'series-error' });
    this.seed = element('input', { type: 'text', id: 'series-seed', inputmode: 'numeric', autocomplete: 'off', 'aria-describedby': 'series-seed-help series-error', change: () => this.#changed() });
    this.help = element('p', { class: 'series-note', id: 'series-seed-help' });
    this.error = element('p', { class: 'error', role: 'alert', id: 'series-error' });
    this.form = element('form', { submit: (event) => { event.preventDefault(); submit(); } },
      element('fieldset', {}, element('legend', {}, t`Who plays`),
        ...pairs.map((pair) => element('div', { class: 'series-pair' }, ...pair.map((key) => this.#player(key)))),
        element('p', { class: 'series-note' }, t`With imagination, a policy plays a few futures in copies of the cluster before a step that could be dangerous. It knows the rules and sees the whole grid.`),
        this.missing),
      element('div', { class: 'series-fields' },
        element('label', { for: 'series-against' }, t`Compared with`), this.against,
        element('label', { for: 'series-games' }, t`Games`, ' ', element('span', { class: 'unit' }, t`${number(seriesRange[0])} to ${number(seriesRange[1])}`)), this.games,
        element('label', { for: 'series-seed' }, t`Seed`), this.seed, this.help),
      element('datalist', { id: 'series-usual' }, ...usual.map((value) => element('option', { value }))),
      element('button', { class: 'unseen', tabindex: '-1', 'aria-hidden': 'true' }, t`Start`),
      this.error);
    this.summary = element('summary');
    this.root = element('details', { class: 'series-form', open: true }, this.summary, this.form);
    this.#choose(present());
  }

  // player returns the box of one, with its name.
  #player(key) {
    const name = foresees(key) ? t`with imagination` : labelOf(key);
    return element('label', { class: 'series-player' }, this.boxes.get(key), element('span', {}, name, ' ', this.notes.get(key)));
  }

  // use takes the series of a link.
  use(spelled) {
    const [games, seed, ...keys] = spelled.split('.');
    this.games.value = games;
    this.seed.value = seed;
    this.order = [...keys, ...pairsOf(lab).flat().filter((key) => !keys.includes(key))];
    this.#choose(keys);
    this.against.value = keys[0];
  }

  // refresh shows who can play at present.
  refresh(players) {
    this.players = players;
    for (const { key, error, learns, steps } of players) {
      const tick = this.boxes.get(key);
      if (error) tick.checked = false;
      tick.closest('label').hidden = error !== '';
      const told = !learns || foresees(key) || labelOf(key).includes(number(steps)) || steps === 0;
      write(this.notes.get(key), told ? '' : t`has learned ${number(steps)} steps`);
    }
    write(this.missing, notYet(players));
    // The games must be new to a network: it learns from those of the run's own seed.
    this.seed.value ||= String((BigInt(page.seed) + 1n) % seeds);
    this.#changed();
  }

  // missingOf says which players of a link's series are not there; empty for none.
  missingOf(spelled) {
    const keys = spelled.split('.').slice(2);
    return notYet(this.players.filter(({ key }) => keys.includes(key)));
  }

  #choose(keys) {
    for (const [key, tick] of this.boxes) tick.checked = keys.includes(key);
    this.#changed();
  }

  // changed lists those who play as what can be compared with.
  #changed() {
    const keys = this.#checked();
    const before = this.against.value;
    this.against.replaceChildren(...keys.map((value) => element('option', { value }, labelOf(value))));
    this.against.value = [before, reference, keys[0]].find((key) => keys.includes(key)) ?? '';
    write(this.summary, keys.length === 0 ? t`Choose who plays` : t`${keys.map(labelOf).join(', ')}: games and seed`);
    const known = typedWhole(this.seed.value) === page.seed && this.players.some(({ key, learns }) => learns && keys.includes(key));
    write(this.help, known
      ? t`The network has learned from the games of this very seed. Take another one, or it plays what it knows by heart.`
      : t`The games follow from the seed. The same seed gives the same games, here and in the terminal.`);
  }

  // fold hides the form behind its summary while there is something to look at.
  fold(away) { this.root.open = !away; }

  #checked() { return this.order.filter((key) => this.boxes.get(key)?.checked); }

  // read returns {keys, games, seed}, who is compared with first; null where it says what
  // is wrong. The session checks the rest.
  read() {
    const keys = this.#checked();
    const ordered = [this.against.value, ...keys.filter((key) => key !== this.against.value)];
    const games = Number(typedWhole(this.games.value) ?? 0);
    const { seed, error: wrongSeed } = typedSeed(this.seed.value);
    const errors = [
      keys.length < 2 && (keys.length === 0 ? t`No policy is chosen, want at least 2.` : t`Only one policy is chosen, want at least 2.`),
      !(games >= seriesRange[0] && games <= seriesRange[1])
        && t`Games is "${this.games.value}", want a whole number from ${number(seriesRange[0])} to ${number(seriesRange[1])}.`,
      wrongSeed,
    ].filter(Boolean);
    write(this.error, errors.join(' '));
    if (errors.length > 0) return null;
    this.games.value = String(games);
    this.seed.value = seed;
    return { keys: ordered, games, seed };
  }
}

// notYet names those who cannot play, by reason.
function notYet(players) {
  const reasons = Map.groupBy(players.filter(({ key, error }) => error && !(foresees(key) && players.some((other) => other.key === withoutForesight(key)))), ({ error }) => error);
  return [...reasons].map(([error, list]) => t`Not yet: ${list.map(({ key }) => labelOf(key)).join(', ')} (${say(error)}).`).join(' ');
}

// present returns who acts in the run, looking ahead where it does, and the heuristic and the
// planner beside a single one.
function present() {
  const acting = lab.params.filter(({ options }) => options?.some(({ key }) => lab.players.includes(key)))
    .map(({ key }) => {
      const ahead = lab.params.some((param) => param.for?.keys.includes(key) && page.values.get(param.key) === 'imagine');
      return withForesight(page.values.get(key), ahead);
    }).filter((key) => lab.players.includes(key));
  return acting.length > 1 ? acting : [...acting, reference, 'omniscient'];
}
