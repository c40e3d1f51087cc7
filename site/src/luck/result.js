// What became of many seeds: in words, as curves, in a table with a link a seed, and as files.

import { copy } from '../dialogs.js';
import { addressOf } from '../address.js';
import { element, number, percent, put, write } from '../dom.js';
import { download, named } from '../files.js';
import { rowsOf } from '../series-words.js';
import { Curves, Legend } from './picture.js';
import { rate, score, verdictOf } from './words.js';
import { say, t } from '../words.js';

// Result is hidden until begin is called.
export class Result {
  constructor() {
    this.legend = new Legend();
    this.curves = ['failed', 'return'].map((kind) => new Curves(kind));
    this.answer = element('p', { class: 'series-status luck-answer' });
    this.reasons = element('p', { class: 'luck-reasons' });
    this.command = element('code');
    this.told = element('p', { class: 'series-told', role: 'status' });
    this.head = element('thead');
    this.body = element('tbody');
    this.foot = element('tfoot');
    this.root = element('section', { class: 'series-result', hidden: true, 'aria-label': t`Result` },
      this.answer, this.reasons,
      element('div', { class: 'luck-curves' }, ...this.curves.map(({ root }) => root)),
      this.legend.root,
      element('div', { class: 'series-table', tabindex: '0', role: 'region', 'aria-label': t`Table of the seeds` }, element('table', {}, this.head, this.body, this.foot)),
      element('p', { class: 'series-note' }, t`A seed decides everything that is random: the leaks, the noise, and what the policy tries. Every number is of episodes that no seed learned from, the same for all. The curves are of 20 episodes at a time, as on the stage, so they are coarse; the table is of many. Failures measure care; the score also pays for scaling that nothing needs. A seed opens in a new tab, where it does the same, number for number.`),
      element('div', { class: 'row' },
        button(t`Every seed (CSV)`, () => download(named('_seeds.csv'), 'text/csv', this.#table())),
        button(t`Middle half (CSV)`, () => download(named('_middle.csv'), 'text/csv', this.statistics.curve))),
      element('details', {}, element('summary', {}, t`The same curves in a terminal`),
        element('p', {}, t`This command trains the same seeds and draws the same curves. At the end it plays another set of held-out episodes.`),
        element('pre', {}, this.command),
        element('div', { class: 'row' }, button(t`Copy command`, () => this.#copy()), this.told)));
  }

  // begin shows the rows of what was asked for, {seed, steps, episodes}.
  begin(rows, asked) {
    this.rows = rows;
    this.asked = asked;
    this.statistics = { curve: '', spread: '' };
    this.root.hidden = false;
    this.legend.show(asked.seed);
    write(this.told, '');
    this.head.replaceChildren(element('tr', {}, ...[t`Seed`, t`Failed, of ${number(asked.episodes)}`, t`Score (return)`].map((text) => element('th', { scope: 'col' }, text))));
    this.show();
  }

  // take shows new statistics, the last ones so that a screen reader says the answer.
  take(statistics, last) {
    this.statistics = statistics;
    put(this.answer, 'aria-live', last ? 'polite' : 'off');
    this.show();
  }

  // show draws what is known now, once before the next frame.
  show() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.#draw();
    });
  }

  #draw() {
    const { rows, asked, statistics: { curve, spread } } = this;
    const finished = rows.find(({ end }) => end);
    const lines = spread && rowsOf(spread);
    const { answer, reasons } = lines && finished ? verdictOf(lines, { ...asked, seeds: rows.length, rival: finished.end.rival }) : { answer: '', reasons: '' };
    write(this.answer, answer);
    write(this.reasons, reasons);
    const band = numbers(curve);
    for (const figure of this.curves) figure.show(rows, band, asked.steps, answer);
    write(this.command, this.#inTerminal());
    this.body.replaceChildren(...rows.map(lineOf));
    this.foot.replaceChildren(...(finished ? this.#totals(lines, finished.end) : []));
  }

  // totals are the lines below those of the seeds.
  #totals(lines, { rival, local, planner }) {
    const others = [[t`Heuristic h.3`, rival], [t`The tuned local rule`, local], [t`The planner that sees everything`, planner]].map(([name, one]) => summary(name, [rate(one.failed)], [score(one.return)]));
    if (!lines || lines[0].iqm === '') return others;
    const cells = lines.map(({ iqm, low, high }, i) => {
      const says = i === 0 ? rate : score;
      return [says(Number(iqm)), t`${says(Number(low))} to ${says(Number(high))}`];
    });
    return [summary(t`Middle half (IQM), 95\u00a0% interval`, ...cells), ...others];
  }

  #inTerminal() {
    const { rows, asked } = this;
    // A policy that learns from many clusters at once passes the number by a few steps.
    const every = 1000 * Math.floor((rows.find(({ points }) => points.length > 0)?.points[0].steps ?? asked.steps) / 1000);
    return `resonetics train --link '#${rows[0].link}' --seeds ${rows[0].seed}-${rows.at(-1).seed} --max-steps ${asked.steps} --eval-every ${Math.min(every, asked.steps)} --plot luck.svg --csv luck.csv`;
  }

  async #copy() {
    write(this.told, await copy(this.command.textContent) ? t`The command is on your clipboard.` : t`The browser did not allow copying. Select the command and copy it by hand.`);
  }

  #table() {
    const at = (row, kind, { steps, episodes, failed, return: mean }) => [row.seed, kind, steps, episodes, failed, mean, addressOf(row.link)].join(',');
    const lines = this.rows.flatMap((row) => [
      ...row.points.map((point) => at(row, 'learning', point)),
      ...(row.end ? [at(row, 'end', row.end.ours)] : []),
    ]);
    return `${['seed,when,trained_steps,episodes,failed_share,return,link', ...lines].join('\n')}\n`;
  }
}

const button = (label, click) => element('button', { type: 'button', click }, label);

// numbers reads the lines of the middle half, as points of a seed name what they hold.
const asPoint = (column) => column.replace('trained_', '').replace('failed_share', 'failed');
const numbers = (curve) => (curve ? rowsOf(curve).map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [asPoint(column), Number(value)]))) : []);

const summary = (name, ...cells) => element('tr', {}, element('th', { scope: 'row' }, name),
  ...cells.map(([value, interval]) => element('td', {}, value, interval && element('small', {}, interval))));

function lineOf(row) {
  const head = element('th', { scope: 'row' },
    element('a', { href: `#${row.link}`, target: '_blank', rel: 'noopener', 'aria-label': t`Seed ${row.seed}, in a new tab` }, row.seed), row.own ? ` ${t`(yours)`}` : '');
  if (!row.end) return element('tr', {}, head, element('td', { colspan: '2', class: 'luck-state' }, stateOf(row)));
  return element('tr', {}, head, element('td', {}, rate(row.end.ours.failed)), element('td', {}, score(row.end.ours.return)));
}

// stateOf says what a seed does that has not come to the end.
function stateOf({ state, share, reason }) {
  switch (state) {
    case 'learning': return share < 1 ? t`learning: ${percent(share)}` : t`plays the held-out episodes`;
    case 'lost': return t`could not be trained: ${say(reason)}`;
    case 'stopped': return t`stopped`;
    default: return reason ? t`waits, from the start again: ${say(reason)}` : t`waits`;
  }
}
