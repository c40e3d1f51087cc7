// The numbers: one box per metric of the catalog, and those of the run itself.

import { byId, element, number, put, unitOf, write } from './dom.js';

const run = [
  { key: 'rate', label: 'Steps per second', help: 'As measured.', role: 'plain' },
  { key: 'step', label: 'Step', help: 'Steps since this run began.', role: 'plain' },
];

export class Metrics {
  constructor(list, lab) {
    this.lab = lab;
    this.run = new Map(); // apart: a lab may call a metric of its own "rate"
    this.values = new Map();
    list.replaceChildren(
      ...run.map((metric) => this.#box(metric, this.run)),
      ...lab.metrics.map((metric) => this.#box(metric, this.values)),
    );
  }

  #box(metric, values) {
    const value = element('span', { class: 'value' }, '–');
    values.set(metric.key, value);
    return element('div', { class: `metric ${metric.role}`, title: metric.help },
      element('dt', {}, metric.label),
      element('dd', {}, value, metric.unit ? element('span', { class: 'unit' }) : null));
  }

  // show displays a snapshot; past says that the stage shows an earlier moment.
  show(shot, perSecond, past) {
    byId('metrics-note').hidden = !past;
    write(this.run.get('rate'), number(perSecond, perSecond > 0 && perSecond < 10 ? 1 : 0));
    write(this.run.get('step'), number(shot.step));
    for (const metric of this.lab.metrics) {
      const value = shot.metrics[metric.key];
      const target = this.values.get(metric.key);
      write(target, metric.options?.[value] ?? number(value, metric.decimals));
      if (metric.unit) write(target.nextElementSibling, ` ${unitOf(metric.unit, target.textContent)}`);
      const box = target.closest('.metric');
      put(box, 'data-alarm', String(metric.limit ? value >= metric.limit : value > 0));
      // A number that nothing computes now, like a forecast without a Prophet.
      if (box.hidden !== Number.isNaN(value)) box.hidden = Number.isNaN(value);
    }
  }
}
