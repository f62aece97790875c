import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { doubles, inThread, weightOf } from '../support/models.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('models that nobody holds give their memory back, though nobody disposed of them', async () => {
  const world = inThread();
  let model = await world.load();
  for (let round = 0; round < 40; round++) {
    ({ model } = await model.update(doubles(4), { parameters: { epochs: 1 } }).finished);
  }
  expect(world.core.alive.models).toBe(41);
  await vi.waitFor(
    () => {
      collectGarbage();
      expect(world.core.alive.models).toBeLessThan(5);
    },
    { timeout: 10_000 },
  );
  expect(await weightOf(model)).toBeCloseTo(2);
});
