// Curves that grow while a model learns: uPlot, in the page's own colours. Its size never changes, so nothing moves.

import type { ReadonlySignal } from '@preact/signals';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';

export interface Curve {
  readonly label: string;
  /** A CSS variable's name: '--primary'. */
  readonly color: string;
  /** Told apart without colours, too. */
  readonly dash?: readonly number[];
  /** Of the share's axis at the right: 0 to 1, shown in per cent. */
  readonly isShare?: boolean;
}

/** The first row counts (epochs, orders), then one row a curve; null where there is no number. */
export type ChartRows = readonly [readonly number[], ...(readonly (number | null)[])[]];

interface ChartProps {
  readonly curves: readonly Curve[];
  readonly rows: ReadonlySignal<ChartRows>;
  /** What it shows, in one sentence, for those who do not see it. */
  readonly summary: string;
  /** What the numbers below it count. */
  readonly counts: string;
  /** How many there will be, at most. */
  readonly expected: number;
}

const HEIGHT = 220;
/** Where the axis may end: it grows in a few large steps, so that few numbers are not squeezed into a corner. */
const ENDS = [20, 50, 100, 200, 500];

export function Chart({ curves, rows, summary, counts, expected }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const chart = new UPlot(optionsOf(box, curves, expected), toData(rows.peek()), box);
    plot.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT }));
    observer.observe(box);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const repaint = (): void => chart.redraw();
    scheme.addEventListener('change', repaint);
    return () => {
      scheme.removeEventListener('change', repaint);
      observer.disconnect();
      chart.destroy();
      plot.current = undefined;
    };
  }, [curves, expected]);
  useSignalEffect(() => plot.current?.setData(toData(rows.value)));
  return (
    <figure class="chart">
      <div ref={place} class="chart-plot" role="img" aria-label={summary} />
      <figcaption>
        <ul class="chart-legend">
          {curves.map(({ label, color, dash }) => (
            <li key={label}>
              <svg viewBox="0 0 28 8" aria-hidden="true">
                <line
                  x1="1"
                  y1="4"
                  x2="27"
                  y2="4"
                  style={{ stroke: `var(${color})` }}
                  stroke-dasharray={dash?.join(' ')}
                />
              </svg>
              {label}
            </li>
          ))}
        </ul>
        <span class="small">{counts}</span>
      </figcaption>
    </figure>
  );
}

function toData(rows: ChartRows): UPlot.AlignedData {
  return rows.map((row) => [...row]) as unknown as UPlot.AlignedData;
}

function optionsOf(box: HTMLElement, curves: readonly Curve[], expected: number): UPlot.Options {
  const css = (name: string) => (): string => getComputedStyle(box).getPropertyValue(name).trim();
  const axis = {
    stroke: css('--soft'),
    grid: { stroke: css('--line'), width: 1 },
    ticks: { show: false },
    font: fontOf(box),
  };
  const shares = curves.some(({ isShare }) => isShare);
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [10, shares ? 0 : 12, 0, 0],
    scales: {
      x: { time: false, range: (_, __, last) => [1, Math.min(expected, ENDS.find((end) => end >= last) ?? expected)] },
      y: { range: (_, __, top) => [0, Math.max(0.1, top * 1.05)] },
      share: { range: [0, 1.02] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      { ...axis, size: 42 },
      ...(shares
        ? [
            {
              ...axis,
              scale: 'share',
              side: 1,
              size: 48,
              grid: { show: false },
              values: (_: UPlot, splits: number[]) => splits.map((share) => `${Math.round(share * 100)} %`),
            },
          ]
        : []),
    ],
    series: [
      {},
      ...curves.map(({ label, color, dash, isShare }) => ({
        label,
        scale: isShare ? 'share' : 'y',
        stroke: css(color),
        width: 2,
        dash: [...(dash ?? [])],
        points: { show: false },
      })),
    ],
  };
}

function fontOf(box: HTMLElement): string {
  return `12px ${getComputedStyle(box).fontFamily}`;
}
