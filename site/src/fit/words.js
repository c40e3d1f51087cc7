// What was found in measured values, in sentences.

import { exact, number } from '../dom.js';
import { t } from '../words.js';

// digits writes a number with three digits that count.
export const digits = (value) => exact(Number(value.toPrecision(3))).replace('-', '−');

const percents = (share) => t`${digits(100 * share)} %`;

// duration writes seconds in the largest unit that fits.
export function duration(seconds) {
  if (seconds >= 2 * 86400) return t`${digits(seconds / 86400)} days`;
  if (seconds >= 2 * 3600) return t`${digits(seconds / 3600)} hours`;
  if (seconds >= 2 * 60) return t`${digits(seconds / 60)} minutes`;
  return t`${digits(seconds)} seconds`;
}

// summary says what the file holds.
export function summary({ nodes, step, span }) {
  const whole = number(nodes);
  if (step === 0) return nodes === 1 ? t`One node, measured without times.` : t`${whole} nodes, measured without times.`;
  return nodes === 1 ? t`One node, a value every ${duration(step)}, over ${duration(span)}. A value is a step of the world.`
    : t`${whole} nodes, a value every ${duration(step)}, over ${duration(span)}. A value is a step of the world.`;
}

// rowsOf lists the estimates: [name, value, interval].
export function rowsOf({ memory, cpu, grid_rows: rows, grid_columns: columns }) {
  const row = (name, { value, low, high }) => [name, percents(value), t`${digits(100 * low)} to ${digits(100 * high)} %`];
  return [
    row(t`Drift per step`, memory.drift),
    row(t`Noise per step`, memory.noise),
    row(t`Memory at first, up to`, memory.initial),
    ...(cpu ? [row(t`CPU noise per step`, cpu.noise), row(t`CPU at first, up to`, cpu.initial)] : []),
    [t`Grid`, t`${rows} × ${columns} nodes`, ''],
  ];
}

const findings = {
  'drift rises': ({ amount: { value }, step }) => (step > 0
    ? t`Memory rises by ${percents(value)} a step: an empty node is full after ${number(Math.ceil(1 / value))} steps, ${duration(Math.ceil(1 / value) * step)}.`
    : t`Memory rises by ${percents(value)} a step: an empty node is full after ${number(Math.ceil(1 / value))} steps.`),
  'drift falls': ({ amount: { value } }) => t`Memory falls by ${percents(-value)} a step. In the world it rises; here nothing would fail by itself.`,
  'drift still': () => t`Memory neither rises nor falls as far as one can tell.`,
  'growth walk': ({ amount: { value } }) => t`Memory rises in steps that are independent: over 8 steps it varies ${digits(value)} times as much as 8 single steps.`,
  'growth returns': ({ amount: { value } }) => t`Memory rises more steadily: over 8 steps it varies only ${digits(value)} times as much as 8 single steps. Its noise is mostly of the measurement.`,
  'growth trends': ({ amount: { value } }) => t`Memory rises in spells: over 8 steps it varies ${digits(value)} times as much as 8 single steps. The world has no spells.`,
  'growth unknown': () => t`There are too few calm stretches to tell whether memory rises in spells.`,
  'memory none': () => t`A change says nothing about the next one.`,
  'memory returns': ({ amount: { value } }) => t`A rise is often followed by a fall (correlation ${digits(value)}). In the world changes are independent.`,
  'memory follows': ({ amount: { value } }) => t`A rise is often followed by another (correlation ${digits(value)}). In the world changes are independent.`,
  'memory unknown': () => t`There are too few changes in a row to compare them.`,
  'nodes alike': () => t`All nodes leak alike.`,
  'nodes differ': ({ amount: { low, high } }) => t`Nodes differ: they drift by ${percents(low)} to ${percents(high)} a step. In the world all have the same drift.`,
  'nodes unknown': () => t`One node alone cannot be compared with others.`,
  'restarts few': ({ amount: { value } }) => t`${percents(value)} of the changes are restarts or jumps, which the world does not have.`,
  'restarts many': ({ amount: { low, high } }) => t`${percents(low)} of the changes are restarts and ${percents(high)} are jumps. The world has neither.`,
  'cpu still': () => t`The CPU wanders without a direction.`,
  'cpu drifts': ({ amount: { value } }) => t`The CPU drifts by ${percents(value)} a step. In the world it only wanders.`,
};

// finding says what a check found, and verdict whether the world is like it.
export const finding = (check, step) => findings[`${check.key} ${check.class}`]({ ...check, step });
export const verdict = ({ class: found, fits }) => (found === 'unknown' ? t`Unclear:` : fits ? t`Yes:` : t`No:`);

const notes = {
  'memory-fraction': () => t`Memory is read as fractions of the whole.`,
  'memory-percent': ({ numbers: [most] }) => t`Memory is read as percent: the largest value is ${digits(most)}.`,
  'memory-limit': () => t`Memory is divided by the limit of its node.`,
  'memory-unlimited': ({ numbers: [n], text }) => t`Nodes without a limit of memory are left out: ${number(n)}, such as ${text}.`,
  'memory-gaps': ({ numbers: [share] }) => t`Changes of memory over a gap are left out: ${percents(share)}.`,
  'cpu-fraction': () => t`CPU is read as fractions of the whole.`,
  'cpu-percent': ({ numbers: [most] }) => t`CPU is read as percent: the largest value is ${digits(most)}.`,
  'cpu-limit': () => t`CPU is divided by the limit of its node.`,
  'cpu-unlimited': ({ numbers: [n], text }) => t`Nodes without a limit of CPU are left out: ${number(n)}, such as ${text}.`,
  'cpu-gaps': ({ numbers: [share] }) => t`Changes of CPU over a gap are left out: ${percents(share)}.`,
  wrong: ({ numbers: [n], text }) => t`Cells that cannot be read are left out: ${number(n)}, the first in ${text}.`,
  backward: ({ numbers: [n] }) => t`Values whose time goes backward are left out: ${number(n)}.`,
  repeated: ({ numbers: [n] }) => t`Values that repeat a time are left out: ${number(n)}.`,
  'no-time': () => t`There is no column of times: rows are one step apart.`,
  'no-node': () => t`There is no column of nodes: everything is one node.`,
  'no-cpu': () => t`There is no CPU: it stays as the world has it.`,
  grid: ({ numbers: [n] }) => (n === 1 ? t`The grid has one node more than your cluster.` : t`The grid has ${number(n)} nodes more than your cluster.`),
};

// noted says what was assumed or left out. Where only some nodes are meant, it says how many.
export function noted(note) {
  const words = notes[note.key](note);
  const [, some, all] = note.numbers ?? [];
  return some < all ? t`${words} This holds for ${number(some)} of ${number(all)} nodes.` : words;
}
