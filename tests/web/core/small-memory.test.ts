// The wasm core where there is little memory: whatever is asked of it, it says so, loses nothing, and goes on.

import { describe, expect, it } from 'vitest';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import type { CoreModule, Engine } from '../../../web/src/engine/engine.js';
import { AttuneError } from '../../../web/src/errors.js';
import { exampleBlock } from '../support/example-block.js';
import { modelFile, skipped, startRealCore } from '../support/real-core.js';

/** 32 MiB. */
const MOST_PAGES = 512;
const FILE = 'keras-mlp-updatable.mlmodel';
const SMALLEST = 16;

/** Takes all memory but one hole of so many bytes. @returns what gives it back */
function fill(core: CoreModule, hole: number): () => void {
  const blocks: number[] = [];
  const take = (size: number): boolean => {
    try {
      blocks.push(core.allocate(size));
      return true;
    } catch {
      return false;
    }
  };
  const kept = core.allocate(hole);
  for (let size = 8 << 20; size >= SMALLEST; size >>= 1) while (take(size));
  core.release(kept);
  return () => {
    for (const block of blocks) core.release(block);
  };
}

describe.skipIf(skipped !== undefined)('the wasm core with 32 MiB', () => {
  it('grows no further', async () => {
    const core = await startRealCore(MOST_PAGES);
    expect(() => core.allocate(64 << 20)).toThrow(expect.objectContaining({ code: 'memory' }));
    fill(core, SMALLEST)();
    // Emscripten grows by steps, of which the last may not fit any more.
    expect(core.HEAPU8.length).toBeGreaterThan(MOST_PAGES * 65536 * 0.9);
    expect(core.HEAPU8.length).toBeLessThanOrEqual(MOST_PAGES * 65536);
  });

  it('refuses a model that asks for more than its limit, before it takes any', async () => {
    const engine = new CoreEngine(await startRealCore(), () => {});
    const load = (limits: object) => engine.loadModel(modelFile(FILE), {}, limits);
    await expect(load({ memoryBytes: 64 })).rejects.toMatchObject({ code: 'memory' });
    await expect(load({ modelBytes: 100 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(load({ modelDepth: 3 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(load({ modelFields: 10 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(load({ modelLayers: 1 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(load({ memoryBytes: 1e9, modelDepth: 1e9 })).resolves.toMatchObject({ model: 1 });
  });

  it('says memory at whatever size is left, and the model answers as before, to the bit', async () => {
    const core = await startRealCore(MOST_PAGES);
    let lost = 0;
    const engine: Engine = new CoreEngine(core, () => lost++);
    const file = modelFile(FILE);
    const { model, description } = await engine.loadModel(file.slice(), {});
    const ask = () => engine.predict(model, exampleBlock(description, 'inputs'));
    const lesson = exampleBlock(description, 'trainingInputs');
    const expected = await ask();

    const scenarios: Record<string, () => Promise<void>> = {
      load: async () => engine.disposeModel((await engine.loadModel(file.slice(), {})).model),
      predict: async () => void (await ask()),
      update: async () => {
        const { task } = await engine.beginUpdate(model, {}, {});
        try {
          await engine.addExamples(task, lesson.slice(), 'training');
          await engine.advance(task, { miniBatchEnd: false, epochEnd: false });
          await engine.disposeModel((await engine.snapshotModel(task)).model);
        } finally {
          await engine.disposeTask(task);
        }
      },
      save: async () => void (await engine.exportDelta(model)),
      export: async () => void (await engine.exportModel(model)),
    };
    for (const [name, work] of Object.entries(scenarios)) {
      let refused = 0;
      for (let hole = SMALLEST; ; hole = Math.ceil(hole * 1.4)) {
        const release = fill(core, hole);
        const outcome = await work().then(
          () => 'done',
          (error: unknown) => (error instanceof AttuneError ? error.code : String(error)),
        );
        release();
        expect(await ask(), name).toEqual(expected);
        if (outcome === 'done') break;
        expect(outcome, name).toBe('memory');
        refused += 1;
        expect(hole).toBeLessThan(MOST_PAGES * 65536);
      }
      if (name !== 'save') expect(refused, name).toBeGreaterThan(0);
    }
    expect(lost).toBe(0);
    expect(core.HEAPU8.length).toBeLessThanOrEqual(MOST_PAGES * 65536);
  });
});
