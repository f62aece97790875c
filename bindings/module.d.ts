// The typed face of bindings/module.cpp: all that JavaScript can ask of the wasm core.
// A test compares it with what Emscripten's --emit-tsd finds in the binary.
//
// Every function throws an Error with a `code` from web/src/errors.ts, a sentence, and where known `layer`, `feature` and
// `hint`. Nothing else is thrown while the instance is sound; after any other error (a trap) it must not be called again.
//
// Bytes cross in two ways. In: allocate(), write into HEAPU8 (read it afresh: growth detaches it), call, release().
// Out: a function that returns a Uint8Array returns a VIEW of wasm memory that dies at the next call: slice() it at once.
//
// Features cross as a feature block (src/format/feature_block.h, web/src/engine/feature-block.ts), one or many examples at a
// time, the same encoding in both directions.

/** A number that stands for a model inside one core instance. */
export type ModelHandle = number;
/** A number that stands for a running update inside one core instance. */
export type TaskHandle = number;

/** What one call of step() did: at most one slice of 32 examples. */
export interface StepResult {
  /** The weights were just changed by a whole mini-batch; lossValue and miniBatchIndex are that batch's. */
  miniBatchEnded: boolean;
  /**
   * An epoch is over: with its last mini-batch, or some calls later when there are validation examples. epochLoss,
   * epochAccuracy, validationLoss and validationAccuracy hold for it.
   */
  epochEnded: boolean;
  /** Nothing is left to do: snapshotModel() is the result. May come some calls after the last epoch's end. */
  finished: boolean;
  /** A loss or a weight was not finite: training has begun anew, with half the learning rate. Once in an update. */
  restarted: boolean;
  /** From 0. */
  epochIndex: number;
  /** From 0, within the epoch. */
  miniBatchIndex: number;
  /** Mean loss over the mini-batch that ended; NaN if the model has none (nearest neighbours). */
  lossValue: number;
  /** Mean loss over the examples of the epoch that ended. */
  epochLoss: number;
  /** Fraction of the epoch's examples whose label was predicted before the step that used them; NaN unless a classifier. */
  epochAccuracy: number;
  /** Mean loss over the validation examples, with the weights that the epoch ended with; NaN without such. */
  validationLoss: number;
  /** Fraction of them whose label is predicted; NaN unless a classifier. */
  validationAccuracy: number;
  /** When finished: the epoch whose weights were put back (earlyStopping.restoreBest), or -1. */
  keptEpoch: number;
  /** When finished with keepIfBetter: what was compared; NaN otherwise. */
  gateBefore: number;
  gateAfter: number;
  /** Examples whose gradient is in, over all epochs so far, and how many there will be. */
  examplesDone: number;
  examplesTotal: number;
}

/** Sums over the examples of one block, to be added up by the caller. */
export interface Evaluation {
  count: number;
  /** Sum of the examples' losses; NaN when the model has no loss layer. */
  lossSum: number;
  /** Examples whose predicted label is the given one; NaN when the model predicts no label. */
  correct: number;
  /** Of a classifier: its labels in order, then those of examples that it does not know. Without labels class indices. */
  labels?: readonly (string | number | bigint)[];
  /** Of a classifier, one an example: the place in `labels` of its label and of the predicted one. */
  actual?: Uint32Array;
  predicted?: Uint32Array;
  /**
   * Of a regressor, for each number that it predicts four: mean of the wanted values, sum of (wanted - mean)², sum of
   * squared errors, sum of absolute errors.
   */
  residuals?: Float64Array;
}

/** What an example is added for: src/task/update_options.h. */
export type ExampleRole = 'training' | 'validation' | 'replay' | 'gate';

/** The numbers of an epoch that early stopping can look at. */
export type MonitorName = 'lossValue' | 'accuracy' | 'validationLoss' | 'validationAccuracy';

/** What an update may be told beyond parameters; all of it is off where absent. src/task/update_options.h defines it. */
export interface CoreUpdateOptions {
  readonly anchor?: { readonly strength: number; readonly toStart: boolean };
  readonly gradientClipNorm?: number;
  readonly classWeights?: 'balanced' | readonly (readonly [string | number | bigint, number])[];
  readonly validationFraction?: number;
  readonly validationStratified?: boolean;
  readonly replayRatio?: number;
  readonly earlyStopping?: {
    readonly monitor: MonitorName;
    readonly patience: number;
    readonly minDelta: number;
    readonly restoreBest: boolean;
  };
  readonly keepIfBetter?: { readonly accuracy: boolean; readonly minDelta: number };
}

/** What the core is answered by code that it does not know. Nothing throws: what went wrong is said. */
export type PageAnswer<T> = { readonly value: T } | { readonly error: string };

/** An array of one example as a VIEW of wasm memory; it dies when the call ends. */
export interface PageArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** The code of a custom layer, made for the shapes of its inputs. */
export interface PageLayer {
  readonly hasBackward: boolean;
  outputShapes(inputShapes: readonly (readonly number[])[]): PageAnswer<readonly (readonly number[])[]>;
  /** Writes all of the outputs. */
  evaluate(inputs: readonly PageArray[], outputs: readonly PageArray[]): PageAnswer<void>;
  /** Adds to the input gradients; null where nobody wants them. */
  backward(
    inputs: readonly PageArray[],
    outputs: readonly PageArray[],
    outputGradients: readonly PageArray[],
    inputGradients: readonly (PageArray | null)[],
  ): PageAnswer<void>;
}

/** The code of a custom model: a feature block in, one out. */
export interface PageModel {
  predict(block: Uint8Array): PageAnswer<Uint8Array>;
}

