// A week of one customer, for those who do not want to order forty drinks by hand: a rhythm, and now and then something else.

import { DRINKS, type Drink, type Order, type Place, visitAt, WEATHERS, type Weather, weekdayOf } from './menu.ts';

type Stop = readonly [hour: number, place: Place, drink: Drink];

interface Habits {
  readonly weekday: readonly Stop[];
  readonly weekend: readonly Stop[];
}

/** Six on a weekday, five on a day of the weekend: forty. */
const USUAL: Habits = {
  weekday: [
    [7.5, 'station', 'flat white'],
    [9.5, 'office', 'cappuccino'],
    [12.75, 'park', 'espresso'],
    [15.5, 'office', 'chai'],
    [17.5, 'station', 'flat white'],
    [20, 'home', 'mint tea'],
  ],
  weekend: [
    [9.5, 'home', 'cappuccino'],
    [11.5, 'home', 'espresso'],
    [13.5, 'park', 'cold brew'],
    [15.5, 'park', 'mocha'],
    [19, 'home', 'hot chocolate'],
  ],
};

/** Less coffee, as the doctor said. */
const CHANGED: Habits = {
  weekday: [
    [7.5, 'station', 'chai'],
    [9.5, 'office', 'mint tea'],
    [12.75, 'park', 'cold brew'],
    [15.5, 'office', 'mint tea'],
    [17.5, 'station', 'hot chocolate'],
    [20, 'home', 'mint tea'],
  ],
  weekend: [
    [9.5, 'home', 'chai'],
    [11.5, 'home', 'mint tea'],
    [13.5, 'park', 'cold brew'],
    [15.5, 'park', 'hot chocolate'],
    [19, 'home', 'mint tea'],
  ],
};

/** How often it is something else. */
const WHIM = 0.1;

/**
 * @param firstDay a Monday
 * @param hasChanged after the habits changed
 */
export function weekOf(firstDay: number, hasChanged: boolean): Order[] {
  const random = randomFrom(firstDay + 1);
  const pick = <T>(list: readonly T[], otherwise: T): T => list[Math.floor(random() * list.length)] ?? otherwise;
  const habits = hasChanged ? CHANGED : USUAL;
  return Array.from({ length: 7 }, (_, i) => firstDay + i).flatMap((day) => {
    const weather: Weather = pick(WEATHERS, 'sunny');
    const stops = weekdayOf(day) < 5 ? habits.weekday : habits.weekend;
    return stops.map(([hour, place, drink]) => {
      const item = random() < WHIM ? pick(DRINKS, drink) : drink;
      return { ...visitAt(day, hour, place, weather), item };
    });
  });
}

/** Numbers in [0, 1) from a seed: mulberry32. A visitor who plays the same week again sees the same curve. */
function randomFrom(seed: number): () => number {
  let state = (seed * 7919) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
