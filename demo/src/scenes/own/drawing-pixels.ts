// A drawing as a picture for any model: cut out, centred, finer than most inputs; the core makes it as small as it must be.

import { signal } from '@preact/signals';
import type { Drawing } from '../../drawing/drawing.ts';
import { toPicture } from '../../drawing/ink.ts';
import type { Pixels } from './examples.ts';

/** White ink on black, as our sample has it; else black on white. */
export const isDark = signal(true);

/** As the sample's digits were made: 32 × 32 black and white, then every 4 × 4 counted. */
const [SIDE, WIDTH, MARGIN] = [32, 3.4, 1];

export function drawingPixels(drawing: Drawing): Pixels {
  return toPicture(drawing, { side: SIDE, width: WIDTH, margin: MARGIN, blackOnWhite: !isDark.value });
}
