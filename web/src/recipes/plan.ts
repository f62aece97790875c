// A recipe put into practice: what is to be trained from what, with which options, and who decides whether it is kept.

import { AttuneError } from '../errors.js';
import { FeatureReader } from '../inputs/feature-reader.js';
import { blockOf, type Examples } from '../model/examples.js';
import type { Model } from '../model/model.js';
import type { ParameterValues } from '../model/parameters.js';
import { readPredictions } from '../model/prediction.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { UpdateOptions } from '../task/update-options.js';
import { allowed, defaultOf } from './allowed.js';
import { type Answer, accuracyOf, answersOf, meanLossOf, probabilityOf } from './answers.js';
import { countOf, variantsOf } from './augmentation.js';
import { calibrationError, fittedTemperature, withTemperature } from './calibration.js';
import { chooseRecipe, newLabels } from './choose.js';
import { crossValidate, type RateResult } from './cross-validation.js';
import { type Example, ExampleSet } from './example-set.js';
import { judgeExamples, judgeReplay } from './gate.js';
import { priorWeights } from './prior.js';
import { type Recipe, readRecipe } from './recipe.js';
import { replaySetOf } from './replay-set.js';
import type { CrossValidationReport, RecipeReport } from './report.js';
import { safeRate } from './safe-rate.js';

/** Every class needs as many examples, so that each is learned from in every fold. */
const FOLDS = 3;
/** Replayed examples to each own one, however many classes there are. */
const MOST_REPLAYED = 10;
type Options = UpdateOptions<unknown>;

/** What is left to be done: an update with these examples and options, from this model. */
export interface Plan {
  readonly model: Model;
  readonly examples: readonly Example[];
  readonly options: Options;
  /** All of it but what only the finished update knows. */
  readonly report: Omit<RecipeReport, 'gate'>;
  /** Why the finished update is kept. @throws AttuneError `not-better` */
  judge(updated: Model): Promise<string>;
}

/**
 * Reads the examples, in this very turn where they are at hand, and finds out how to learn from them. The same examples,
 * options and seed make the same plan.
 *
 * @param check called between trials: throws to end the planning, answers a Promise to hold it
 */
export async function planUpdate(
  model: Model,
  examples: Examples<unknown>,
  options: Options,
  check: () => Promise<void> | undefined,
): Promise<Plan> {
  const { recipe: choice = 'auto', imageOptions } = options;
  const asked = choice === 'none' ? undefined : readRecipe(choice);
  const reader = new FeatureReader(model.description.trainingInputs, imageOptions);
  const block = await blockOf(examples, reader);
  if (block.length === 0) throw new AttuneError('bad-example', 'there are no examples to learn from');
  const set = new ExampleSet(readPredictions(block) as readonly Example[], model.description);
  const layers = model.description.updatableLayers;
  const automatic = chooseRecipe(set, model.description, layers);
  const recipe = asked ?? automatic.recipe;
  const why = asked === undefined ? automatic.why : 'it was asked for';
  checkLayers(recipe, layers);
  if (layers.length === 0) return remembering(model, set, options, recipe, why);
  return new Planner(model, set, options, recipe, why, check).plan();
}

/** @throws AttuneError `invalid-parameter` when the file marks other layers than the recipe is for */
function checkLayers({ name, layers: wanted }: Recipe, layers: readonly string[]): void {
  const fits = wanted === 'none' ? layers.length === 0 : wanted === 'last' ? layers.length === 1 : layers.length > 0;
  if (fits) return;
  const found =
    layers.length === 0 ? 'the model remembers its examples' : `${layers.length} of the model's layers learn`;
  throw new AttuneError('invalid-parameter', `recipe '${name}' does not fit: ${found}`, {
    hint:
      wanted === 'last'
        ? `makeUpdatable({ layers: ['${layers.at(-1)}'] }) makes a model that teaches its last layer`
        : undefined,
  });
}

/** Nearest neighbours add what they are given, and the variants of it. */
function remembering(model: Model, set: ExampleSet, options: Options, recipe: Recipe, why: string): Plan {
  const { augment, parameters } = options;
  const variants = variantsOf(set.examples, augment, parameters?.seed ?? 0);
  const none = { layers: [], learningRate: Number.NaN, epochs: 1, miniBatchSize: 1, replaySet: 0 };
  return {
    ...{
      model,
      examples: withVariants(set.examples, variants),
      options: { ...options, recipe: 'none', augment: undefined },
    },
    report: { name: recipe.name, why, ...none, variants: countOf(augment), prior: 'user' },
    judge: async () => '',
  };
}

/** Each example, and behind it its variants. */
function withVariants(examples: readonly Example[], variants: readonly (readonly Example[])[]): Example[] {
  return examples.flatMap((example, index) => [example, ...(variants[index] ?? [])]);
}

