// The menu: eight drinks, how likely each is, and plain counting beside it.

import { formatCount, formatPercent } from '../../frame/format.ts';
import { DRINKS, nameOf } from './menu.ts';
import type { Shop } from './shop.ts';

/** So that numbers stand still while they change: '100 %', and what is as wide as a digit. */
const [WIDEST, FIGURE_SPACE] = [5, '\u2007'];

export function DrinkList({ shop }: { shop: Shop }) {
  return (
    <section class="menu" aria-labelledby="menu-title">
      <div class="menu-head">
        <h2 id="menu-title">Your usual?</h2>
        <p class="small">
          <span class="key key-bar" aria-hidden="true" /> the model <span class="key key-mark" aria-hidden="true" />{' '}
          plain counting of {formatCount(shop.orders.value.length, 'order')}
        </p>
      </div>
      <ul class="drinks">
        {DRINKS.map((drink) => (
          <Row key={drink} drink={drink} shop={shop} />
        ))}
      </ul>
      <p class="menu-change">{changeText(shop)}</p>
    </section>
  );
}

function Row({ drink, shop }: { drink: (typeof DRINKS)[number]; shop: Shop }) {
  const share = shop.chances.value.get(drink) ?? 0;
  const counted = shop.counting.value.get(drink) ?? 0;
  const isBest = shop.best.value === drink;
  const isOrdered = shop.playing.value?.item === drink;
  return (
    <li class={`drink${isBest ? ' is-best' : ''}${isOrdered ? ' is-ordered' : ''}`} data-drink={drink}>
      <span class="drink-name">
        {nameOf(drink)}
        <span class="drink-best">recommended</span>
      </span>
      <span class="drink-bar" aria-hidden="true">
        <span class="drink-fill" style={{ transform: `scaleX(${share})` }} />
        <span class="drink-mark" style={{ transform: `translateX(${counted * 100}cqw)` }} />
      </span>
      <span class="drink-share figure">
        {formatPercent(share).padStart(WIDEST, FIGURE_SPACE)}
        <span class="visually-hidden">, by counting {formatPercent(counted)}</span>
      </span>
      <button
        type="button"
        aria-label={`Order ${nameOf(drink)}`}
        aria-disabled={shop.phase.value !== 'ready'}
        onClick={() => void shop.order(drink)}
      >
        Order
      </button>
    </li>
  );
}

/** One line that is always there, so nothing moves. */
function changeText({ change, playing, orders }: Shop): string {
  if (playing.value !== undefined)
    return `Order ${orders.value.length + 1}: ${nameOf(playing.value.item).toLowerCase()}.`;
  if (change.value === undefined) return 'Order the same drink a few days in a row, and watch its bar.';
  const { drink, before, after } = change.value;
  return `${nameOf(drink)} learned: its chance at that visit went from ${formatPercent(before)} to ${formatPercent(after)}. Now it is a day later.`;
}
