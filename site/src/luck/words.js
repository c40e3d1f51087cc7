// What the panel says of many seeds. The numbers are those of the program's statistics.

import { count, number } from '../dom.js';

// rate writes a share of failed episodes: small ones with a decimal.
export const rate = (share) => `${number(100 * share, share >= 0.0005 && share < 0.0995 ? 1 : 0)}\u00a0%`;

// score writes a mean return.
export const score = (value) => number(value, 1);

// How each of the two numbers is told. Verbs come for one seed and for several.
const tongues = {
  failed: { says: rate, beats: ['fails less often than', 'fail less often than'] },
  return: { says: score, beats: ['scores more than', 'score more than'] },
};

// verdictOf says what the seeds came to, given the lines of the spread, the first of the
// failures and the second of the returns, and what was asked for: {seed, seeds, steps,
// episodes, rival}, the latter what h.3 did. It returns {answer, reasons}.
export function verdictOf([failed, returned], asked) {
  const seeds = Number(failed.seeds);
  if (seeds === 0) return { answer: '', reasons: '' };
  // Where neither a seed nor the heuristic ever fails, failures tell nothing.
  const told = Number(failed.most) === 0 && asked.rival.failed === 0 ? 'return' : 'failed';
  const row = told === 'failed' ? failed : returned;
  const who = seeds < asked.seeds ? `${number(seeds)} of ${number(asked.seeds)} seeds` : count(seeds, 'seed');
  return {
    answer: join(`${who}: ${told === 'return' ? `none failed even once, and they score ${range(row, told)}` : `${range(row, told)} of their episodes fail`}.`, own(row, asked)),
    reasons: join(`Each learned ${count(asked.steps, 'step')} and then played ${count(asked.episodes, 'episode')} that no seed learned from.`,
      middle(row, told), place(row), against(row, told, asked)),
  };
}

const join = (...sentences) => sentences.filter(Boolean).join(' ');

// range says between what the seeds lie.
function range({ least, most }, told) {
  const [low, high] = [least, most].map((value) => tongues[told].says(Number(value)));
  return low === high ? low : `${low} to ${high}`;
}

function middle({ iqm, low, high }, told) {
  if (iqm === '') return '';
  const { says } = tongues[told];
  return `The middle half averages ${says(Number(iqm))} (95\u00a0% interval ${says(Number(low))} to ${says(Number(high))}).`;
}

// own says whether the visitor's seed was lucky.
function own({ first, seeds, ahead, level }, { seed }) {
  const others = Number(seeds) - 1;
  if (first !== '1' || others === 0) return '';
  if (Number(level) === others) return `Your seed ${seed} did just as all others.`;
  const rank = (Number(ahead) + Number(level) / 2) / others; // 0 the best, 1 the worst
  return `Your seed ${seed} was ${rank <= 0.25 ? 'among the luckiest' : rank >= 0.75 ? 'among the unluckiest' : 'neither lucky nor unlucky'}.`;
}

function place({ first, seeds, ahead, level }) {
  const others = Number(seeds) - 1;
  if (first !== '1' || others === 0) return '';
  return `Of the other ${number(others)}, ${number(Number(ahead))} did better than yours${level === '0' ? '' : ` and ${number(Number(level))} as well`}.`;
}

// against says whether it takes luck to do better than the heuristic.
function against({ beat, seeds }, told, { rival }) {
  const { says, beats } = tongues[told];
  const [all, better] = [Number(seeds), Number(beat)];
  const h3 = `heuristic h.3 (${says(rival[told])})`;
  if (better === 0) return `${all === 1 ? 'It does not' : 'None of them does'} better than ${h3}.`;
  if (all === 1) return `It ${beats[0]} ${h3}.`;
  if (better === all) return `All ${number(all)} ${beats[1]} ${h3}: that is not luck.`;
  return `${number(better)} of ${number(all)} ${beats[better === 1 ? 0 : 1]} ${h3}: whether one seed does is luck.`;
}