/** What a model's file only names. `value: undefined`: no such class. Bytes among parameters and weights are views. */
export interface PageHost {
  readonly links: readonly { readonly name: string; readonly searchPath: string; readonly bytes: Uint8Array }[];
  makeLayer(
    className: string,
    parameters: readonly (readonly [string, unknown])[],
    weights: readonly (Float32Array | Uint8Array)[],
  ): PageAnswer<PageLayer | undefined>;
  makeModel(
    className: string,
    description: unknown,
    parameters: readonly (readonly [string, unknown])[],
  ): PageAnswer<PageModel | undefined>;
}

export type Page = PageHost | undefined;

export interface CoreModule {
  HEAPU8: Uint8Array;

  /** Where wasm's stack ends. A call that throws leaves what its frames took of the stack: whoever catches puts it back. */
  readonly stackSave: () => number;
  readonly stackRestore: (end: number) => void;

  /** The core's version, e.g. "0.1.0"; the same bits are promised for one version only. */
  coreVersion(): string;
  /** Reserves bytes of wasm memory, 16-byte aligned; throws `memory` when there are none. */
  allocate(byteLength: number): number;
  release(address: number): void;

  /**
   * Reads a `.mlmodel`, and releases its bytes whether or not it can: large ones make room as soon as they are read.
   * parameters: load-time overrides such as `numberOfNeighbors`; limits: `modelBytes`, `modelDepth`,
   * `modelFields`, `modelLayers`, `memoryBytes`, each counts where it is lower than the core's own; page: what the file only
   * names, kept for as long as anything that is made of the model.
   */
  loadModel(address: number, byteLength: number, parameters: object, limits: object, page: Page): ModelHandle;
  /** Files of linked models that were not among those of the page. Of models that were loaded, not learned. */
  missingLinks(model: ModelHandle): { readonly name: string; readonly searchPath: string }[];
  /** The model's description as plain data: web/src/model/description.ts documents the shape. */
  describeModel(model: ModelHandle): unknown;
  disposeModel(model: ModelHandle): void;

  /** Features in, features out: one or many examples in one block, answered in the same order. */
  predict(model: ModelHandle, address: number, byteLength: number): Uint8Array;
  evaluate(model: ModelHandle, address: number, byteLength: number): Evaluation;

  /** The same examples with their images as the model's width and height, 8 bits a channel, opaque. */
  fitImages(model: ModelHandle, address: number, byteLength: number): Uint8Array;

  /** The whole model as `.mlmodel` bytes: differs from its source only in updated weights or appended examples. */
  exportModel(model: ModelHandle): Uint8Array;
  /** What the model learned since the file it was loaded from; small. */
  exportDelta(model: ModelHandle): Uint8Array;
  /** `base` (loaded from the same file) with a delta put on: the bits of the model that the delta came from. */
  applyDelta(base: ModelHandle, address: number, byteLength: number): ModelHandle;

  /** Checks that the model can be updated with these parameters and prepares a task; the model stays as it is. */
  beginUpdate(model: ModelHandle, parameters: Record<string, unknown>, options: CoreUpdateOptions): TaskHandle;
  /** The parameters in force, by Core ML's names (`learningRate`, `miniBatchSize`, `epochs`, …). */
  taskParameters(task: TaskHandle): Record<string, unknown>;
  /** Adds a block of examples; all before the first step(). Checks each; adds none of the block if one is bad. */
  addExamples(task: TaskHandle, address: number, byteLength: number, role: ExampleRole): void;
  /** Works on one slice of at most 32 examples. */
  step(task: TaskHandle): StepResult;
  /** Changes learningRate, momentum, beta1, beta2 or eps from the next mini-batch on; refuses the others. */
  setParameters(task: TaskHandle, parameters: Record<string, unknown>): void;
  /** The task's weights as they are now, as a model of its own. */
  snapshotModel(task: TaskHandle): ModelHandle;
  /** Ends training where it stands: step() then only does what is left to be finished, such as keepIfBetter's comparison. */
  finishUpdate(task: TaskHandle): void;
  /** All that it takes to go on later with the same bits, but for the model and the examples. After the first step(). */
  saveTask(task: TaskHandle): Uint8Array;
  /**
   * Goes on where saveTask() was called: after all examples were added, before the first step(). Answers examplesDone.
   * Throws `integrity` when the model, the options or the examples are others.
   */
  restoreTask(task: TaskHandle, address: number, byteLength: number): number;
  disposeTask(task: TaskHandle): void;

  // --- changing models (src/surgery); web/src/model/edits.ts has the shapes of edits and reports ---

  /** What can be trained in a model, layer by layer, and why the rest cannot. */
  updatableReport(model: ModelHandle): unknown;
  /** A changed model; `edit.kind` says how. The bytes are a feature block of examples or arrays, or none. */
  editModel(model: ModelHandle, edit: object, address: number, byteLength: number): EditResult;
  /** The weights or biases of a layer: a feature block of one example with one feature, `array`. */
  learnedArray(model: ModelHandle, where: { layer: string; role: string }): Uint8Array;
  /** The examples of a nearest-neighbours model: a feature block, each with `vector` and `label`. */
  storedExamples(model: ModelHandle): Uint8Array;
}

/** What editModel() did. */
export interface EditResult {
  model: ModelHandle;
  /** Of a rewrite what became of each layer that a rule is about; `refused` is empty where it was applied. */
  rewrites: { layer: string; from: string; to: string; refused: string }[];
}

/** What Emscripten's factory takes: the caller instantiates the wasm. */
export interface CoreModuleOptions {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module?: WebAssembly.Module) => void,
  ): Record<string, never>;
}

declare const createCore: (options: CoreModuleOptions) => Promise<CoreModule>;
export default createCore;
