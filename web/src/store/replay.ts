// Going through the history of a name again: the updates that led to its versions, done anew by this core.

import { AttuneError, type ErrorCode } from '../errors.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { Connection } from './connection.js';
import { readExample } from './example-records.js';
import { ExampleSet } from './example-set.js';
import type { StepRecord, VersionRecord } from './records.js';
import { readBase, readDelta } from './shelf.js';
import { follows } from './steps.js';
import { type RestoreModel, type StorableModel, storage } from './storable.js';
import { reviveOptions, type TrainingRecord } from './training-record.js';

/** What it takes to do updates again. */
export interface Workshop<M> {
  readonly database: string;
  readonly connection: Connection;
  readonly restore: RestoreModel<M> | undefined;
  /** A base model in hand: used where it is the one that is wanted. */
  readonly base: M | undefined;
}

/** One update that was done again, or that would have been refused. */
interface Outcome<M> {
  readonly model: M | undefined;
  readonly metrics: UpdateMetrics | undefined;
}

/** A step of the history, gone through again. */
export interface Replayed<M> {
  readonly step: StepRecord;
  /** The new model; undefined: this time the update was refused, or nothing was left to learn from. */
  readonly model: M | undefined;
  readonly metrics: UpdateMetrics | undefined;
  /** As `step.parent`, in the new history. */
  readonly parent: number | null;
  /** As `step.made`, in the new history. */
  readonly made: readonly TrainingRecord[];
}

/** An update that had been refused and is not any more. */
interface Revived<M> {
  readonly step: StepRecord;
  readonly model: M;
  readonly made: readonly TrainingRecord[];
  readonly metrics: UpdateMetrics;
}

/** With these an update leaves no version behind, and the one before stays in use. */
const REFUSALS: readonly ErrorCode[] = ['not-better', 'diverged', 'bad-example', 'invalid-parameter', 'shape-mismatch'];

/**
 * Goes through a history.
 *
 * @param steps    all of a name, oldest first
 * @param versions the kept ones
 * @param affected which steps are to be gone through again; the others are as they were
 * @param change   what becomes of an update
 * @throws AttuneError `cannot-forget` when a step on the way is not known
 */
export async function replay<M extends StorableModel<M>>(
  workshop: Workshop<M>,
  steps: readonly StepRecord[],
  versions: readonly VersionRecord[],
  affected: ReadonlySet<StepRecord>,
  change: (record: TrainingRecord) => TrainingRecord,
): Promise<Replayed<M>[]> {
  const history = new History(workshop, steps, versions, affected);
  const replayed: Replayed<M>[] = [];
  /** Updates that had been refused and are not any more: what came after begins with them. */
  let revived: Revived<M> | undefined;
  for (const step of steps) {
    if (!affected.has(step)) {
      if (step.number !== null) revived = undefined;
      continue;
    }
    if (step.restores !== null) {
      const model = await history.modelOf(step.restores, step);
      history.set(step, model, model === undefined ? null : step.number);
      replayed.push({ step, model, metrics: undefined, parent: history.standsFor(step.parent), made: [] });
      revived = undefined;
      continue;
    }
    const made = knownOf(step).map(change);
    const before = revived !== undefined && follows(step, revived.step) ? revived : undefined;
    const start = before?.model ?? (await history.modelOf(step.parent, step));
    const { model, metrics } = await train(workshop, start, made);
    const parent = history.standsFor(step.parent);
    const whole = [...(before?.made ?? []), ...made];
    if (step.number === null) {
      if (model !== undefined && metrics !== undefined) revived = { step, model, made: whole, metrics };
      replayed.push({ step, model: undefined, metrics: undefined, parent, made });
      continue;
    }
    const kept = model ?? before?.model;
    history.set(step, kept ?? start, kept === undefined ? parent : step.number);
    replayed.push({ step, model: kept, metrics, parent, made: model === undefined ? (before?.made ?? made) : whole });
    revived = undefined;
  }
  if (revived !== undefined) replayed.push(...history.atTheEnd(revived, steps));
  return replayed;
}

/** The models of a history, made when they are asked for. */
class History<M extends StorableModel<M>> {
  readonly #workshop: Workshop<M>;
  readonly #steps: ReadonlyMap<number | null, StepRecord>;
  readonly #versions: ReadonlyMap<number, VersionRecord>;
  readonly #affected: ReadonlySet<StepRecord>;
  readonly #models = new Map<number, M>();
  /** Version → the one that has its bits now; null: the base. */
  readonly #standIns = new Map<number, number | null>();

  constructor(
    workshop: Workshop<M>,
    steps: readonly StepRecord[],
    versions: readonly VersionRecord[],
    affected: ReadonlySet<StepRecord>,
  ) {
    this.#workshop = workshop;
    this.#steps = new Map(steps.map((step) => [step.number, step]));
    this.#versions = new Map(versions.map((version) => [version.number, version]));
    this.#affected = affected;
  }

