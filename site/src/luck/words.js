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
// episodes, rival}, the latter what h.3 did. It returns {answer, reasons}. What was luck is
// said only of as many seeds as the program makes statistics of.
export function verdictOf([failed, returned], asked) {
  const seeds = Number(failed.seeds);
  if (seeds === 0) return { answer: '', reasons: '' };
  const level = failed.least === failed.most; // where all fail equally often, scores tell who was lucky
  const [told, row] = level ? ['return', returned] : ['failed', failed];
  const who = seeds < asked.seeds ? `${number(seeds)} of ${number(asked.seeds)} seeds` : count(seeds, 'seed');
  const fail = `${who}: ${range(failed, 'failed')} of their episodes fail${level ? `, and they score ${range(returned, 'return')}` : ''}.`;
  const learned = `Each learned ${count(asked.steps, 'step')} and then played ${count(asked.episodes, 'episode')} that no seed learned from.`;
  if (failed.iqm === '') return { answer: fail, reasons: learned };
  const equal = level && asked.rival.failed === Number(failed.most); // and h.3 as often
  return {
    answer: join(fail, own(row, asked)),
    reasons: join(learned, middle(row, told), place(row), equal ? better(returned, 'return', asked) : better(failed, 'failed', asked)),
  };
}

const join = (...sentences) => sentences.filter(Boolean).join(' ');

// range says between what the seeds lie.
function range({ least, most }, told) {
  const [low, high] = [least, most].map((value) => tongues[told].says(Number(value)));
  return low === high ? low : `${low} to ${high}`;
}

// middle tells the interquartile mean.
function middle({ iqm, low, high }, told) {
  const { says } = tongues[told];
  return `The middle half averages ${says(Number(iqm))} (95\u00a0% interval ${says(Number(low))} to ${says(Number(high))}).`;
}

// own says whether the visitor's seed was lucky.
function own({ first, seeds, ahead, level }, { seed }) {
  if (first !== '1') return '';
  const others = Number(seeds) - 1;
  if (Number(level) === others) return `Your seed ${seed} did just as all others.`;
  const rank = (Number(ahead) + Number(level) / 2) / others; // 0 the best, 1 the worst
  return `Your seed ${seed} was ${rank <= 0.25 ? 'among the luckiest' : rank >= 0.75 ? 'among the unluckiest' : 'neither lucky nor unlucky'}.`;
}

// place says how many others did better.
function place({ first, seeds, ahead, level }) {
  if (first !== '1') return '';
  const others = Number(seeds) - 1;
  const as = level === '0' ? '' : `, and ${number(Number(level))} did as well`;
  return `${ahead === '0' ? 'None' : number(Number(ahead))} of the other ${number(others)} did better than yours${as}.`;
}

// better says whether it takes luck to do better than the heuristic.
function better({ beat, seeds }, told, { rival }) {
  const { says, beats } = tongues[told];
  const [all, ahead] = [Number(seeds), Number(beat)];
  const h3 = `heuristic h.3 (${says(rival[told])})`;
  if (ahead === 0) return `None of them does better than ${h3}.`;
  if (ahead === all) return `All ${number(all)} ${beats[1]} ${h3}: that is not luck.`;
  return `${number(ahead)} of ${number(all)} ${beats[ahead === 1 ? 0 : 1]} ${h3}: whether one seed does is luck.`;
}
