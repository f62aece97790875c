// How an image meets the size that the model asks for.

import { FITS, type Fit } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';

export type { Fit };

/** Images are resized in the core, the same bits everywhere: by area when they shrink, bilinearly when they grow. */
export interface ImageOptions {
  /**
   * `'fill'` (default) stretches to the model's width and height, `'contain'` shows the whole image with `background`
   * beside it, `'cover'` cuts off what stands over, evenly on both sides.
   */
  readonly fit?: Fit;
  /** Shows through transparent pixels and beside a contained image: `'#rrggbb'` or [r, g, b], 0 to 255. Default white. */
  readonly background?: string | readonly [red: number, green: number, blue: number];
}

/** @internal The same, with every default in place. */
export interface ImageSettings {
  readonly fit: Fit;
  /** r | g << 8 | b << 16 | 255 << 24, unsigned. */
  readonly background: number;
}

/** @internal @throws AttuneError `invalid-parameter` */
export function readImageOptions(options: ImageOptions = {}): ImageSettings {
  const { fit = 'fill', background = '#ffffff' } = options;
  if (!FITS.includes(fit)) {
    throw new AttuneError(
      'invalid-parameter',
      `imageOptions.fit must be one of ${FITS.join(', ')}, got ${String(fit)}`,
    );
  }
  return { fit, background: pack(typeof background === 'string' ? parse(background) : background) };
}

function parse(color: string): number[] {
  const digits = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  if (digits === undefined) throw notAColor(`'${color}'`);
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}

function pack(rgb: readonly number[]): number {
  const [red, green, blue] = rgb;
  if (rgb.length !== 3 || red === undefined || green === undefined || blue === undefined || !rgb.every(isByte)) {
    throw notAColor(`[${rgb.join(', ')}]`);
  }
  return (red | (green << 8) | (blue << 16) | (255 << 24)) >>> 0;
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

function notAColor(got: string): AttuneError {
  return new AttuneError('invalid-parameter', `imageOptions.background must be '#rrggbb' or [r, g, b], got ${got}`);
}
