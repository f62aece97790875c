// The lesson at hand: three places to fill, one button that is always the next step, and a sentence that says why.

import { Thumbnail } from '../../drawing/thumbnail.tsx';
import { announce } from '../../frame/announcer.tsx';
import { LESSON, type Session } from './session.ts';
import type { EmojiSymbol } from './symbols.ts';

export function LessonStrip({ session }: { session: Session }) {
  const kept = session.kept.value;
  const symbol = session.chosen.value;
  const isFull = kept.length === LESSON;
  const next = nextStep(session);
  const isPossible =
    session.phase.value === 'ready' && symbol !== undefined && (isFull || !session.easel.isEmpty.value);
  const act = (): void => {
    if (symbol === undefined) showSymbols();
    if (!isPossible) announce(next);
    else if (isFull) void session.teach();
    else session.keep();
  };
  return (
    <section class="lesson" aria-label="Lesson">
      <p class="lesson-say" id="lesson-say">
        {next}
      </p>
      <ol class="lesson-places">
        {Array.from({ length: LESSON }, (_, i) => {
          const drawing = kept[i];
          return (
            <li key={i} class={drawing ? 'place is-filled' : 'place'}>
              {drawing ? <Thumbnail drawing={drawing.strokes} /> : <span aria-hidden="true">{i + 1}</span>}
              <span class="visually-hidden">{drawing ? `Drawing ${i + 1} kept` : `Drawing ${i + 1} missing`}</span>
            </li>
          );
        })}
        <li class="lesson-count figure" aria-hidden="true">
          {kept.length}/{LESSON}
        </li>
      </ol>
      <div class="lesson-buttons">
        {/* Never plainly disabled: it says what is missing, in the sentence beside it and when it is pressed. */}
        <button
          type="button"
          class="primary"
          aria-disabled={!isPossible && symbol !== undefined}
          aria-describedby="lesson-say"
          onClick={act}
        >
          {labelOf(symbol, kept.length)}
        </button>
        {kept.length > 0 && (
          <button type="button" onClick={() => session.undoKept()}>
            Undo last
          </button>
        )}
      </div>
    </section>
  );
}

function labelOf(symbol: EmojiSymbol | undefined, kept: number): string {
  if (symbol === undefined) return 'Pick a symbol';
  return kept === LESSON ? `Teach ${symbol.one}` : `Keep drawing ${kept + 1} of ${LESSON}`;
}

/** Puts the focus there, and lets it be seen after a click, too. */
function showSymbols(): void {
  document.querySelector<HTMLInputElement>('.slots input')?.focus({ focusVisible: true });
}

function nextStep({ phase, chosen, kept, easel }: Session): string {
  const symbol = chosen.value;
  if (phase.value === 'loading') return 'The model is on its way. You can draw already.';
  if (phase.value === 'failed') return 'Nothing can be taught without the model.';
  if (phase.value === 'busy') return 'Learning…';
  if (symbol === undefined)
    return easel.isEmpty.value
      ? 'Pick a symbol, then draw it your way.'
      : 'What is it? Pick the symbol that it should be.';
  if (kept.value.length === LESSON) return 'Three drawings. Now let the model learn them.';
  if (easel.isEmpty.value)
    return kept.value.length === 0 ? `Draw ${symbol.one}, the way you do.` : `Draw ${symbol.one} again.`;
  return `Is this ${symbol.one}? Keep it for the lesson.`;
}
