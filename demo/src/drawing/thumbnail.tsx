// A small picture of a drawing, cut to its ink, in the colour of the text around it.

import { boxOf, type Drawing, isEmpty } from './drawing.ts';
import { pathOf } from './paint.ts';

const LEAST_SIDE = 200;
const MARGIN = 0.08;

/** Decorative: whoever uses it says in words what it shows. */
export function Thumbnail({ drawing }: { drawing: Drawing }) {
  if (isEmpty(drawing)) return null;
  const { left, top, right, bottom } = boxOf(drawing);
  const side = Math.max(right - left, bottom - top, LEAST_SIDE) * (1 + 2 * MARGIN);
  const [x, y] = [(left + right - side) / 2, (top + bottom - side) / 2];
  return (
    <svg class="thumbnail" viewBox={`${x} ${y} ${side} ${side}`} aria-hidden="true">
      <path d={drawing.map(pathOf).join('')} stroke-width={side * 0.045} />
    </svg>
  );
}
