// What speaks for a drink and what against it, and how much of that this customer taught.

import { DRINKS, type Drink, nameOf } from './menu.ts';
import type { Shop } from './shop.ts';
import type { Reason } from './why.ts';

const MOST = 7;

export function WhyPanel({ shop }: { shop: Shop }) {
  // The heading belongs to the reasons: where those stand still, it does.
  const drink = shop.why.value?.drink ?? shop.asked.value ?? shop.best.value ?? DRINKS[0];
  const reasons = shop.why.value?.reasons.slice(0, MOST) ?? [];
  const longest = Math.max(1, ...reasons.map(({ weight }) => Math.abs(weight)));
  return (
    <section class="why" aria-labelledby="why-title">
      <h2 id="why-title">Why {nameOf(drink).toLowerCase()}?</h2>
      <label class="field">
        <span>Ask about</span>
        <select
          value={shop.asked.value ?? ''}
          onChange={({ currentTarget }) => {
            shop.asked.value = currentTarget.value === '' ? undefined : (currentTarget.value as Drink);
          }}
        >
          <option value="">the recommended one</option>
          {DRINKS.map((one) => (
            <option key={one} value={one}>
              {nameOf(one)}
            </option>
          ))}
        </select>
      </label>
      <ul class="reasons-list">
        {reasons.map((reason, place) => (
          // By its place: rows that trade places would move, words that change stand still.
          <Row key={place} reason={reason} longest={longest} />
        ))}
      </ul>
      <p class="small">
        Right of the line speaks for it, left against it. The striped part is what your orders taught; the rest is what
        people do.
      </p>
    </section>
  );
}

function Row({ reason: { words, weight, learned }, longest }: { reason: Reason; longest: number }) {
  const half = (value: number): number => 50 - (50 * Math.abs(value)) / longest;
  const taught = Math.sign(learned) === Math.sign(weight) ? Math.min(Math.abs(learned), Math.abs(weight)) : 0;
  // Cut from a whole bar, so that nothing is laid out anew.
  const shown = (value: number): string =>
    weight < 0 ? `inset(0 50% 0 ${half(value)}%)` : `inset(0 ${half(value)}% 0 50%)`;
  return (
    <li class="reason">
      <span>{words}</span>
      <span class="reason-bar" aria-hidden="true">
        <span class="reason-fill" style={{ clipPath: shown(weight) }} />
        <span class="reason-learned" style={{ clipPath: shown(taught) }} />
      </span>
      <span class="figure">
        <span aria-hidden="true">{signed(weight)}</span>
        <span class="visually-hidden">
          {weight < 0 ? 'against it' : 'for it'} by {Math.abs(weight).toFixed(1)}, learned {signed(learned)}
        </span>
      </span>
    </li>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
