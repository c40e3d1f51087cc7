// How a series came out: in a sentence, a picture, a table, and as files.

import { copy } from './dialogs.js';
import { element, number, percent, write } from './dom.js';
import { download, named } from './files.js';
import { addressOf, setHash } from './address.js';
import { Distributions, png } from './series-picture.js';
import { labelOf, rowsOf, span, survivals } from './series-words.js';
import { t } from './words.js';

// Result is hidden until show fills it in.
export class Result {
  constructor() {
    this.picture = new Distributions();
    this.table = element('table', { 'aria-describedby': 'series-note' });
    this.note = element('p', { class: 'series-note', id: 'series-note' });
    this.told = element('p', { class: 'series-told', role: 'status' });
    this.command = element('code');
    this.field = element('input', { type: 'text', readonly: true, hidden: true, 'aria-label': t`Link of the series` });
    this.root = element('section', { class: 'series-result', hidden: true, 'aria-label': t`Result` },
      this.picture.root,
      element('div', { class: 'series-table', tabindex: '0', role: 'region', 'aria-label': t`Table of the series` }, this.table),
      this.note,
      element('div', { class: 'row' },
        button(t`Table (CSV)`, () => this.#file('_series.csv', this.files.table)),
        button(t`Every game (CSV)`, () => this.#file('_games.csv', this.files.episodes)),
        button(t`Picture (PNG)`, async () => download(named('_series.png'), 'image/png', await png(this.picture.drawing))),
        button(t`Copy link`, () => this.#copy(this.address, t`The link is on your clipboard: it plays this series again, number for number.`))),
      this.told, this.field,
      element('details', {}, element('summary', {}, t`The same numbers in a terminal`),
        element('p', {}, t`This command plays the same games and prints the same numbers, to the last digit:`),
        element('pre', {}, this.command),
        button(t`Copy command`, () => this.#copy(this.command.textContent, t`The command is on your clipboard.`))));
    this.verdict = '';
  }

  clear() {
    this.root.hidden = true;
    write(this.told, '');
    this.field.hidden = true;
  }

  // show displays the files of a series that was played as shown says.
  show(files, shown) {
    this.files = files;
    this.shown = shown;
    const rows = rowsOf(files.table);
    this.verdict = verdictOf(rows, shown);
    this.table.replaceChildren(...tableOf(rows));
    write(this.note, t`Means of ${number(Number(rows[0].episodes))} games of seed ${shown.seed}. Below each stands its 95 % interval: where the mean of all possible games lies. Intervals of scores, budget and differences come from the bootstrap over games, those of shares from Wilson’s formula. A tie counts half in the chance to beat. Survival measures care; the score partly measures a loophole of the rules: scaling pays up to 0.8, also where nothing needs it, so that a policy with budget to spare can collect points that keep nobody alive. The column of scale actions shows who does.`);
    write(this.command, `resonetics cluster bench --link '#${shown.link}'`);
    this.address = addressOf(shown.link);
    this.root.hidden = false;
    this.picture.show(rows, rowsOf(files.episodes), t`${number(Number(rows[0].episodes))} games, seed ${shown.seed}`);
  }

  #file(name, text) { download(named(name), 'text/csv', text); }

  async #copy(text, done) {
    if (text === this.address) setHash(this.shown.link);
    const copied = await copy(text);
    const lost = this.shown.adopted ? ` ${t`A mind that was loaded from a file is not in it: without that file the numbers differ.`}` : '';
    write(this.told, `${copied ? done : t`The browser did not allow copying. Select the text below and copy it by hand.`}${lost}`);
    this.field.hidden = copied;
    this.field.value = text;
    if (!copied) this.field.select();
  }
}

const button = (label, click) => element('button', { type: 'button', click }, label);

// verdictOf says who survived how often, and whether the best of the others is better than
// the one they are compared with, or may only have been lucky.
function verdictOf(rows, { games }) {
  const played = Number(rows[0].episodes);
  const partial = played < games ? `${t`Stopped after ${number(played)} of ${number(games)} games.`} ` : '';
  const text = partial + survivals(rows.map(({ policy, failures }) => ({ key: policy, survived: played - Number(failures) })), played);
  const best = rows.slice(1).reduce((a, b) => (Number(b.return) > Number(a.return) ? b : a));
  return best.return_difference_low === '' ? text : `${text} ${compared(best)}`;
}

function compared(row) {
  const [mean, low, high] = ['', '_low', '_high'].map((part) => Number(row[`return_difference${part}`]));
  const [ours, theirs] = [labelOf(row.policy), labelOf(row.against)];
  if (low <= 0 && high >= 0) return t`Between ${ours} and ${theirs} the difference in score is too small to tell from luck: ${span(row.return_difference_low, row.return_difference_high)}.`;
  const [by, wins, games] = [number(Math.abs(mean), 1), number(Number(row.wins)), number(Number(row.episodes))];
  return mean > 0 ? t`${ours} scores ${by} more than ${theirs} on average, and does better in ${wins} of ${games} games.`
    : t`${ours} scores ${by} less than ${theirs} on average, and does better in ${wins} of ${games} games.`;
}

function tableOf(rows) {
  const [first] = rows;
  const against = labelOf(first.policy);
  const played = number(Number(first.episodes));
  const heads = [t`Policy`, t`Survived, of ${played}`, t`Score (return)`, t`Budget spent`, t`Scale actions, of 100`, t`Survived more than ${against}`, t`Score more than ${against}`, t`Chance to beat ${against}`, t`Won, tied, lost`];
  return [
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...rows.map((row) => element('tr', {},
      element('th', { scope: 'row' }, labelOf(row.policy)),
      cell(`${number(row.episodes - row.failures)} (${percent(1 - row.failed_share)})`, t`${number(100 * (1 - row.failed_share_high))} to ${percent(1 - row.failed_share_low)}`),
      estimate(row, 'return'), estimate(row, 'cost'), estimate(row, 'scale_rate', 100),
      ...(row === first ? [element('td', { colspan: '4', class: 'series-first' }, t`the others are compared with it`)] : [
        estimate(row, 'survived_difference', 100, ` ${t`points`}`, 0),
        estimate(row, 'return_difference'),
        estimate(row, 'improvement', 100, '\u00a0%', 0),
        cell(`${number(Number(row.wins))}, ${number(Number(row.ties))}, ${number(Number(row.losses))}`, ''),
      ])))),
  ];
}

const cell = (value, interval) => element('td', {}, value, interval && element('small', {}, interval));

function estimate(row, name, times = 1, unit = '', decimals = 1) {
  const scaled = (part) => (row[name + part] === '' ? '' : times * row[name + part]);
  return cell(`${number(scaled(''), decimals)}${unit}`, span(scaled('_low'), scaled('_high'), decimals));
}
