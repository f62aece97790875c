// What an update may be told, checked and put into the core's words.

import type { CoreUpdateOptions } from '../engine/engine.js';
import { AttuneError } from '../errors.js';
import { type Features, nameOf } from '../inputs/feature-input.js';
import type { ImageOptions } from '../inputs/image-options.js';
import type { Examples } from '../model/examples.js';
import type { ParameterValues } from '../model/parameters.js';
import type { Augmentation } from '../recipes/augmentation.js';
import type { RecipeChoice } from '../recipes/recipe.js';
import type { TaskSnapshot } from './task-snapshot.js';

/**
 * A pull of the trained weights w towards w0, so that a few examples do not carry the model far away: gradient +=
 * strength · (w − w0), the gradient of strength/2 · |w − w0|². It is no part of any loss that is reported.
 */
export interface Anchor {
  /** 0 or above; 0.01 is a fair start, 0.001 where only a last layer is trained. */
  readonly strength: number;
  /** w0: the weights of the model's file (`'shipped'`, the default), or those that this update starts from. */
  readonly to?: 'shipped' | 'start' | undefined;
}

/** Examples that the model must not forget, mixed into every mini-batch beside the update's own. */
export interface Replay<Example> {
  readonly examples: Examples<Example>;
  /**
   * Replayed examples to each own one, 0 or above; default 1. They come on top of `miniBatchSize`: after its own examples a
   * mini-batch that ends with own example number k, counted over all epochs, has the replayed ones up to ⌊ratio · k⌋. They
   * go round and round, in a new order each time if the update shuffles.
   */
  readonly ratio?: number | undefined;
}

/** A part of the update's own examples, put aside. */
export interface ValidationSplit {
  /** Above 0 and below 1. */
  readonly fraction: number;
  /**
   * The same part of every class: ⌊fraction · n + ½⌋ of its n examples, never its last one. Only of models that learn
   * classes. Default false.
   */
  readonly stratified?: boolean | undefined;
}

/** When to end training before the last epoch. */
export interface EarlyStopping {
  /** Default `'validationLoss'` with `validation`, else `'lossValue'`. */
  readonly monitor?: 'lossValue' | 'accuracy' | 'validationLoss' | 'validationAccuracy' | undefined;
  /** Stops after so many epochs in a row that were no better than the best one; from 1, default 3. */
  readonly patience?: number | undefined;
  /** By how much, at least, a loss must be below the best one, or an accuracy above it. 0 or above, default 0. */
  readonly minDelta?: number | undefined;
  /** Give the new model the weights of the best epoch, not of the last. Default true. */
  readonly restoreBest?: boolean | undefined;
}

/** What makes an update worth keeping. */
export interface KeepIfBetter<Example> {
  /** What is compared before and after: `'loss'` (default), or `'accuracy'` of a classifier. */
  readonly metric?: 'loss' | 'accuracy' | undefined;
  /** By how much it must have got better. May be negative: then the model may get worse by so much. Default 0. */
  readonly minDelta?: number | undefined;
  /** What to compare on. Default: the validation examples. */
  readonly examples?: Examples<Example> | undefined;
}

/**
 * How to train. Without any of it an update does what Core ML's does, with the file's own parameters. All but `parameters`, `suspended`, `signal` and
 * `imageOptions` need a model that learns by gradient.
 */