class Planner {
  readonly #set: ExampleSet;
  readonly #options: Options;
  readonly #recipe: Recipe;
  readonly #why: string;
  readonly #check: () => Promise<void> | undefined;
  readonly #replay: readonly Example[];
  readonly #variants: readonly (readonly Example[])[];
  /** Weights by class that the recipe adds; undefined: the caller has some, or none are needed. */
  readonly #prior: ReturnType<typeof priorWeights>;
  readonly #seed: number | bigint;
  /** That learns: the one that was to be updated, or one that knows the new labels too. */
  #model: Model;

  constructor(
    model: Model,
    set: ExampleSet,
    options: Options,
    recipe: Recipe,
    why: string,
    check: () => Promise<void> | undefined,
  ) {
    this.#model = model;
    this.#set = set;
    this.#options = options;
    this.#recipe = recipe;
    this.#why = why;
    this.#check = check;
    this.#replay = recipe.replayRatio > 0 && options.replay === undefined ? replaySetOf(model.description) : [];
    this.#seed = options.parameters?.seed ?? 0;
    const weighs = recipe.prior === 'model' && options.classWeights === undefined;
    this.#prior = weighs ? priorWeights(set, model.description) : undefined;
    this.#variants = variantsOf(set.examples, options.augment, this.#seed);
  }

