// A pen for those who draw with keys: arrows move it (two at once go aslant, with Shift it goes in small steps), Space or
// Enter puts it down and lifts it, Backspace takes the last line back, Delete clears the pad.

import { signal } from '@preact/signals';
import { announce } from '../frame/announcer.tsx';
import { PAD_UNITS } from './drawing.ts';
import type { Easel } from './easel.ts';

const STEP = 40;
const SMALL_STEP = 10;

const ARROWS: { readonly [key: string]: readonly [x: number, y: number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class KeyboardPen {
  /** Where it is; undefined until keys are used. */
  readonly at = signal<readonly [x: number, y: number] | undefined>(undefined);
  readonly isDown = signal(false);
  readonly #easel: Easel;
  readonly #held = new Set<string>();

  constructor(easel: Easel) {
    this.#easel = easel;
  }

  keyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key in ARROWS) this.#move(key, event.shiftKey);
    else if (key === ' ' || key === 'Enter') {
      if (!event.repeat) this.#toggle();
    } else if (key === 'Backspace') this.#undo();
    else if (key === 'Delete') this.#clear();
    else return;
    event.preventDefault();
  };

  keyUp = (event: KeyboardEvent): void => {
    this.#held.delete(event.key);
  };

  /** When the pad loses the focus, or a pointer draws. */
  rest = (): void => {
    this.#held.clear();
    if (this.isDown.value) this.#easel.penUp();
    this.isDown.value = false;
    this.at.value = undefined;
  };

  #move(key: string, small: boolean): void {
    this.#held.add(key);
    const step = small ? SMALL_STEP : STEP;
    let [x, y] = this.#place();
    for (const held of this.#held) {
      const [dx, dy] = ARROWS[held] ?? [0, 0];
      x += dx * step;
      y += dy * step;
    }
    const point = [clamp(x), clamp(y)] as const;
    this.at.value = point;
    if (this.isDown.value) this.#easel.penMove([point]);
  }

  #toggle(): void {
    const point = this.#place();
    this.at.value = point;
    this.isDown.value = !this.isDown.value;
    if (this.isDown.value) this.#easel.penDown(point);
    else this.#easel.penUp();
    announce(this.isDown.value ? 'Pen down.' : 'Pen up.');
  }

  #undo(): void {
    this.isDown.value = false;
    this.#easel.undoLine();
    announce('Last line taken back.');
  }

  #clear(): void {
    this.isDown.value = false;
    this.#easel.clear();
    announce('The pad is empty.');
  }

  #place(): readonly [x: number, y: number] {
    return this.at.value ?? [PAD_UNITS / 2, PAD_UNITS / 2];
  }
}

function clamp(value: number): number {
  return Math.min(PAD_UNITS, Math.max(0, value));
}
