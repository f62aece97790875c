// What the model thinks of the drawing, in one sentence of constant height.

import { formatPercent } from '../../frame/format.ts';
import type { Session } from './session.ts';
import { symbolOf } from './symbols.ts';

export function GuessLine({ session }: { session: Session }) {
  const guess = session.guess.value;
  const symbol = symbolOf(guess?.label);
  if (symbol !== undefined) {
    const share = guess?.probabilities.get(symbol.id) ?? 0;
    return (
      <p class="guess-line">
        <img src={symbol.picture} alt="" width="40" height="40" />
        <span>
          Looks like <strong>{symbol.one}</strong> <span class="figure">{formatPercent(share)}</span>
        </span>
      </p>
    );
  }
  return <p class="guess-line is-quiet">{quietly(session)}</p>;
}

function quietly(session: Session): string {
  if (session.phase.value === 'loading') return 'The model is on its way…';
  if (session.phase.value === 'failed') return 'No model, no guess.';
  if (session.guess.value !== undefined) return 'No idea yet. Teach me.';
  return session.judged.value.length === 0 ? 'I know nothing yet. Draw, and teach me.' : 'Draw something I know.';
}
