// What a network that learns says about it: loss, optimizer, parameters. The same as the core's makeUpdatable().

import type { MakeUpdatableOptions, ParameterSetting, TrainingSettings } from '../model/edit-options.js';
import { invalid } from './features.js';
import type { Message } from './protobuf.js';

/** How a network that is built is to learn; the names are those of `model.makeUpdatable()`. */
export interface UpdatableSettings extends TrainingSettings {
  /** Names of the layers that learn: convolution or innerProduct. */
  readonly layers: readonly string[];
  /** Default: cross entropy where the loss's input is made by a softmax, else mean squared error. */
  readonly loss?: MakeUpdatableOptions['loss'];
  /** Default `'lossLayer'`. */
  readonly lossName?: string | undefined;
  /** The value that the loss reads. Default: the classifier's probabilities, or the first output. */
  readonly lossInput?: string | undefined;
}

/** @internal A DoubleParameter. */
export function realParameter(setting: ParameterSetting | undefined, standard: number, key: string): Message {
  const { value, minimum = 0, maximum = 1, values } = read(setting, standard, key);
  if (values !== undefined) throw invalid(`parameter '${key}' takes a range, not a set`);
  if (value < minimum || value > maximum) throw outside(key, value);
  return { defaultValue: value, range: { minValue: minimum, maxValue: maximum } };
}

/** @internal An Int64Parameter. */
export function countParameter(
  setting: ParameterSetting | undefined,
  standard: ParameterSetting,
  key: string,
): Message {
  const { value, minimum, maximum, values } = read(setting ?? standard, 1, key);
  const named = [value, minimum, maximum, ...(values ?? [])].filter((one) => one !== undefined);
  if (!named.every((one) => Number.isSafeInteger(one) && one > 0))
    throw invalid(`parameter '${key}' must be whole and above 0`);
  if (minimum !== undefined || maximum !== undefined) {
    const [least, most] = [minimum ?? 1, maximum ?? 2 ** 31 - 1];
    if (value < least || value > most) throw outside(key, value);
    return { defaultValue: value, range: { minValue: least, maxValue: most } };
  }
  const allowed = values ?? [value];
  if (!allowed.includes(value)) throw outside(key, value);
  return { defaultValue: value, set: { values: allowed } };
}

/** @internal NetworkUpdateParameters. */
export function updateParameters(settings: UpdatableSettings, lossInput: string, crossEntropy: boolean): Message {
  const { optimizer = 'sgd', learningRate, momentum, beta1, beta2, eps, miniBatchSize, epochs } = settings;
  const between = { input: lossInput, target: `${lossInput}_true` };
  const common = {
    learningRate: realParameter(learningRate, 0.01, 'learningRate'),
    miniBatchSize: countParameter(miniBatchSize, 10, 'miniBatchSize'),
  };
  const strangers = optimizer === 'sgd' ? { beta1, beta2, eps } : { momentum };
  for (const [key, value] of Object.entries(strangers)) {
    if (value !== undefined) throw invalid(`the optimizer ${optimizer} has no parameter '${key}'`);
  }
  return {
    lossLayers: [
      {
        name: settings.lossName ?? 'lossLayer',
        ...(crossEntropy ? { categoricalCrossEntropyLossLayer: between } : { meanSquaredErrorLossLayer: between }),
      },
    ],
    optimizer:
      optimizer === 'sgd'
        ? { sgdOptimizer: { ...common, momentum: realParameter(momentum, 0, 'momentum') } }
        : {
            adamOptimizer: {
              ...common,
              beta1: realParameter(beta1, 0.9, 'beta1'),
              beta2: realParameter(beta2, 0.999, 'beta2'),
              eps: realParameter(eps, 1e-8, 'eps'),
            },
          },
    epochs: countParameter(epochs, 1, 'epochs'),
    shuffle: { defaultValue: settings.shuffle ?? true },
    seed: settings.seed === undefined ? undefined : { defaultValue: settings.seed },
  };
}

interface Read {
  readonly value: number;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly values?: readonly number[] | undefined;
}

function read(setting: ParameterSetting | undefined, standard: number, key: string): Read {
  const given = setting ?? standard;
  const read: Read = typeof given === 'number' ? { value: given } : { ...given, value: given.defaultValue };
  if (!Number.isFinite(read.value)) throw invalid(`parameter '${key}' must be a finite number`);
  return read;
}

function outside(key: string, value: number): Error {
  return invalid(`the default of '${key}', ${value}, is not among the values that are to be allowed`);
}
