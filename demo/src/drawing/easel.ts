// What is on the pad, and what may be done to it with a pen, keys or a button.

import { computed, signal } from '@preact/signals';
import { type Drawing, isEmpty, PAD_UNITS, type Stroke, toStroke } from './drawing.ts';

type Point = readonly [x: number, y: number];

/** Points nearer than this to the last one add nothing that 28 pixels could show. */
const LEAST_STEP = 4;
const SAMPLE_MS = 700;

export class Easel {
  readonly drawing = signal<Drawing>([]);
  readonly isEmpty = computed(() => isEmpty(this.drawing.value));
  /** The pen is on the paper. */
  readonly isDrawing = signal(false);
  #line: Point[] = [];
  /** What is shown was kept already: the next line begins a new drawing. */
  #isDone = false;
  /** The sample that is being drawn. */
  #sample: Drawing | undefined;

  penDown(point: Point): void {
    this.settle();
    if (this.#isDone) this.drawing.value = [];
    this.#isDone = false;
    this.isDrawing.value = true;
    this.#line = [bounded(point)];
    this.drawing.value = [...this.drawing.value, toStroke(this.#line)];
  }

  /** Several at once: browsers report more points than they send events. */
  penMove(points: readonly Point[]): void {
    if (!this.isDrawing.value) return;
    for (const point of points.map(bounded)) {
      const [x, y] = this.#line.at(-1) ?? point;
      if (Math.hypot(point[0] - x, point[1] - y) >= LEAST_STEP) this.#line.push(point);
    }
    this.drawing.value = [...this.drawing.value.slice(0, -1), toStroke(this.#line)];
  }

  penUp(): void {
    this.isDrawing.value = false;
  }

  undoLine(): void {
    this.settle();
    this.#isDone = false;
    this.isDrawing.value = false;
    this.drawing.value = this.drawing.value.slice(0, -1);
  }

  clear(): void {
    this.show([]);
    this.#isDone = false;
  }

  /** Shows a drawing that is kept elsewhere. */
  show(drawing: Drawing): void {
    this.#sample = undefined;
    this.isDrawing.value = false;
    this.drawing.value = drawing;
    this.#isDone = true;
  }

  /** Leaves the drawing to be looked at; the next line begins a new one. */
  done(): void {
    this.#isDone = true;
  }

  /** Draws a drawing that is there already, as fast as a quick hand; at once for those who want no motion. */
  async drawSample(sample: Drawing): Promise<void> {
    this.clear();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.drawing.value = sample;
      return;
    }
    this.#sample = sample;
    const total = sample.reduce((sum, stroke) => sum + stroke.length, 0);
    const start = performance.now();
    for (let share = 0; share < 1; ) {
      const now = await new Promise(requestAnimationFrame);
      if (this.#sample !== sample) return;
      share = Math.min(1, (now - start) / SAMPLE_MS);
      this.drawing.value = beginning(sample, Math.ceil((share * total) / 2) * 2);
    }
    this.#sample = undefined;
  }

  /** A sample that is still being drawn is there at once. */
  settle(): void {
    if (this.#sample !== undefined) this.drawing.value = this.#sample;
    this.#sample = undefined;
  }
}

/** The first numbers of a drawing. */
function beginning(drawing: Drawing, length: number): Drawing {
  const begun: Stroke[] = [];
  let left = length;
  for (const stroke of drawing) {
    if (left <= 0) break;
    begun.push(stroke.slice(0, left));
    left -= stroke.length;
  }
  return begun;
}

function bounded([x, y]: Point): Point {
  return [Math.min(PAD_UNITS, Math.max(0, x)), Math.min(PAD_UNITS, Math.max(0, y))];
}
