// All that a page can ask of a core, wherever the core runs: here (core-engine.ts) or in a worker (worker-engine.ts).

import type {
  CoreUpdateOptions,
  EditResult,
  Evaluation,
  ExampleRole,
  ModelHandle,
  TaskHandle,
} from '../../../bindings/module.js';
import type { CoreDescription } from '../model/description.js';
import type { Edit } from '../model/edits.js';
import type { Parameters } from '../model/parameters.js';
import type { UpdatableReport } from '../model/updatable-report.js';
import type { ModelLimits } from '../package/limits.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { Outside } from './outside.js';

export type {
  CoreModule,
  CoreUpdateOptions,
  EditResult,
  Evaluation,
  ExampleRole,
  ModelHandle,
  StepResult,
  TaskHandle,
} from '../../../bindings/module.js';

/** A model that now lives in the core. */
export interface LoadedModel {
  readonly model: ModelHandle;
  readonly description: CoreDescription;
  /** Of the core that holds it: the same bits are promised for one version only. */
  readonly coreVersion: string;
}

/** A model that came from a file. */
export interface OpenedModel extends LoadedModel {
  /** Files that it names and that were not handed in. */
  readonly missingLinks: readonly { readonly name: string; readonly searchPath: string }[];
}

/** A model that was made of another, and what became of the layers that were to be rewritten. */
export type EditedModel = LoadedModel & Pick<EditResult, 'rewrites'>;

export interface BegunUpdate {
  readonly task: TaskHandle;
  /** The ones in force: the file's own, overridden by the caller's. */
  readonly parameters: Parameters;
}

/** Which moments of an update somebody wants to see. */
export interface Watched {
  readonly miniBatchEnd: boolean;
  readonly epochEnd: boolean;
}

/** What an update did since it was last told to go on. */
export interface Advance {
  /** The mini-batch that ended just now, if that is watched. */
  readonly miniBatch: UpdateMetrics | undefined;
  /** The epoch that ended just now, if that is watched. It is the last of `epochs` too. */
  readonly epoch: UpdateMetrics | undefined;
  /** Training has begun anew since then, with half the learning rate: what was told before does not count any more. */
  readonly restarted: boolean;
  /** All epochs that ended since then, watched or not. */
  readonly epochs: readonly UpdateMetrics[];
  /** The mini-batch that ended last, or undefined: none did. */
  readonly latest: UpdateMetrics | undefined;
  /** Set when there is nothing left to do. Not after pause(). */
  readonly finished: Finish | undefined;
}

/** How an update came to its end. */
export interface Finish {
  /** Whose weights were put back as the best; undefined: the weights are those of the last mini-batch. */
  readonly keptEpoch: number | undefined;
  /** What keepIfBetter compared. */
  readonly gate: { readonly before: number; readonly after: number } | undefined;
}

/** What it takes to go on with an update later. */
export interface SavedTask {
  readonly state: Uint8Array<ArrayBuffer>;
  /** All that ended since the task was begun or restored. */
  readonly epochs: readonly UpdateMetrics[];
  readonly coreVersion: string;
}

/**
 * A core. A new call is one method here: the messages to the worker follow from it.
 *
 * Bytes that are passed in belong to the engine from then on (they are moved, not copied); bytes that come back belong to
 * the caller. Every method rejects with an AttuneError; with `core-restarted` if the core crashed, which ends the engine.
 * Calls are answered in order, but predictions, evaluations and everything else run between the slices of an update.
 */
export interface Engine {
  /** @param outside what the file only names; absent: nothing of it */
  loadModel(
    bytes: Uint8Array<ArrayBuffer>,
    parameters: Parameters,
    limits?: ModelLimits,
    outside?: Outside,
  ): Promise<OpenedModel>;
  disposeModel(model: ModelHandle): Promise<void>;

  /** A feature block of examples in, one of predictions out, in the same order. */
  predict(model: ModelHandle, block: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Sums over the block's examples. */
  evaluate(model: ModelHandle, block: Uint8Array<ArrayBuffer>): Promise<Evaluation>;

  /** A block of the same examples, their images in the size that the model asks for. */
  fitImages(model: ModelHandle, block: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;

  exportModel(model: ModelHandle): Promise<Uint8Array<ArrayBuffer>>;
  exportDelta(model: ModelHandle): Promise<Uint8Array<ArrayBuffer>>;
  applyDelta(base: ModelHandle, delta: Uint8Array<ArrayBuffer>): Promise<LoadedModel>;

  beginUpdate(model: ModelHandle, parameters: Parameters, options: CoreUpdateOptions): Promise<BegunUpdate>;
  /** Before the first advance(). */
  addExamples(task: TaskHandle, block: Uint8Array<ArrayBuffer>, role: ExampleRole): Promise<void>;
  /** As the task stands after the last whole mini-batch. After the first slice. */
  saveTask(task: TaskHandle): Promise<SavedTask>;
  /** After all examples were added, before the first advance(). Answers all parameters in force. */
  restoreTask(task: TaskHandle, state: Uint8Array<ArrayBuffer>): Promise<Parameters>;
  /** Ends training where it stands; advance() then only finishes. */
  finishUpdate(task: TaskHandle): Promise<void>;
  /** Trains until something watched happens, pause() is called, or nothing is left; then waits for the next advance(). */
  advance(task: TaskHandle, watched: Watched): Promise<Advance>;
  /** Changes what a running advance() stops for. */
  watch(task: TaskHandle, watched: Watched): Promise<void>;
  /** Makes a running advance() answer after the slice at hand. */
  pause(task: TaskHandle): Promise<void>;
  /** From the next mini-batch on. Answers all parameters in force. */
  setParameters(task: TaskHandle, parameters: Parameters): Promise<Parameters>;
  /** The weights after the last whole mini-batch, as a model of its own. */
  snapshotModel(task: TaskHandle): Promise<LoadedModel>;
  /** Ends a running advance() too; what a partial mini-batch did is lost. */
  disposeTask(task: TaskHandle): Promise<void>;

  /** What can be trained, and why the rest cannot. */
  updatableReport(model: ModelHandle): Promise<UpdatableReport>;
  /** A changed model. @param block examples or arrays, where the edit wants them; else empty */
  editModel(model: ModelHandle, edit: Edit, block: Uint8Array<ArrayBuffer>): Promise<EditedModel>;
  /** A feature block with one array: the weights or biases of a layer. */
  learnedArray(model: ModelHandle, layer: string, role: string): Promise<Uint8Array<ArrayBuffer>>;
  /** A feature block: each example of nearest neighbours with its vector and label. */
  storedExamples(model: ModelHandle): Promise<Uint8Array<ArrayBuffer>>;
}
