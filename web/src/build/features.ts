// Inputs and outputs of a model that is built.

import { AttuneError } from '../errors.js';
import type { Message } from './protobuf.js';

const DATA_TYPES = { float32: 65568, double: 65600, int32: 131104 } as const;
const COLOR_SPACES = { grayscale: 10, rgb: 20, bgr: 30 } as const;

export interface ArrayFeature {
  readonly name: string;
  readonly type?: 'multiArray' | undefined;
  /** Of one example: `[C]` or `[C, H, W]` for rank-5 networks, anything for exact ones. */
  readonly shape: readonly number[];
  /** Default `'float32'`. */
  readonly dataType?: keyof typeof DATA_TYPES | undefined;
  readonly shortDescription?: string | undefined;
}

export interface ImageFeature {
  readonly name: string;
  readonly type: 'image';
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Default `'rgb'`. */
  readonly colorSpace?: keyof typeof COLOR_SPACES | undefined;
  /** Each channel becomes `scale · pixel + bias`; pixels run from 0 to 255. Default 1. */
  readonly scale?: number | undefined;
  /** One number, or one for red, green and blue. Default 0. */
  readonly bias?: number | readonly [red: number, green: number, blue: number] | undefined;
  readonly shortDescription?: string | undefined;
}

/** What goes into a model. */
export type InputFeature = ArrayFeature | ImageFeature;

/** What comes out of a model: an array whose shape may be left open. */
export type OutputFeature = Omit<ArrayFeature, 'shape'> & { readonly shape?: readonly number[] | undefined };

/** @internal A FeatureDescription. */
export function describeFeature(feature: InputFeature | OutputFeature): Message {
  const { name, shortDescription } = feature;
  checkName(name, 'a feature');
  if (feature.type === 'image') {
    const { width, height, colorSpace = 'rgb' } = feature;
    for (const side of [width, height]) checkCount(side, `the size of image '${name}'`);
    return { name, shortDescription, type: { imageType: { width, height, colorSpace: COLOR_SPACES[colorSpace] } } };
  }
  const { shape, dataType = 'float32' } = feature;
  for (const extent of shape ?? []) checkCount(extent, `the shape of '${name}'`);
  return { name, shortDescription, type: { multiArrayType: { shape, dataType: DATA_TYPES[dataType] } } };
}

/** @internal What is done to an image before the network; undefined: nothing. */
export function preprocessingOf(feature: InputFeature): Message | undefined {
  if (feature.type !== 'image' || (feature.scale === undefined && feature.bias === undefined)) return undefined;
  const { name, scale = 1, bias = 0, colorSpace } = feature;
  const [red, green, blue] = typeof bias === 'number' ? [bias, bias, bias] : bias;
  const biases = colorSpace === 'grayscale' ? { grayBias: red } : { redBias: red, greenBias: green, blueBias: blue };
  return { featureName: name, scaler: { channelScale: scale, ...biases } };
}

/** @internal */
export function labelFeature(name: string, integers: boolean): Message {
  return { name, type: integers ? { int64Type: {} } : { stringType: {} } };
}

/** @internal */
export function probabilitiesFeature(name: string, integers: boolean): Message {
  return { name, type: { dictionaryType: integers ? { int64KeyType: {} } : { stringKeyType: {} } } };
}

/** @internal Whether labels are integers. @throws AttuneError `invalid-parameter` unless all are of one type, each once */
export function integerLabels(labels: readonly unknown[], fewest: number): boolean {
  if (labels.length < fewest) throw invalid(`a classifier has at least ${fewest} classes, got ${labels.length}`);
  const integers = labels.every((label) => typeof label === 'bigint' || Number.isSafeInteger(label));
  if (!integers && !labels.every((label) => typeof label === 'string'))
    throw invalid('labels are all strings or all whole numbers');
  if (new Set(labels.map((label) => `${label}`)).size !== labels.length) throw invalid('a label is named twice');
  return integers;
}

/** @internal */
export function checkName(name: unknown, what: string): void {
  if (typeof name !== 'string' || name === '') throw invalid(`${what} needs a name, got ${String(name)}`);
}

/** @internal */
export function checkCount(value: unknown, what: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw invalid(`${what} must be a whole number above 0, got ${String(value)}`);
}

/** @internal */
export function invalid(message: string, details: { layer?: string; hint?: string } = {}): AttuneError {
  return new AttuneError('invalid-parameter', message, details);
}
