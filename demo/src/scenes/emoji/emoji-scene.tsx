// "Your emoji, your hand": Apple's drawing classifier learns the visitor's own way of drawing.

import { createRef } from 'preact';
import { EraseDialog } from '../../frame/erase-dialog.tsx';
import type { Scene } from '../scene.ts';
import { DrawingWall } from './drawing-wall.tsx';
import { Explain } from './explain.tsx';
import { GuessLine } from './guess-line.tsx';
import { LessonStrip } from './lesson-strip.tsx';
import { Notices } from './notices.tsx';
import { Pad } from './pad.tsx';
import { Session } from './session.ts';
import { Slots } from './slots.tsx';
import { SYMBOLS } from './symbols.ts';
import { VerdictCard } from './verdict-card.tsx';
import { VersionList } from './version-list.tsx';

const session = new Session();
const eraseDialog = createRef<HTMLDialogElement>();

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
      <Notices session={session} />
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
        <VersionList session={session} />
      </div>
      <Explain />
      <EraseDialog
        dialog={eraseDialog}
        what="Your drawings, every version of the model and their databases in this browser. There is no copy anywhere else."
        onErase={() => void session.erase()}
      />
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
        onClick={() => void easel.drawSample((session.chosen.value ?? anySymbol()).id)}
      >
        Draw a sample
      </button>
    </div>
  );
}

function anySymbol() {
  return SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)] ?? SYMBOLS[0] ?? { id: 'star' as const };
}

export const emojiScene: Scene = {
  id: 'emoji',
  title: 'Your emoji, your hand',
  View,
  facts: session.facts,
  exportModel: session.exportModel,
  erase: () => eraseDialog.current?.showModal(),
  start: () => session.start(),
};
