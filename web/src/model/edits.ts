// Changes to a model as the core takes them: options checked here, because types are lost on the way.

import { AttuneError } from '../errors.js';
import { nameOf } from '../inputs/feature-input.js';
import type {
  ClassifierOptions,
  Label,
  MakeUpdatableOptions,
  NearestNeighborsOptions,
  ParameterSetting,
  RewriteOptions,
  TrainingSettings,
} from './edit-options.js';

/** bindings/edits.cpp reads the same. */
interface Choice {
  readonly value: number;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly values?: readonly number[] | undefined;
}

interface Training {
  readonly loss?: string | undefined;
  readonly lossName?: string | undefined;
  readonly lossInput?: string | undefined;
  readonly target?: string | undefined;
  readonly optimizer: string | undefined;
  readonly shuffle: boolean | undefined;
  readonly portable?: boolean | undefined;
  readonly seed: number | bigint | undefined;
  readonly parameters: readonly (readonly [key: string, choice: Choice])[];
}

export type Edit =
  | { readonly kind: 'makeUpdatable'; readonly layers: readonly string[]; readonly training: Training }
  | {
      readonly kind: 'nearestNeighbors';
      readonly features: string | undefined;
      readonly label: string | undefined;
      readonly defaultLabel: Label | undefined;
      readonly numberOfNeighbors: Choice | undefined;
      readonly weighting: string | undefined;
      readonly index: string | undefined;
      readonly leafSize: number | undefined;
    }
  | {
      readonly kind: 'classifier';
      readonly features: string | undefined;
      readonly label: string | undefined;
      readonly classes: readonly Label[];
      readonly init: string | undefined;
      readonly seed: number | bigint | undefined;
      readonly training: Training;
    }
  | { readonly kind: 'addClass'; readonly label: Label }
  | { readonly kind: 'rewrite'; readonly matmul: boolean; readonly softmax: boolean; readonly flatten: boolean }
  | { readonly kind: 'arrays' }
  | {
      readonly kind: 'examples';
      readonly remove: readonly number[];
      readonly relabel: readonly (readonly [index: number, label: Label])[];
    };

const PARAMETERS = ['learningRate', 'miniBatchSize', 'epochs', 'momentum', 'beta1', 'beta2', 'eps'] as const;
const TRAINING = [...PARAMETERS, 'optimizer', 'shuffle', 'seed'];

export function makeUpdatableEdit(options: MakeUpdatableOptions): Edit {
  known(options, [...TRAINING, 'layers', 'loss', 'lossName', 'lossInput', 'target', 'portable']);
  const layers = list(options.layers, 'layers').map((name) => required(text(name, 'layers'), 'layers'));
  return {
    kind: 'makeUpdatable',
    layers,
    training: {
      ...training(options),
      loss: one(options.loss, 'loss', ['categoricalCrossEntropy', 'meanSquaredError']),
      lossName: text(options.lossName, 'lossName'),
      lossInput: text(options.lossInput, 'lossInput'),
      target: text(options.target, 'target'),
      portable: flag(options.portable, 'portable'),
    },
  };
}

export function nearestNeighborsEdit(options: NearestNeighborsOptions): Edit {
  known(options, 'features label defaultLabel numberOfNeighbors weighting index leafSize'.split(' '));
  const { defaultLabel, numberOfNeighbors } = options;
  return {
    kind: 'nearestNeighbors',
    features: text(options.features, 'features'),
    label: text(options.label, 'label'),
    defaultLabel: defaultLabel === undefined ? undefined : readLabel(defaultLabel, 'defaultLabel'),
    numberOfNeighbors: numberOfNeighbors === undefined ? undefined : choice(numberOfNeighbors, 'numberOfNeighbors'),
    weighting: one(options.weighting, 'weighting', ['uniform', 'inverseDistance']),
    index: one(options.index, 'index', ['linear', 'kdTree']),
    leafSize: whole(options.leafSize, 'leafSize'),
  };
}

