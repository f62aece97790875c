/// <reference lib="esnext.disposable" preserve="true" />
// A model as its user sees it.

import { abortable } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import { FeatureReader } from '../inputs/feature-reader.js';
import type { ImageOptions } from '../inputs/image-options.js';
import { type ModelStorage, type StorableModel, storage } from '../store/storable.js';
import type { UpdateOptions } from '../task/update-options.js';
import { UpdateTask } from '../task/update-task.js';
import type { FeatureDescription, ModelDescription } from './description.js';
import { type EvaluationResult, Evaluator } from './evaluation.js';
import { type Examples, sendExamples } from './examples.js';
import type { ModelCore } from './model-core.js';
import type { AnyModel, ModelTypes } from './model-types.js';
import { readPredictions } from './prediction.js';

export interface PredictOptions {
  /** How images meet the size that the model asks for. Give `update()` the same. */
  readonly imageOptions?: ImageOptions | undefined;
  /** Stops waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface ExportOptions {
  /** `'mlmodel'` (default): the file that Core ML and Apple's tools open. */
  readonly format?: 'mlmodel';
}

/** Examples in one call into the core: as many as are predicted in about this time. */
const BATCH_MS = 16;
const LARGEST_BATCH = 1024;

/**
 * A Core ML model that predicts and, if its file is updatable, learns. It never changes: `update()` makes a new one, and
 * the old one still answers.
 *
 * It holds memory of the core. `dispose()` or `using` gives it back at once; otherwise it goes some time after nobody
 * holds the model any more.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the static block defines what the interface below declares
export class Model<Types extends ModelTypes = AnyModel> {
  readonly #core: ModelCore;

  static {
    // By hand, because older browsers have no Symbol.dispose and would call the method "undefined".
    if (typeof Symbol.dispose === 'symbol') {
      Object.defineProperty(Model.prototype, Symbol.dispose, { value: Model.prototype.dispose, configurable: true });
    }
    // By hand, because a member of that name cannot be declared in isolation.
    Object.defineProperty(Model.prototype, storage, {
      get(this: Model): ModelStorage<Model> {
        return storageOf(this.#core);
      },
    });
  }

  /** @internal Models come from `Model.load()`. */
  constructor(core: ModelCore) {
    this.#core = core;
  }

  /** What the model says about itself, in Core ML's words. */
  get description(): ModelDescription {
    return this.#core.description;
  }

  /**
   * Predicts one example. Pixels and arrays are read before the call returns.
   *
   * @param features values of the model's inputs by name; names it does not know are ignored
   * @returns the outputs by name, for a classifier e.g. `{ label, labelProbs }`
   * @throws AttuneError `bad-example`, `shape-mismatch` when a value does not fit the model
   * @throws AttuneError `core-restarted` when the core crashed
   */
  async predict(features: Types['inputs'], options: PredictOptions = {}): Promise<Types['outputs']> {
    const [prediction] = await this.predictBatch([features], options);
    return prediction as Types['outputs'];
  }

  /**
   * Predicts many examples, answered in the same order. The page is never blocked, and updates go on in between.
   *
   * @throws AttuneError the same as `predict()`, its sentence beginning with the example's index
   */
  async predictBatch(examples: Examples<Types['inputs']>, options: PredictOptions = {}): Promise<Types['outputs'][]> {
    const reader = new FeatureReader(this.description.inputs, options.imageOptions);
    const predictions: Types['outputs'][] = [];
    await this.#inBatches(examples, reader, options.signal, async (block) => {
      const answer = await this.#core.call((engine, model) => engine.predict(model, block));
      for (const prediction of readPredictions(answer)) predictions.push(prediction);
    });
    return predictions;
  }

  /**
   * Measures the model on examples that carry their answers.
   *
   * @param examples rows of the model's training inputs; of a model that cannot be updated, its inputs and its predicted
   *   feature
   * @throws AttuneError the same as `predictBatch()`; `bad-example` when there is no example
   */
  async evaluate(examples: Examples<Types['examples']>, options: PredictOptions = {}): Promise<EvaluationResult> {
    const reader = new FeatureReader(evaluated(this.description), options.imageOptions);
    const evaluator = new Evaluator();
    const count = await this.#inBatches(examples, reader, options.signal, async (block) => {
      evaluator.add(await this.#core.call((engine, model) => engine.evaluate(model, block)));
    });
    if (count === 0) throw new AttuneError('bad-example', 'there are no examples to evaluate');
    return evaluator.result();
  }

  /**
   * Trains a model on the user's own examples, in a worker, without leaving the page.
   *
   * @param examples rows of the model's training inputs, each in the shape that the model states
   * @param options  parameters, each with the model file's own value as its default; validation, early stopping, anchor,
   *   replay and more, each off by default
   * @returns the running task; its `finished` resolves to the new model, or rejects with an AttuneError: `not-updatable`
   *   when the model has nothing to train, `invalid-parameter` when a value is outside the range that the file allows,
   *   `bad-example` and `shape-mismatch` when an example does not fit, `diverged` when the loss is no longer finite,
   *   `not-better` when `keepIfBetter` refused it, `integrity` when `resumeFrom` does not belong to these examples or this
   *   model
   */
  update(examples: Examples<Types['examples']>, options: UpdateOptions<Types['examples']> = {}): UpdateTask<Types> {
    return new UpdateTask<Types>(this.#core, (core) => new Model<Types>(core), examples, options);
  }

  /**
   * The model as a file. It differs from the file it was loaded from only in what was learned; an unchanged one is the same
   * bytes.
   */
  async export(options: ExportOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { format = 'mlmodel' } = options;
    if (format !== 'mlmodel')
      throw new AttuneError('invalid-parameter', `the format is 'mlmodel', got '${String(format)}'`);
    return this.#core.call((engine, model) => engine.exportModel(model));
  }

  /** Gives the core's memory back now. What was called before is still answered; updates from this model run on. */
  dispose(): void {
    this.#core.dispose();
  }

  /** `using model = await Model.load(…)`, where the browser knows it: the same as `dispose()`. */
  declare [Symbol.dispose]: () => void;

  /** In batches that grow until one takes a few milliseconds: many are cheap, and still nobody waits long. */
  #inBatches(
    examples: Examples<unknown>,
    reader: FeatureReader,
    signal: AbortSignal | undefined,
    send: (block: Uint8Array<ArrayBuffer>) => Promise<void>,
  ): Promise<number> {
    let most = 1;
    const timed = async (block: Uint8Array<ArrayBuffer>): Promise<void> => {
      const start = performance.now();
      await send(block);
      const fits = performance.now() - start < BATCH_MS;
      most = fits ? Math.min(2 * most, LARGEST_BATCH) : Math.max(Math.floor(most / 2), 1);
    };
    const check = (): undefined => {
      signal?.throwIfAborted();
    };
    return abortable(sendExamples(examples, reader, timed, { most: () => most, check }), signal);
  }
}

/** What ModelStore asks of a model. */
// biome-ignore lint/correctness/noUnusedVariables: merged declarations have the same type parameters
export interface Model<Types extends ModelTypes = AnyModel> extends StorableModel<Model> {}

function storageOf(core: ModelCore): ModelStorage<Model> {
  return {
    coreVersion: core.coreVersion,
    lineage: core.lineage,
    parameters: core.base.parameters,
    baseSha256: () => core.base.sha256(),
    exportBase: () => core.base.bytes(),
    exportDelta: () => core.exportDelta(),
    withDelta: async (delta) => new Model(await core.withDelta(delta)),
  };
}

/** The features that tell how good a prediction is. */
function evaluated(description: ModelDescription): readonly FeatureDescription[] {
  const { trainingInputs, inputs, outputs, predictedFeatureName } = description;
  if (trainingInputs.length > 0) return trainingInputs;
  return [...inputs, ...outputs.filter((output) => output.name === predictedFeatureName)];
}
