// Strokes as the same hand might have drawn them another time: turned, leaning, stretched, faster here and slower there.

import { isShaped } from './arrays.js';
import type { NumericArray } from './feature-input.js';
import { cosOfTurns, sinOfTurns } from './functions.js';
import type { RandomNumbers } from './random-numbers.js';

export interface StrokeVariantsOptions {
  /** How many join each example. Default 4. */
  readonly variants?: number | undefined;
  /** Numbers a point: x, y and what else there is (pen lifted, pressure), which goes with its point. Default 3. */
  readonly numbersPerPoint?: number | undefined;
  /** At most, each way, in degrees. Default 10. */
  readonly rotate?: number | undefined;
  /** How far the top leans over, as a part of the height. Default 0.2. */
  readonly shear?: number | undefined;
  /** How much wider or narrower, higher or lower, as a part. Default 0.12. */
  readonly scale?: number | undefined;
  /** How far along the stroke, as a part of it, points move to and fro: the time warp. Default 0.15. */
  readonly warp?: number | undefined;
  /** How far points sway, as a part of half the larger side. Default 0.03. */
  readonly sway?: number | undefined;
  /** Center and scale again so that the larger side spans −1 to 1, as the examples do. Default true. */
  readonly normalize?: boolean | undefined;
}

/** What `update(examples, { recipe, augment })` takes: plain data. */
export interface StrokeVariants extends StrokeVariantsOptions {
  readonly kind: 'strokes';
  /** Name of the array: points one after the other in drawing order, about 0. */
  readonly feature: string;
}

/** Variants of examples with one array of points. @param feature name of the array */
export function strokeVariants(feature: string, options: StrokeVariantsOptions = {}): StrokeVariants {
  return { kind: 'strokes', feature, ...options };
}

/** A variant of one example; all but the points is the same. */
export function strokeVariant<E extends object>(
  example: E,
  { feature, ...options }: StrokeVariants,
  random: RandomNumbers,
): E {
  const given = (example as Readonly<Record<string, unknown>>)[feature] as NumericArray;
  const points = isShaped(given) ? given.data : given;
  const data = varied(Float32Array.from(points as ArrayLike<number>), options, random);
  return { ...example, [feature]: isShaped(given) ? { ...given, data } : data };
}

/** One variant of some points. */
function varied(points: Float32Array, options: StrokeVariantsOptions, random: RandomNumbers): Float32Array {
  const { numbersPerPoint: stride = 3, rotate = 10, shear = 0.2, scale = 0.12, warp = 0.15, sway = 0.03 } = options;
  const around = (most: number): number => (2 * random() - 1) * most;
  const count = points.length / stride;
  const turns = around(rotate) / 360;
  const [sin, cos] = [sinOfTurns(turns), cosOfTurns(turns)];
  const [lean, wider, higher] = [around(shear), 1 + around(scale), 1 + around(scale)];
  const [slow, fast] = [around(warp), around(warp / 2)];
  const [swayX, swayY, phaseX, phaseY] = [around(sway), around(sway), random(), random()];
  const result = new Float32Array(points.length);
  for (let point = 0; point < count; point++) {
    const time = count === 1 ? 0 : point / (count - 1);
    const warped = time + (slow * sinOfTurns(time / 2) + fast * sinOfTurns(time)) / Math.PI;
    const place = Math.min(Math.max(warped, 0), 1) * (count - 1);
    const before = Math.min(Math.floor(place), Math.max(count - 2, 0));
    const part = place - before;
    const after = Math.min(before + 1, count - 1);
    const between = (axis: number): number =>
      (points[before * stride + axis] as number) * (1 - part) + (points[after * stride + axis] as number) * part;
    const y = between(1) * higher;
    const x = between(0) * wider + lean * y;
    result[point * stride] = cos * x - sin * y + swayX * sinOfTurns(1.5 * time + phaseX);
    result[point * stride + 1] = sin * x + cos * y + swayY * sinOfTurns(1.5 * time + phaseY);
    for (let other = 2; other < stride; other++) {
      result[point * stride + other] = points[Math.round(place) * stride + other] as number;
    }
  }
  if (options.normalize !== false) normalize(result, stride);
  return result;
}

/** About 0, the larger side from −1 to 1. */
function normalize(points: Float32Array, stride: number): void {
  const sides = [0, 1].map((axis) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = axis; i < points.length; i += stride) {
      least = Math.min(least, points[i] as number);
      most = Math.max(most, points[i] as number);
    }
    return { middle: (least + most) / 2, half: (most - least) / 2 };
  }) as [{ middle: number; half: number }, { middle: number; half: number }];
  const half = Math.max(sides[0].half, sides[1].half) || 1;
  for (const axis of [0, 1] as const) {
    for (let i = axis; i < points.length; i += stride) points[i] = ((points[i] as number) - sides[axis].middle) / half;
  }
}
