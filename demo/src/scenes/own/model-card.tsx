// Step 1: a model, dropped, chosen or ours.

import { signal } from '@preact/signals';
import type { FeatureDescription, Model } from 'attune';
import { Step } from './step.tsx';
import type { Workshop } from './workshop.ts';

const isOver = signal(false);

export function ModelCard({ workshop }: { workshop: Workshop }) {
  const model = workshop.original.value;
  const isReady = workshop.phase.value !== 'loading' && workshop.phase.value !== 'failed';
  return (
    <Step title="A model" state={workshop.name.value || undefined}>
      <section
        class={isOver.value ? 'drop is-over' : 'drop'}
        aria-label="Open a model"
        onDragOver={(event) => {
          event.preventDefault();
          isOver.value = true;
        }}
        onDragLeave={() => {
          isOver.value = false;
        }}
        onDrop={(event) => {
          event.preventDefault();
          isOver.value = false;
          void dropped(event, workshop);
        }}
      >
        <p>
          Drop a <code>.mlmodel</code>, or an <code>.mlpackage</code> as a folder or a zip. It stays in this page.
        </p>
        <div class="drop-buttons">
          <label class="file-button">
            <input
              type="file"
              accept=".mlmodel,.zip,.mlpackage"
              disabled={!isReady}
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file !== undefined) void workshop.open(file, file.name);
                currentTarget.value = '';
              }}
            />
            Choose a file
          </label>
          <button
            type="button"
            class={model === undefined ? 'primary' : ''}
            onClick={() => void workshop.openSample()}
            disabled={!isReady}
          >
            Use our sample
          </button>
        </div>
        <p class="small">
          The sample reads printed digits. A hundred digits that people wrote by hand come with it, and many of them it
          gets wrong.
        </p>
      </section>
      {model !== undefined && <Description model={model} />}
    </Step>
  );
}

/** A folder comes as a handle where the browser has them. */
async function dropped({ dataTransfer }: DragEvent, workshop: Workshop): Promise<void> {
  const [item] = dataTransfer?.items ?? [];
  const file = item?.getAsFile();
  const asHandle = (item as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> } | undefined)
    ?.getAsFileSystemHandle;
  const handle = await asHandle?.call(item).catch(() => null);
  if (handle?.kind === 'directory') await workshop.open(handle as FileSystemDirectoryHandle, handle.name);
  else if (file) await workshop.open(file, file.name);
}

function Description({ model: { description } }: { model: Model }) {
  const { modelType, inputs, outputs, classLabels, metadata } = description;
  return (
    <dl class="facts">
      {metadata.shortDescription !== '' && (
        <div>
          <dt>Says of itself</dt>
          <dd>{metadata.shortDescription}</dd>
        </div>
      )}
      <div>
        <dt>Kind</dt>
        <dd>{modelType}</dd>
      </div>
      <div>
        <dt>Takes</dt>
        <dd>{inputs.map(featureText).join(', ')}</dd>
      </div>
      <div>
        <dt>Answers</dt>
        <dd>
          {outputs.map(featureText).join(', ')}
          {classLabels !== undefined && classLabels.length > 0 && `: ${labelsText(classLabels)}`}
        </dd>
      </div>
    </dl>
  );
}

const MOST_LABELS = 12;

function labelsText(labels: readonly (string | number | bigint)[]): string {
  const shown = labels.slice(0, MOST_LABELS).join(', ');
  return labels.length > MOST_LABELS ? `${shown} and ${labels.length - MOST_LABELS} more` : shown;
}

function featureText(feature: FeatureDescription): string {
  if (feature.type === 'image') return `${feature.name} (picture, ${feature.width} × ${feature.height})`;
  if (feature.type === 'multiArray') return `${feature.name} (${feature.shape.join(' × ') || 'any number of'} numbers)`;
  return `${feature.name} (${feature.type})`;
}
