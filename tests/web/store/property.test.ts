// Random lives of a store beside an oracle of a few lines. After every step the store must be as the oracle says.
//
// ATTUNE_SEQUENCES=10000 runs as many.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelStore } from '../../../web/src/store/model-store.js';
import { behind, damage, evict, type FakeModel, flipped, newBase, newBrowser, openStore } from './support.js';

const SEQUENCES = Number(process.env.ATTUNE_SEQUENCES ?? 60);
const KEEP = 3;

/** What should be there: versions by number, oldest first, and which of them are damaged. */
interface Oracle {
  versions: { number: number; learned: number[]; damaged: boolean; restores?: number }[];
  /** Of the newest save that localStorage remembers; 0: none. */
  marked: number;
}

interface World {
  store: ModelStore<FakeModel>;
  readonly oracle: Oracle;
}

const sound = ({ versions }: Oracle) => versions.filter(({ damaged }) => !damaged);

/** Who rolled back and lost that copy wants what was rolled back to, not what was left behind. */
function usable(oracle: Oracle) {
  const { restores, damaged } = oracle.versions.at(-1) ?? {};
  const restored = damaged === true ? sound(oracle).find(({ number }) => number === restores) : undefined;
  return restored ?? sound(oracle).at(-1);
}

/** Each does the same to both. */
const STEPS: Record<string, (world: World, random: number) => Promise<void>> = {
  async save({ store, oracle }, random) {
    const base = newBase();
    const latest = await store.latest('emoji', { base });
    const trained = (latest ?? base).trained(random);
    const newest = Math.max(oracle.marked, oracle.versions.at(-1)?.number ?? 0);
    const before = usable(oracle)?.learned ?? [];
    expect((await store.save('emoji', trained)).number).toBe(newest + 1);
    oracle.versions.push({ number: newest + 1, learned: [...before, random], damaged: false });
    oracle.versions.splice(0, Math.max(0, oracle.versions.length - KEEP));
    oracle.marked = newest + 1;
  },
  async saveOfYesterday({ store, oracle }, random) {
    if (oracle.versions.length === 0) return;
    // Not trained from what is there: it must not replace it.
    await expect(store.save('emoji', newBase().trained(random))).rejects.toMatchObject({ code: 'conflict' });
  },
  async anotherPage(world) {
    world.store.close();
    world.store = await openStore({ keep: KEEP });
  },
  async damageNewest({ oracle }, random) {
    const newest = sound(oracle).at(-1);
    if (newest === undefined) return;
    await damage(newest.number, random % 2 === 0 ? flipped(0) : () => undefined);
    newest.damaged = true;
  },
  async loseHead() {
    await behind((tx) => tx.objectStore('heads').delete('emoji'));
  },
  async rollback({ store, oracle }, random) {
    const to = sound(oracle)[random % Math.max(1, sound(oracle).length)];
    if (to === undefined) return;
    const { number } = await store.rollback('emoji', { to: to.number });
    oracle.versions.push({ number, learned: to.learned, damaged: false, restores: to.number });
    oracle.versions.splice(0, Math.max(0, oracle.versions.length - KEEP));
    oracle.marked = number;
  },
  async erase({ store, oracle }) {
    await store.erase('emoji');
    oracle.versions = [];
    oracle.marked = 0;
  },
  async evict(world) {
    world.store.close();
    await evict();
    world.store = await openStore({ keep: KEEP });
    world.oracle.versions = [];
  },
};

async function compare({ store, oracle }: World): Promise<void> {
  const status = await store.status('emoji');
  const expected = usable(oracle);
  const newest = oracle.versions.at(-1);
  if (newest === undefined) {
    expect(status.state).toBe(oracle.marked === 0 ? 'fresh' : 'evicted');
    expect(await store.latest('emoji')).toBeUndefined();
    return;
  }
  expect(status.number).toBe(expected?.number);
  expect(status.state).toBe(newest.damaged ? 'fell-back' : 'ok');
  const latest = await store.latest('emoji');
  expect(latest === undefined ? undefined : [...latest.learned]).toEqual(expected?.learned);
  expect((await store.versions('emoji')).map(({ number }) => number)).toEqual(
    oracle.versions.map(({ number }) => number),
  );
}

test(`${SEQUENCES} random lives of 20 steps are what the oracle says`, async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20, size: 'max' }), async (steps) => {
      newBrowser();
      const world: World = { store: await openStore({ keep: KEEP }), oracle: { versions: [], marked: 0 } };
      for (const [name, random] of steps) {
        await STEPS[name]?.(world, random);
        await compare(world);
      }
      world.store.close();
    }),
    { numRuns: SEQUENCES, seed: 20_261_124, endOnFailure: false },
  );
}, 1_800_000);
