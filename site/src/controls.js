// The controls, made from the catalog: one row per parameter, with a label, the
// unit, a help text, and what is needed to change it.

import { element, exact, number, put, unitOf, write } from './dom.js';
import { reads } from './page.js';
import { explains, question } from './explain.js';
import { frontier } from './frontier.js';
import { shows } from './sheet.js';
import { typed, typedWhole } from './typed.js';
import { t } from './words.js';

const positions = 1000; // of a slider that moves in factors
const liveDelay = 120; // ms of rest, or until it is let go, after which a slider that is dragged makes its one change
const restartDelay = 300; // ms of rest before a change restarts the run

// Controls fills the panel for one lab. on has the callbacks change(param, text)
// and preset(preset).
export class Controls {
  constructor(panel, lab, on) {
    this.lab = lab;
    this.on = on;
    this.rows = new Map();
    this.groups = new Map(); // of the controls shown without opening the others
    this.presets = [];
    this.values = new Map();
    panel.replaceChildren(...[
      this.#presets(),
      ...this.#groups(lab.params.filter((param) => param.basic)),
      this.#more(lab.params.filter((param) => !param.basic)),
    ].filter((part) => part !== null));
    for (const param of lab.params) this.show(param.key, param.default);
  }

  #presets() {
    if (this.lab.presets.length === 0) return null;
    const words = element('div', { id: 'presets-help', class: 'unseen' });
    const buttons = this.lab.presets.map((preset) => {
      const button = element('button', { type: 'button', 'aria-pressed': 'false', click: () => this.on.preset(preset) }, preset.label);
      const help = element('span', { id: `preset-${preset.key}-help` }, preset.help);
      words.append(element('p', {}, element('b', {}, `${preset.label}: `), help));
      explains(button, help, button, false);
      this.presets.push({ preset, button });
      return button;
    });
    return element('fieldset', {},
      element('legend', {}, element('span', { class: 'name' }, t`Presets`, question(t`a preset`, words))),
      element('div', { class: 'presets' }, ...buttons), words);
  }

  #groups(params) {
    const names = [...new Set(params.map((param) => param.group))];
    return names.map((name) => {
      const set = element('fieldset', {}, element('legend', {}, name),
        ...params.filter((param) => param.group === name).map((param) => this.#row(param)));
      if (!this.groups.has(name)) this.groups.set(name, set);
      return set;
    });
  }

  // take removes a group and returns its rows, for a panel of their own.
  take(name) {
    const set = this.groups.get(name);
    set.remove();
    return [...set.querySelectorAll('.param')];
  }

  // below puts a panel below the row of a parameter.
  below(key, panel) { this.rows.get(key).root.after(panel); }

  // after puts a panel after a group.
  after(name, panel) { this.groups.get(name).after(panel); }

  #more(params) {
    if (params.length === 0) return null;
    return element('details', {}, element('summary', {}, t`More controls`), ...this.#groups(params));
  }

  #row(param) {
    const row = rows[param.kind](param, (text, soon) => this.#changed(param, text, soon));
    this.rows.set(param.key, row);
    return row.root;
  }

  #changed(param, text, soon) {
    const row = this.rows.get(param.key);
    row.say('');
    this.show(param.key, text);
    clearTimeout(row.timer);
    row.pending = true;
    const wait = param.live ? (soon ? 0 : liveDelay) : restartDelay;
    row.timer = setTimeout(() => {
      row.pending = false;
      this.on.change(param, text);
    }, wait);
  }

  // show displays a value, as text, without changing anything else.
  show(key, text) {
    this.values.set(key, text);
    this.rows.get(key)?.show(text);
    for (const param of this.lab.params) if (param.for?.keys.includes(key)) this.#showRow(param);
    for (const { preset, button } of this.presets) {
      put(button, 'aria-pressed', String(this.#matches(preset)));
    }
  }

  // arrange shows what the page shows of all controls.
  arrange() {
    for (const param of this.lab.params) this.#showRow(param);
    const [first] = this.presets;
    if (first) first.button.closest('fieldset').hidden = !shows('presets');
  }

  // showRow shows the row of a parameter where the run reads it and a class is to see it, and
  // what it stands in where that has rows.
  #showRow(param) {
    const { root } = this.rows.get(param.key);
    root.hidden = !shows(param.key) || !reads(this.values, param);
    for (const around of ['fieldset', 'details']) {
      const group = root.closest(around);
      if (group) group.hidden = [...group.querySelectorAll('.param')].every((row) => row.hidden);
    }
  }

  #matches(preset) {
    return Object.entries(preset.values).every(([key, text]) => this.values.get(key) === text);
  }

  // follow displays the session's values, except where a change is on its way.
  follow(values) {
    for (const [key, text] of values) {
      if (!this.rows.get(key)?.pending && this.values.get(key) !== text) this.show(key, text);
    }
  }

  // refuse shows why a value was not taken.
  refuse(key, message) { this.rows.get(key)?.say(message); }
}

