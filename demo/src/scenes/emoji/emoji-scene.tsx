// "Your emoji, your hand": Apple's drawing classifier learns the visitor's own way of drawing.

import { Pad } from '../../drawing/pad.tsx';
import { TroubleNotice } from '../../frame/notices.tsx';
import { VersionList } from '../../frame/version-list.tsx';
import type { Scene } from '../scene.ts';
import { DrawingWall } from './drawing-wall.tsx';
import { Explain } from './explain.tsx';
import { GuessLine } from './guess-line.tsx';
import { LessonStrip } from './lesson-strip.tsx';
import { sampleDrawing } from './samples.ts';
import { Session } from './session.ts';
import { Slots } from './slots.tsx';
import { SYMBOLS, type SymbolId } from './symbols.ts';
import { VerdictCard } from './verdict-card.tsx';

const session = new Session();

function View() {
  return (
    <div class="emoji-scene" aria-busy={session.phase.value === 'busy' || session.phase.value === 'loading'}>
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
          <Toolbar />
        </section>
        <Slots session={session} />
        <LessonStrip session={session} />
        <VerdictCard session={session} />
      </div>
      <div class="records">
        <DrawingWall session={session} />
        <VersionList
          versions={session.shelf.value?.versions.value ?? []}
          empty={
            session.shelf.value === undefined && session.phase.value === 'ready'
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

function Toolbar() {
  const { easel } = session;
  return (
    <div class="toolbar">
      <button type="button" onClick={() => easel.undoLine()}>
        Undo line
      </button>
      <button type="button" onClick={() => easel.clear()}>
        Clear
      </button>
      <button
        type="button"
        class="toolbar-sample"
        onClick={() => void easel.drawSample(sampleDrawing(symbolToDraw(), 1 + Math.floor(Math.random() * 1e6)))}
      >
        Draw a sample
      </button>
    </div>
  );
}

function symbolToDraw(): SymbolId {
  return session.chosen.value?.id ?? SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)]?.id ?? 'star';
}

export const emojiScene: Scene = {
  id: 'emoji',
  title: 'Your emoji, your hand',
  tab: 'Your emoji',
  View,
  facts: session.facts,
  exportModel: session.exportModel,
  forget: () => session.forget(),
  start: () => session.start(),
};