export interface UpdateOptions<Example = Features> {
  /** Each defaults to the model file's own value, or to the recipe's. */
  readonly parameters?: ParameterValues | undefined;
  /**
   * A tried way of learning from one person's few examples: which layers, how fast and how long, what is replayed, whether
   * the result is kept. `'auto'`: a rule picks one, and `metrics.recipe` says which and why; or the name of one, or one of
   * your own. All other options go before what the recipe says. Default `'none'`: the file says it all, as in Core ML.
   */
  readonly recipe?: RecipeChoice | undefined;
  /**
   * With a recipe: variants of each example to learn from as well. `attune/inputs` has some for strokes and images. Nearest
   * neighbours remember them like examples, right behind their own: with one example a label they tell a person's drawings apart
   * more often, from stored examples that are as many times more.
   */
  readonly augment?: Augmentation<Example> | undefined;
  /** Begin only when `resume()` is called; until then no example is read. */
  readonly suspended?: boolean | undefined;
  /** Cancels the update: `finished` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How images meet the size that the model asks for. Give `predict()` the same. */
  readonly imageOptions?: ImageOptions | undefined;
  /**
   * Examples that are measured after every epoch and never learned from: some of their own; or a fraction, above 0 and below
   * 1, of the update's examples, drawn by the `seed` (whether or not the update shuffles), at least one and never all;
   * `{ fraction, stratified: true }` takes the same part of every class.
   */
  readonly validation?: number | ValidationSplit | Examples<Example> | undefined;
  /** End early, at the best. `true`: with every default. */
  readonly earlyStopping?: boolean | EarlyStopping | undefined;
  /** Hold the weights near those of the shipped model. A number is its `strength`. Default: none. */
  readonly anchor?: number | Anchor | undefined;
  readonly replay?: Replay<Example> | undefined;
  /**
   * The longest that the gradient of a mini-batch (all trained weights as one vector, anchor included) may be, above 0; a
   * longer one is scaled down, as by PyTorch's `clip_grad_norm_`. Default: no limit.
   */
  readonly gradientClipNorm?: number | undefined;
  /**
   * How much the examples of each class count, as PyTorch's `CrossEntropyLoss(weight)`: the mean of a mini-batch is weighted.
   * By label (without labels by class index), each above 0, 1 where not named; or `'balanced'`: n / (classes · n of the class)
   * over what an epoch trains on, so that a class that is rare among the user's examples is not drowned.
   */
  readonly classWeights?:
    | 'balanced'
    | Readonly<Record<string, number>>
    | Iterable<readonly [label: string | number | bigint, weight: number]>
    | undefined;
  /**
   * Refuse the update unless it made the model better: `finished` then rejects with `not-better`, and the model that was
   * updated goes on being the one to use. Needs `validation`, or examples of its own. `true`: with every default.
   */
  readonly keepIfBetter?: boolean | KeepIfBetter<Example> | undefined;
  /**
   * Go on with an update that was stored by `task.snapshot()`, to the same bits as if it had never stopped. Needs the same
   * model, the same examples in the same order, and again `validation`, `replay` and `keepIfBetter` where they brought examples
   * of their own. All other options and the parameters come from the snapshot and must be left out.
   */
  readonly resumeFrom?: TaskSnapshot | undefined;
}

/** @internal Options as the core takes them, and the examples that came with them. */
export interface ReadOptions<Example> {
  readonly core: CoreUpdateOptions;
  readonly validation: Examples<Example> | undefined;
  readonly replay: Examples<Example> | undefined;
  readonly gate: Examples<Example> | undefined;
}

const MONITORS: readonly NonNullable<EarlyStopping['monitor']>[] = [
  'lossValue',
  'accuracy',
  'validationLoss',
  'validationAccuracy',
];

/** @internal @throws AttuneError `invalid-parameter` */
export function readUpdateOptions<Example>(options: UpdateOptions<Example>): ReadOptions<Example> {
  const { validation, replay, keepIfBetter, resumeFrom } = options;
  const gate = typeof keepIfBetter === 'object' ? keepIfBetter.examples : undefined;
  const own = isSplit(validation) ? undefined : validation;
  if (resumeFrom !== undefined) refuseKept(options);
  return {
    core: (resumeFrom?.options as CoreUpdateOptions | undefined) ?? toCore(options, own !== undefined),
    ...{ validation: own, replay: replay?.examples, gate },
  };
}

function toCore<Example>(options: UpdateOptions<Example>, ownValidation: boolean): CoreUpdateOptions {
  const { anchor, gradientClipNorm, classWeights, replay, validation, earlyStopping, keepIfBetter } = options;
  const validated = ownValidation || validation !== undefined;
  return {
    ...(anchor === undefined ? {} : { anchor: readAnchor(anchor) }),
    ...(gradientClipNorm === undefined
      ? {}
      : { gradientClipNorm: number('gradientClipNorm', gradientClipNorm, (value) => value > 0, 'above 0') }),
    ...(classWeights === undefined ? {} : { classWeights: readClassWeights(classWeights) }),
    ...(replay === undefined ? {} : { replayRatio: notNegative('replay.ratio', replay.ratio ?? 1) }),
    ...(isSplit(validation) ? readSplit(validation) : {}),
    ...(earlyStopping === undefined || earlyStopping === false
      ? {}
      : { earlyStopping: readEarlyStopping(earlyStopping === true ? {} : earlyStopping, validated) }),
    ...(keepIfBetter === undefined || keepIfBetter === false
      ? {}
      : { keepIfBetter: readKeepIfBetter(keepIfBetter === true ? {} : keepIfBetter, validated) }),
  };
}

function isSplit(validation: unknown): validation is number | ValidationSplit {
  if (typeof validation === 'number') return true;
  return typeof validation === 'object' && validation !== null && 'fraction' in validation;
}

