// Drawings for those who cannot or do not want to draw: one plan a symbol, every time drawn a little differently.

import { type Drawing, type Stroke, toStroke } from '../../drawing/drawing.ts';
import type { SymbolId } from './symbols.ts';

type Point = readonly [x: number, y: number];

/** Corner points on a field of 100 × 100; a round line runs smoothly through them. */
interface Line {
  readonly round?: boolean;
  readonly points: readonly Point[];
}

const circle = (x: number, y: number, rx: number, ry: number = rx): Line => ({
  round: true,
  points: Array.from({ length: 9 }, (_, i): Point => {
    const angle = -Math.PI / 2 + (i * Math.PI) / 4;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  }),
});
const line = (...points: Point[]): Line => ({ points });
const curve = (...points: Point[]): Line => ({ points, round: true });

const PLANS: Record<SymbolId, readonly Line[]> = {
  cat: [
    circle(50, 58, 34, 32),
    line([22, 40], [24, 8], [44, 28]),
    line([57, 28], [77, 8], [79, 41]),
    line([38, 50], [38, 56]),
    line([62, 50], [62, 56]),
    line([46, 66], [54, 66], [50, 71], [46, 66]),
    line([30, 66], [4, 60]),
    line([30, 72], [5, 76]),
    line([70, 66], [96, 60]),
    line([70, 72], [95, 76]),
  ],
  star: [line([20, 92], [50, 6], [80, 92], [5, 38], [95, 38], [20, 92])],
  heart: [
    curve([50, 30], [38, 12], [18, 12], [7, 30], [16, 54], [34, 74], [50, 91]),
    curve([50, 30], [62, 12], [82, 12], [93, 30], [84, 54], [66, 74], [50, 91]),
  ],
  house: [
    line([18, 46], [18, 93], [82, 93], [82, 46]),
    line([6, 52], [50, 8], [94, 52]),
    line([42, 93], [42, 66], [58, 66], [58, 93]),
  ],
  fish: [
    curve([30, 50], [46, 32], [68, 28], [86, 38], [95, 50], [86, 62], [68, 72], [46, 68], [30, 50]),
    line([30, 50], [6, 30], [12, 50], [6, 71], [30, 50]),
    line([80, 44], [81, 46]),
  ],
  tree: [
    curve(
      [42, 62],
      [22, 62],
      [12, 46],
      [22, 32],
      [30, 14],
      [50, 6],
      [70, 14],
      [78, 32],
      [88, 46],
      [78, 62],
      [58, 62],
      [42, 62],
    ),
    line([44, 62], [42, 95]),
    line([56, 62], [58, 95]),
  ],
  smile: [
    circle(50, 50, 44),
    line([36, 34], [36, 43]),
    line([64, 34], [64, 43]),
    curve([26, 58], [36, 72], [50, 77], [64, 72], [74, 58]),
  ],
  boat: [
    line([6, 66], [94, 66], [78, 90], [22, 90], [6, 66]),
    line([48, 66], [48, 6]),
    line([48, 10], [84, 56], [48, 56]),
  ],
  bolt: [line([62, 4], [22, 56], [48, 54], [34, 96], [80, 40], [54, 42], [62, 4])],
};

const STEPS = 6;

/**
 * A drawing of the symbol, the same one for the same seed: tilted, stretched and shaken somewhat, as a hand would.
 *
 * @param seed any whole number
 */
export function sampleDrawing(symbol: SymbolId, seed: number): Drawing {
  const random = randomNumbers(seed + 1000 * Object.keys(PLANS).indexOf(symbol));
  const around = (spread: number): number => (random() + random() + random() - 1.5) * spread;
  const [tilt, stretch, lean] = [around(0.22), 1 + around(0.22), around(0.24)];
  const [size, left, top] = [5.6 + random() * 2.2, around(60), around(60)];
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const shaken = ([x, y]: Point): Point => [x + around(5), y + around(5)];
  const placed = ([x, y]: Point): Point => {
    const [dx, dy] = [(x - 50) * stretch + (y - 50) * lean, (y - 50) / stretch];
    return [500 + left + size * (dx * cos - dy * sin), 500 + top + size * (dx * sin + dy * cos)];
  };
  return PLANS[symbol].map((plan): Stroke => {
    const corners = plan.points.map(shaken);
    return toStroke((plan.round === true ? smooth(corners) : straight(corners)).map(placed));
  });
}

/** Catmull–Rom: through every corner, without a kink. */
function smooth(corners: readonly Point[]): Point[] {
  const spline = (a: number, b: number, c: number, d: number, t: number): number =>
    b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  return between(corners, (t, before, from, to, after) => [
    spline(before[0], from[0], to[0], after[0], t),
    spline(before[1], from[1], to[1], after[1], t),
  ]);
}

function straight(corners: readonly Point[]): Point[] {
  return between(corners, (t, _, [x0, y0], [x1, y1]) => [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t]);
}

/** As many points as a hand would leave: the drawing can be shown while it comes about. */
function between(
  corners: readonly Point[],
  at: (t: number, before: Point, from: Point, to: Point, after: Point) => Point,
): Point[] {
  const points: Point[] = [];
  corners.forEach((from, i) => {
    const to = corners[i + 1];
    if (to === undefined) return;
    const [before, after] = [corners[i - 1] ?? from, corners[i + 2] ?? to];
    for (let step = 0; step < STEPS; step++) points.push(at(step / STEPS, before, from, to, after));
  });
  return [...points, ...corners.slice(-1)];
}

/** 0 to 1, the same numbers for the same seed (mulberry32: additions, shifts and exact products only). */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
