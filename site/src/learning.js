// The panel of a policy that learns: training and its limits, evaluation,
// guidance, the calibration of the forecasts, and its mind as a file.

import { Calibration } from './calibration.js';
import { byId, count, element, exact, number, percent, put, write } from './dom.js';
import { looksAhead, note, standings, worldNow } from './evaluation.js';
import { question } from './explain.js';
import { room, sentence } from './page.js';
import { shows } from './sheet.js';
import { recall, remember } from './remembered.js';
import { typed, typedWhole } from './typed.js';
import { say, t } from './words.js';

const episodes = 50; // of an evaluation

// Learning fills its panel from snapshots. on has the callbacks train(on),
// evaluate(episodes), luck(), limits(steps, seconds), values(on), saveMind() and
// loadMind(file).
export class Learning {
  constructor(controls, on) {
    this.on = on;
    this.asked = null; // {players, again, world} of the last evaluation that was asked for
    this.learner = ''; // the run and the policy that it belongs to
    this.failure = '';
    this.root = element('section', { class: 'learning', hidden: true, 'aria-labelledby': 'learning-title' });
    const words = room.learning;
    this.words = words; // the lab's own; null where nothing can be trained
    if (!words) return;
    this.train = element('button', { type: 'button', class: 'primary', click: () => on.train(!this.hurried) }, t`Train`);
    this.askedine = element('button', { type: 'button', click: () => this.#evaluate() }, t`Evaluate`);
    this.luck = element('button', { type: 'button', hidden: room.luck === null, click: () => on.luck() }, t`Is it luck?`);
    this.verdict = element('p', { class: 'verdict', role: 'status' });
    this.calibration = new Calibration();
    this.values = toggle(words.values, (shown) => this.#showValues(shown));
    this.mind = element('input', {
      type: 'file', accept: '.safetensors', class: 'unseen', tabindex: '-1', 'aria-hidden': 'true', 'aria-label': t`File of a mind`,
      change: () => { if (this.mind.files[0]) on.loadMind(this.mind.files[0]); this.mind.value = ''; },
    });
    this.root.append(
      element('h3', { id: 'learning-title' }, words.group),
      element('div', { class: 'row' }, this.train, this.askedine, this.luck),
      this.verdict,
      ...controls.take(words.group),
      this.calibration.root,
      this.values.root,
      this.#limits(),
      element('div', { class: 'row' },
        element('button', { type: 'button', click: () => on.saveMind() }, t`Save mind`),
        element('button', { type: 'button', click: () => this.mind.click() }, t`Load mind`), this.mind),
    );
    controls.after(words.after, this.root);
    this.#showValues(recall('values') === 'on');
  }

  #showValues(shown) {
    this.values.input.checked = shown;
    remember('values', shown ? 'on' : 'off');
    this.on.values(shown);
  }

  #limits() {
    const error = element('p', { class: 'error', role: 'alert', id: 'limits-error' });
    const field = (id, label, hint) => {
      const input = element('input', {
        type: 'text', id, inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', placeholder: t`no limit`,
        'aria-describedby': `limits-help limits-error`, change: () => apply(),
      });
      return [element('label', { for: id }, label, element('span', { class: 'unit' }, ` ${hint}`)), input];
    };
    const steps = field('max-steps', t`Max steps`, t`of training`);
    const minutes = field('max-runtime', t`Max runtime`, t`minutes`);
    const apply = () => {
      const bound = [limit(steps[1], t`Max steps`, true), limit(minutes[1], t`Max runtime`, false)];
      write(error, bound.map((one) => one.error).filter(Boolean).join(' '));
      if (error.textContent) return;
      this.bounds = { steps: bound[0].value, seconds: 60 * bound[1].value };
      this.on.limits(this.bounds.steps, this.bounds.seconds);
    };
    const help = element('p', { class: 'unseen', id: 'limits-help' }, t`Training that gets there is saved and stops. Empty: no limit.`);
    return element('div', { class: 'limits' },
      element('span', { class: 'name' }, t`Limits`, question(t`a limit`, help)), ...steps, ...minutes, help, error);
  }

  // clearLimits lets training go on.
  clearLimits() {
    for (const id of ['max-steps', 'max-runtime']) byId(id).value = '';
    this.sendLimits();
  }

  // sendLimits says what the fields hold, to a program that has just started too.
  sendLimits() {
    if (this.words) byId('max-steps').dispatchEvent(new Event('change'));
    else this.on.limits(0, 0);
  }

  async #evaluate() {
    if (this.askedine.getAttribute('aria-disabled') === 'true') return;
    this.failure = '';
    const { learner, policy } = this;
    const world = worldNow();
    const ahead = looksAhead();
    const { error, text } = await this.on.evaluate(episodes);
    if (learner !== this.learner) return;
    this.failure = error;
    const players = error ? [] : standings(text);
    const again = ahead ? players.pop() : null; // the learner once more, as it looks ahead
    this.asked = error ? null : { players, again, world };
    if (this.asked) note(policy, this.asked.players[0], world);
  }

