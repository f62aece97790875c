// Taking an example out of everything that learned from it: the versions that saw it are made again without it.

import { AttuneError } from '../errors.js';
import { type Chunked, cut } from './chunks.js';
import type { Reading, Writing } from './connection.js';
import { deleteExample } from './example-records.js';
import { newId } from './names.js';
import type { ExampleRecord, HeadRecord, StepRecord, VersionRecord } from './records.js';
import { type Replayed, replay, type Workshop } from './replay.js';
import { readShelf } from './shelf.js';
import { follows, readSteps } from './steps.js';
import { type StorableModel, storage } from './storable.js';
import { numbersOf } from './store-options.js';
import { idsOf, without } from './training-record.js';
import type { Forgotten } from './version-info.js';
import { putChunks, settled, sweep } from './writing.js';

/** All that is kept under a name. */
interface History {
  readonly name: string;
  readonly newest: HeadRecord | undefined;
  readonly versions: readonly VersionRecord[];
  readonly steps: readonly StepRecord[];
}

/** A version made again, ready to be written. */
interface Remade {
  readonly record: VersionRecord;
  readonly delta: Chunked;
}

/** What is to be written for one name. */
interface Rewritten {
  readonly before: History;
  readonly affected: ReadonlySet<StepRecord>;
  readonly steps: readonly StepRecord[];
  readonly versions: readonly Remade[];
}

const TRIES = 3;

/**
 * @internal Deletes an example and every version that saw it, and puts in their place what the same history gives without it. One
 * transaction: all of it happened, or nothing.
 *
 * @throws AttuneError `bad-example` when there is no example of that id and nothing learned from one
 * @throws AttuneError `cannot-forget` when a version cannot be made again; nothing was changed
 * @throws AttuneError `conflict` when other tabs save faster than versions are made again
 */
export async function forget<M extends StorableModel<M>>(workshop: Workshop<M>, id: string): Promise<Forgotten[]> {
  let rewritten: Rewritten[] = [];
  for (let attempt = 1; ; attempt++) {
    const { example, histories } = await workshop.connection.read('read the history', (tx) => readAll(tx, id));
    const concerned = histories.map((history) => [history, affectedBy(history, id, example)] as const);
    if (example === undefined && concerned.every(([, affected]) => affected.size === 0)) {
      // The last try was committed after all; only its connection was lost. Or another tab forgot it meanwhile.
      if (attempt > 1) return rewritten.map(summary);
      throw new AttuneError('bad-example', `there is no example '${id}'`);
    }
    rewritten = [];
    for (const [history, affected] of concerned) {
      if (affected.size > 0) rewritten.push(await rewrite(workshop, history, affected, id));
    }
    const isWritten = await workshop.connection.write('forget an example', (tx) => write(tx, id, rewritten));
    if (isWritten) {
      await prove(workshop, id, rewritten);
      return rewritten.map(summary);
    }
    if (attempt === TRIES) {
      throw new AttuneError('conflict', `other tabs saved while '${id}' was being forgotten; nothing was changed`);
    }
  }
}

/**
 * @internal Trains the newest version of a name again, of which nothing that is kept is sound.
 *
 * @returns false: that cannot be done, and nothing was changed
 */
export async function rebuild<M extends StorableModel<M>>(workshop: Workshop<M>, name: string): Promise<boolean> {
  const before = await workshop.connection.read('read the history', (tx) => readHistory(tx, name));
  const last = before.steps.findLast(({ number }) => number !== null);
  if (last === undefined || last.number !== before.newest?.number) return false;
  try {
    const affected = new Set(before.steps);
    const replayed = await replay(workshop, before.steps, before.versions, affected, (record) => record);
    const newest = replayed.find(({ step }) => step === last);
    if (newest?.model === undefined) return false;
    const old = before.versions.find(({ number }) => number === last.number);
    const { record, delta } = await remade(newest, newest.model, old);
    const remadeStep = { record: { ...record, rebuilt: true }, delta };
    const rewritten = { before, affected: new Set([last]), steps: [last], versions: [remadeStep] };
    return await workshop.connection.write('keep what was trained again', (tx) => write(tx, undefined, [rewritten]));
  } catch (error) {
    if (error instanceof AttuneError && ['cannot-forget', 'integrity', 'invalid-parameter'].includes(error.code))
      return false;
    throw error;
  }
}

async function readHistory(tx: Reading, name: string): Promise<History> {
  return { name, ...(await readShelf(tx, name)), steps: await readSteps(tx, name) };
}

async function readAll(tx: Reading, id: string): Promise<{ example: ExampleRecord | undefined; histories: History[] }> {
  const example = await tx.objectStore('examples').get(id);
  const heads = await tx.objectStore('heads').getAllKeys();
  const versions = await tx.objectStore('versions').getAllKeys();
  const names = new Set([...heads, ...versions.map(([name]) => name)]);
  const histories: History[] = [];
  for (const name of names) histories.push(await readHistory(tx, name));
  return { example, histories };
}

/**
 * The steps that are to be gone through again.
 *
 * @throws AttuneError `cannot-forget` when one of them may have seen the example, and nobody knows
 */
