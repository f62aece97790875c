// Core ML's parameters as options of the command line.

import type { ImageOptions } from '../inputs/image-options.js';
import type { ParameterValues } from '../model/parameters.js';
import type { Given, Options } from './command.js';
import { UsageError } from './context.js';

/** Options that every command with rows has. */
export const ROW_OPTIONS: Options = {
  delimiter: { type: 'string', value: '<character>', help: 'between the cells of a table; default a comma' },
  fit: { type: 'string', value: '<how>', help: 'how images meet the size: fill (default), contain, cover' },
  background: { type: 'string', value: '<#rrggbb>', help: 'shows through images; default white' },
};

export const PARAMETER_OPTION: Options = {
  parameter: { type: 'string', short: 'p', multiple: true, value: '<name=value>', help: 'any parameter of the model' },
};

const NUMBERS = {
  epochs: ['epochs', 'how often all examples are seen'],
  'learning-rate': ['learningRate', 'size of a step'],
  momentum: ['momentum', 'SGD: part of the last step that is kept'],
  'mini-batch-size': ['miniBatchSize', 'examples in one step'],
  beta1: ['beta1', 'Adam: decay of the mean of gradients'],
  beta2: ['beta2', 'Adam: decay of the mean of squared gradients'],
  eps: ['eps', 'Adam: added in the divisor'],
  seed: ['seed', 'where the order of examples comes from'],
} as const;

export const TRAINING_OPTIONS: Options = {
  ...Object.fromEntries(
    Object.entries(NUMBERS).map(([option, [, help]]) => [option, { type: 'string', value: '<number>', help } as const]),
  ),
  'no-shuffle': { type: 'boolean', help: 'the same order in every epoch' },
  ...PARAMETER_OPTION,
};

/** @throws UsageError */
export function readTraining(given: Given): ParameterValues {
  const values: Record<string, number | bigint | boolean> = {};
  for (const [option, [key]] of Object.entries(NUMBERS)) {
    const number = given.number(option);
    if (number !== undefined) values[key] = number;
  }
  if (given.flag('no-shuffle')) values.shuffle = false;
  return { ...values, ...readParameterOption(given) };
}

/** `--parameter numberOfNeighbors=3 --parameter classifier.learningRate=0.1`. @throws UsageError */
export function readParameterOption(given: Given): ParameterValues {
  const values: Record<string, number | bigint | boolean> = {};
  for (const text of given.texts('parameter')) {
    const at = text.indexOf('=');
    const value = text.slice(at + 1);
    if (at < 1 || value === '') throw new UsageError(`--parameter takes name=value, got '${text}'`);
    values[text.slice(0, at)] = parameterOf(value);
  }
  return values;
}

function parameterOf(text: string): number | bigint | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(Number(text))) return BigInt(text.replace(/^\+/, ''));
  const number = Number(text);
  if (!Number.isFinite(number)) throw new UsageError(`--parameter takes a number, true or false, got '${text}'`);
  return number;
}

/** What is wrong in them, the model says. */
export function readImageFlags(given: Given): ImageOptions {
  const [fit, background] = [given.text('fit'), given.text('background')];
  return {
    ...(fit !== undefined && { fit: fit as NonNullable<ImageOptions['fit']> }),
    ...(background !== undefined && { background }),
  };
}

/** @throws UsageError */
export function readDelimiter(given: Given): string | undefined {
  const text = given.text('delimiter');
  if (text === undefined || [...text].length === 1) return text;
  if (text === '\\t' || text === 'tab') return '\t';
  throw new UsageError(`--delimiter takes one character, got '${text}'`);
}
