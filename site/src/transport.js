// Play, pause, single step, start over, speed, looking back, the charts' window
// and the seed.

import { speeds } from './catalog.js';
import { byId, count, icon, number, put, write } from './dom.js';
import { question } from './explain.js';
import { t } from './words.js';

// nearest returns the position on the slider of the speed that differs by the smallest
// factor.
function nearest(rate) {
  if (rate === 'max') return speeds.length - 1;
  const far = speeds.map((speed) => Math.abs(Math.log(speed / rate))); // NaN for 'max'
  return far.indexOf(Math.min(...far.slice(0, -1)));
}

// Transport wires the controls under the stage. on has the callbacks play(on),
// step(), reset(), speed(rate), rewind(steps), window(whole) and seed(text).
export class Transport {
  constructor(on) {
    this.rewindSteps = 0; // how far the lab can look back
    this.playing = true;
    this.rate = 12;
    this.back = 0;
    this.limit = 0;
    this.speed = byId('speed');
    this.rewindSlider = byId('rewind');
    this.seed = byId('seed');
    icon(byId('step'), 'step');
    icon(byId('reset'), 'reset');
    byId('play').addEventListener('click', () => on.play(!this.playing));
    byId('step').addEventListener('click', () => on.step());
    byId('reset').addEventListener('click', () => on.reset());
    this.speed.max = String(speeds.length - 1);
    this.speed.addEventListener('input', () => on.speed(speeds[Number(this.speed.value)]));
    this.rewindSlider.addEventListener('input', () => on.rewind(this.limit - Number(this.rewindSlider.value)));
    byId('recent').addEventListener('click', () => on.window(false));
    byId('whole').addEventListener('click', () => on.window(true));
    this.seed.addEventListener('change', () => on.seed(this.seed.value));
    byId('new-seed').addEventListener('click', () => on.seed(String(crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000)));
    byId('seed-name').append(question(t`the seed`, byId('seed-help'), byId('seed-name')));
    this.showPlaying(true);
    this.showSpeed(this.rate);
  }

  showPlaying(on) {
    this.playing = on;
    icon(byId('play'), on ? 'pause' : 'play');
    put(byId('play'), 'aria-label', on ? t`Pause` : t`Play`);
  }

  showSpeed(rate) {
    this.rate = rate;
    this.speed.value = String(nearest(rate));
    const text = rate === 'max' ? t`as fast as possible` : t`${count(rate, 'step')}/s`;
    put(this.speed, 'aria-valuetext', text);
    write(byId('speed-text'), rate === 'max' ? 'max' : text);
  }

  showWindow(whole) {
    put(byId('recent'), 'aria-pressed', String(!whole));
    put(byId('whole'), 'aria-pressed', String(whole));
  }

  showSeed(text) {
    if (document.activeElement !== this.seed) this.seed.value = text;
  }

  // showRewind shows how far back the picture is, of how far it can be.
  showRewind(back, limit = this.limit) {
    this.back = back;
    if (limit !== this.limit) {
      this.limit = limit;
      this.rewindSlider.max = String(limit);
    }
    const value = String(this.limit - back);
    if (this.rewindSlider.value !== value) this.rewindSlider.value = value;
    const text = back === 0 ? t`now` : t`${count(back, 'step')} ago`;
    put(this.rewindSlider, 'aria-valuetext', text);
    write(byId('rewind-text'), back === 0 ? t`now` : `−${number(back)}`);
  }

  // reach says how far back a run of that many steps can be seen.
  reach(step) { return Math.max(0, Math.min(this.rewindSteps, step) - 1); }
}
