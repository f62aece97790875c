// "Your emoji, your hand": Apple's drawing classifier learns the visitor's own way of drawing.

import { computed } from '@preact/signals';
import { Pad } from '../../drawing/pad.tsx';
import { PadTools } from '../../drawing/pad-tools.tsx';
import { TroubleNotice } from '../../frame/notices.tsx';
import { VersionList } from '../../frame/version-list.tsx';
import type { LedgerFacts, Scene } from '../scene.ts';
import { DrawingWall } from './drawing-wall.tsx';
import { Explain } from './explain.tsx';
import { GuessLine } from './guess-line.tsx';
import { current, HANDS, HandPicker } from './hands.tsx';
import { LessonStrip } from './lesson-strip.tsx';
import { MemoryMap } from './memory-map.tsx';
import { sampleDrawing } from './samples.ts';
import type { Session } from './session.ts';
import { Slots } from './slots.tsx';
import { SYMBOLS, type SymbolId } from './symbols.ts';
import { VerdictCard } from './verdict-card.tsx';

function View() {
  const { session } = current.value;
  const phase = session.phase.value;
  return (
    <div class="emoji-scene" aria-busy={phase === 'busy' || phase === 'loading'}>
      <header class="scene-head">
        <h1>Your emoji, your hand</h1>
        <p class="lead">
          Draw a symbol three times, and the model in this page learns <em>your</em> way of drawing it. Nothing leaves
          this device.
        </p>
      </header>
      <TroubleNotice trouble={session.trouble} onTakeOver={() => void session.takeOver()} />
      <div class="stage">
        <section class="studio" aria-label="Draw">
          <GuessLine session={session} />
          <Pad easel={session.easel} />
          <Toolbar session={session} />
        </section>
        <Slots session={session} />
        <LessonStrip session={session} />
        <VerdictCard session={session} />
      </div>
      <HandPicker />
      <div class="records">
        <DrawingWall session={session} />
        <MemoryMap session={session} />
        <VersionList
          versions={session.shelf.value?.versions.value ?? []}
          empty={
            session.shelf.value === undefined && phase === 'ready'
              ? 'None: this browser keeps nothing for this page.'
              : 'None yet. Every lesson is saved as a version of its own, and you can go back to any of the last ten.'
          }
          factOf={({ metrics }) => `knows ${metrics.known ?? 0} of ${metrics.drawings ?? 0}`}
          onGoBack={(number) => void session.rollback(number)}
        />
      </div>
      <Explain />
    </div>
  );
}

function Toolbar({ session }: { session: Session }) {
  const { easel } = session;
  const symbol = (): SymbolId =>
    session.chosen.value?.id ?? SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)]?.id ?? 'star';
  return (
    <PadTools easel={easel}>
      <button
        type="button"
        class="toolbar-sample"
        onClick={() => void easel.drawSample(sampleDrawing(symbol(), 1 + Math.floor(Math.random() * 1e6)))}
      >
        Draw a sample
      </button>
    </PadTools>
  );
}

/** The model and its last update are those of the hand at the pad; what is stored is that of both. */
const facts = computed<LedgerFacts>(() => {
  const sum = (key: 'examples' | 'bytes'): number =>
    HANDS.reduce((all, { session }) => all + session.facts.value[key], 0);
  return { ...current.value.session.facts.value, examples: sum('examples'), bytes: sum('bytes') };
});

export const emojiScene: Scene = {
  id: 'emoji',
  title: 'Your emoji, your hand',
  tab: 'Your emoji',
  View,
  facts,
  exportModel: computed(() => current.value.session.exportModel.value),
  async forget() {
    for (const { session } of HANDS) await session.forget();
  },
  async pack() {
    const all: Record<string, Uint8Array> = {};
    for (const { session } of HANDS)
      for (const [name, bytes] of Object.entries(await session.pack())) all[`${session.hand}/${name}`] = bytes;
    return all;
  },
  async unpack(files) {
    for (const { session } of HANDS) {
      const own = Object.entries(files).filter(([name]) => name.startsWith(`${session.hand}/`));
      await session.unpack(
        Object.fromEntries(own.map(([name, bytes]) => [name.slice(session.hand.length + 1), bytes])),
      );
    }
  },
  async start() {
    for (const { session } of HANDS) await session.start();
  },
};
