// The goals of the letters scene, each with what was reached.

import { mean } from '../support/statistics.mjs';
import { byPerson, summarize } from '../support/summary.mjs';

/** What must hold in every run, however short: an update helps. */
const LEAST_CUT = 0.1;
const CUTS = { 1: 0.35, 2: 0.45, 3: 0.5, 5: 0.55 };

/** @returns { goal, reached, met } each, over all people; cuts over the learnable ones too */
export function goals(records, clean, controls, shots) {
  const list = [];
  const add = (goal, reached, met, must = false) => list.push({ goal, reached, met, must });
  const text = (share) => `${(100 * share).toFixed(1)} %`;
  const all = (k) => byPerson(records, 'default', k);
  const base = mean(all(shots[0]).map(({ before }) => before));
  add('base at least 87.5 %', text(base), base >= 0.875);
  for (const k of shots) {
    const one = summarize(all(k));
    const without = summarize(byPerson(clean, 'default', k));
    add(
      `errors cut by ${text(CUTS[k])} at ${k} a letter`,
      `${text(one.cut)}; learnable people ${text(without.cut)}`,
      one.cut >= CUTS[k],
    );
    add(`forgetting at most 2 points at ${k}`, `${(100 * one.forgot).toFixed(1)} points`, one.forgot <= 0.02);
    add(`errors cut by ${text(LEAST_CUT)} at ${k}, as in every run`, text(one.cut), one.cut >= LEAST_CUT, k >= 3);
    if (k < 3) continue;
    add(
      `at most one person harmed at ${k}, by a point at most`,
      `${one.worse}, worst ${(100 * one.worstDrop).toFixed(1)} points`,
      one.worse <= 1 && one.worstDrop >= -0.01,
    );
  }
  if (shots.includes(5)) {
    const one = summarize(all(5));
    const halved = 1 - one.worstDecile <= (1 - one.worstDecileBefore) / 2;
    const without = summarize(byPerson(clean, 'default', 5));
    add(
      'worst decile’s errors halved at 5',
      `${text(1 - one.worstDecileBefore)} to ${text(1 - one.worstDecile)}; learnable people ${text(1 - without.worstDecileBefore)} to ${text(1 - without.worstDecile)}`,
      halved,
    );
    add('an update at most 5 ms an example', `${one.ms.toFixed(1)} ms`, one.ms <= 5);
    add('stored delta at most 20 KB', `${(one.bytes / 1000).toFixed(1)} KB`, one.bytes <= 20_000);
  }
  if (controls.length > 0) {
    const refused = mean(controls.map((one) => (one.refused ? 1 : 0)));
    const gain = mean(controls.map((one) => one.gain));
    add('shuffled labels refused in 95 %', text(refused), refused >= 0.95, true);
    add(
      'another person’s examples show no gain (half a point of noise)',
      `${(100 * gain).toFixed(2)} points`,
      gain <= 0.005,
      true,
    );
  }
  return list;
}
