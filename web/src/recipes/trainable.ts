// What a recipe needs to know of a model: which layers learn, and what its file allows.

import type { ModelDescription, ParameterDescription } from '../model/description.js';
import type { Model } from '../model/model.js';
import type { ParameterValues } from '../model/parameters.js';

/** The layers of a network that may learn. */
export interface Trainable {
  /** In the order of the file; empty for a model that remembers its examples. */
  readonly layers: readonly string[];
}

export async function trainableOf(model: Model): Promise<Trainable> {
  const report = await model.checkUpdatable();
  const layers = report.layers.filter(({ isUpdatable }) => isUpdatable).map(({ name }) => name);
  return { layers };
}

/** The parameters with each number moved to the nearest one that the file allows. */
export function allowed(description: ModelDescription, wanted: ParameterValues): ParameterValues {
  const values: ParameterValues = {};
  for (const parameter of description.parameters) {
    const value = (wanted as Readonly<Record<string, unknown>>)[parameter.key];
    if (value === undefined) continue;
    Object.assign(values, { [parameter.key]: typeof value === 'number' ? nearest(value, parameter) : value });
  }
  return values;
}

function nearest(value: number, { minimum, maximum, values, type }: ParameterDescription): number {
  if (values !== undefined && values.length > 0) {
    const allowed = values.map(Number);
    return allowed.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best));
  }
  const least = minimum === undefined ? value : Math.max(value, Number(minimum));
  const within = maximum === undefined ? least : Math.min(least, Number(maximum));
  return type === 'int64' ? Math.round(within) : within;
}

/** The file's own value of a number. */
export function defaultOf(description: ModelDescription, key: string): number {
  return Number(description.parameters.find((one) => one.key === key)?.defaultValue ?? Number.NaN);
}