  set({ number }: StepRecord, model: M | undefined, standIn: number | null): void {
    if (number === null) return;
    if (model !== undefined) this.#models.set(number, model);
    this.#standIns.set(number, standIn);
  }

  standsFor(number: number | null): number | null {
    return number === null ? null : (this.#standIns.get(number) ?? (this.#standIns.has(number) ? null : number));
  }

  /** @param asking the step that begins there */
  async modelOf(number: number | null, asking: StepRecord): Promise<M> {
    if (number === null) return this.#base(asking);
    const known = this.#models.get(number);
    if (known !== undefined) return known;
    const model = await this.#made(number);
    this.#models.set(number, model);
    return model;
  }

  async #made(number: number): Promise<M> {
    const step = this.#steps.get(number);
    const version = this.#versions.get(number);
    if (version !== undefined && (step === undefined || !this.#affected.has(step))) {
      const delta = await readDelta(this.#workshop.connection, version);
      if (delta !== undefined) return loadStored(this.#workshop, version, delta);
    }
    if (step === undefined) throw unknown(`version ${number} is not kept, and nothing tells how it was made`);
    if (step.restores !== null) return this.modelOf(step.restores, step);
    const { model } = await train(this.#workshop, await this.modelOf(step.parent, step), knownOf(step));
    if (model === undefined) throw unknown(`version ${number} could not be made again`);
    return model;
  }

  #base(step: StepRecord): Promise<M> {
    return loadStored(this.#workshop, step, undefined);
  }

  /** The last update had been refused and is not any more: a version that was not there. */
  atTheEnd({ step, model, made, metrics }: Revived<M>, steps: readonly StepRecord[]): Replayed<M>[] {
    const number = Math.max(0, ...steps.map((one) => one.number ?? 0)) + 1;
    const order = Math.max(0, ...steps.map((one) => one.order)) + 1;
    return [{ step: { ...step, number, order }, model, metrics, parent: this.standsFor(step.parent), made }];
  }
}

/** One after the other; what is refused is passed over. */
async function train<M extends StorableModel<M>>(
  workshop: Workshop<M>,
  start: M,
  made: readonly TrainingRecord[],
): Promise<Outcome<M>> {
  let model: M | undefined;
  let metrics: UpdateMetrics | undefined;
  const toSet = (ids: readonly string[]): ExampleSet => exampleSet(workshop, ids);
  for (const { examples, options } of made) {
    if (examples.length === 0) continue;
    const from: M = model ?? start;
    try {
      const done = await from[storage].update(toSet(examples), reviveOptions(options, toSet)).finished;
      ({ model, metrics } = done);
    } catch (error) {
      if (!(error instanceof AttuneError) || !REFUSALS.includes(error.code)) throw error;
    }
  }
  return { model, metrics };
}

function exampleSet<M>({ database, connection }: Workshop<M>, ids: readonly string[]): ExampleSet {
  return new ExampleSet(database, ids, async (id) => {
    try {
      return (await readExample(connection, id)).features;
    } catch (error) {
      if (!(error instanceof AttuneError) || !['bad-example', 'integrity'].includes(error.code)) throw error;
      throw unknown(`example '${id}' was removed or is damaged, and the versions to be made again learned from it`);
    }
  });
}

function knownOf(step: StepRecord): TrainingRecord[] {
  if (step.made !== null) return step.made;
  throw unknown(`version ${step.number} of '${step.name}' was trained on examples that are not in the store`);
}

/** A base file with a delta on it; without one, the base itself. */
export async function loadStored<M extends StorableModel<M>>(
  { connection, restore, base }: Workshop<M>,
  { base: sha, parameters, name }: Pick<VersionRecord, 'base' | 'parameters' | 'name'>,
  delta: Uint8Array<ArrayBuffer> | undefined,
): Promise<M> {
  if (restore === undefined) {
    throw new AttuneError('invalid-parameter', `a store without 'restore' needs the base model of '${name}'`, {
      hint: 'pass { base }',
    });
  }
  const fits = base !== undefined && (await base[storage].baseSha256()) === sha;
  const file = fits ? await base[storage].exportBase() : await storedBase(connection, sha);
  return restore(new Uint8Array(file), delta, parameters);
}

/** @throws AttuneError `integrity` when it is damaged or gone */
export async function storedBase(connection: Connection, sha: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBase(connection, sha);
  if (bytes !== undefined) return bytes;
  throw new AttuneError('integrity', 'the stored base model is damaged', {
    hint: 'load the base model from where it came and pass it as { base }',
  });
}

function unknown(why: string): AttuneError {
  return new AttuneError('cannot-forget', why, {
    hint: 'store.erase() removes all that was learned; then train anew from the examples that are left',
  });
}
