// The run: opening and sharing it, playing it, and changing its parameters.

import { addressOf, setHash } from './address.js';
import { share, shareSettings } from './dialogs.js';
import { byId, number } from './dom.js';
import { bareLink, isLong, labelled, seriesOf, setShared, settingsLink, stepOf } from './links.js';
import { dismiss, notice } from './notices.js';
import { cover, uncover } from './overlay.js';
import { enter, lab, labOf, page, parts, room, sentence } from './page.js';
import { refused, waits } from './sheet.js';
import { typedSeed } from './typed.js';
import { say, t } from './words.js';

// open starts a run, of another lab where the link is, and returns what is wrong with its link, empty for nothing.
async function open(link, playing = true) {
  const error = await parts.client.open(link);
  if (error) return error;
  enter(labOf(link));
  begun(stepOf(link), playing);
  if (page.sharedAt > 0) offerJump();
  return '';
}

const worth = 1000; // steps that a network has learned from, which a restart must not lose

// again opens the run of the present values. What was paused stays paused.
async function again() {
  const playing = parts.transport.playing || !page.open;
  if ((page.shot?.learning?.steps ?? 0) >= worth) await parts.keep();
  const error = await parts.client.again(settingsLink());
  if (!error) begun(0, playing);
  return error;
}

// begun shows that another run has taken the place of the present one.
export function begun(sharedAt = 0, playing = true) {
  const { client, learning, transport } = parts;
  page.open = true;
  uncover('link');
  page.sharedAt = sharedAt;
  page.told = false;
  transport.showRewind(0, 0);
  for (const kind of ['link', 'jump', 'repeated', 'limit', 'stopped', 'file']) dismiss(kind);
  client.rate(transport.rate);
  learning.sendLimits();
  play(playing);
}

// openShared opens a link that came from outside, playing or not, says what is wrong with
// it, and resolves to that.
export async function openShared(link, playing = true) {
  if (page.open) parts.keep(); // the session is asked for it before it is for the link
  const series = seriesOf(link) !== '';
  if (series) parts.client.play(false); // it is played by what was known at a certain step
  const error = await open(link, playing && !series && !waits(link));
  if (!error) {
    page.touched = false;
    if (series) parts.series(link);
    return '';
  }
  const rest = await parts.client.readable();
  const offered = rest ? { [t`Open these settings`]: () => openReadable(rest) } : {};
  const why = t`This link cannot be opened. ${sentence(error.replace(/^link: /, ''))}${rest ? ` ${sentence(labelled(rest))}` : ''}`;
  if (page.open) {
    notice('link', t`${why} The present run goes on.`, { ...offered, [t`Dismiss`]: () => setHash(bareLink()) });
    return error;
  }
  idle(t`Nothing is running: the link could not be opened.`);
  cover('link', page.idle, { [t`Start with defaults`]: startFresh });
  notice('link', why, { ...offered, [t`Start with defaults`]: startFresh });
  return error;
}

// openReadable starts a run of the settings that can be read of a damaged link.
function openReadable(link) {
  setHash(link);
  return openShared(link);
}

// tellRepeated says once whether a shared run has given the same bits, where it has come to
// the step at which it was shared.
export async function tellRepeated(verdict) {
  if (page.told || verdict === 0) return;
  page.told = true;
  const { text, step } = await parts.client.repeated();
  if (!text || (verdict === 1 && step === 0)) return; // nothing has happened in it
  notice('repeated', t`Step ${number(step)}, where this run was shared. ${say(text)}`, { [t`Dismiss`]() {} });
}

// idle says why nothing runs.
export function idle(why) {
  page.open = false;
  page.idle = why;
  parts.transport.showPlaying(false);
}

function startFresh() {
  setHash(bareLink());
  return restart();
}

// restart begins again from the same seed with the present values.
export async function restart() {
  const { client } = parts;
  if (!client.ready) {
    if (!client.worker) client.start();
    return;
  }
  page.touched = true;
  const error = await again();
  if (error) notice('link', sentence(error), { [t`Dismiss`]() {} });
}

const farthest = 1e9; // step that a jump is offered to: beyond, even the fastest world is too slow

function offerJump() {
  const { sharedAt } = page;
  if (sharedAt > farthest) {
    notice('jump', t`This is a shared run. It repeats from the start; step ${number(sharedAt)}, where it was shared, would take too long to reach.`, { [t`Dismiss`]() {} });
    return;
  }
  notice('jump', t`This is a shared run. It repeats from the start, exactly as its visitor saw it.`, {
    [t`Jump to step ${number(sharedAt)}, where it was shared`]: () => jump(sharedAt),
    [t`Watch from the start`]: () => {},
  });
}

