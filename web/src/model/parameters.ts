// The parameters of a model and of its update, by Core ML's names.

import { AttuneError } from '../errors.js';
import type { ParameterDescription } from './description.js';

/** Names that Core ML's `MLParameterKey` has, and `shuffle` and `seed` with it. */
export interface ParameterValues {
  /** Size of a step. */
  learningRate?: number;
  /** SGD: the part of the last step that is kept in the next, 0 to 1. */
  momentum?: number;
  /** Examples in one step; the last step of an epoch may see fewer. */
  miniBatchSize?: number;
  /** Adam: decay of the mean of gradients. */
  beta1?: number;
  /** Adam: decay of the mean of squared gradients. */
  beta2?: number;
  /** Adam: added to the root in the divisor. */
  eps?: number;
  /** How often all examples are seen. */
  epochs?: number;
  /** Another order in every epoch. */
  shuffle?: boolean;
  /** Where the order comes from: the same seed, the same order. int64; default 0. */
  seed?: number | bigint;
  /** Nearest neighbours: how many vote. */
  numberOfNeighbors?: number;
  /**
   * In a pipeline a name may say whose it is, as Core ML's `MLParameterKey.scoped(to:)`: the model's name in the pipeline in
   * front, `'classifier.learningRate'`; of a pipeline in a pipeline both names, `'outer.classifier.learningRate'`. A name
   * alone means the model that learns, the last one; of a parameter under both names the one with the scope counts. Models
   * that the file does not name are called `model0`, `model1`, … in their order. `description.parameters` lists each with
   * its `scope`; in events all of them come without it.
   *
   * A learning rate may be that of one layer that learns: `'dense_1.learningRate'`, in a pipeline also
   * `'classifier.dense_1.learningRate'`; within the bounds that the file gives the model's own. Only for an update, from its
   * beginning.
   */
  [scoped: `${string}.${string}`]: number | bigint | boolean;
}

/** The same as the engine takes it. */
export type Parameters = Readonly<Record<string, number | bigint | boolean>>;

/** What `resume(parameters)` may change in a running update, as the core may. */
const CHANGEABLE = ['learningRate', 'momentum', 'beta1', 'beta2', 'eps'];

/**
 * @internal Checks the types, which are lost on the way to the core; whether the model has such a parameter and allows the value is
 * the core's to say.
 *
 * @throws AttuneError `invalid-parameter`
 */
export function readParameters(values: ParameterValues | undefined): Parameters {
  const parameters: Record<string, number | bigint | boolean> = {};
  for (const [name, value] of Object.entries(values ?? {}) as [string, unknown][]) {
    if (value === undefined) continue;
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') {
      throw new AttuneError(
        'invalid-parameter',
        `parameter '${name}' must be a number or a boolean, got ${typeof value}`,
      );
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new AttuneError('invalid-parameter', `parameter '${name}' must be finite, got ${value}`);
    }
    parameters[name] = value;
  }
  return parameters;
}

/**
 * @internal What a running update takes: checked here, so that `resume()` throws at once and the update goes on unharmed.
 *
 * @param current the ones in force: rates of single layers are among these alone
 * @throws AttuneError `invalid-parameter` for a parameter that is fixed once the update runs, or a value that the file
 *   does not allow
 */
export function readChanges(
  values: ParameterValues,
  described: readonly ParameterDescription[],
  current: Parameters = {},
): Parameters {
  const changes = readParameters(values);
  for (const [name, value] of Object.entries(changes)) {
    const key = name.slice(name.lastIndexOf('.') + 1);
    if (!CHANGEABLE.includes(key)) {
      throw new AttuneError('invalid-parameter', `parameter '${name}' cannot change while an update runs`, {
        hint: `what can: ${CHANGEABLE.join(', ')}`,
      });
    }
    const scope = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
    const known = scope === '' || Object.hasOwn(current, name);
    const description = described.find((one) => one.key === key && (known || one.scope === scope));
    if (description === undefined) {
      throw new AttuneError('invalid-parameter', `this model has no parameter '${name}'`, { hint: namesOf(described) });
    }
    checkRange(name, value, description);
  }
  return changes;
}

function checkRange(name: string, value: number | bigint | boolean, allowed: ParameterDescription): void {
  const { minimum, maximum, values } = allowed;
  if (typeof value === 'boolean')
    throw new AttuneError('invalid-parameter', `parameter '${name}' is a number, got ${value}`);
  if (minimum !== undefined && value < minimum) throw outside(name, value, `at least ${minimum}`);
  if (maximum !== undefined && value > maximum) throw outside(name, value, `at most ${maximum}`);
  // BigInt or not: a model's int64 may be either.
  if (values !== undefined && !values.some((one) => Number(one) === Number(value)))
    throw outside(name, value, `one of ${values.join(', ')}`);
}

function outside(name: string, value: number | bigint | boolean, allowed: string): AttuneError {
  return new AttuneError('invalid-parameter', `parameter '${name}' is ${value}, but the model file allows ${allowed}`);
}

function namesOf(described: readonly ParameterDescription[]): string {
  const names = described.map(({ key, scope }) => (scope === '' ? key : `${scope}.${key}`));
  return names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
}