  // show displays a snapshot, given the page. hurry says whether the session steps as
  // fast as it can, match how much of an evaluation has been played, null for none.
  show(shot, page, hurry, match) {
    const { words } = this;
    const learned = words && shows(words.train) && shot.learning;
    if (this.root.hidden !== !learned) this.root.hidden = !learned;
    if (!learned) return;
    this.hurried = hurry && page.values.get(words.train) === 'on' && !learned.stopped;
    write(this.train, this.hurried ? t`Pause training` : t`Train at full speed`);
    put(this.askedine, 'aria-disabled', String(match !== null));
    this.#meet(shot.generation, page.policy);
    this.together = shot.metrics.clusters > 1 ? ` ${t`of ${number(shot.metrics.clusters)} clusters together`}` : '';
    write(this.verdict, this.#words(learned, match, page.elsewhere));
    const forecasts = words.forecasts(page);
    if (this.calibration.root.hidden === forecasts) this.calibration.root.hidden = !forecasts;
    if (forecasts) this.calibration.show(learned, words.guided(page));
  }

  // meet forgets the evaluation of another learner.
  #meet(generation, policy) {
    const learner = `${generation} ${policy}`;
    if (learner !== this.learner) {
      this.asked = null;
      this.failure = '';
    }
    this.learner = learner;
    this.policy = policy;
  }

  #words(learned, match, elsewhere) {
    if (match !== null) return t`Evaluating: ${percent(match)} of ${episodes} episodes played. Training is not disturbed.`;
    if (this.failure) return t`It could not be evaluated: ${say(this.failure)}.`;
    if (learned.episodes === 0 && !this.asked) {
      return t`Learned from ${count(learned.steps, 'step')}${this.together}. Evaluate plays ${episodes} episodes that it never learned from, without exploring.`;
    }
    const asked = this.asked && spoken(this.asked.world !== worldNow(), this.together, ...this.asked.players)
      + (this.asked.again ? ` ${this.words.again(this.asked.again)}` : '');
    if (this.asked?.players[0].after >= learned.evaluatedAt) return sentence(asked);
    const newest = spoken(elsewhere, this.together,
      { mean: learned.mean, failed: learned.failed, episodes: learned.episodes, after: learned.evaluatedAt },
      { mean: learned.baseline, failed: 1 - learned.survived, episodes: learned.episodes });
    return `${sentence(newest)}${asked ? `\n${t`The one you asked for: ${asked}`}` : ''}`;
  }
}

// spoken tells an evaluation in words, elsewhere that the world has changed since, together
// whose steps those of learning are; the evaluations that the session makes by itself have one baseline only.
function spoken(elsewhere, together, learner, ...baselines) {
  return t`after ${count(learner.after, 'step')}${together}, on ${learner.episodes} episodes it never learned from${
    elsewhere ? t`, in the world as it was then` : ''}: ${
    percent(learner.failed)} failed, mean return ${number(learner.mean, 1)}. ${room.learning.outcome(learner, ...baselines)}`;
}

// limit reads a field: a number above 0, or nothing for no limit. The field then shows what
// was read.
function limit(input, label, whole) {
  const empty = input.value.trim() === '';
  const value = empty ? 0 : Number((whole ? typedWhole : typed)(input.value) ?? NaN);
  const wrong = !empty && !(Number.isFinite(value) && value > 0);
  if (!wrong && !empty) input.value = exact(value);
  if (wrong) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
  return { value: wrong ? 0 : value, error: wrong ? wanted(label, input.value, whole) : '' };
}

const wanted = (label, text, whole) => (whole ? t`${label} is "${text}", want a whole number above 0, or nothing.` : t`${label} is "${text}", want a number above 0, or nothing.`);

function toggle(label, changed) {
  const input = element('input', { type: 'checkbox', role: 'switch', change: () => changed(input.checked) });
  return { input, root: element('label', { class: 'switch' }, input, ` ${label}`) };
}
