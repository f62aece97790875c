// Whether an update is worth keeping: decided on examples that it did not learn from.

import { type Answer, isRight, meanLossOf } from './answers.js';

/** What the gate found. */
export interface Verdict {
  readonly accepted: boolean;
  /** In a sentence. */
  readonly why: string;
}

/** How much of what the model knew may be lost: 2 points of accuracy on the replay set. */
const MOST_FORGOTTEN = 0.02;

/**
 * With cross-validation, from three examples a class. Refused when the labels are no easier to predict than by chance, when
 * fewer examples are predicted by more than a standard error, or when none of accuracy and loss got better.
 *
 * @param before answers of the model as it was
 * @param after  answers of models that had not seen the example
 */
export function judgeExamples(before: readonly Answer[], after: readonly Answer[]): Verdict {
  const count = before.length;
  const right = { before: before.filter(isRight).length, after: after.filter(isRight).length };
  const shares = `${percent(right.before / count)} of your examples before, ${percent(right.after / count)} after`;
  const chance = commonest(before) / count;
  const byChance = chance + 2 * Math.sqrt((chance * (1 - chance)) / count);
  if (chance < 1 && Math.max(right.before, right.after) / count <= byChance) {
    return refused(`the labels are no easier to predict than by chance: right were ${shares}`);
  }
  // Of a paired comparison: only examples that changed sides count.
  const changed = before.filter((answer, index) => isRight(answer) !== isRight(after[index] as Answer)).length;
  if (right.after < right.before - Math.sqrt(changed)) return refused(`it got worse: right were ${shares}`);
  if (right.after <= right.before && meanLossOf(after) >= meanLossOf(before)) {
    return refused(`it did not get better: right were ${shares}`);
  }
  return { accepted: true, why: `right were ${shares}` };
}

/** On the replay set, always: refused when clearly more was forgotten than may be, by more than the standard error of the loss. */
export function judgeReplay(before: number, after: number, count: number): Verdict {
  const lost = before - after;
  const error = Math.sqrt((before * (1 - before) + after * (1 - after)) / count);
  const shares = `of what it knew ${percent(before)} was right before, ${percent(after)} after`;
  return lost > MOST_FORGOTTEN + error ? refused(`it forgot too much: ${shares}`) : { accepted: true, why: shares };
}

function refused(why: string): Verdict {
  return { accepted: false, why };
}

function commonest(answers: readonly Answer[]): number {
  const counts = new Map<unknown, number>();
  for (const { label } of answers) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values());
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}
