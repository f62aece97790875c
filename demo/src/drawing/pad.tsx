// The paper: a canvas for mouse, touch, pen and keys.

import { useSignalEffect } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { PAD_UNITS } from './drawing.ts';
import type { Easel } from './easel.ts';
import { KeyboardPen } from './keyboard-pen.ts';
import { paint } from './paint.ts';

export function Pad({ easel, label = 'Drawing pad' }: { easel: Easel; label?: string }) {
  const help = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const keys = useMemo(() => new KeyboardPen(easel), [easel]);
  useInk(canvas, easel);
  usePointer(canvas, easel, keys);

  return (
    <div class="pad">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: drawn on with keys, as the description says */}
      <canvas
        ref={canvas}
        class="pad-paper"
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-describedby={help}
        onKeyDown={keys.keyDown}
        onKeyUp={keys.keyUp}
        onBlur={keys.rest}
      />
      {easel.isEmpty.value && <p class="pad-hint">Draw here</p>}
      <Crosshair keys={keys} />
      <p id={help} class="pad-keys">
        <kbd>arrow keys</kbd> move the pen, <kbd>space</kbd> puts it down or lifts it, <kbd>backspace</kbd> takes a line
        back
      </p>
    </div>
  );
}

function Crosshair({ keys }: { keys: KeyboardPen }) {
  const at = keys.at.value;
  if (at === undefined) return null;
  const [left, top] = at.map((value) => `${(value / PAD_UNITS) * 100}%`);
  return (
    <span class={keys.isDown.value ? 'crosshair is-down' : 'crosshair'} style={{ left, top }} aria-hidden="true" />
  );
}

/** Paints once a frame at most, in the paper's colour of ink, as sharp as the screen is. */
function useInk(canvas: { current: HTMLCanvasElement | null }, easel: Easel): void {
  const frame = useRef(0);
  const repaint = (): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const paper = canvas.current;
      const context = paper?.getContext('2d');
      if (paper && context) paint(context, easel.drawing.peek(), getComputedStyle(paper).color);
    });
  };
  useSignalEffect(() => {
    easel.drawing.value;
    repaint();
  });
  useEffect(() => {
    const paper = canvas.current;
    if (paper === null) return;
    const observer = new ResizeObserver(() => {
      const side = Math.round(paper.clientWidth * devicePixelRatio);
      if (paper.width !== side) [paper.width, paper.height] = [side, side];
      repaint();
    });
    observer.observe(paper);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', repaint);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', repaint);
      cancelAnimationFrame(frame.current);
    };
  }, []);
}

/** Listeners by hand: one pointer draws at a time, and a browser's coalesced points are all taken. */
function usePointer(canvas: { current: HTMLCanvasElement | null }, easel: Easel, keys: KeyboardPen): void {
  useEffect(() => {
    const paper = canvas.current;
    if (paper === null) return;
    const listening = new AbortController();
    const { signal } = listening;
    let drawing: number | undefined;
    const pointOf = ({ clientX, clientY }: PointerEvent): readonly [number, number] => {
      const { left, top, width } = paper.getBoundingClientRect();
      return [((clientX - left) / width) * PAD_UNITS, ((clientY - top) / width) * PAD_UNITS];
    };
    const end = ({ pointerId }: PointerEvent): void => {
      if (pointerId !== drawing) return;
      drawing = undefined;
      easel.penUp();
    };
    paper.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0 || drawing !== undefined) return;
        keys.rest();
        drawing = event.pointerId;
        paper.setPointerCapture(event.pointerId);
        easel.penDown(pointOf(event));
      },
      { signal },
    );
    paper.addEventListener(
      'pointermove',
      (event) => {
        if (event.pointerId !== drawing) return;
        // Missing in older Safari; empty for events that a script made.
        const points = event.getCoalescedEvents?.() ?? [];
        easel.penMove((points.length === 0 ? [event] : points).map(pointOf));
      },
      { signal },
    );
    paper.addEventListener('pointerup', end, { signal });
    paper.addEventListener('pointercancel', end, { signal });
    return () => listening.abort();
  }, [easel, keys]);
}
