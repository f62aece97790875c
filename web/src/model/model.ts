/// <reference lib="esnext.disposable" preserve="true" />
// A model as its user sees it.

import { abortable } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import type { Features } from '../inputs/feature-input.js';
import { FeatureReader } from '../inputs/feature-reader.js';
import type { ImageOptions } from '../inputs/image-options.js';
import { ModelPackage } from '../package/model-package.js';
import { fileWithReplaySet, type ReplaySetOptions } from '../recipes/make-replay-set.js';
import { type ModelStorage, type StorableModel, storage } from '../store/storable.js';
import type { UpdateOptions } from '../task/update-options.js';
import { UpdateTask } from '../task/update-task.js';

import { BaseFile } from './base-file.js';
import { BatchPace } from './batch-pace.js';
import type { FeatureDescription, ModelDescription } from './description.js';
import type {
  ClassifierOptions,
  Label,
  MakeUpdatableOptions,
  NearestNeighborsOptions,
  RewriteOptions,
} from './edit-options.js';
import { classifierEdit, makeUpdatableEdit, nearestNeighborsEdit, readLabel, rewriteEdit } from './edits.js';
import { type EvaluationResult, Evaluator } from './evaluation.js';
import { blockOf, type Examples, sendExamples } from './examples.js';
import { arraysBlock, type LearnedArray, type LearnedArrays, readLearnedArray } from './learned-arrays.js';
import { ModelCore } from './model-core.js';
import type { AnyModel, ModelTypes } from './model-types.js';
import { readPredictions } from './prediction.js';
import { StoredExamples } from './stored-examples.js';
import type { RefusedRewrite, Rewrite, UpdatableReport } from './updatable-report.js';

export interface PredictOptions {
  /** How images meet the size that the model asks for. Give `update()` the same. */
  readonly imageOptions?: ImageOptions | undefined;
  /** Stops waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface ExportOptions {
  /**
   * - `'mlmodel'` (default): the file that Core ML and Apple's tools open
   * - `'mlpackage'`: a zip of the model package, with the other files of the one that it was loaded from
   */
  readonly format?: 'mlmodel' | 'mlpackage';
}

/** What `rewrite()` did. */
export interface RewriteResult {
  /** A new model, even where nothing was applied. */
  readonly model: Model;
  readonly applied: readonly Rewrite[];
  /** Layers that a rule is about and that stay as they are. */
  readonly refused: readonly RefusedRewrite[];
}

export interface AddClassOptions<Example> {
  /** Inputs of the new class: its first weights are their prototype. Default none: weights of 0. */
  readonly examples?: Examples<Example> | undefined;
  readonly imageOptions?: ImageOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

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
  readonly #pace = new BatchPace();

