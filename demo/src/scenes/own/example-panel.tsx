// Step 3: examples, as the model takes them: drawn, from the camera, from pictures, or pasted as a table.

import { signal } from '@preact/signals';
import { formatCount } from '../../frame/format.ts';
import { AnswerPicker } from './answer-picker.tsx';
import { Camera } from './camera.tsx';
import { DrawExamples } from './draw-examples.tsx';
import { textOf } from './examples.ts';
import { PicturePreview } from './picture-preview.tsx';
import { Step } from './step.tsx';
import { TableInput } from './table-input.tsx';
import type { Workshop } from './workshop.ts';

type Way = 'draw' | 'camera';

const way = signal<Way>('draw');

export function ExamplePanel({ workshop }: { workshop: Workshop }) {
  const examples = workshop.examples.value;
  const image = workshop.image.value;
  const mixed = workshop.model.value?.description.inputs.some(({ type }) => type === 'image') === true;
  return (
    <Step title="Your examples" state={formatCount(examples.length, 'example')}>
      {image === undefined && !mixed && <TableInput workshop={workshop} />}
      {image === undefined && mixed && (
        <p>This model takes a picture and more beside it. This page has no way to give it both; the package does.</p>
      )}
      {image !== undefined && (
        <div class="gather">
          <fieldset class="gather-ways">
            <legend class="visually-hidden">How</legend>
            <WayButton value="draw" text="Draw" />
            <WayButton value="camera" text="Camera or pictures" />
          </fieldset>
          <AnswerPicker workshop={workshop} />
          {way.value === 'draw' ? <DrawExamples workshop={workshop} /> : <Camera workshop={workshop} image={image} />}
          {examples.length > 0 && <Gathered workshop={workshop} />}
        </div>
      )}
      {image === undefined && examples.length > 0 && <Gathered workshop={workshop} />}
    </Step>
  );
}

function WayButton({ value, text }: { value: Way; text: string }) {
  return (
    <button
      type="button"
      aria-pressed={way.value === value}
      onClick={() => {
        way.value = value;
      }}
    >
      {text}
    </button>
  );
}

function Gathered({ workshop }: { workshop: Workshop }) {
  const examples = workshop.examples.value;
  const pictured = examples.some(({ picture }) => picture !== undefined);
  return (
    <details class="gathered" open={pictured}>
      <summary>What you have</summary>
      {pictured ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
        <section class="pictures-scroll" tabIndex={0} aria-label="Your examples">
          <ul class="pictures">
            {examples.map((example, i) => (
              <li key={i}>
                {example.picture !== undefined && <PicturePreview pixels={example.picture} />}
                <span class="figure">{textOf(example.answer)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <ul class="answers">
          {countsOf(examples.map(({ answer }) => textOf(answer))).map(([answer, count]) => (
            <li key={answer}>
              {answer} <span class="figure small">{count}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="step-buttons">
        <button type="button" onClick={() => workshop.remove(examples.slice(-1))}>
          Take the last one back
        </button>
        <button type="button" onClick={() => workshop.remove(examples)}>
          Remove all
        </button>
      </div>
    </details>
  );
}

const MOST_ANSWERS = 12;

/** The most frequent answers. */
function countsOf(answers: readonly string[]): [answer: string, count: number][] {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_ANSWERS);
}
