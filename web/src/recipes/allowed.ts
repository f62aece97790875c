// What a model's file allows of what a recipe wants.

import type { ModelDescription, ParameterDescription } from '../model/description.js';
import type { ParameterValues } from '../model/parameters.js';

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
