// "The coffee shop": what one orders raises the chance that it is offered the next time.

import { formatCount } from '../../frame/format.ts';
import { TroubleNotice } from '../../frame/notices.tsx';
import { VersionList } from '../../frame/version-list.tsx';
import type { Scene } from '../scene.ts';
import { DrinkList } from './drink-list.tsx';
import { Explain } from './explain.tsx';
import { Shop } from './shop.ts';
import { VisitPicker } from './visit-picker.tsx';
import { WeekCard } from './week-card.tsx';
import { WhyPanel } from './why-panel.tsx';

const shop = new Shop();

function View() {
  const phase = shop.phase.value;
  return (
    <div class="coffee-scene" aria-busy={phase === 'busy' || phase === 'loading'}>
      <header class="scene-head">
        <h1>The coffee shop</h1>
        <p class="lead">
          The shop knows what people order. Order something, and it learns what <em>you</em> order: when, where and in
          which weather.
        </p>
      </header>
      <TroubleNotice trouble={shop.trouble} onTakeOver={() => void shop.takeOver()} />
      <div class="counter">
        <VisitPicker shop={shop} />
        <DrinkList shop={shop} />
      </div>
      <WeekCard shop={shop} />
      <div class="records">
        <WhyPanel shop={shop} />
        <VersionList
          versions={shop.diary.value?.versions.value ?? []}
          empty={
            shop.diary.value === undefined && phase === 'ready'
              ? 'None: this browser keeps nothing for this page.'
              : 'None yet. Every order is saved as a version of its own, and you can go back to any of the last ten.'
          }
          factOf={({ metrics }) => formatCount(metrics.orders ?? 0, 'order')}
          onGoBack={(number) => void shop.rollback(number)}
        />
      </div>
      <Explain />
    </div>
  );
}

export const coffeeScene: Scene = {
  id: 'coffee',
  title: 'The coffee shop',
  tab: 'Coffee shop',
  View,
  facts: shop.facts,
  exportModel: shop.exportModel,
  forget: () => shop.forget(),
  pack: () => shop.pack(),
  unpack: (files) => shop.unpack(files),
  start: () => shop.start(),
};
