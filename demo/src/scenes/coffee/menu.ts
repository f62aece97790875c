// The coffee shop: what there is to drink, where and when one orders. Shared with demo/training/coffee, which makes the model.

export const DRINKS = [
  'espresso',
  'flat white',
  'cappuccino',
  'mocha',
  'cold brew',
  'chai',
  'mint tea',
  'hot chocolate',
] as const;
export const PLACES = ['home', 'station', 'office', 'park'] as const;
export const WEATHERS = ['sunny', 'cloudy', 'rainy', 'snowy'] as const;
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
/** Part of the day, from its first hour on; the shop opens at 6. */
const PARTS = [
  [6, 'early'],
  [9, 'morning'],
  [12, 'midday'],
  [15, 'afternoon'],
  [18, 'evening'],
] as const;
const KINDS = ['weekday', 'weekend'] as const;

export type Drink = (typeof DRINKS)[number];
export type Place = (typeof PLACES)[number];
export type Weather = (typeof WEATHERS)[number];
type Part = `${(typeof KINDS)[number]} ${(typeof PARTS)[number][1]}`;

/** What the model is told beside the history, the hour and the weekday. */
export const AROUND = {
  place: PLACES,
  weather: WEATHERS,
  part: KINDS.flatMap((kind) => PARTS.map(([, part]): Part => `${kind} ${part}`)),
};

/** A visit: the wall clock's time as `2026-03-02T08:30`, and what is around. */
export interface Visit {
  readonly time: string;
  readonly place: Place;
  readonly weather: Weather;
  readonly part: Part;
}

export interface Order extends Visit {
  readonly item: Drink;
}

export const OPENS = 6;
export const CLOSES = 22;

/** Day 0 is Monday, 2 March 2026; the demo has a calendar of its own, so that nothing depends on today. */
export function visitAt(day: number, hour: number, place: Place, weather: Weather): Visit {
  const date = new Date(Date.UTC(2026, 2, 2 + day)).toISOString().slice(0, 10);
  const whole = Math.floor(hour);
  const minutes = Math.round((hour - whole) * 60);
  const kind = weekdayOf(day) < 5 ? 'weekday' : 'weekend';
  const part = PARTS.findLast(([from]) => hour >= from)?.[1] ?? 'early';
  return { time: `${date}T${two(whole)}:${two(minutes)}`, place, weather, part: `${kind} ${part}` };
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return day % 7;
}

/** The name as a menu prints it. */
export function nameOf(drink: Drink): string {
  return drink[0]?.toUpperCase() + drink.slice(1);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
