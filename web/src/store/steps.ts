// The history of a name: which updates led to its versions, also to those that are no longer kept.

import type { Connection, Reading, Writing } from './connection.js';
import type { StepRecord, VersionRecord } from './records.js';
import { allOf, readShelf } from './shelf.js';
import { isTrainingRecord } from './training-record.js';
import { settled } from './writing.js';

/** A step as it is to be written; its place is given inside the transaction. */
export type NewStep = Omit<StepRecord, 'order'>;

/** @returns oldest first; what no longer is a record is left out */
export async function readSteps(tx: Reading | Writing, name: string): Promise<StepRecord[]> {
  const all = await (tx as Reading).objectStore('steps').getAll(allOf(name));
  return all.filter(isStepRecord);
}

/** Adds the step, and drops those that no kept version descends from. */
export async function addStep(tx: Writing, step: NewStep, kept: readonly number[]): Promise<void> {
  const steps = await readSteps(tx, step.name);
  const added = { ...step, order: (steps.at(-1)?.order ?? 0) + 1 };
  settled(tx.objectStore('steps').put(added));
  for (const { name, order } of unneeded([...steps, added], kept))
    settled(tx.objectStore('steps').delete([name, order]));
}

/**
 * Writes down that an update was refused: without one of its examples it might not have been. Nothing happens if somebody
 * else was faster.
 */
export async function addRefusal(connection: Connection, step: NewStep, head: string | undefined): Promise<void> {
  await connection.write('note a refused update', async (tx) => {
    const { newest, versions } = await readShelf(tx, step.name);
    if (newest?.id !== head) return;
    await addStep(
      tx,
      step,
      versions.map(({ number }) => number),
    );
  });
}

/** How a version came about, for its step. */
export function stepOf(
  version: Omit<VersionRecord, 'chunks' | 'number'> & { readonly number: number | null },
  { made, restart }: Pick<StepRecord, 'made' | 'restart'>,
): NewStep {
  const { name, number, base, parent, restores, savedAt, note, parameters } = version;
  return { name, number, base, parent, restores, restart, savedAt, note, parameters, made };
}

/** Whether the later step begins where the earlier one began, or would have ended. */
export function follows(later: StepRecord, earlier: StepRecord): boolean {
  return later.order > earlier.order && later.restores === null && !later.restart && later.parent === earlier.parent;
}

function unneeded(steps: readonly StepRecord[], kept: readonly number[]): StepRecord[] {
  const byNumber = new Map(steps.map((step) => [step.number, step]));
  const needed = new Set<number>();
  const open = [...kept];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (needed.has(number)) continue;
    needed.add(number);
    const step = byNumber.get(number);
    for (const before of [step?.parent, step?.restores]) if (typeof before === 'number') open.push(before);
  }
  const isNeeded = (step: StepRecord): boolean => {
    if (step.number !== null) return needed.has(step.number);
    // A refused update matters to what was trained from the same version afterwards, or will be.
    const later = steps.filter(({ number, order }) => order > step.order && number !== null && needed.has(number));
    return later.length === 0 || later.some((one) => follows(one, step));
  };
  return steps.filter((step) => !isNeeded(step));
}

export function isStepRecord(step: Partial<StepRecord> | undefined): step is StepRecord {
  return (
    typeof step?.name === 'string' &&
    typeof step.base === 'string' &&
    typeof step.order === 'number' &&
    (step.made === null || (Array.isArray(step.made) && step.made.every(isTrainingRecord))) &&
    [step.number, step.parent, step.restores].every((number) => number === null || Number.isSafeInteger(number))
  );
}