  static {
    // By hand, because older browsers have no Symbol.dispose and would call the method "undefined".
    if (typeof Symbol.dispose === 'symbol') {
      Object.defineProperty(Model.prototype, Symbol.dispose, { value: Model.prototype.dispose, configurable: true });
    }
    // By hand, because a member of that name cannot be declared in isolation.
    Object.defineProperty(Model.prototype, storage, {
      get(this: Model): ModelStorage<Model> {
        return storageOf(this, this.#core);
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
    const face = { toModel: (core: ModelCore) => new Model<Types>(core), toCore: (model: Model) => model.#core };
    return new UpdateTask<Types>(this.#core, face, examples, options);
  }

  /**
   * The model as a file. It differs from the file it was loaded from only in what was learned; an unchanged one is the same
   * bytes. The same model gives the same package.
   *
   * @throws AttuneError `unsupported` for `'mlmodel'` when the weights lie in files of their own, as those of ML Programs do
   */
  async export(options: ExportOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { format = 'mlmodel' } = options;
    if (format !== 'mlmodel' && format !== 'mlpackage') {
      throw new AttuneError('invalid-parameter', `the format is 'mlmodel' or 'mlpackage', got '${String(format)}'`);
    }
    const source = this.#core.base.package;
    if (format === 'mlmodel' && source?.hasWeightFiles === true) {
      throw new AttuneError('unsupported', 'this model has weights in files of their own, which no .mlmodel can hold', {
        hint: "export it with { format: 'mlpackage' }",
      });
    }
    const model = await this.#core.call((engine, model) => engine.exportModel(model));
    return format === 'mlmodel' ? model : (source ?? (await ModelPackage.of(model))).zip(model);
  }

  /**
   * Says what can be trained, layer by layer, and why the rest cannot; and whether Apple's tools would agree.
   *
   * @returns a report of plain data; see {@link UpdatableReport}
   */
  checkUpdatable(): Promise<UpdatableReport> {
    return this.#core.orInWhole((core) => core.call((engine, model) => engine.updatableReport(model)));
  }

  /**
   * Turns layers that newer converters write into the kinds that Apple can train: batchedMatmul with constant weights into
   * innerProduct, softmaxND over the class axis into softmax, a reshape to a vector into flatten. Only where the model
   * answers the same bits; the rest is refused with the reason. A network, alone or as the last model of a pipeline.
   *
   * @throws AttuneError `unsupported` for any other model, `invalid-parameter` for an option that is none
   */
  async rewrite(options: RewriteOptions = {}): Promise<RewriteResult> {
    const { core, rewrites } = await this.#core.edited(rewriteEdit(options));
    return {
      model: new Model(core),
      applied: rewrites.filter(({ refused }) => refused === '').map(({ layer, from, to }) => ({ layer, from, to })),
      refused: rewrites
        .filter(({ refused }) => refused !== '')
        .map(({ refused, ...rewrite }) => ({ ...rewrite, reason: refused })),
    };
  }

  /**
   * Makes a network updatable, as coremltools' `make_updatable` does: exactly the named layers learn, with a loss, an
   * optimizer and training inputs. The new model obeys every rule of Apple's for updatable models; half-precision weights
   * that are to learn become float32, exactly. Of a pipeline it is the last model. With `portable: false` it may also be one
   * that learns here only.
   *
   * @throws AttuneError `not-updatable` with the rule that cannot be kept; `checkUpdatable()` says more
   * @throws AttuneError `invalid-parameter` for a layer that is not there, or a value that the format does not take
   * @throws AttuneError `unsupported` for anything but a network
   */
  async makeUpdatable(options: MakeUpdatableOptions): Promise<Model> {
    return new Model((await this.#core.edited(makeUpdatableEdit(options))).core);
  }

  /**
   * Puts nearest neighbours behind this model, which learns no more itself: a pipeline that remembers examples and answers
   * the label of the most similar ones.
   *
   * @returns an updatable pipeline without examples: it answers `defaultLabel` until it has some
   * @throws AttuneError `invalid-parameter` when the features are no array of fixed size, or a name is taken
   */
  async withNearestNeighbors(options: NearestNeighborsOptions = {}): Promise<Model> {
    return new Model((await this.#core.edited(nearestNeighborsEdit(options))).core);
  }

  /**
   * Puts a linear classifier behind this model, which learns no more itself. A network goes on with an innerProduct and a
   * softmax behind its features; any other model becomes the front of a pipeline. 10 epochs with mini-batches of 10 unless
   * the options say otherwise.
   *
   * @throws AttuneError `invalid-parameter` for classes that do not fit, features that are no array of fixed size, or a
   *   name that is taken
   */
  async withClassifier(options: ClassifierOptions): Promise<Model> {
    return new Model((await this.#core.edited(classifierEdit(options))).core);
  }

  /**
   * Gives a network classifier one more class, behind the others. Its first weights and bias are 0 (a score of 0 whatever
   * the input), or, with examples, a prototype: the mean of their features as long as the other classes' weights are in the
   * mean, and the mean of the other biases. Nearest neighbours need none of this: they know a label from its first example.
   *
   * @throws AttuneError `unsupported` when the model is no network classifier, or its scores are not made by an innerProduct
   *   that nothing else reads
   * @throws AttuneError `invalid-parameter` when the label is there already or of another type
   * @throws AttuneError `bad-example`, `shape-mismatch` when an example does not fit
   */
  async addClass(label: Label, options: AddClassOptions<Types['inputs']> = {}): Promise<Model> {
    const { examples = [], imageOptions, signal } = options;
    const edit = { kind: 'addClass', label: readLabel(label, 'label') } as const;
    const block = await abortable(blockOf(examples, new FeatureReader(this.description.inputs, imageOptions)), signal);
    return new Model((await this.#core.edited(edit, block)).core);
  }

  /**
   * Gives a network classifier examples to take along, so that updates by a recipe do not forget what they show: those few
   * of each class whose mean features are nearest to the mean of all (herding). They stand in the file's metadata, which
   * Core ML ignores, as `attune.replay`; beside them, as `attune.classCounts`, how many of each class there were, which a
   * recipe's `prior` reads.
   *
   * @param examples rows of the model's training inputs, such as it was trained on
   * @throws AttuneError `unsupported` when the model is none that learns labels, or its features cannot be found
   */
  async withReplaySet(examples: Examples<Types['examples']>, options: ReplaySetOptions = {}): Promise<Model<Types>> {
    const file = await fileWithReplaySet(this as Model, examples, options);
    return new Model<Types>(
      await ModelCore.load(this.#core.provider, new BaseFile({ model: new Blob([file]), package: undefined }, {})),
    );
  }

  /** The examples of a nearest-neighbours model, alone or as the last of a pipeline. */
  get examples(): StoredExamples<Model<Types>> {
    return new StoredExamples(this.#core, (core) => new Model<Types>(core));
  }

  /**
   * Reads what a layer has learned, or a parameter of the model.
   *
   * @param key `'weights'` or `'biases'` with the layer's name (in a pipeline `'model.layer'`); or a key of
   *   `description.parameters`
   * @returns the array with the shape that the format gives it: `[outputs, inputs]` of an innerProduct,
   *   `[outputs, inputs / groups, height, width]` of a convolution; or the parameter's value
   * @throws AttuneError `invalid-parameter` when there is no such layer or parameter
   */
  getParameter(key: 'weights' | 'biases', options: { readonly layer: string }): Promise<LearnedArray>;
  getParameter(key: string): Promise<number | bigint | boolean>;
  async getParameter(
    key: string,
    options?: { readonly layer: string },
  ): Promise<LearnedArray | number | bigint | boolean> {
    if (options !== undefined) {
      const { layer } = options;
      return readLearnedArray(await this.#core.call((engine, model) => engine.learnedArray(model, String(layer), key)));
    }
    const known = this.description.parameters.find((one) => one.key === key || `${one.scope}.${one.key}` === key);
    if (known !== undefined) return known.defaultValue;
    throw new AttuneError('invalid-parameter', `the model has no parameter '${key}'`, {
      hint: "weights and biases belong to a layer: getParameter('weights', { layer })",
    });
  }

  /**
   * The same model with other weights: what a server averaged, what another device learned. Everything else is shared.
   *
   * @param arrays by `'layer.weights'` and `'layer.biases'`, or `{ layer: { weights, biases } }`; in a pipeline
   *   `'model.layer.weights'`. Each as long as the layer's own. Of nearest neighbours also `numberOfNeighbors`
   * @throws AttuneError `shape-mismatch` for an array of another size
   * @throws AttuneError `invalid-parameter` for a layer that is not there or that cannot take other values (quantized ones;
   *   models of a pipeline before the last)
   */
  async withParameters(arrays: LearnedArrays): Promise<Model<Types>> {
    return new Model<Types>((await this.#core.edited({ kind: 'arrays' }, arraysBlock(arrays))).core);
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
    const timed = async (block: Uint8Array<ArrayBuffer>, count: number): Promise<void> => {
      const start = performance.now();
      await send(block);
      this.#pace.took(count, performance.now() - start);
    };
    const check = (): undefined => {
      signal?.throwIfAborted();
    };
    return abortable(sendExamples(examples, reader, timed, { most: () => this.#pace.most, check }), signal);
  }
}

/** What ModelStore asks of a model. */
// biome-ignore lint/correctness/noUnusedVariables: merged declarations have the same type parameters
export interface Model<Types extends ModelTypes = AnyModel> extends StorableModel<Model> {}

function storageOf(model: Model, core: ModelCore): ModelStorage<Model> {
  return {
    coreVersion: core.coreVersion,
    lineage: core.lineage,
    parameters: core.base.parameters,
    baseSha256: () => core.base.sha256(),
    exportBase: () => core.base.bytes(),
    fitImages: (block) => core.call((engine, model) => engine.fitImages(model, block)),
    exportDelta: () => core.exportDelta(),
    withDelta: async (delta) => new Model(await core.withDelta(delta)),
    dispose: () => core.dispose(),
    update: (examples, options) => model.update(examples as Examples<Features>, options),
  };
}

/** The features that tell how good a prediction is. */
function evaluated(description: ModelDescription): readonly FeatureDescription[] {
  const { trainingInputs, inputs, outputs, predictedFeatureName } = description;
  if (trainingInputs.length > 0) return trainingInputs;
  return [...inputs, ...outputs.filter((output) => output.name === predictedFeatureName)];
}
