// A map of what the model remembers: drawings that it takes for similar lie near each other, and the one on the pad among them.

import { signal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { isEmpty } from '../../drawing/drawing.ts';
import { planeOf } from './pca.ts';
import type { Session } from './session.ts';
import { symbolOf } from './symbols.ts';

interface Point {
  readonly x: number;
  readonly y: number;
  /** Undefined: the drawing on the pad. */
  readonly label: string | undefined;
}

/** In units of the picture. */
const [WIDTH, HEIGHT, MARGIN, SYMBOL] = [360, 260, 26, 30];
const MOST_NEIGHBORS = 15;
/** The map follows when the pen rests. */
const PAUSE_MS = 150;

export function MemoryMap({ session }: { session: Session }) {
  const points = useMemo(() => signal<readonly Point[]>([]), [session]);
  const { pupil, easel } = session;
  useSignalEffect(() => {
    pupil.turn.value;
    const drawing = easel.drawing.value;
    const timer = setTimeout(() => {
      void pupil.memory(drawing).then(
        (examples) => {
          points.value = mapped(examples, !isEmpty(drawing));
        },
        () => {}, // the scene has said already what is wrong
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  const known = points.value.filter(({ label }) => label !== undefined);
  return (
    <section class="memory" aria-labelledby="memory-title">
      <h2 id="memory-title">What it remembers</h2>
      <svg class="memory-map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summaryOf(points.value)}>
        {points.value.map((point, i) => (
          <Dot key={i} point={point} />
        ))}
      </svg>
      <p class="small">
        {known.length === 0
          ? 'Every drawing that you teach becomes a point here: 128 numbers, laid flat.'
          : 'Near each other means alike to the model. The ring is the drawing on the pad.'}
      </p>
      <Neighbors session={session} />
    </section>
  );
}

function Dot({ point: { x, y, label } }: { point: Point }) {
  if (label === undefined) return <circle class="memory-here" cx={x} cy={y} r={SYMBOL / 2 + 3} />;
  const symbol = symbolOf(label);
  if (symbol === undefined) return <circle class="memory-other" cx={x} cy={y} r={5} />;
  return <image href={symbol.picture} x={x - SYMBOL / 2} y={y - SYMBOL / 2} width={SYMBOL} height={SYMBOL} />;
}

function Neighbors({ session }: { session: Session }) {
  const count = session.pupil.neighbors.value ?? 1;
  return (
    <label class="neighbors">
      <span>
        The <b class="figure">{count}</b> nearest {count === 1 ? 'one decides' : 'ones vote'}
      </span>
      <input
        type="range"
        min={1}
        max={MOST_NEIGHBORS}
        value={count}
        aria-label="How many of the nearest drawings vote"
        disabled={session.phase.value !== 'ready'}
        onChange={({ currentTarget }) => void session.setNeighbors(currentTarget.valueAsNumber)}
      />
    </label>
  );
}

/** Fills the picture, in the drawings' own proportions. */
function mapped(examples: Awaited<ReturnType<Session['pupil']['memory']>>, hasDrawing: boolean): Point[] {
  const known = hasDrawing ? examples.slice(0, -1) : examples;
  if (known.length === 0) return [];
  const plane = planeOf(known.map(({ vector }) => vector));
  const places = examples.map(({ vector }) => plane.place(vector));
  const scale = (axis: 0 | 1, size: number) => {
    const values = places.map((place) => place[axis]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const stretch = (size - 2 * MARGIN) / Math.max(most - least, 1e-6);
    return (value: number): number => (most - least < 1e-6 ? size / 2 : MARGIN + (value - least) * stretch);
  };
  const [toX, toY] = [scale(0, WIDTH), scale(1, HEIGHT)];
  return places.map(([x, y], i) => ({
    x: toX(x),
    y: toY(y),
    label: i < known.length ? String(examples[i]?.label ?? '') : undefined,
  }));
}

function summaryOf(points: readonly Point[]): string {
  const counts = new Map<string, number>();
  for (const { label } of points) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size === 0) return 'A map without points yet.';
  return `A map of ${[...counts].map(([label, count]) => `${count} × ${symbolOf(label)?.name ?? label}`).join(', ')}.`;
}
