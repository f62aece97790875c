// "Bring your own": any Core ML model that the visitor has learns from examples that the visitor gives.

import { formatPercent } from '../../frame/format.ts';
import { TroubleNotice } from '../../frame/notices.tsx';
import { VersionList } from '../../frame/version-list.tsx';
import type { Scene } from '../scene.ts';
import { CompareCard } from './compare-card.tsx';
import { ExamplePanel } from './example-panel.tsx';
import { Explain } from './explain.tsx';
import { LayerTable } from './layer-table.tsx';
import { ModelCard } from './model-card.tsx';
import { TrainPanel } from './train-panel.tsx';
import { TryPad } from './try-pad.tsx';
import { Workshop } from './workshop.ts';

const workshop = new Workshop();

function View() {
  const phase = workshop.phase.value;
  const isOpen = workshop.model.value !== undefined;
  return (
    <div class="own-scene" aria-busy={phase === 'busy' || phase === 'loading'}>
      <header class="scene-head">
        <h1>Bring your own</h1>
        <p class="lead">
          Open a Core ML model, see which of its layers can learn, give it examples of your own and train it here. Then
          take it home: the file opens on an iPhone again.
        </p>
      </header>
      <TroubleNotice trouble={workshop.trouble} />
      <ol class="steps">
        <ModelCard workshop={workshop} />
        {isOpen && <LayerTable workshop={workshop} />}
        {isOpen && workshop.canLearn.value && <ExamplePanel workshop={workshop} />}
        {isOpen && workshop.canLearn.value && <TrainPanel workshop={workshop} />}
        {isOpen && workshop.canLearn.value && <CompareCard workshop={workshop} />}
      </ol>
      {isOpen && workshop.canLearn.value && (
        <div class="records">
          {workshop.image.value === undefined ? (
            <p class="empty">Models that take a picture can be tried here by drawing one.</p>
          ) : (
            <TryPad workshop={workshop} />
          )}
          <VersionList
            versions={workshop.shelf.value?.versions.value ?? []}
            empty="None yet. Every training is saved as a version of its own, and you can go back to any of the last ten."
            factOf={({ metrics: { accuracy } }) =>
              accuracy === undefined || Number.isNaN(accuracy) ? '' : `${formatPercent(accuracy)} right`
            }
            onGoBack={(number) => void workshop.rollback(number)}
          />
        </div>
      )}
      <Explain />
    </div>
  );
}

export const ownScene: Scene = {
  id: 'own',
  title: 'Bring your own',
  tab: 'Your model',
  View,
  facts: workshop.facts,
  exportModel: workshop.exportModel,
  forget: () => workshop.forget(),
  pack: () => workshop.pack(),
  unpack: (files) => workshop.unpack(files),
  start: () => workshop.start(),
};
