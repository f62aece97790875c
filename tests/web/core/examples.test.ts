// Examples kept in a store, over the wasm core: images in the model's own size.

import { describe, expect, it } from 'vitest';
import { ExampleStore } from '../../../web/src/store/example-store.js';
import { freshBrowser } from '../store/support.js';
import { inThread, modelFile, skipped } from '../support/real-core.js';

freshBrowser();

/** A ring of that radius, 84 × 84 pixels, white on black. */
function ring(radius: number): { data: Uint8ClampedArray; width: number; height: number } {
  const data = new Uint8ClampedArray(4 * 84 * 84);
  for (let y = 0; y < 84; y++) {
    for (let x = 0; x < 84; x++) {
      const value = Math.abs(Math.hypot(x - 42, y - 42) - radius) < 4 ? 255 : 0;
      data.set([value, value, value, 255], 4 * (84 * y + x));
    }
  }
  return { data, width: 84, height: 84 };
}

describe.skipIf(skipped !== undefined)('images in an example store', () => {
  const load = () => inThread().load(modelFile('drawing-classifier-updatable.mlmodel'));

  it('are kept in the size of the model, and labels as labels', async () => {
    const examples = await ExampleStore.open('test', { model: await load() });
    const info = await examples.add({ drawing: ring(30), label: '🙂' });
    expect(info.label).toBe('🙂');
    expect(info.byteLength).toBeLessThan(4 * 28 * 28 + 200);
    const { drawing, label } = (await examples.get(info.id)).features;
    expect(drawing).toMatchObject({ width: 28, height: 28 });
    expect(label).toBe('🙂');
  });

  it('are what an update learns from: the same model as with the kept pixels in hand', async () => {
    const model = await load();
    const examples = await ExampleStore.open('test', { model });
    for (const radius of [10, 20, 30]) await examples.add({ drawing: ring(radius), label: `ring ${radius}` });
    const set = await examples.training();
    const { model: fromStore } = await model.update(set).finished;
    const kept = await Promise.all(set.ids.map(async (id) => (await examples.get(id)).features));
    const { model: fromHand } = await model.update(kept as never).finished;
    expect(Buffer.compare(await fromStore.export(), await fromHand.export())).toBe(0);
    expect((await fromStore.predict({ drawing: ring(20) })).label).toBe('ring 20');
  });

  it('are kept as the files that they came as, on request', async () => {
    const examples = await ExampleStore.open('test', { model: await load(), images: 'blob' });
    // Node decodes no images, so reading one fails before anything is kept.
    const file = new Blob([new Uint8Array([1, 2, 3])], { type: 'image/png' });
    await expect(examples.add({ drawing: file, label: 'x' })).rejects.toMatchObject({ code: 'unsupported-browser' });
    expect(await examples.list()).toEqual([]);
  });
});
