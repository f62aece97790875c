// A drawing as the pen left it: lines, not pixels. A few hundred bytes, and every size can be painted from it.

/** One line of the pen: x0, y0, x1, y1, …; 0 to 1000 from the pad's left to its right edge, the same unit downwards. */
export type Stroke = Int16Array<ArrayBuffer>;

export type Drawing = readonly Stroke[];

/** The pad is a square. */
export const PAD_UNITS = 1000;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Needs: at least one point. */
export function boxOf(drawing: Drawing): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of drawing) {
    for (let i = 0; i + 1 < stroke.length; i += 2) {
      const [x = 0, y = 0] = [stroke[i], stroke[i + 1]];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return { left, top, right, bottom };
}

export function isEmpty(drawing: Drawing): boolean {
  return drawing.every((stroke) => stroke.length === 0);
}

/** What its points take on the disk. */
export function byteLengthOf(drawing: Drawing): number {
  return drawing.reduce((sum, stroke) => sum + stroke.byteLength, 0);
}

/** Calls back for every piece of line; a dot is a line from itself to itself. */
export function eachSegment(drawing: Drawing, visit: (x0: number, y0: number, x1: number, y1: number) => void): void {
  for (const stroke of drawing) {
    const [x = 0, y = 0] = stroke;
    if (stroke.length === 2) visit(x, y, x, y);
    for (let i = 0; i + 3 < stroke.length; i += 2) {
      visit(stroke[i] ?? 0, stroke[i + 1] ?? 0, stroke[i + 2] ?? 0, stroke[i + 3] ?? 0);
    }
  }
}

export function toStroke(points: readonly (readonly [x: number, y: number])[]): Stroke {
  return Int16Array.from(points.flatMap(([x, y]) => [Math.round(x), Math.round(y)]));
}