export function jump(to) {
  const { client, transport } = parts;
  page.jump = { to, from: page.shot?.step ?? 0, since: performance.now() };
  transport.showRewind(0);
  client.jump(to);
  transport.showPlaying(false);
}

// shareRun shows the link of the run so far and puts it into the address, unless it is
// too long for one. Without a run there are the settings only.
export async function shareRun() {
  const run = page.open ? await parts.client.share() : {};
  if (!run.text) return shareSettings(addressOf(settingsLink()), page.idle);
  const link = run.text;
  const long = isLong(addressOf(link));
  if (!long) {
    setShared(link);
    parts.keep();
  }
  share(addressOf(link), {
    step: number(stepOf(link)), adopted: run.adopted, long, settings: addressOf(run.settings), program: room.program?.runs(page.values) ?? false,
  });
}

export async function play(on) {
  if (on && !page.open) return restart();
  const { client, transport } = parts;
  transport.showPlaying(on);
  if (on) transport.showRewind(0);
  page.jump = null;
  client.play(on);
}

export function step() {
  play(false);
  parts.transport.showRewind(0);
  parts.client.step();
}

export function speed(rate) {
  parts.transport.showSpeed(rate);
  parts.stage.set('rate', rate);
  parts.client.rate(rate);
}

export function rewind(back) {
  if (back > 0 && parts.transport.playing) play(false);
  parts.transport.showRewind(back);
}

// train starts learning as fast as the machine goes, or pauses it at a speed at
// which one can watch what was learned.
export async function train(on) {
  page.touched = true;
  const wanted = on ? 'on' : 'off';
  await change(lab.params.find((param) => param.key === room.learning.train), wanted);
  if (page.values.get(room.learning.train) !== wanted) return; // it was refused
  speed(on ? 'max' : lab.rate);
  play(true);
}

export async function command(text) {
  page.touched = true;
  return page.open ? parts.client.command(text) : t`nothing is running yet`;
}

// A visitor who joins in finds the arrow keys at work on the stage, not in a menu.
function joined(changes) {
  if (!page.visiting && room.visits(new Map([...page.values, ...changes]))) parts.stage.focus();
}

// set gives the run a value at once and resolves to what is wrong with it. A restart that
// comes before the next picture takes it along.
async function set(key, text) {
  const error = await parts.client.command(`set ${key} ${text.replace(/\s/g, '') || '""'}`);
  if (!error) page.values.set(key, text);
  return error;
}

// change gives a parameter a new value: at once where it may, by a restart
// where not. What is refused goes back to what it was. It resolves to why, empty for nothing.
export async function change(param, text) {
  const { controls } = parts;
  const before = page.values.get(param.key);
  if (text === before) return '';
  const locked = refused(param.key, param.label);
  if (locked) {
    controls.show(param.key, before);
    return locked;
  }
  page.touched = true;
  joined([[param.key, text]]);
  if (!page.open) {
    page.values.set(param.key, text);
    return '';
  }
  let error;
  if (param.live) {
    error = await set(param.key, text);
  } else {
    page.values.set(param.key, text);
    error = await again();
    if (error) page.values.set(param.key, before);
  }
  if (!error) return '';
  controls.show(param.key, before);
  controls.refuse(param.key, sentence(error.replace(/^link: /, '')));
  return error;
}

export async function usePreset(preset) {
  const params = lab.params.filter((param) => param.key in preset.values && preset.values[param.key] !== page.values.get(param.key));
  if (params.some(({ key, label }) => refused(key, label))) return;
  page.touched = true;
  joined(Object.entries(preset.values));
  if (page.open && params.every((param) => param.live)) {
    for (const param of params) await set(param.key, preset.values[param.key]);
    return;
  }
  for (const param of params) {
    page.values.set(param.key, preset.values[param.key]);
    parts.controls.show(param.key, preset.values[param.key]);
  }
  if (page.open) await restart();
}

export async function changeSeed(text) {
  const before = page.seed;
  const { seed, error: wrong } = typedSeed(text);
  if (seed === before) {
    byId('seed').value = before;
    return;
  }
  page.touched = true;
  if (!wrong) page.seed = seed;
  const error = wrong || (page.open ? await again() : '');
  if (error) {
    page.seed = before;
    notice('link', sentence(error), { [t`Dismiss`]() {} });
  }
  parts.transport.showSeed(page.seed);
  byId('seed').value = page.seed;
}
