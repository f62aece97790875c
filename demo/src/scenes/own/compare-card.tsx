// Step 5: what the training changed, counted; and the way home.

import type { EvaluationResult } from 'attune';
import { formatCount, formatMs, formatPercent } from '../../frame/format.ts';
import { PicturePreview } from './picture-preview.tsx';
import { Step } from './step.tsx';
import type { Answered } from './trainer.ts';
import type { Workshop } from './workshop.ts';

export function CompareCard({ workshop }: { workshop: Workshop }) {
  const comparison = workshop.trainer.comparison.value;
  if (comparison === undefined) return null;
  const { before, after, answers, isUnseen, isChosen, ms, learned } = comparison;
  const isClassifier = after.classification !== undefined;
  return (
    <Step title="Before and after">
      <div class="verdict">
        <p class="verdict-line">
          {isClassifier ? (
            <>
              Knew <b class="figure">{rightOf(before)}</b> of {before.count} <span aria-hidden="true">→</span>
              <span class="visually-hidden">and now</span> knows <b class="figure">{rightOf(after)}</b>
            </>
          ) : (
            <>
              Off by <b class="figure">{errorOf(before)}</b> <span aria-hidden="true">→</span>
              <span class="visually-hidden">and now</span> off by <b class="figure">{errorOf(after)}</b>
            </>
          )}
        </p>
        <p>
          {isUnseen
            ? `Counted on ${formatCount(before.count, 'example')} that were put aside and never learned from.`
            : 'Counted on the examples that it learned from, for lack of others: it is bound to look good.'}{' '}
          {isUnseen && isChosen && 'The best round was chosen by them, though, so the count flatters a little. '}
          Training on {formatCount(learned, 'example')} took {formatMs(ms)} on this device.
        </p>
      </div>
      <table class="table is-narrow">
        <thead>
          <tr>
            <td />
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {isClassifier && (
            <Row what="Right" before={formatPercent(before.accuracy)} after={formatPercent(after.accuracy)} />
          )}
          {Number.isFinite(after.lossValue) && (
            <Row what="Loss" before={before.lossValue.toFixed(3)} after={after.lossValue.toFixed(3)} />
          )}
          {after.regression !== undefined && <Row what="Mean error" before={errorOf(before)} after={errorOf(after)} />}
        </tbody>
      </table>
      {answers.length > 0 && <Answers answers={answers} />}
      <div class="step-buttons">
        <button type="button" class="primary" onClick={() => void workshop.download('mlmodel')}>
          Download <span class="mono">.mlmodel</span>
        </button>
        <button type="button" onClick={() => void workshop.download('mlpackage')}>
          as <span class="mono">.mlpackage</span>
        </button>
        <span class="small">Only what was learned differs from the file that you brought.</span>
      </div>
    </Step>
  );
}

/** What it was taken for, and what it is taken for now. */
function Answers({ answers }: { answers: readonly Answered[] }) {
  return (
    <ul class="answered">
      {answers.map(({ example: { picture, answer }, before, after }, i) => {
        const right = after === String(answer);
        return (
          <li key={i} class={right ? 'is-right' : 'is-wrong'}>
            {picture !== undefined && <PicturePreview pixels={picture} />}
            <span class="figure" aria-hidden="true">
              {before === after ? after : <s>{before}</s>} {before !== after && after} {right ? '✓' : '✗'}
            </span>
            <span class="visually-hidden">
              {String(answer)}: taken for {before}, now for {after}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Row({ what, before, after }: { what: string; before: string; after: string }) {
  return (
    <tr>
      <th scope="row">{what}</th>
      <td class="figure">{before}</td>
      <td class="figure">{after}</td>
    </tr>
  );
}

function rightOf({ accuracy, count }: EvaluationResult): number {
  return Math.round(accuracy * count);
}

function errorOf({ regression }: EvaluationResult): string {
  return regression === undefined ? '–' : Number(regression.meanAbsoluteError.toPrecision(3)).toString();
}
