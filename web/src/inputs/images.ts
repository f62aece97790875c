// Images as the core takes them: pixels in their own size, and what is to be done with them. Resizing and colours are the core's.

import type { RgbaImage } from '../engine/feature-block.js';
import type { ImageDescription } from '../model/description.js';
import type { RgbaPixels } from './feature-input.js';
import type { ImageSettings } from './image-options.js';
import { pixelsOf } from './pixels.js';

/** A Promise where {@link pixelsOf} gives one. @throws AttuneError `bad-example`, `unsupported-browser`, `memory` */
export function readImage(
  value: unknown,
  { name }: ImageDescription,
  { fit, background }: ImageSettings,
): RgbaImage | Promise<RgbaImage> {
  const toImage = ({ data, width, height }: RgbaPixels): RgbaImage => ({
    ...{ kind: 'image', width, height, fit, background, data },
  });
  const pixels = pixelsOf(value, name);
  return pixels instanceof Promise ? pixels.then(toImage) : toImage(pixels);
}