// frame makes what all rows have: label, unit, help and a place for errors.
function frame(param, id, ...inputs) {
  const help = element('p', { id: `${id}-help`, class: 'unseen' }, param.help, param.live ? '' : ` ${t`A change restarts the run.`}`);
  const name = element('div', { class: 'name' });
  name.append(element('label', { for: id, id: `${id}-label` }, param.label,
    param.unit ? element('span', { class: 'unit' }, ` ${param.unit}`) : null,
    param.live ? null : element('span', { class: 'restarts' }, ` ${t`restarts the run`}`)), question(param.label, help, name));
  const error = element('p', { class: 'error', role: 'alert' });
  const root = element('div', { class: `param ${param.kind}` }, name, ...inputs, help, error, param.results ? measured(param.results) : null);
  const say = (message) => {
    write(error, message);
    for (const input of inputs) if (message) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
  };
  return { root, say };
}

// measured returns a fold with what was measured of a parameter: in words, as a picture of
// what it costs, and as bars.
function measured({ title, words, unit, across, upward, rows: results }) {
  const most = Math.max(...results.map((result) => result.value));
  return element('details', { class: 'results' },
    element('summary', {}, title),
    element('p', {}, words),
    frontier(results, across, upward),
    element('table', {},
      element('caption', {}, unit),
      element('tbody', {}, ...results.map(({ label, value }, i) => element('tr', {},
        element('th', { scope: 'row' }, `${i + 1}. ${label}`),
        element('td', {},
          element('progress', { max: most, value, 'aria-hidden': 'true' }),
          element('span', {}, number(value))))))));
}

const rows = {
  float: slider,
  int: slider,

  bool(param, changed) {
    const id = `param-${param.key}`;
    const input = element('input', {
      type: 'checkbox', role: 'switch', id, 'aria-describedby': `${id}-help`,
      change: () => changed(input.checked ? 'on' : 'off', true),
    });
    return { ...frame(param, id, input), show: (text) => { input.checked = text === 'on'; } };
  },

  choice(param, changed) {
    const id = `param-${param.key}`;
    const note = element('p', { class: 'note', id: `${id}-note` });
    const input = element('select', {
      id, 'aria-describedby': `${id}-note ${id}-help`, change: () => changed(input.value, true),
    }, ...param.options.map((option) => element('option', { value: option.key }, option.label)));
    const row = frame(param, id, input);
    input.after(note);
    return {
      ...row,
      show(text) {
        input.value = text;
        write(note, param.options.find((option) => option.key === text)?.help ?? '');
      },
    };
  },
};

// A slider has a narrower range than its parameter: of a value outside it shows the
// nearer end, and the field beside it the value.
function slider(param, changed) {
  const id = `param-${param.key}`;
  const scale = param.log ? factors(param) : differences(param);
  const range = element('input', {
    type: 'range', id, min: scale.min, max: scale.max, step: scale.step, 'aria-describedby': `${id}-help`,
    input: () => changed(scale.text(Number(range.value)), false),
    change: () => changed(scale.text(Number(range.value)), false),
  });
  const field = element('input', {
    type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false',
    'aria-label': t`${param.label}, number`, 'aria-describedby': `${id}-help`,
    change: () => changed((param.kind === 'int' ? typedWhole : typed)(field.value) ?? field.value.trim(), true),
  });
  return {
    ...frame(param, id, range, field),
    show(text) {
      const value = Number(text);
      const known = text !== '' && Number.isFinite(value);
      const digits = known ? String(value) : text; // not the 1e+06 of a link
      if (known) range.value = String(scale.position(value));
      put(range, 'aria-valuetext', param.unit ? `${known ? exact(value) : text} ${unitOf(param.unit, text)}` : digits);
      if (field.value !== digits) field.value = digits;
    },
  };
}

// plain writes a number without the noise of binary fractions.
const plain = (value) => String(Number(value.toPrecision(10)));

const differences = (param) => ({
  min: param.min, max: param.max, step: param.step || 'any',
  text: plain, position: (value) => value,
});

function factors(param) {
  const low = Math.log(param.min);
  const span = Math.log(param.max) - low;
  return {
    min: 0, max: positions, step: 1,
    text(position) {
      const value = Math.exp(low + (span * position) / positions);
      const rounded = param.kind === 'int' ? Math.round(value) : Number(value.toPrecision(3));
      return plain(Math.min(param.max, Math.max(param.min, rounded)));
    },
    position: (value) => Math.round((positions * (Math.log(Math.max(value, param.min)) - low)) / span),
  };
}
