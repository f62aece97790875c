// Forty orders in a few seconds: the curve falls as habits are learned, and jumps when they change.

import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Chart, type ChartRows, type Curve } from '../../frame/chart.tsx';
import { FORECASTERS, type Forecaster, type Score } from './score.ts';
import type { Shop } from './shop.ts';

const CURVES: readonly Curve[] = [
  { label: 'This model, learning', color: '--curve-1' },
  { label: 'The same model, not learning', color: '--curve-2', dash: [6, 4] },
  { label: 'Plain counting', color: '--curve-3', dash: [2, 3] },
];
const NAMES: Record<Forecaster, string> = {
  learning: 'This model, learning',
  shipped: 'The same model, not learning',
  counting: 'Plain counting',
};
const EMPTY: ChartRows = [[], [], [], []];
const ORDERS = 40;

export function WeekCard({ shop }: { shop: Shop }) {
  const rows = useMemo(() => computed(() => shop.score.value?.rows ?? EMPTY), [shop]);
  const score = shop.score.value;
  const isBusy = shop.phase.value !== 'ready';
  return (
    <section class="week" aria-labelledby="week-title">
      <div class="week-say">
        <h2 id="week-title">Play a week</h2>
        <p>
          Forty orders of a customer with firm habits, each foretold before it is learned. Play it twice: in the second
          week it knows. Then let the habits change.
        </p>
        <div class="step-buttons">
          <button type="button" class="primary" aria-disabled={isBusy} onClick={() => void shop.playWeek()}>
            Play my week
          </button>
          <button type="button" aria-disabled={isBusy} onClick={() => void shop.changeHabits()}>
            {shop.hasChanged.value ? 'Back to the old habits' : 'Change my habits'}
          </button>
        </div>
        <Hits score={score} />
      </div>
      <Chart
        curves={CURVES}
        rows={rows}
        summary={summaryOf(score)}
        counts="orders; surprise at each (lower is better), mean of the last eight"
        expected={ORDERS}
      />
    </section>
  );
}

/** The chart's twin in numbers; its rows are there before there are any. */
function Hits({ score }: { score: Score | undefined }) {
  return (
    <table class="table is-narrow">
      <thead>
        <tr>
          <th scope="col">Foretold right</th>
          <th scope="col" class="number">
            of {score?.orders ?? 0}
          </th>
        </tr>
      </thead>
      <tbody>
        {FORECASTERS.map((forecaster) => (
          <tr key={forecaster} data-forecaster={forecaster}>
            <th scope="row">{NAMES[forecaster]}</th>
            <td class="figure number">{score?.right[forecaster] ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function summaryOf(score: Score | undefined): string {
  if (score === undefined) return 'No curve yet.';
  const { learning, counting, shipped } = score.right;
  return `Of ${score.orders} orders the learning model foretold ${learning}, the one that does not learn ${shipped}, counting ${counting}.`;
}
