// Step 4: training, with its curves while it runs.

import { Chart, type Curve } from '../../frame/chart.tsx';
import { formatCount } from '../../frame/format.ts';
import { fitting, isFixed, parameterOf } from './limits.ts';
import { Step } from './step.tsx';
import type { Choices } from './trainer.ts';
import type { Workshop } from './workshop.ts';

const CURVES: readonly Curve[] = [
  { label: 'Loss on what it learns', color: '--curve-1' },
  { label: 'Loss on what was put aside', color: '--curve-2', dash: [6, 4] },
  { label: 'Right, of what was put aside', color: '--curve-3', dash: [2, 3], isShare: true },
];
const MOST_EPOCHS = 1000;

export function TrainPanel({ workshop }: { workshop: Workshop }) {
  const { trainer, byGradient } = workshop;
  const count = workshop.examples.value.length;
  const state = trainer.state.value;
  const { epochs } = workshop.choices.value;
  return (
    <Step title="Train" state={stateText(workshop)}>
      {byGradient.value && <Settings workshop={workshop} />}
      <div class="step-buttons">
        {state === 'idle' ? (
          <button
            type="button"
            class="primary"
            aria-disabled={count === 0 || workshop.phase.value === 'busy'}
            onClick={() => void (count > 0 && workshop.train())}
          >
            {byGradient.value ? 'Train' : 'Learn them'}
          </button>
        ) : (
          <>
            <button
              type="button"
              class="primary"
              onClick={() => (state === 'paused' ? trainer.resume() : trainer.pause())}
            >
              {state === 'paused' ? 'Go on' : 'Pause'}
            </button>
            <button type="button" onClick={() => trainer.finish()}>
              Stop and keep
            </button>
            <button type="button" onClick={() => trainer.cancel()}>
              Cancel
            </button>
          </>
        )}
        <span class="small">{count === 0 ? 'It needs examples first.' : splitText(count)}</span>
      </div>
      {byGradient.value && (
        <>
          <progress class="progress" max={epochs} value={trainer.epoch.value} aria-label="Rounds trained" />
          <Chart
            curves={CURVES}
            rows={trainer.rows}
            summary={summaryOf(workshop)}
            counts="rounds through your examples"
            expected={epochs}
          />
        </>
      )}
    </Step>
  );
}

function Settings({ workshop }: { workshop: Workshop }) {
  const choices = workshop.choices.value;
  const set = (change: Partial<Choices>): void => {
    workshop.choices.value = { ...choices, ...change };
  };
  const isIdle = workshop.trainer.state.value === 'idle';
  const model = workshop.model.value;
  const [epochs, rate] = [parameterOf(model, 'epochs'), parameterOf(model, 'learningRate')];
  return (
    <div class="settings">
      <label class="field">
        <span>Rounds, at most</span>
        <input
          type="number"
          min={1}
          max={MOST_EPOCHS}
          disabled={!isIdle || (epochs !== undefined && isFixed(epochs))}
          value={choices.epochs}
          onChange={({ currentTarget }) => {
            const wanted = Math.min(MOST_EPOCHS, Math.max(1, Math.round(currentTarget.valueAsNumber) || 1));
            set({ epochs: fitting(epochs, wanted) });
            currentTarget.value = String(fitting(epochs, wanted));
          }}
        />
      </label>
      <label class="field">
        <span>Size of a step</span>
        <input
          type="number"
          min={0}
          max={1}
          step="any"
          disabled={!isIdle || (rate !== undefined && isFixed(rate))}
          value={choices.learningRate}
          onChange={({ currentTarget }) => {
            const wanted = Math.min(1, Math.max(0, currentTarget.valueAsNumber || 0));
            set({ learningRate: fitting(rate, wanted) });
            currentTarget.value = String(fitting(rate, wanted));
          }}
        />
      </label>
      <label class="switch">
        <input
          type="checkbox"
          disabled={!isIdle}
          checked={choices.keepBest}
          onChange={({ currentTarget }) => set({ keepBest: currentTarget.checked })}
        />
        <span>End early, keep the best round</span>
      </label>
    </div>
  );
}

function stateText({ trainer }: Workshop): string | undefined {
  if (trainer.state.value === 'idle') return undefined;
  return `${trainer.state.value === 'paused' ? 'paused after' : ''} round ${trainer.epoch.value}`.trim();
}

function splitText(count: number): string {
  if (count < 10) return `${formatCount(count, 'example')}. From ten on, every fifth is put aside for an honest count.`;
  const aside = Math.floor(count / 5);
  return `${count - aside} to learn from, ${aside} put aside for an honest count.`;
}

function summaryOf({ trainer }: Workshop): string {
  const [epochs, loss = []] = trainer.rows.value;
  const [first, last] = [loss[0], loss.at(-1)];
  if (first == null || last == null) return 'No curves yet.';
  return `Over ${epochs.length} rounds the loss went from ${first.toFixed(2)} to ${last.toFixed(2)}.`;
}
