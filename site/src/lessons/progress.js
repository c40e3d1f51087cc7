// How far a visitor has come in the lessons: it stays in this browser.

import { recall, remember } from '../remembered.js';

const place = 'lessons';
let known = null; // by name: {step, done}

function all() {
  if (known) return known;
  try {
    known = JSON.parse(recall(place)) ?? {};
  } catch {
    known = {};
  }
  return known;
}

// progressOf returns how far one has come: the step that was open, from 0 on, and whether the
// end was ever reached.
export function progressOf(name) {
  const { step, done } = all()[name] ?? {};
  return { step: Number.isInteger(step) && step > 0 ? step : 0, done: done === true };
}

// keepProgress keeps the step that is open, and that the end is reached.
export function keepProgress(name, step, done) {
  all()[name] = { step, done: done || progressOf(name).done };
  remember(place, JSON.stringify(known));
}
