// Parameters of the layers that people build with, and their first weights.

import { AttuneError } from '../errors.js';
import { checkCount, invalid } from './features.js';
import type { Message } from './protobuf.js';
import { type Init, initialWeights, type Random } from './random.js';

/** Numbers of a layer, in the order in which the format keeps them. */
export type Values = Float32Array | readonly number[];

/** One number for both sides, or `[height, width]`. */
export type Sides = number | readonly [height: number, width: number];

/** `'valid'`: none; `'same'`: the output is as large as the input divided by the stride; or so many on each edge. */
export type Padding =
  | 'valid'
  | 'same'
  | { readonly top?: number; readonly bottom?: number; readonly left?: number; readonly right?: number };

export interface ConvolutionParams {
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Default 3. */
  readonly kernelSize?: Sides | undefined;
  /** Default 1. */
  readonly stride?: Sides | undefined;
  /** Default 1. */
  readonly dilation?: Sides | undefined;
  /** Default 1; `inputChannels` makes it depthwise. */
  readonly groups?: number | undefined;
  /** Default `'valid'`. */
  readonly padding?: Padding | undefined;
  /** `[outputChannels, inputChannels / groups, height, width]`. */
  readonly weights?: Values | undefined;
  /** `[outputChannels]`; false: none. Default zeros. */
  readonly biases?: Values | false | undefined;
  /** Default `'heUniform'`. */
  readonly init?: Init | undefined;
}

export interface DenseParams {
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** `[outputChannels, inputChannels]`. */
  readonly weights?: Values | undefined;
  /** `[outputChannels]`; false: none. Default zeros. */
  readonly biases?: Values | false | undefined;
  /** Default `'glorotUniform'`. */
  readonly init?: Init | undefined;
}

export interface PoolingParams {
  /** Default `'max'`. */
  readonly type?: 'max' | 'average' | 'l2' | undefined;
  /** Default 2. */
  readonly kernelSize?: Sides | undefined;
  /** Default: the kernel's size. */
  readonly stride?: Sides | undefined;
  /** Default `'valid'`. */
  readonly padding?: Padding | undefined;
  /** Averages leave the padding out. Default true, as coremltools has it. */
  readonly excludePadding?: boolean | undefined;
  /** Over everything: the sizes do not matter then. Default false. */
  readonly global?: boolean | undefined;
}

export interface BatchnormParams {
  readonly channels: number;
  /** Default 1e-5. */
  readonly epsilon?: number | undefined;
  /** Default 1. */
  readonly gamma?: Values | undefined;
  /** Default 0. */
  readonly beta?: Values | undefined;
  /** Default 0. */
  readonly mean?: Values | undefined;
  /** Default 1. */
  readonly variance?: Values | undefined;
}

export interface CustomParams {
  /** What the app's code is found by: `Model.load(source, { customLayers: { [className]: … } })`. */
  readonly className: string;
  readonly parameters?: Readonly<Record<string, number | bigint | string | boolean>> | undefined;
  /** Arrays for the code, which nothing trains. */
  readonly weights?: readonly Values[] | undefined;
  readonly description?: string | undefined;
}

/** The functions of an activation layer, with their parameters. */
export interface ActivationParams {
  readonly linear: unknown;
  readonly ReLU: unknown;
  readonly leakyReLU: unknown;
  readonly thresholdedReLU: unknown;
  readonly PReLU: unknown;
  readonly tanh: unknown;
  readonly scaledTanh: unknown;
  readonly sigmoid: unknown;
  readonly sigmoidHard: unknown;
  readonly ELU: unknown;
  readonly softsign: unknown;
  readonly softplus: unknown;
  readonly parametricSoftplus: unknown;
}

/** @internal */
export function convolutionOf(name: string, params: ConvolutionParams, random: Random): Message {
  const { inputChannels, outputChannels, groups = 1, biases, init = 'heUniform' } = params;
  const [height, width] = sides(params.kernelSize ?? 3, `layer '${name}': kernelSize`);
  for (const [key, value] of Object.entries({ inputChannels, outputChannels, groups }))
    checkCount(value, `layer '${name}': ${key}`);
  if (inputChannels % groups !== 0 || outputChannels % groups !== 0)
    throw invalid(`layer '${name}': its channels do not divide into ${groups} groups`, { layer: name });
  const kernelChannels = inputChannels / groups;
  const area = height * width;
  const count = outputChannels * kernelChannels * area;
  const weights =
    params.weights ?? initialWeights(random, init, count, kernelChannels * area, (outputChannels / groups) * area);
  return {
    outputChannels,
    kernelChannels,
    nGroups: groups,
    kernelSize: [height, width],
    stride: sides(params.stride ?? 1, `layer '${name}': stride`),
    dilationFactor: sides(params.dilation ?? 1, `layer '${name}': dilation`),
    ...paddingOf(name, params.padding ?? 'valid'),
    hasBias: biases !== false,
    weights: vectorOf(name, 'weights', weights, count),
    ...biasOf(name, biases, outputChannels),
  };
}

