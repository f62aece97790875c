// What a model's file allows to be set.

import type { Model, ParameterDescription } from 'attune';

/** Undefined: the model has no such parameter. */
export function parameterOf(
  model: Model | undefined,
  key: 'epochs' | 'learningRate',
): ParameterDescription | undefined {
  return model?.description.parameters.find((parameter) => parameter.key === key);
}

/** The allowed number that is nearest to the wanted one. */
export function fitting(parameter: ParameterDescription | undefined, wanted: number): number {
  if (parameter === undefined) return wanted;
  const values = parameter.values?.map(Number) ?? [];
  if (values.length > 0)
    return values.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best));
  return Math.min(Number(parameter.maximum ?? wanted), Math.max(Number(parameter.minimum ?? wanted), wanted));
}

/** There is nothing to choose. */
export function isFixed({ values, minimum, maximum }: ParameterDescription): boolean {
  return values === undefined ? minimum !== undefined && minimum === maximum : values.length === 1;
}