function readSplit(
  validation: number | ValidationSplit,
): Pick<CoreUpdateOptions, 'validationFraction' | 'validationStratified'> {
  if (typeof validation === 'number') return { validationFraction: fraction(validation) };
  const { fraction: part, stratified = false } = validation;
  if (typeof stratified !== 'boolean')
    throw invalid(`validation.stratified is true or false, got ${nameOf(stratified)}`);
  return { validationFraction: fraction(part), ...(stratified ? { validationStratified: true } : {}) };
}

function readAnchor(anchor: number | Anchor): NonNullable<CoreUpdateOptions['anchor']> {
  const { strength, to = 'shipped' } = typeof anchor === 'number' ? { strength: anchor } : anchor;
  if (to !== 'shipped' && to !== 'start') throw invalid(`anchor.to is 'shipped' or 'start', got ${nameOf(to)}`);
  return { strength: notNegative('anchor', strength), toStart: to === 'start' };
}

function readClassWeights(
  weights: NonNullable<UpdateOptions['classWeights']>,
): NonNullable<CoreUpdateOptions['classWeights']> {
  if (weights === 'balanced') return 'balanced';
  if (typeof weights !== 'object') throw invalid(`classWeights are 'balanced' or numbers by label, got ${weights}`);
  const entries: readonly (readonly [string | number | bigint, number])[] =
    Symbol.iterator in weights
      ? [...(weights as Iterable<readonly [string | number | bigint, number]>)]
      : Object.entries(weights);
  for (const [label, weight] of entries)
    number(`classWeights['${String(label)}']`, weight, (value) => value > 0, 'above 0');
  return entries;
}

function readEarlyStopping(
  { monitor, patience = 3, minDelta = 0, restoreBest = true }: EarlyStopping,
  validated: boolean,
): NonNullable<CoreUpdateOptions['earlyStopping']> {
  const name = monitor ?? (validated ? 'validationLoss' : 'lossValue');
  if (!MONITORS.includes(name)) throw invalid(`earlyStopping.monitor is one of ${MONITORS.join(', ')}, got ${name}`);
  if (!validated && name.startsWith('validation')) throw invalid(`earlyStopping.monitor '${name}' needs validation`);
  return {
    monitor: name,
    patience: number('earlyStopping.patience', patience, (v) => v >= 1 && Number.isInteger(v), 'whole, from 1'),
    minDelta: notNegative('earlyStopping.minDelta', minDelta),
    restoreBest: restoreBest === true,
  };
}

function readKeepIfBetter(
  { metric = 'loss', minDelta = 0, examples }: KeepIfBetter<unknown>,
  validated: boolean,
): NonNullable<CoreUpdateOptions['keepIfBetter']> {
  if (metric !== 'loss' && metric !== 'accuracy')
    throw invalid(`keepIfBetter.metric is 'loss' or 'accuracy', got ${nameOf(metric)}`);
  if (!validated && examples === undefined) throw invalid('keepIfBetter needs validation, or examples of its own');
  return {
    accuracy: metric === 'accuracy',
    minDelta: number('keepIfBetter.minDelta', minDelta, () => true, 'finite'),
  };
}

/** What a snapshot has itself. */
function refuseKept<Example>(options: UpdateOptions<Example>): void {
  const { parameters, anchor, gradientClipNorm, classWeights, earlyStopping, validation, replay, keepIfBetter } =
    options;
  const gate = typeof keepIfBetter === 'object' ? keepIfBetter : {};
  const kept = {
    ...{ parameters, anchor, gradientClipNorm, classWeights, earlyStopping, 'replay.ratio': replay?.ratio },
    ...{ 'keepIfBetter.metric': gate.metric, 'keepIfBetter.minDelta': gate.minDelta },
    validation: isSplit(validation) ? validation : undefined,
  };
  const given = Object.entries(kept).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  throw invalid(`'${given[0]}' comes from the snapshot: leave it out`, 'task.resume(parameters) changes parameters');
}

function fraction(value: number): number {
  return number('validation', value, (one) => one > 0 && one < 1, 'above 0 and below 1');
}

function notNegative(name: string, value: unknown): number {
  return number(name, value, (one) => one >= 0, '0 or above');
}

function number(name: string, value: unknown, fits: (value: number) => boolean, wanted: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && fits(value)) return value;
  throw invalid(`${name} must be a number, ${wanted}, got ${typeof value === 'number' ? value : nameOf(value)}`);
}

function invalid(message: string, hint?: string): AttuneError {
  return new AttuneError('invalid-parameter', message, { hint });
}
