// Customers of a coffee shop that never was, each with habits: for tests, and where no real orders are at hand.
//
// Everybody has a drink or a few that they come for, some at other hours than others; some change their mind one day; some
// cards belong to two people. Everything from one seed.

import { randomNumbers } from '../support/random.mjs';

export const DRINKS = [
  'latte',
  'americano',
  'cappuccino',
  'cortado',
  'espresso',
  'hot chocolate',
  'cocoa',
  'flat white',
];
/** What the town likes. */
const TOWN = [0.26, 0.2, 0.16, 0.09, 0.05, 0.08, 0.06, 0.1];
/** Of all customers: those who change their favourite one day, and cards that two people share. */
const [DRIFTING, SHARED] = [0.2, 0.1];
/** How much of a choice is whim: as the town likes it. */
const WHIM = 0.18;
const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 2, 1);

/** @returns { person, item, time } in order of time */
export function generateOrders({ people = 160, seed = 1 } = {}) {
  const random = randomNumbers(seed);
  const orders = [];
  for (let index = 0; index < people; index++) {
    const owners = random() < SHARED ? [customer(random), customer(random)] : [customer(random)];
    // Few come often: the number of visits halves about every six.
    const visits = 1 + Math.floor(-6 * Math.log2(1 - 0.99 * random()));
    let day = Math.floor(60 * random());
    for (let visit = 0; visit < visits; visit++) {
      const owner = owners[Math.floor(random() * owners.length)];
      const hour = drawnHour(random);
      const item = owner.choose(hour, visit / visits);
      orders.push({
        person: `customer ${index}`,
        item,
        time: new Date(START + day * DAY_MS + hour * 3_600_000).toISOString().slice(0, 19),
      });
      day += 1 + Math.floor(5 * random() ** 2);
    }
  }
  return orders.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

function customer(random) {
  const favourite = drawn(TOWN, random);
  const afternoon = random() < 0.35 ? drawn(TOWN, random) : favourite;
  const second = drawn(TOWN, random);
  const later = random() < DRIFTING ? drawn(TOWN, random) : favourite;
  const loyalty = 0.6 + 0.4 * random();
  return {
    choose(hour, progress) {
      if (random() < WHIM) return DRINKS[drawn(TOWN, random)];
      if (random() > loyalty) return DRINKS[second];
      if (progress > 0.5 && later !== favourite) return DRINKS[later];
      return DRINKS[hour < 13 ? favourite : afternoon];
    },
  };
}

function drawnHour(random) {
  return Math.floor((random() < 0.6 ? 7 + 4 * random() : 12 + 9 * random()) * 4) / 4;
}

function drawn(shares, random) {
  let left = random() * shares.reduce((sum, share) => sum + share, 0);
  for (const [place, share] of shares.entries()) {
    left -= share;
    if (left < 0) return place;
  }
  return shares.length - 1;
}
