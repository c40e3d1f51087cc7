// What the parts of the page share: the lab, the state of the run, and the parts
// themselves. Other labs open in place: nothing may keep lab or room, or what it made of them,
// beyond a lab; see furnishes.

import { hash, lessonOf } from './address.js';
import { labs } from './catalog.js';
import { door, roomOf } from './labs/index.js';
import { lessonLabs } from './lessons/labs.js';
import { say, t } from './words.js';

// entrance is the lab of an empty address.
export const entrance = labs.find(({ key }) => key === door) ?? labs[0];

// labOf returns the lab that a link names; where it names none, that of its lesson or of
// what else it describes.
export const labOf = (link) => labs.find(({ key }) => new RegExp(`(^|&)lab=${key}(?![\\w-])`).test(link))
  ?? labs.find(({ key }) => key === lessonLabs[lessonOf(link)]) ?? (link === '' ? entrance : labs[0]);

// lab is the one that the page shows, and room what the page says and offers in it only: both
// change when a run of another lab opens.
export let lab = labOf(hash());
export let room = roomOf(lab);

// valuesOf returns the values of all parameters and texts of the lab, given those that
// are not the defaults.
export const valuesOf = (given) => new Map([...lab.params, ...lab.texts].map(({ key, default: initial = '' }) => [key, given.get(key) ?? initial]));

// reads reports whether a run with these values reads a parameter.
export const reads = (values, { for: read }) => read === undefined || read.keys.some((key) => read.values.includes(values.get(key)));

export const page = {
  embedded: false, // shown inside another site's page
  keeps: true, // runs for the next visit, where its visitor's browser allows that
  open: false, // a run is open in the worker
  idle: t`The playground is loading.`, // what is said while none is
  own: false, // the run to open next is that of the controls, whatever the address says
  values: valuesOf(new Map()),
  seed: lab.seed,
  sheet: null, // what a teacher has made of the run for a class; see sheet.js
  texts: new Map(), // of the run, as links spell them
  touched: false, // by its visitor
  whole: false,
  shot: null, // the latest snapshot
  state: null, // what came with it
  series: 0, // games of the last series that was played to its end
  description: '', // of a recent moment, in words
  sharedAt: 0, // the step at which the opened link was shared
  told: false, // whether the shared run has given the same bits
  jump: null, // {to, from, since}: the shared run is being repeated up to a step
  elsewhere: false, // the last evaluation was played in another world than the present one
  focus: 0, // which creature is looked into, as lab.View counts

  // Who acts: as a value, in words, and whether it is the visitor.
  get policy() { return page.values.get(lab.actor); },
  get policyLabel() { return actorLabel(page.policy); },
  get visiting() { return room.visits(page.values); },
};

const furnishers = [];

// furnishes calls f for the present lab, and again whenever another one takes its place: for
// what is made of a lab.
export function furnishes(f) {
  furnishers.push(f);
  f();
}

// enter lets another lab take the place of the present one, before the first snapshot of it.
export function enter(next) {
  if (next === lab) return;
  lab = next;
  room = roomOf(lab);
  Object.assign(page, { values: valuesOf(new Map()), seed: lab.seed, shot: null, state: null, description: '', focus: 0, own: false });
  for (const f of furnishers) f();
}

// actorLabel is what a policy is called that acts in the lab.
export const actorLabel = (key) => lab.params.find((param) => param.key === lab.actor)?.options.find((option) => option.key === key)?.label ?? lab.label;

// parts are the client, stage, controls, metrics, learning, imagination, transport, lessons, what keeps the run,
// keep, what shows a sheet that has begun or ended, sheet, and, where a visitor can write a policy, policy. main.js makes
// them, before the first of them calls anything here; those that show a lab, once for every lab that is entered. An embedded
// page puts a Stage of its own there before, and the theme that is asked for.
export const parts = {};

// sentence makes a message of an error that begins and ends like part of one.
export function sentence(english) {
  const text = say(english);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
