// What the panel says of many seeds. The numbers are those of the program's statistics.

import { count, number } from '../dom.js';
import { t } from '../words.js';

// rate writes a share of failed episodes: small ones with a decimal.
export const rate = (share) => `${number(100 * share, share >= 0.0005 && share < 0.0995 ? 1 : 0)}\u00a0%`;

// score writes a mean return.
export const score = (value) => number(value, 1);

// How each of the two numbers is told: how many seeds are ahead of the heuristic too.
const tongues = {
  failed: {
    says: rate,
    none: (h3) => t`None of them does better than heuristic h.3 (${h3}).`,
    all: (all, h3) => t`All ${all} fail less often than heuristic h.3 (${h3}): that is not luck.`,
    one: (all, h3) => t`1 of ${all} fails less often than heuristic h.3 (${h3}): whether one seed does is luck.`,
    some: (ahead, all, h3) => t`${ahead} of ${all} fail less often than heuristic h.3 (${h3}): whether one seed does is luck.`,
  },
  return: {
    says: score,
    none: (h3) => t`None of them does better than heuristic h.3 (${h3}).`,
    all: (all, h3) => t`All ${all} score more than heuristic h.3 (${h3}): that is not luck.`,
    one: (all, h3) => t`1 of ${all} scores more than heuristic h.3 (${h3}): whether one seed does is luck.`,
    some: (ahead, all, h3) => t`${ahead} of ${all} score more than heuristic h.3 (${h3}): whether one seed does is luck.`,
  },
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
  const who = seeds < asked.seeds ? t`${number(seeds)} of ${number(asked.seeds)} seeds` : count(seeds, 'seed');
  const fail = level ? t`${who}: ${range(failed, 'failed')} of their episodes fail, and they score ${range(returned, 'return')}.`
    : t`${who}: ${range(failed, 'failed')} of their episodes fail.`;
  const learned = t`Each learned ${count(asked.steps, 'step')} and then played ${count(asked.episodes, 'episode')} that no seed learned from.`;
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
  return low === high ? low : t`${low} to ${high}`;
}

// middle tells the interquartile mean.
function middle({ iqm, low, high }, told) {
  const { says } = tongues[told];
  return t`The middle half averages ${says(Number(iqm))} (95\u00a0% interval ${says(Number(low))} to ${says(Number(high))}).`;
}

// own says whether the visitor's seed was lucky.
function own({ first, seeds, ahead, level }, { seed }) {
  if (first !== '1') return '';
  const others = Number(seeds) - 1;
  if (Number(level) === others) return t`Your seed ${seed} did just as all others.`;
  const rank = (Number(ahead) + Number(level) / 2) / others; // 0 the best, 1 the worst
  if (rank <= 0.25) return t`Your seed ${seed} was among the luckiest.`;
  return rank >= 0.75 ? t`Your seed ${seed} was among the unluckiest.` : t`Your seed ${seed} was neither lucky nor unlucky.`;
}

// place says how many others did better.
function place({ first, seeds, ahead, level }) {
  if (first !== '1') return '';
  const others = Number(seeds) - 1;
  const [better, same, all] = [Number(ahead), Number(level), others].map((value) => number(value));
  if (level === '0') return ahead === '0' ? t`None of the other ${all} did better than yours.` : t`${better} of the other ${all} did better than yours.`;
  return ahead === '0' ? t`None of the other ${all} did better than yours, and ${same} did as well.` : t`${better} of the other ${all} did better than yours, and ${same} did as well.`;
}

// better says whether it takes luck to do better than the heuristic.
function better({ beat, seeds }, told, { rival }) {
  const tongue = tongues[told];
  const [all, ahead] = [Number(seeds), Number(beat)];
  const h3 = tongue.says(rival[told]);
  if (ahead === 0) return tongue.none(h3);
  if (ahead === all) return tongue.all(number(all), h3);
  return ahead === 1 ? tongue.one(number(all), h3) : tongue.some(number(ahead), number(all), h3);
}