export function classifierEdit(options: ClassifierOptions): Edit {
  known(options, [...TRAINING, 'features', 'label', 'classes', 'init']);
  return {
    kind: 'classifier',
    features: text(options.features, 'features'),
    label: text(options.label, 'label'),
    classes: list(options.classes, 'classes').map((label) => readLabel(label, 'classes')),
    init: one(options.init, 'init', ['zeros', 'glorotUniform', 'heUniform']),
    seed: seed(options.seed),
    training: training(options),
  };
}

export function rewriteEdit(options: RewriteOptions): Edit {
  known(options, ['batchedMatmul', 'softmaxND', 'reshape']);
  const { batchedMatmul, softmaxND, reshape } = options;
  return {
    kind: 'rewrite',
    matmul: flag(batchedMatmul, 'batchedMatmul') ?? true,
    softmax: flag(softmaxND, 'softmaxND') ?? true,
    flatten: flag(reshape, 'reshape') ?? true,
  };
}

/** Which number of an example is meant: 0 and up, checked against how many there are by the core. */
export function readIndex(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(`an example has a number from 0 on, got ${nameOf(value)} ${String(value)}`);
}

export function readLabel(value: unknown, name: string): Label {
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw invalid(`'${name}': a label is a string or a whole number, got ${nameOf(value)}`);
}

function training(options: TrainingSettings): Training {
  const parameters: (readonly [string, Choice])[] = [];
  for (const key of PARAMETERS) {
    const setting = options[key];
    if (setting !== undefined) parameters.push([key, choice(setting, key)]);
  }
  return {
    optimizer: one(options.optimizer, 'optimizer', ['sgd', 'adam']),
    shuffle: flag(options.shuffle, 'shuffle'),
    seed: seed(options.seed),
    parameters,
  };
}

function choice(setting: ParameterSetting, name: string): Choice {
  if (typeof setting === 'number') return { value: number(setting, name) };
  if (typeof setting !== 'object' || setting === null) throw invalid(`'${name}' is a number or an object with one`);
  known(setting, ['defaultValue', 'minimum', 'maximum', 'values'], name);
  const value = number(setting.defaultValue, name);
  const { minimum, maximum, values } = setting;
  if (values !== undefined) {
    if (minimum !== undefined || maximum !== undefined) throw invalid(`'${name}' has values or a range, not both`);
    return { value, values: list(values, name).map((each) => number(each, name)) };
  }
  return {
    value,
    minimum: minimum === undefined ? undefined : number(minimum, name),
    maximum: maximum === undefined ? undefined : number(maximum, name),
  };
}

function known(options: object, names: readonly string[], of = 'options'): void {
  const stranger = Object.keys(options).find((key) => !names.includes(key));
  if (stranger !== undefined) throw invalid(`${of} has no '${stranger}'`, `it has ${names.join(', ')}`);
}

function number(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid(`'${name}' must be a finite number, got ${nameOf(value)}`);
}

function whole(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value)) return value as number;
  throw invalid(`'${name}' must be a whole number, got ${nameOf(value)}`);
}

function seed(value: unknown): number | bigint | undefined {
  if (typeof value !== 'bigint') return whole(value, 'seed');
  if (BigInt.asIntN(64, value) === value) return value;
  throw invalid(`'seed' must fit in 64 bits, got ${value}`);
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`'${name}' must be a string, got ${nameOf(value)}`);
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw invalid(`'${name}' holds undefined`);
}

function flag(value: unknown, name: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalid(`'${name}' must be a boolean, got ${nameOf(value)}`);
}

function one(value: unknown, name: string, allowed: readonly string[]): string | undefined {
  if (value === undefined || allowed.includes(value as string)) return value as string | undefined;
  throw invalid(`'${name}' is one of ${allowed.join(', ')}, got ${String(value)}`);
}

function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`'${name}' must be an array, got ${nameOf(value)}`);
}

function invalid(message: string, hint?: string): AttuneError {
  return new AttuneError('invalid-parameter', message, { hint });
}
