// Customers of a coffee shop that never was: where the model of "The coffee shop" comes from.
//
// Everybody has a taste (the town's, and a lot of his own), habits that hang on time, place and weather, and a liking for
// what he had before. Orders come one to three a day. Everything from one seed.

import { randomFrom } from '../digits/printed.mjs';

/** Logits of the town: what people order when nothing else is known. */
const TOWN = {
  espresso: 0.5,
  'flat white': 0.9,
  cappuccino: 0.9,
  mocha: 0.1,
  'cold brew': -0.2,
  chai: 0,
  'mint tea': -0.3,
  'hot chocolate': -0.2,
};
/** What time, place and weather do to everybody's taste. */
const LEANINGS = {
  early: { espresso: 0.7, 'flat white': 0.7, 'hot chocolate': -0.7, 'mint tea': -0.5 },
  morning: { 'flat white': 0.5, cappuccino: 0.6 },
  midday: { espresso: 0.5, 'cold brew': 0.5 },
  afternoon: { mocha: 0.5, chai: 0.5, cappuccino: 0.2 },
  evening: { 'mint tea': 1.1, 'hot chocolate': 0.7, espresso: -0.7, 'flat white': -0.6 },
  weekend: { mocha: 0.4, 'hot chocolate': 0.4, espresso: -0.3 },
  station: { espresso: 0.4, 'flat white': 0.4 },
  home: { 'mint tea': 0.4, chai: 0.3 },
  office: { cappuccino: 0.3, espresso: 0.2 },
  park: { 'cold brew': 0.6, 'hot chocolate': 0.2 },
  sunny: { 'cold brew': 0.9, 'hot chocolate': -0.6 },
  rainy: { 'hot chocolate': 0.5, chai: 0.4, 'cold brew': -0.7 },
  snowy: { 'hot chocolate': 0.9, mocha: 0.4, 'cold brew': -1.2 },
};
const [OWN_TASTE, OWN_HABITS, AGAIN] = [1.1, 0.9, 1.2];

/**
 * @param menu the scene's own menu.ts
 * @returns one list of orders a customer, oldest first
 */
export function customers(count, orders, seed, { DRINKS, PLACES, WEATHERS, visitAt, weekdayOf }) {
  const random = randomFrom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  // The sum of twelve is nearly normal, and the same in every engine.
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);

  const customer = () => {
    const taste = Object.fromEntries(DRINKS.map((drink) => [drink, TOWN[drink] + OWN_TASTE * normal()]));
    const habits = new Map();
    const habit = (situation, drink) => {
      const key = `${situation} ${drink}`;
      if (!habits.has(key)) habits.set(key, OWN_HABITS * normal());
      return habits.get(key);
    };
    const loyalty = AGAIN * random() * 2;
    let last;
    return visits(orders).map((visit) => {
      const [kind, part] = visit.part.split(' ');
      const situations = [part, visit.place, visit.weather, ...(kind === 'weekend' ? [kind] : [])];
      const scores = DRINKS.map((drink) => {
        const leanings = situations.reduce((sum, one) => sum + (LEANINGS[one]?.[drink] ?? 0), 0);
        return (
          taste[drink] +
          leanings +
          habit(visit.part, drink) +
          habit(visit.place, drink) +
          (drink === last ? loyalty : 0)
        );
      });
      last = DRINKS[drawn(scores, random())];
      return { ...visit, item: last };
    });
  };

  const visits = (wanted) => {
    const found = [];
    for (let day = Math.floor(random() * 7); found.length < wanted; day++) {
      let weather = pick(WEATHERS);
      const hours = Array.from({ length: 1 + Math.floor(random() * 3) }, () => 6 + random() * 15).sort((a, b) => a - b);
      for (const hour of hours) {
        if (random() < 0.2) weather = pick(WEATHERS);
        const place = weekdayOf(day) < 5 && hour < 10 && random() < 0.5 ? 'station' : pick(PLACES);
        found.push(visitAt(day, Math.floor(hour * 4) / 4, place, weather));
      }
    }
    return found.slice(0, wanted);
  };
  return Array.from({ length: count }, customer);
}

/** The place in `scores` that a share of the whole falls on: a softmax, drawn from. */
function drawn(scores, share) {
  const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
  let left = share * weights.reduce((sum, one) => sum + one, 0);
  for (const [place, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return place;
  }
  return scores.length - 1;
}