/** @internal */
export function denseOf(
  name: string,
  params: DenseParams,
  inputField: 'inputChannels' | 'inputDim',
  random: Random,
): Message {
  const { inputChannels, outputChannels, biases, init = 'glorotUniform' } = params;
  checkCount(inputChannels, `layer '${name}': ${inputField}`);
  checkCount(outputChannels, `layer '${name}': outputChannels`);
  const count = inputChannels * outputChannels;
  const weights = params.weights ?? initialWeights(random, init, count, inputChannels, outputChannels);
  return {
    [inputField]: inputChannels,
    outputChannels,
    hasBias: biases !== false,
    weights: vectorOf(name, 'weights', weights, count),
    ...biasOf(name, biases, outputChannels),
  };
}

/** @internal */
export function poolingOf(name: string, params: PoolingParams): Message {
  const { type = 'max', excludePadding = true, global } = params;
  const kernelSize = sides(params.kernelSize ?? 2, `layer '${name}': kernelSize`);
  return {
    type: { max: 0, average: 1, l2: 2 }[type],
    kernelSize,
    stride: params.stride === undefined ? kernelSize : sides(params.stride, `layer '${name}': stride`),
    ...paddingOf(name, params.padding ?? 'valid'),
    avgPoolExcludePadding: excludePadding,
    globalPooling: global,
  };
}

/** @internal */
export function customOf(name: string, params: CustomParams): Message {
  const { className, parameters = {}, weights = [], description } = params;
  const entries = Object.entries(parameters).map(([key, value]) => {
    const member = CUSTOM_VALUES[typeof value];
    if (member === undefined) throw invalid(`layer '${name}': parameter '${key}' is ${typeof value}`, { layer: name });
    return { key, value: { [member]: value } };
  });
  return { className, weights: weights.map((floatValue) => ({ floatValue })), parameters: entries, description };
}

const CUSTOM_VALUES: Readonly<Record<string, string>> = {
  number: 'doubleValue',
  bigint: 'longValue',
  string: 'stringValue',
  boolean: 'boolValue',
};

/** @internal */
export function activationOf(kind: keyof ActivationParams, params: Message): Message {
  return { [kind]: params };
}

/** @internal WeightParams. @throws AttuneError `shape-mismatch` for another number of values */
export function vectorOf(name: string, role: string, values: ArrayLike<number>, count: number): Message {
  if (values.length !== count) {
    throw new AttuneError('shape-mismatch', `layer '${name}': its ${role} are ${count} numbers, got ${values.length}`, {
      layer: name,
    });
  }
  return { floatValue: values };
}

function biasOf(name: string, biases: Values | false | undefined, count: number): Message {
  if (biases === false) return {};
  return { bias: vectorOf(name, 'biases', biases ?? new Float32Array(count), count) };
}

function sides(value: Sides, what: string): readonly [number, number] {
  const [height, width] = typeof value === 'number' ? [value, value] : value;
  checkCount(height, what);
  checkCount(width, what);
  return [height, width];
}

function paddingOf(name: string, padding: Padding): Message {
  if (padding === 'same') return { same: {} };
  const { top = 0, bottom = 0, left = 0, right = 0 } = padding === 'valid' ? {} : padding;
  for (const amount of [top, bottom, left, right]) {
    if (!Number.isSafeInteger(amount) || amount < 0)
      throw invalid(`layer '${name}': padding is a whole number from 0 on, got ${amount}`, { layer: name });
  }
  const vertical = { startEdgeSize: top, endEdgeSize: bottom };
  const horizontal = { startEdgeSize: left, endEdgeSize: right };
  return { valid: { paddingAmounts: { borderAmounts: [vertical, horizontal] } } };
}
