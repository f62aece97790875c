// Images a little moved, turned, larger or smaller.

import { cosOfTurns, sinOfTurns } from './functions.js';
import type { RandomNumbers } from './random-numbers.js';

export interface ImageVariantsOptions {
  /** How many join each example. Default 4. */
  readonly variants?: number | undefined;
  /** At most, each way, as a part of the side. Default 0.08. */
  readonly shift?: number | undefined;
  /** How much larger or smaller, as a part. Default 0.12. */
  readonly scale?: number | undefined;
  /** At most, each way, in degrees. Default 10. */
  readonly rotate?: number | undefined;
  /** What comes in at the sides: red, green, blue, alpha of 0 to 255. Default white. */
  readonly background?: readonly [red: number, green: number, blue: number, alpha: number] | undefined;
}

/** RGBA bytes, row by row; an ImageData is one. */
export interface Pixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What `update(examples, { recipe, augment })` takes: plain data. */
export interface ImageVariants extends ImageVariantsOptions {
  readonly kind: 'image';
  /** Name of the image. */
  readonly feature: string;
}

/** Variants of examples with one image. @param feature name of the image */
export function imageVariants(feature: string, options: ImageVariantsOptions = {}): ImageVariants {
  return { kind: 'image', feature, ...options };
}

/** A variant of one example; all but the image is the same. */
export function imageVariant<E extends object>(
  example: E,
  { feature, ...options }: ImageVariants,
  random: RandomNumbers,
): E {
  const image = (example as Readonly<Record<string, unknown>>)[feature] as Pixels;
  return { ...example, [feature]: moved(image, options, random) };
}

/** One variant of an image: where each of its pixels comes from is found, and read between the four around it. */
function moved(image: Pixels, options: ImageVariantsOptions, random: RandomNumbers): Pixels {
  const { shift = 0.08, scale = 0.12, rotate = 10, background = [255, 255, 255, 255] } = options;
  const { width, height, data } = image;
  const around = (most: number): number => (2 * random() - 1) * most;
  const turns = around(rotate) / 360;
  const larger = 1 + around(scale);
  const [sin, cos] = [sinOfTurns(turns) / larger, cosOfTurns(turns) / larger];
  const [right, down] = [around(shift) * width, around(shift) * height];
  const result = new Uint8ClampedArray(data.length);
  const at = (x: number, y: number, channel: number): number => {
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    return inside ? (data[4 * (y * width + x) + channel] as number) : (background[channel] as number);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x + 0.5 - width / 2 - right, y + 0.5 - height / 2 - down];
      const fromX = cos * dx + sin * dy + width / 2 - 0.5;
      const fromY = cos * dy - sin * dx + height / 2 - 0.5;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [partX, partY] = [fromX - left, fromY - top];
      for (let channel = 0; channel < 4; channel++) {
        const above = at(left, top, channel) * (1 - partX) + at(left + 1, top, channel) * partX;
        const below = at(left, top + 1, channel) * (1 - partX) + at(left + 1, top + 1, channel) * partX;
        result[4 * (y * width + x) + channel] = Math.round(above * (1 - partY) + below * partY);
      }
    }
  }
  return { data: result, width, height };
}
