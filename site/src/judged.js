// In which world an evaluation was played: the session tells only how it came out.

import { lab, page } from './page.js';

const worldly = lab.params.filter((param) => param.group !== 'Policy' && param.group !== 'Learning');
const judged = new Map(); // by policy: the last evaluation and its world
let generation = -1; // the run that they belong to

export const worldNow = () => worldly.map((param) => page.values.get(param.key)).join(' ');

const stampOf = (after, episodes) => `${after} ${episodes}`;

// judge notes the world of an evaluation that began before it came out.
export const judge = (policy, { after, episodes }, world) => judged.set(policy, { stamp: stampOf(after, episodes), world });

// elsewhere reports whether the world has changed since the evaluation in a
// snapshot, which every snapshot has to be shown to.
export function elsewhere(shot) {
  if (shot.generation !== generation) judged.clear();
  generation = shot.generation;
  const { episodes, evaluatedAt: after } = shot.learning;
  if (judged.get(page.policy)?.stamp !== stampOf(after, episodes)) judge(page.policy, { after, episodes }, worldNow());
  return judged.get(page.policy).world !== worldNow();
}
