import { describe, expect, it } from 'vitest';
import { ChoiceFeatures, type ChoiceOptions, popularity } from '../../../web/src/inputs/choices.js';
import { cosOfTurns, log, sinOfTurns } from '../../../web/src/inputs/functions.js';
import { hourOf, wallClock, weekdayOf } from '../../../web/src/inputs/wall-clock.js';

const shop = new ChoiceFeatures({
  items: ['mocha', 'tea', 'water'],
  around: { place: ['station', 'office'], weather: ['sun', 'rain'] },
  decay: 0.5,
});

const monday = { item: 'mocha', time: '2026-03-02T06:00', place: 'station', weather: 'rain' } as const;
const tuesday = { item: 'tea', time: '2026-03-03T06:00', place: 'station' } as const;

function numbers(history: Parameters<typeof shop.read>[0], moment: Parameters<typeof shop.read>[1]) {
  const values = shop.read(history, moment);
  expect(values).toHaveLength(shop.length);
  return Object.fromEntries(shop.names.map((name, index) => [name, values[index]]));
}

const near = (value: number): unknown => expect.closeTo(value, 6);
const refused = (code: string, message: string): Error =>
  expect.objectContaining({ name: 'AttuneError', code, message: expect.stringContaining(message) }) as Error;

describe('the numbers of a choice', () => {
  it('are the prior, and nothing else of the past, for a new person', () => {
    expect(numbers([], { time: '2026-03-04T18:00', weather: 'sun' })).toEqual({
      'log frequency of mocha': near(Math.log(1 / 3)),
      'log frequency of tea': near(Math.log(1 / 3)),
      'log frequency of water': near(Math.log(1 / 3)),
      'last was mocha': 0,
      'last was tea': 0,
      'last was water': 0,
      'own history': 0,
      'time since': 1,
      'hour (sin)': -1,
      'hour (cos)': 0,
      Monday: 0,
      Tuesday: 0,
      Wednesday: 1,
      Thursday: 0,
      Friday: 0,
      Saturday: 0,
      Sunday: 0,
      'place station': 0,
      'place office': 0,
      'weather sun': 1,
      'weather rain': 0,
    });
  });

  it('count what was chosen, the older the less', () => {
    // mocha 0.5, tea 1, water 0; two choices' worth of prior make 3.5 in all
    expect(numbers([monday, tuesday], { time: '2026-03-03T12:00', place: 'office' })).toMatchObject({
      'log frequency of mocha': near(Math.log((0.5 + 2 / 3) / 3.5)),
      'log frequency of tea': near(Math.log((1 + 2 / 3) / 3.5)),
      'log frequency of water': near(Math.log(2 / 3 / 3.5)),
      'last was mocha': 0,
      'last was tea': 1,
      'own history': near(1.5 / 3.5),
      'time since': near(6 / 30),
      'hour (sin)': 0,
      'hour (cos)': -1,
      'place office': 1,
      'weather rain': 0,
    });
  });

  it('begin with the average person who was given', () => {
    const prior = popularity(['mocha', 'tea'], [{ item: 'mocha' }, { item: 'mocha' }]);
    expect(prior).toEqual({ mocha: 0.75, tea: 0.25 });
    const two = new ChoiceFeatures({ items: ['mocha', 'tea'], prior, priorWeight: 4, decay: 1 });
    expect([...two.frequencies([])]).toEqual([
      ['mocha', 0.75],
      ['tea', 0.25],
    ]);
    expect(two.frequencies([{ ...monday, item: 'tea' }]).get('tea')).toBeCloseTo((1 + 4 * 0.25) / 5, 12);
  });

  it('make a linear layer with weight 1 answer the frequencies', () => {
    const scores = [...shop.read([monday, tuesday], tuesday).slice(0, 3)].map(Math.exp);
    const sum = scores.reduce((all, score) => all + score, 0);
    const shares = scores.map((score) => score / sum);
    expect(shares).toEqual([...shop.frequencies([monday, tuesday]).values()].map(near));
  });
});

