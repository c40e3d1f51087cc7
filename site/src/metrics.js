// The numbers: one box per metric of the catalog, and those of the run itself. The few that
// matter most are seen at once, the others on request.

import { byId, element, number, put, unitOf, write } from './dom.js';
import { explains } from './explain.js';
import { page, room } from './page.js';
import { t } from './words.js';

const run = [
  { key: 'rate', label: t`Steps per second`, help: t`As measured.`, role: 'plain' },
  { key: 'step', label: t`Step`, help: t`Steps since this run began.`, role: 'plain' },
];

// labelOf names a metric, one of a lane by who runs in it.
export function labelOf({ label, lane }) {
  const name = lane && room.lanes(page.values)[lane - 1];
  return name ? label.replace(t`lane ${lane}`, name) : label;
}

// watchMore lets the button show the others.
export function watchMore() {
  byId('more').addEventListener('click', () => {
    const on = byId('more-metrics').hidden;
    byId('more-metrics').hidden = !on;
    put(byId('more'), 'aria-expanded', String(on));
    write(byId('more'), on ? t`Fewer numbers` : t`More numbers`);
  });
}

export class Metrics {
  constructor(lab) {
    this.lab = lab;
    this.run = new Map(); // apart: a lab may call a metric of its own "rate"
    this.values = new Map();
    const first = lab.main.map((key) => lab.metrics.find((metric) => metric.key === key));
    const others = lab.metrics.filter((metric) => !first.includes(metric));
    byId('metrics').replaceChildren(...first.map((metric) => this.#box(metric, this.values)));
    byId('more-metrics').replaceChildren(
      ...run.map((metric) => this.#box(metric, this.run)),
      ...others.map((metric) => this.#box(metric, this.values)),
    );
  }

  #box(metric, values) {
    const value = element('span', { class: 'value' }, '–');
    const name = element('button', { type: 'button', class: 'term' }, metric.label);
    const key = `${values === this.run ? 'run-' : ''}${metric.key}`;
    const words = element('div', { class: 'unseen', id: `about-${key}` }, element('p', {}, metric.help),
      ...(metric.meanings ?? []).map((meaning, i) => element('p', {}, element('b', {}, metric.options[i]), `: ${meaning}`)));
    const box = element('div', { class: `metric ${metric.role}`, 'data-key': key },
      element('dt', {}, name, words),
      element('dd', {}, value, metric.unit ? element('span', { class: 'unit' }) : null));
    explains(name, words, box);
    values.set(metric.key, { box, name, value });
    return box;
  }

  // show displays a snapshot; past says that the stage shows an earlier moment.
  show(shot, perSecond, past) {
    byId('metrics-note').hidden = !past;
    write(this.run.get('rate').value, number(perSecond, perSecond > 0 && perSecond < 10 ? 1 : 0));
    write(this.run.get('step').value, number(shot.step));
    for (const metric of this.lab.metrics) {
      const value = shot.metrics[metric.key];
      const { box, name, value: target } = this.values.get(metric.key);
      write(target, metric.options?.[value] ?? number(value, metric.decimals));
      if (metric.unit) write(target.nextElementSibling, ` ${unitOf(metric.unit, target.textContent)}`);
      if (metric.lane) write(name, labelOf(metric));
      put(box, 'data-alarm', String(metric.limit ? value >= metric.limit : value > 0));
      // A number that nothing computes now, like a forecast without a Prophet.
      if (box.hidden !== Number.isNaN(value)) box.hidden = Number.isNaN(value);
    }
  }
}
