// Step 2: what is in it, what of that can learn, and why the rest cannot.

import type { LayerReport, UpdatableReport } from 'attune';
import { formatCount } from '../../frame/format.ts';
import { Step } from './step.tsx';
import type { Workshop } from './workshop.ts';

export function LayerTable({ workshop }: { workshop: Workshop }) {
  const report = workshop.report.value;
  if (report === undefined) return null;
  const { layers, updatable } = report;
  const possible = layers.some(({ couldBeUpdatable }) => couldBeUpdatable);
  const chosen = workshop.chosen.value.size;
  const isBusy = workshop.phase.value === 'busy';
  return (
    <Step title="What can learn" state={updatable ? 'it can learn' : 'it does not learn yet'}>
      <p>{sentenceOf(report)}</p>
      {layers.length > 0 && <Layers workshop={workshop} layers={layers} />}
      <div class="step-buttons">
        {possible && (
          <button
            type="button"
            class={updatable ? '' : 'primary'}
            aria-disabled={chosen === 0}
            disabled={isBusy}
            onClick={() => void (chosen > 0 && workshop.makeUpdatable())}
          >
            {updatable ? 'Change what learns' : 'Make it updatable'}
          </button>
        )}
        {!updatable && !possible && (
          <button type="button" class="primary" disabled={isBusy} onClick={() => void workshop.rememberInstead()}>
            Let it remember examples instead
          </button>
        )}
        {possible && (
          <span class="small">
            {chosen === 0
              ? 'Tick at least one layer.'
              : `${formatCount(chosen, 'layer')} ticked; the others stay as they are.`}
          </span>
        )}
      </div>
      {!updatable && (
        <ul class="reasons small">
          {report.reasons.map(({ message, hint }) => (
            <li key={message}>
              {message}
              {hint === undefined ? '' : ` – ${hint}`}
            </li>
          ))}
        </ul>
      )}
    </Step>
  );
}

function sentenceOf({ updatable, portable, layers }: UpdatableReport): string {
  const could = layers.filter(({ couldBeUpdatable }) => couldBeUpdatable).length;
  if (updatable && layers.length === 0) return 'This model learns by remembering examples.';
  if (updatable)
    return portable
      ? 'It learns, and it keeps every rule of Apple’s: the file can be updated on an iPhone, too.'
      : 'It learns here. Apple’s tools would refuse to train it; the list says why.';
  if (layers.length === 0) return 'There are no layers in it that could be trained.';
  if (could === 0)
    return 'No layer of it could be trained. It can remember examples instead: what it sees in them is compared.';
  return `${could} of its ${formatCount(layers.length, 'layer')} could learn. Tick those that should.`;
}

function Layers({ workshop, layers }: { workshop: Workshop; layers: readonly LayerReport[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section class="table-scroll" tabIndex={0} aria-label="Layers">
      <table class="table layers">
        <thead>
          <tr>
            <th scope="col">Learns</th>
            <th scope="col">Layer</th>
            <th scope="col">Kind</th>
            <th scope="col">Why not, and what would help</th>
          </tr>
        </thead>
        <tbody>
          {layers.map((layer) => (
            <Layer key={layer.name} layer={layer} workshop={workshop} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Layer({ layer, workshop }: { layer: LayerReport; workshop: Workshop }) {
  const { name, kind, couldBeUpdatable, isUpdatable } = layer;
  return (
    <tr class={isUpdatable ? 'is-learning' : ''}>
      <td class="tick">
        {couldBeUpdatable || isUpdatable ? (
          <label>
            <input
              type="checkbox"
              aria-label={`${name} learns`}
              checked={workshop.chosen.value.has(name)}
              onChange={({ currentTarget }) => workshop.choose(layer, currentTarget.checked)}
            />
          </label>
        ) : (
          <span>
            <span aria-hidden="true">–</span>
            <span class="visually-hidden">no</span>
          </span>
        )}
      </td>
      <th scope="row">{name}</th>
      <td>{kind}</td>
      <td>{whyOf(layer)}</td>
    </tr>
  );
}

/** Kinds that have something to learn: of the others the report says only that they have not. */
const LEARNERS = ['convolution', 'innerProduct', 'uniDirectionalLSTM'];

function whyOf({ kind, isUpdatable, couldBeUpdatable, gradient, gradientHere, why, fix }: LayerReport): string {
  if (isUpdatable) return 'Learns.';
  if (couldBeUpdatable) return 'Could learn: tick it.';
  if (LEARNERS.includes(kind)) return `${why}. ${fix}`;
  if (gradient === 'passes') return 'Has nothing to learn, and lets those before it learn.';
  if (gradientHere === 'passes')
    return `Has nothing to learn. Those before it can learn here, not with Apple’s tools. ${fix}`;
  return `Has nothing to learn, and nothing before it can. ${fix}`;
}
