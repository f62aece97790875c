// Nine symbols: what may be taught, and how much the model thinks that the drawing is each of them.

import { formatCount, formatPercent } from '../../frame/format.ts';
import type { Session } from './session.ts';
import { type EmojiSymbol, SYMBOLS } from './symbols.ts';

export function Slots({ session }: { session: Session }) {
  return (
    <fieldset class="slots">
      <legend>
        Which symbol do you teach?
        <span class="slots-note">The bars show what the drawing looks like to the model.</span>
      </legend>
      {SYMBOLS.map((symbol) => (
        <Slot key={symbol.id} symbol={symbol} session={session} />
      ))}
    </fieldset>
  );
}

function Slot({ symbol, session }: { symbol: EmojiSymbol; session: Session }) {
  const { id, name, picture } = symbol;
  const taught = session.judged.value.filter(({ drawing }) => drawing.symbol === id).length;
  const guess = session.guess.value;
  const share = guess?.probabilities.get(id) ?? 0;
  const isBest = guess?.label === id;
  return (
    <label class={isBest ? 'slot is-best' : 'slot'} data-symbol={id}>
      <input
        type="radio"
        name="symbol"
        value={id}
        aria-label={name}
        aria-describedby={`slot-${id}`}
        checked={session.chosen.value?.id === id}
        onChange={() => {
          session.chosen.value = symbol;
        }}
        onClick={showPad}
      />
      <img src={picture} alt="" width="56" height="56" />
      <span class="slot-name" aria-hidden="true">
        {name}
      </span>
      <span class="slot-facts" id={`slot-${id}`}>
        {taught === 0 ? 'not taught yet' : formatCount(taught, 'drawing')}
      </span>
      <span class="slot-bar" aria-hidden="true">
        <span class="slot-fill" style={{ transform: `scaleX(${share})` }} />
      </span>
      <span class="slot-share figure" aria-hidden="true">
        {taught === 0 ? '–' : formatPercent(share)}
      </span>
    </label>
  );
}

/** On a phone the pad may be out of view when a finger picks a symbol; keys stay where they are. */
function showPad({ detail }: MouseEvent): void {
  const isPointer = detail > 0;
  const pad = document.querySelector('.pad');
  if (!isPointer || pad === null || pad.getBoundingClientRect().top >= 0) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  pad.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
}
