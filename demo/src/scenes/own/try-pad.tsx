// Draw one, and see what the model made of it before and what it makes of it now.

import { signal, useSignalEffect } from '@preact/signals';
import type { Model } from 'attune';
import { Easel } from '../../drawing/easel.ts';
import { Pad } from '../../drawing/pad.tsx';
import { PadTools } from '../../drawing/pad-tools.tsx';
import { formatPercent } from '../../frame/format.ts';
import { drawingPixels } from './drawing-pixels.ts';
import type { Workshop } from './workshop.ts';

const easel = new Easel();

interface Guess {
  readonly label: string;
  readonly share: number | undefined;
}

const guesses = signal<readonly [before: Guess | undefined, after: Guess | undefined]>([undefined, undefined]);
let asked = 0;

export function TryPad({ workshop }: { workshop: Workshop }) {
  useSignalEffect(() => {
    const [original, model, drawing] = [workshop.original.value, workshop.model.value, easel.drawing.value];
    const name = workshop.image.value?.name;
    const turn = ++asked;
    if (original === undefined || model === undefined || name === undefined || easel.isEmpty.value) {
      guesses.value = [undefined, undefined];
      return;
    }
    const features = { [name]: drawingPixels(drawing) };
    void Promise.all([guess(original, features), guess(model, features)]).then(
      (found) => {
        if (turn === asked) guesses.value = found;
      },
      () => {},
    );
  });
  const [before, after] = guesses.value;
  return (
    <section class="try" aria-labelledby="try-title">
      <h2 id="try-title">Try it</h2>
      <Pad easel={easel} label="Pad for trying" />
      <PadTools easel={easel} />
      <dl class="facts">
        <div>
          <dt>As it came</dt>
          <dd class="figure">{textOf(before)}</dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd class="figure">{textOf(after)}</dd>
        </div>
      </dl>
    </section>
  );
}

async function guess(model: Model, features: Record<string, ReturnType<typeof drawingPixels>>): Promise<Guess> {
  const { predictedFeatureName = '', predictedProbabilitiesName = '' } = model.description;
  const answer = await model.predict(features);
  const label = String(answer[predictedFeatureName] ?? Object.values(answer)[0]);
  const probabilities = answer[predictedProbabilitiesName] as Record<string, number> | undefined;
  return { label, share: probabilities?.[label] };
}

function textOf(guess: Guess | undefined): string {
  if (guess === undefined) return '–';
  return guess.share === undefined ? guess.label : `${guess.label}, ${formatPercent(guess.share)}`;
}