describe('examples', () => {
  it('know of each choice only what came before it', () => {
    const examples = shop.examples([monday, tuesday], { input: 'habits', target: 'drink' });
    expect(examples).toEqual([
      { habits: shop.read([], monday), drink: 'mocha' },
      { habits: shop.read([monday], tuesday), drink: 'tea' },
    ]);
  });
});

describe('refusals', () => {
  it.each([
    [[{ ...monday, item: 'beer' }], monday, "'beer' is not among the items"],
    [[tuesday, monday], tuesday, '2026-03-02T06:00 lies before'],
    [[tuesday], monday, '2026-03-02T06:00 lies before'],
    [[], { time: '2026-02-30T06:00' }, "got '2026-02-30T06:00'"],
    [[], { time: '2026-03-02T24:00' }, 'a time since 1970'],
    [[], { time: 'tomorrow' }, "got 'tomorrow'"],
    [[], { time: Number.NaN }, 'got number NaN'],
    [[], { time: undefined }, 'got undefined'],
  ])('%j, then %j', (history, moment, message) => {
    expect(() => shop.read(history as never, moment as never)).toThrow(refused('bad-example', message));
  });

  it.each<[Partial<ChoiceOptions<string, never>>, string]>([
    [{ items: [] }, 'items'],
    [{ items: ['tea', 'tea'] }, 'items'],
    [{ decay: 0 }, 'decay'],
    [{ decay: 1.1 }, 'decay'],
    [{ decay: Number.NaN }, 'decay'],
    [{ priorWeight: 0 }, 'priorWeight'],
    [{ prior: { tea: 0.5 } }, "'constructor'"],
    [{ around: { time: ['now'] } as never }, 'around'],
  ])('%j', (options, message) => {
    const all = { items: ['tea', 'constructor'], ...options };
    expect(() => new ChoiceFeatures(all as ChoiceOptions<string, never>)).toThrow(
      refused('invalid-parameter', message),
    );
  });
});

describe('the clock on the wall', () => {
  it('reads a Date, milliseconds and a string alike', () => {
    const date = new Date(2026, 2, 2, 8, 30, 15, 250);
    const clock = Date.UTC(2026, 2, 2, 8, 30, 15, 250);
    expect([date, date.getTime(), '2026-03-02T08:30:15.250', '2026-03-02 08:30:15.25'].map(wallClock)).toEqual([
      clock,
      clock,
      clock,
      clock,
    ]);
    expect(wallClock(date.toISOString())).toBe(clock); // a string with a zone is a moment: read on this device's clock
  });

  it('knows weekday and hour', () => {
    const days = ['02', '03', '04', '05', '06', '07', '08'].map((day) => weekdayOf(wallClock(`2026-03-${day}T23:59`)));
    expect(days).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(hourOf(wallClock('2026-03-02T00:00'))).toBe(0);
    expect(hourOf(wallClock('2026-03-02T18:45'))).toBe(18.75);
  });
});

describe('functions that are the same in every engine', () => {
  it('agree with the platform to a few units in the last place', () => {
    for (let index = -2000; index <= 2000; index++) {
      const turns = index / 777;
      expect(Math.abs(sinOfTurns(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(4e-15);
      expect(Math.abs(cosOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(4e-15);
      const x = 1.013 ** index;
      expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(
        4 * Number.EPSILON * Math.max(1, Math.abs(Math.log(x))),
      );
    }
  });

  it('are exact at the quarters of a turn, and at 1', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map(sinOfTurns).map((value) => value + 0)).toEqual([0, 1, 0, -1, 0]);
    expect([0, 0.25, 0.5, 0.75, 1].map(cosOfTurns).map((value) => value + 0)).toEqual([1, 0, -1, 0, 1]);
    expect(log(1)).toBe(0);
    expect(sinOfTurns(1 / 12)).toBeCloseTo(0.5, 15);
  });
});
