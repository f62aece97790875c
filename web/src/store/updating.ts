// Load the newest version, train it, save it; and again, if another tab was faster.

import { AttuneError, type ErrorCode } from '../errors.js';
import type { Examples } from '../model/examples.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { UpdateOptions } from '../task/update-options.js';
import type { UpdateTask } from '../task/update-task.js';
import type { Path, StoredAs } from './lineage.js';
import type { StepRecord } from './records.js';
import type { NewStep } from './steps.js';
import { type StorableModel, storage } from './storable.js';
import type { StoreUpdateOptions, StoreUpdateResult } from './store-options.js';
import { recordTraining } from './training-record.js';
import type { VersionInfo } from './version-info.js';

/** Where a model to be saved comes from. */
export interface Origin {
  readonly trainedFrom: StoredAs | undefined;
  readonly how: Pick<StepRecord, 'made' | 'restart'>;
}

/** What an update does to a store. */
export interface Updatable<M> {
  /** The model to train, and where its bits lie. */
  start(): Promise<{ readonly model: M; readonly trainedFrom: StoredAs | undefined; readonly restart: boolean }>;
  /** @throws AttuneError `conflict` */
  save(model: M, metrics: UpdateMetrics, origin: Origin): Promise<VersionInfo>;
  /** An update was refused while that was the newest version. */
  refused(step: NewStep, head: string): Promise<void>;
  /** An update's record, if it is of this store. */
  own(made: Path): StepRecord['made'];
}

const TRIES = 5;
const REFUSALS: readonly ErrorCode[] = ['not-better', 'diverged'];

/** @throws AttuneError `conflict` when other tabs were faster each time */
export async function updateStored<M extends StorableModel<M>>(
  store: Updatable<M>,
  name: string,
  examples: Examples<unknown>,
  options: StoreUpdateOptions<M>,
): Promise<StoreUpdateResult<M>> {
  const { base: _base, from: _from, note = '', metrics: _metrics, onTask, ...training } = options;
  for (let attempt = 1; ; attempt++) {
    const { model: start, trainedFrom, restart } = await store.start();
    const task = start[storage].update(examples, training as UpdateOptions);
    onTask?.(task as unknown as UpdateTask); // what the models of the entries make
    const originOf = (path: Path): Origin => ({ trainedFrom, how: { made: store.own(path), restart } });
    let done: Awaited<typeof task.finished>;
    try {
      done = await task.finished;
    } catch (error) {
      if (error instanceof AttuneError && REFUSALS.includes(error.code)) {
        const made = recordTraining(examples, training);
        const step = await refusedStep(name, note, start, originOf(made === undefined ? undefined : [made]));
        // A name without a version has no history yet.
        if (trainedFrom !== undefined) await store.refused(step, trainedFrom.head);
      }
      throw error;
    }
    const { model, metrics, history } = done;
    try {
      const version = await store.save(model, metrics, originOf(model[storage].lineage.since(start[storage].lineage)));
      return { model, version, metrics, history };
    } catch (error) {
      const isConflict = error instanceof AttuneError && error.code === 'conflict';
      if (!isConflict || attempt === TRIES || !isReadTwice(examples)) throw error;
      model[storage].dispose();
    }
  }
}

async function refusedStep<M extends StorableModel<M>>(
  name: string,
  note: string,
  start: M,
  { trainedFrom, how }: Origin,
): Promise<NewStep> {
  const { parameters } = start[storage];
  const base = await start[storage].baseSha256();
  const parent = trainedFrom?.number ?? null;
  return { name, number: null, base, parent, restores: null, savedAt: Date.now(), note, parameters, ...how };
}

/** An iterator that was used up would train on nothing. */
function isReadTwice(examples: Examples<unknown>): boolean {
  return typeof (examples as { readonly at?: unknown }).at === 'function';
}
