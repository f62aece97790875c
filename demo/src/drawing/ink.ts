// From the pen's lines to what the model sees: 28 × 28 pixels, white ink on black.
//
// The embedding was trained on "Quick, Draw!" sketches, and its file says "black background and white strokes". The rest was
// chosen by demo/training/choose-ink.mjs: nine symbols taught with three drawings each, share of unseen drawings that are
// known then. Samples: the demo's own; letters: 21 real writers. One figure is good to about 1.5 %.
//
//                        samples   letters                       samples   letters
//     as below             87.0      69.2      1.0 px wide         85.6      68.5
//     black on white       68.3      45.8      1.6 px wide         84.4      68.5
//     not cut out          74.8      68.7      2.0 px wide         82.6      66.6
//     margin of 1 px       85.2      66.8      2.5 px wide         83.1      67.7
//     margin of 3 px       82.4      68.4      3.0 px wide         82.0      68.4
//
// (The letters all come in one size, so cutting out does little for them; visitors draw small and large.)
//
// Own arithmetic instead of a canvas: the same pixels in every browser, and in Node, where the choice was made.

import type { RgbaPixels } from 'attune';
import { boxOf, type Drawing, eachSegment, isEmpty } from './drawing.ts';

export interface InkOptions {
  /** Width of a line in pixels of the model. */
  readonly width?: number;
  /** Free pixels around the drawing. */
  readonly margin?: number;
  /** Cut the drawing out and centre it; else the whole pad is shown. */
  readonly crop?: boolean;
  readonly blackOnWhite?: boolean;
  /** Width and height of the picture; default 28, as the drawing classifier declares it. */
  readonly side?: number;
}

const DRAWING_SIDE = 28;
/** A dot is not blown up to fill the picture: this many units of the pad at least are shown. */
const LEAST_EXTENT = 120;

export function toPicture(
  drawing: Drawing,
  options: InkOptions = {},
): RgbaPixels & { data: Uint8ClampedArray<ArrayBuffer> } {
  const { width = 1.3, margin = 2, crop = true, blackOnWhite = false, side = DRAWING_SIDE } = options;
  const ink: Ink = { levels: new Float32Array(side * side), side };
  if (!isEmpty(drawing)) {
    const place = placed(drawing, side, margin, crop);
    eachSegment(drawing, (x0, y0, x1, y1) => {
      draw(ink, place.x(x0), place.y(y0), place.x(x1), place.y(y1), width / 2);
    });
  }
  const data = new Uint8ClampedArray(4 * side * side);
  for (let i = 0; i < ink.levels.length; i++) {
    const level = (ink.levels[i] ?? 0) * 255;
    data.fill(blackOnWhite ? 255 - level : level, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { data, width: side, height: side };
}

function placed(drawing: Drawing, side: number, margin: number, crop: boolean) {
  const { left, top, right, bottom } = crop ? boxOf(drawing) : { left: 0, top: 0, right: 1000, bottom: 1000 };
  const scale = (side - 2 * margin) / Math.max(right - left, bottom - top, LEAST_EXTENT);
  return {
    x: (x: number): number => side / 2 + (x - (left + right) / 2) * scale,
    y: (y: number): number => side / 2 + (y - (top + bottom) / 2) * scale,
  };
}

interface Ink {
  /** 0 to 1, row by row. */
  readonly levels: Float32Array;
  readonly side: number;
}

/** One piece of line with round ends; its edge fades over one pixel. Lines that cross do not get brighter. */
function draw({ levels, side }: Ink, x0: number, y0: number, x1: number, y1: number, radius: number): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  const reach = radius + 0.5;
  const lastY = Math.min(side - 1, Math.floor(Math.max(y0, y1) + reach));
  const lastX = Math.min(side - 1, Math.floor(Math.max(x0, x1) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); y <= lastY; y++) {
    for (let x = Math.max(0, Math.floor(Math.min(x0, x1) - reach)); x <= lastX; x++) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const [ox, oy] = [px - along * dx, py - along * dy];
      const covered = Math.min(1, Math.max(0, reach - Math.sqrt(ox * ox + oy * oy)));
      const at = y * side + x;
      if (covered > (levels[at] ?? 0)) levels[at] = covered;
    }
  }
}
