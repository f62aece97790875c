// All the visitor's drawings that the model at hand was taught, each with how it fares when it is left out.

import { Thumbnail } from '../../drawing/thumbnail.tsx';
import { isRight, type Judged } from './checkup.ts';
import type { Session } from './session.ts';
import { SYMBOLS, symbolOf } from './symbols.ts';

export function DrawingWall({ session }: { session: Session }) {
  const judged = session.judged.value;
  const known = judged.filter(isRight).length;
  return (
    <section class="wall" aria-labelledby="wall-title">
      <h2 id="wall-title">Your drawings</h2>
      {judged.length === 0 ? (
        <p class="empty">None yet. The ones that you teach stay here, in this browser, and nowhere else.</p>
      ) : (
        <>
          <p class="wall-sum">
            Recognises <b class="figure">{known}</b> of <b class="figure">{judged.length}</b> when shown without having
            seen them.
          </p>
          <ul class="wall-rows">
            {SYMBOLS.map(({ id, name, picture }) => {
              const row = judged.filter(({ drawing }) => drawing.symbol === id);
              if (row.length === 0) return null;
              return (
                <li key={id} class="wall-row">
                  <img src={picture} alt={name} width="32" height="32" />
                  <ul class="wall-drawings">
                    {row.map((one) => (
                      <Framed key={one.drawing.id} judged={one} />
                    ))}
                  </ul>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}

function Framed({ judged }: { judged: Judged }) {
  const right = isRight(judged);
  const taken = symbolOf(judged.answer);
  return (
    <li class={right ? 'framed is-right' : 'framed is-wrong'}>
      <Thumbnail drawing={judged.drawing.strokes} />
      <span class="framed-mark" aria-hidden="true">
        {right ? '✓' : '✗'}
      </span>
      <span class="visually-hidden">{right ? 'recognised' : `taken for ${taken?.one ?? 'nothing it knows'}`}</span>
    </li>
  );
}