function affectedBy(history: History, id: string, example: ExampleRecord | undefined): Set<StepRecord> {
  const affected = new Set<StepRecord>();
  const numbers = new Set<number | null>();
  for (const step of history.steps) {
    if (step.made === null && example !== undefined && step.savedAt >= example.addedAt) {
      throw cannot(
        `version ${step.number} of '${step.name}' was not trained from an ExampleStore: it may have seen it`,
      );
    }
    const sees = step.made?.some((record) => idsOf(record).has(id)) === true;
    const descends = [step.parent, step.restores].some((number) => number !== null && numbers.has(number));
    const mayBegin = [...affected].some((earlier) => earlier.number === null && follows(step, earlier));
    if (!sees && !descends && !mayBegin) continue;
    affected.add(step);
    if (step.number !== null) numbers.add(step.number);
  }
  for (const { number, savedAt } of history.versions) {
    const isKnown = history.steps.some((step) => step.number === number);
    if (!isKnown && (example === undefined || savedAt >= example.addedAt)) {
      throw cannot(`nothing tells how version ${number} of '${history.name}' was made`);
    }
  }
  return affected;
}

async function rewrite<M extends StorableModel<M>>(
  workshop: Workshop<M>,
  before: History,
  affected: ReadonlySet<StepRecord>,
  id: string,
): Promise<Rewritten> {
  const replayed = await replay(workshop, before.steps, before.versions, affected, (record) => without(record, id));
  const versions: Remade[] = [];
  for (const one of replayed) {
    const old = before.versions.find(({ number }) => number === one.step.number);
    const isNew = !before.steps.some(({ number }) => number === one.step.number);
    if (one.model === undefined || (old === undefined && !isNew)) continue;
    versions.push(await remade(one, one.model, old));
  }
  return { before, affected, versions, steps: replayed.flatMap(rewrittenStep) };
}

/** The step as the new history has it; one whose version is no more is a refused update from now on. */
function rewrittenStep<M>({ step, model, parent, made }: Replayed<M>): StepRecord[] {
  const left = made.filter(({ examples }) => examples.length > 0);
  if (step.restores !== null) return model === undefined ? [] : [{ ...step, parent, made: [] }];
  if (left.length === 0) return [];
  return [{ ...step, parent, made: [...left], number: model === undefined ? null : step.number }];
}

async function remade<M extends StorableModel<M>>(
  { step, parent, metrics }: Replayed<M>,
  model: M,
  old: VersionRecord | undefined,
): Promise<Remade> {
  const { name, number, base, restores, savedAt, note, parameters } = step;
  const delta = await cut(await model[storage].exportDelta());
  const record = {
    ...{ name, number: number as number, id: newId(), base, parent, restores, savedAt, note, parameters },
    ...{ chunks: delta.notes, metrics: { ...old?.metrics, ...numbersOf(metrics) } },
    coreVersion: model[storage].coreVersion,
  };
  return { record, delta };
}

/** False: somebody saved meanwhile, and nothing was written. */
async function write(tx: Writing, id: string | undefined, rewritten: readonly Rewritten[]): Promise<boolean> {
  for (const { before } of rewritten) {
    const { newest, versions } = await readShelf(tx, before.name);
    const isSame =
      newest?.id === before.newest?.id &&
      versions.length === before.versions.length &&
      versions.every((version, index) => version.id === before.versions[index]?.id);
    if (!isSame) return false;
  }
  if (id !== undefined) deleteExample(tx, id);
  for (const { before, affected, steps, versions } of rewritten) {
    const { name } = before;
    for (const { order, number } of affected) {
      settled(tx.objectStore('steps').delete([name, order]));
      if (number !== null) settled(tx.objectStore('versions').delete([name, number]));
    }
    for (const step of steps) settled(tx.objectStore('steps').put(step));
    for (const { record, delta } of versions) {
      putChunks(tx, record.id, delta);
      settled(tx.objectStore('versions').put(record));
    }
    const newest = newestOf({ before, affected, steps, versions });
    if (newest === undefined) settled(tx.objectStore('heads').delete(name));
    else settled(tx.objectStore('heads').put({ name, number: newest.number, id: newest.id }));
  }
  await sweep(tx);
  return true;
}

function newestOf({ before, affected, versions }: Rewritten): VersionRecord | undefined {
  const gone = new Set([...affected].map(({ number }) => number));
  const left = before.versions.filter(({ number }) => !gone.has(number));
  return [...left, ...versions.map(({ record }) => record)].sort((a, b) => a.number - b.number).at(-1);
}

/** By listing: neither the example nor a version that saw it is there any more. */
async function prove<M>({ connection }: Workshop<M>, id: string, rewritten: readonly Rewritten[]): Promise<void> {
  const gone = new Set([id]);
  for (const { before, affected } of rewritten) {
    const numbers = new Set([...affected].map(({ number }) => number));
    for (const version of before.versions) if (numbers.has(version.number)) gone.add(version.id);
  }
  const left = await connection.read('list what is left', async (tx) => {
    const steps = await tx.objectStore('steps').getAll();
    return [
      ...(await tx.objectStore('examples').getAllKeys()),
      ...(await tx.objectStore('versions').getAll()).map((version) => version.id),
      ...(await tx.objectStore('chunks').getAllKeys()).map(([owner]) => owner),
      ...steps.flatMap((step) => (step.made ?? []).flatMap((record) => [...idsOf(record)])),
    ];
  });
  if (left.some((one) => gone.has(one))) {
    throw new AttuneError('storage-broken', `the browser still lists records of example '${id}' after deleting them`);
  }
}

function summary(one: Rewritten): Forgotten {
  const { before, affected, versions } = one;
  const kept = new Set(before.versions.map(({ number }) => number));
  const remade = versions.map(({ record }) => record.number);
  const numbers = [...affected].flatMap(({ number }) => (number !== null && kept.has(number) ? [number] : []));
  return {
    name: before.name,
    replaced: remade,
    dropped: numbers.filter((number) => !remade.includes(number)),
    newest: newestOf(one)?.number,
  };
}

function cannot(why: string): AttuneError {
  return new AttuneError('cannot-forget', why, {
    hint: 'nothing was changed; store.erase() removes all that was learned',
  });
}
