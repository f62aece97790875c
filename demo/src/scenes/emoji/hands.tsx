// Two people, one page: each has a model of his own, and both look at every drawing.

import { type Signal, signal } from '@preact/signals';
import { Easel } from '../../drawing/easel.ts';
import { formatPercent } from '../../frame/format.ts';
import { Session } from './session.ts';
import { symbolOf } from './symbols.ts';

export interface Hand {
  readonly name: string;
  readonly session: Session;
}

const easel = new Easel();

export const HANDS: readonly [Hand, Hand] = [
  { name: 'Your hand', session: new Session(easel, 'your-emoji') },
  { name: 'Somebody else’s', session: new Session(easel, 'guest-emoji') },
];

/** Who is at the pad. */
export const current: Signal<Hand> = signal(HANDS[0]);

export function HandPicker() {
  return (
    <fieldset class="hands">
      <legend>Who draws?</legend>
      {HANDS.map((hand) => (
        <label key={hand.name} class="hand">
          <input
            type="radio"
            name="hand"
            checked={current.value === hand}
            disabled={current.value.session.phase.value === 'busy'}
            onChange={() => {
              current.value = hand;
            }}
          />
          <span class="hand-name">{hand.name}</span>
          <span class="hand-guess">{opinionOf(hand.session)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What this hand's model makes of the drawing on the pad. */
function opinionOf(session: Session): string {
  const guess = session.guess.value;
  const taught = new Set(session.judged.value.map(({ drawing }) => drawing.symbol)).size;
  const knows = taught === 0 ? 'knows nothing yet' : `knows ${taught} ${taught === 1 ? 'symbol' : 'symbols'}`;
  if (guess === undefined) return knows;
  const symbol = symbolOf(guess.label);
  if (symbol === undefined) return 'no idea';
  return `${symbol.one}, ${formatPercent(guess.probabilities.get(symbol.id) ?? 0)}`;
}
