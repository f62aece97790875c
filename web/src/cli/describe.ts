// A model's description in words.

import type { FeatureDescription, ParameterDescription, SizeRange } from '../model/description.js';
import { shortNumber, table } from './table.js';

/** `multiArray float32 1 × 28 × 28`, `image grayscale 28 × 28`, … */
export function typeOf(feature: FeatureDescription): string {
  switch (feature.type) {
    case 'multiArray':
      return `multiArray ${feature.dataType} ${feature.shape.join(' × ') || 'of any shape'}${flexibilityOf(feature)}`;
    case 'image':
      return `image ${feature.colorSpace} ${feature.width} × ${feature.height}${flexibilityOf(feature)}`;
    case 'dictionary':
      return `dictionary by ${feature.keyType}`;
    case 'sequence':
      return `sequence of ${feature.elementType}`;
    default:
      return feature.type;
  }
}

function flexibilityOf(feature: FeatureDescription): string {
  if (!('flexibility' in feature) || feature.flexibility === undefined) return '';
  const { flexibility } = feature;
  if ('shapes' in flexibility) return `; also ${flexibility.shapes.map((shape) => shape.join(' × ')).join(', ')}`;
  if ('sizes' in flexibility) {
    return `; also ${flexibility.sizes.map(({ width, height }) => `${width} × ${height}`).join(', ')}`;
  }
  const ranges = 'ranges' in flexibility ? flexibility.ranges : [flexibility.width, flexibility.height];
  return `; allowed ${ranges.map(rangeOf).join(' × ')}`;
}

function rangeOf({ lowerBound, upperBound }: SizeRange): string {
  return upperBound === lowerBound ? String(lowerBound) : `${lowerBound}…${upperBound ?? ''}`;
}

export function featureTable(features: readonly FeatureDescription[]): string {
  return table(
    ['name', 'type', 'optional', 'what'],
    features.map((one) => [one.name, typeOf(one), one.optional ? 'yes' : '', one.shortDescription]),
    '  ',
  );
}

export function parameterTable(parameters: readonly ParameterDescription[]): string {
  return table(
    ['name', 'default', 'allowed'],
    parameters.map((one) => [nameOf(one), shortNumber(one.defaultValue), allowedOf(one)]),
    '  ',
  );
}

function nameOf({ key, scope }: ParameterDescription): string {
  return scope === '' ? key : `${scope}.${key}`;
}

function allowedOf({ values, minimum, maximum, type }: ParameterDescription): string {
  if (values !== undefined) return values.join(', ');
  if (minimum === undefined && maximum === undefined) return type;
  return `${minimum ?? ''} … ${maximum ?? ''}`;
}

/** Records of any shape: a column for each key that any of them has. */
export function recordTable(objects: readonly object[]): string {
  const records = objects as readonly Readonly<Record<string, unknown>>[];
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const cell = (value: unknown): string => {
    if (value === undefined || value === null || value === false) return '';
    if (value === true) return 'yes';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  return table(
    keys,
    records.map((record) => keys.map((key) => cell(record[key]))),
    '  ',
  );
}