  async plan(): Promise<Plan> {
    const before = this.#model;
    await this.#addClasses();
    const safe = await this.#safeRate();
    const widened = this.#model !== before; // by all examples: none is left to judge by
    const validated = widened ? undefined : await this.#crossValidated(safe);
    const rate = safe * this.#spread(validated?.factor ?? 1);
    // Plain examples are learned by heart sooner than varied ones: of those no trial said when to stop.
    const stopped = this.#options.augment === undefined ? validated?.epochs : undefined;
    const epochs = stopped ?? this.#recipe.epochs;
    const answersBefore = validated === undefined ? undefined : await this.#answers(before);
    const options = this.#optionsFor(rate, epochs);
    const parameters = options.parameters as ParameterValues;
    return {
      ...{
        model: this.#model,
        examples: withVariants(this.#set.examples, this.#variants),
        options: this.#lastly(options),
      },
      report: {
        ...{ name: this.#recipe.name, why: this.#why, layers: before.description.updatableLayers },
        learningRate: parameters.learningRate ?? defaultOf(before.description, 'learningRate'),
        epochs: parameters.epochs ?? defaultOf(before.description, 'epochs'),
        miniBatchSize: parameters.miniBatchSize ?? defaultOf(before.description, 'miniBatchSize'),
        ...{ variants: countOf(this.#options.augment), replaySet: this.#replay.length },
        prior: this.#prior === undefined ? 'user' : 'model',
        crossValidation:
          validated === undefined || answersBefore === undefined ? undefined : summary(answersBefore, validated),
      },
      judge: (updated) => this.#judge(before, updated, answersBefore, validated),
    };
  }

  /** A row of the head for each label that the model does not know, its weights a prototype of the label's examples. */
  async #addClasses(): Promise<void> {
    for (const label of newLabels(this.#set, this.#model.description)) {
      await this.#check();
      const examples = this.#set.examples.filter((_, index) => this.#set.labels?.[index] === label);
      this.#model = await this.#model.addClass(label, { examples: examples as Iterable<never> });
    }
  }

  /** What was asked for; else by the features for SGD; else the file's own. */
  async #safeRate(): Promise<number> {
    const own = defaultOf(this.#model.description, 'learningRate');
    const stated = this.#options.parameters?.learningRate;
    const bySteps = this.#model.description.parameters.some(({ key }) => key === 'momentum');
    if (stated !== undefined || !bySteps) return stated ?? own;
    return (await safeRate(this.#model, this.#set.examples, this.#recipe.step)) ?? own;
  }

  async #crossValidated(safe: number): Promise<RateResult | undefined> {
    const { rates, shuffle, epochs } = this.#recipe;
    if (this.#set.labels === undefined || this.#set.leastCount < FOLDS || !shuffle) return undefined;
    const rated = this.#options.parameters?.learningRate === undefined ? rates : [1];
    return crossValidate(this.#set, rated, FOLDS, this.#seed, (indices, validation, factor) =>
      this.#trial(indices, safe * factor, epochs, validation),
    );
  }

  /**
   * Trials are many, so each is short: without variants, and with no more examples of the replay set than own ones, as what
   * is frozen reads each of them anew.
   */
  async #trial(
    indices: readonly number[],
    rate: number,
    epochs: number,
    validation: readonly Example[],
  ): Promise<{ model: Model; history: readonly UpdateMetrics[] }> {
    await this.#check();
    const own = indices.map((index) => this.#set.examples[index] as Example);
    const options = this.#optionsFor(rate, epochs, thinned(this.#replay, own.length));
    const watched = { ...options, validation, earlyStopping: { patience: 2 } };
    return this.#model.update(own as Iterable<never>, watched as UpdateOptions).finished;
  }

  /** A trial's multiple of the rate, where variants make more steps of every example. */
  #spread(factor: number): number {
    return factor <= 1 ? factor : Math.max(1, factor / (1 + countOf(this.#options.augment)));
  }

  /** What the caller said comes first. */
  #optionsFor(learningRate: number, epochs: number, replayed = this.#replay): Options {
    const { miniBatchSize, shuffle, anchor, replayRatio } = this.#recipe;
    const { augment, parameters, gradientClipNorm, imageOptions, replay, signal } = this.#options;
    const classWeights = this.#options.classWeights ?? this.#prior;
    const wanted = { learningRate, epochs, miniBatchSize, shuffle, seed: this.#seed };
    return {
      ...{ anchor: this.#options.anchor ?? anchor, classWeights, gradientClipNorm, imageOptions, replay, signal },
      ...(replayed.length > 0
        ? { replay: { examples: replayed, ratio: (replayRatio * this.#absent()) / (1 + countOf(augment)) } }
        : {}),
      ...{ parameters: { ...allowed(this.#model.description, wanted), ...parameters } },
    };
  }

  /** Of the update itself: what belongs to its end, and to going on with it. */
  #lastly(options: Options): Options {
    const { validation, earlyStopping, keepIfBetter, resumeFrom } = this.#options;
    if (resumeFrom === undefined) return { ...options, validation, earlyStopping, keepIfBetter };
    const { imageOptions, signal, replay } = options; // all else is in the snapshot
    return {
      imageOptions,
      signal,
      resumeFrom,
      validation,
      keepIfBetter,
      replay: replay && { examples: replay.examples },
    };
  }

  /** Where examples of few classes come alone, more is replayed, so that the others keep up: as many of each class. */
  #absent(): number {
    const present = this.#set.counts;
    const known = this.#model.description.classLabels ?? [];
    const absent = known.filter((label) => !present.has(typeof label === 'bigint' ? Number(label) : label)).length;
    return Math.min(Math.max(1, absent / Math.max(present.size, 1)), MOST_REPLAYED);
  }

  #answers(model: Model): Promise<readonly Answer[]> {
    return answersOf(model, this.#set.examples, this.#set.labels ?? []);
  }

  async #judge(
    before: Model,
    updated: Model,
    answersBefore: readonly Answer[] | undefined,
    validated: RateResult | undefined,
  ): Promise<string> {
    if (!this.#recipe.gate) return '';
    const reasons: string[] = [];
    if (answersBefore !== undefined && validated !== undefined) {
      reasons.push(kept(judgeExamples(answersBefore, validated.answers)));
    }
    if (this.#replay.length > 0 && this.#set.labels !== undefined) {
      const examples = this.#replay as Iterable<never>;
      const [known, now] = [await before.evaluate(examples), await updated.evaluate(examples)];
      reasons.push(kept(judgeReplay(known.accuracy, now.accuracy, known.count)));
    }
    return reasons.join('; ');
  }
}

/** Of some examples at most so many, evenly chosen. */
function thinned(examples: readonly Example[], most: number): readonly Example[] {
  const every = Math.ceil(examples.length / most);
  return examples.filter((_, index) => index % every === 0);
}

function kept({ accepted, why }: { accepted: boolean; why: string }): string {
  if (!accepted) throw new AttuneError('not-better', `the update was not kept: ${why}`);
  return why;
}

function summary(before: readonly Answer[], { answers, factor, loss }: RateResult): CrossValidationReport {
  const temperature = fittedTemperature(answers);
  const tempered = answers.map((one) => ({ ...one, probabilities: withTemperature(one.probabilities, temperature) }));
  const doubtful = answers
    .map((answer, index) => ({ index, ...answer, probability: probabilityOf(answer.label, answer) }))
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => a.probability - b.probability || a.index - b.index)
    .slice(0, 3)
    .map(({ index, label, predicted, probability }) => ({ index, label, predicted, probability }));
  return {
    ...{ folds: FOLDS, rate: factor, accuracyBefore: accuracyOf(before), accuracy: accuracyOf(answers) },
    ...{ lossBefore: meanLossOf(before), loss, temperature },
    ...{ calibrationError: calibrationError(answers), calibrationErrorAfter: calibrationError(tempered), doubtful },
  };
}
