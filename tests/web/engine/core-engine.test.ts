import { describe, expect, it } from 'vitest';
import { readBlock } from '../../../web/src/engine/block-reader.js';
import { BlockWriter } from '../../../web/src/engine/block-writer.js';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import { FakeCore, fakeModel, refusal } from '../support/fake-core.js';

function start(): { core: FakeCore; engine: CoreEngine; lost: () => number } {
  const core = new FakeCore();
  let lost = 0;
  const engine = new CoreEngine(core, () => lost++);
  return { core, engine, lost: () => lost };
}

function inputs(...xs: number[]): Uint8Array<ArrayBuffer> {
  const writer = new BlockWriter();
  for (const x of xs) writer.add([['x', { kind: 'double', value: x }]]);
  return writer.take();
}

const outputs = (block: Uint8Array): unknown[] => readBlock(block).map(([feature]) => feature?.[1]);

describe('CoreEngine', () => {
  it('hands out results that outlive the next call', async () => {
    const { engine } = start();
    const { model } = await engine.loadModel(fakeModel(2), {});
    const first = await engine.predict(model, inputs(1, 10));
    await engine.predict(model, inputs(5));
    expect(outputs(first)).toEqual([
      { kind: 'double', value: 2 },
      { kind: 'double', value: 20 },
    ]);
  });

  it('writes where the memory is after it grew', async () => {
    const { core, engine } = start();
    const { model } = await engine.loadModel(fakeModel(3), {});
    const before = core.HEAPU8;
    const many = Array.from({ length: 1000 }, (_, index) => index);
    const answer = outputs(await engine.predict(model, inputs(...many)));
    expect(before.length).toBe(0); // detached
    expect(answer.at(-1)).toEqual({ kind: 'double', value: 2997 });
  });

  it('gives back what it borrowed, also when the core refuses', async () => {
    const { core, engine } = start();
    await expect(engine.loadModel(fakeModel(Number.NaN), {})).rejects.toThrow();
    const { model } = await engine.loadModel(fakeModel(1), {});
    core.failures.predict = refusal('shape-mismatch', 'no');
    await expect(engine.predict(model, inputs(1))).rejects.toThrow();
    core.failures.describeModel = refusal('memory', 'full');
    await expect(engine.loadModel(fakeModel(1), {})).rejects.toMatchObject({ code: 'memory' });
    core.failures.taskParameters = refusal('memory', 'full');
    await expect(engine.beginUpdate(model, {}, {})).rejects.toMatchObject({ code: 'memory' });
    await engine.disposeModel(model);
    expect(core.alive).toEqual({ models: 0, tasks: 0, allocations: 0 });
    expect(core.stackEnd).toBe(new FakeCore().stackEnd);
  });

  it('keeps no second copy of a file that the core has, and spares memory that is not only the file’s', async () => {
    const { engine } = start();
    const file = fakeModel(4);
    await engine.loadModel(file, {});
    expect(file.length).toBe(0); // detached
    const part = new Uint8Array(new ArrayBuffer(8), 2, 1);
    part.set(fakeModel(5));
    const { model } = await engine.loadModel(part, {});
    expect(outputs(await engine.predict(model, inputs(1)))).toEqual([{ kind: 'double', value: 5 }]);
    expect(part.length).toBe(1);
  });

  it('passes on what the core says when it refuses, and goes on', async () => {
    const { core, engine, lost } = start();
    const { model } = await engine.loadModel(fakeModel(1), {});
    core.failures.predict = refusal('unsupported', 'no such layer', { layer: 'conv1', hint: 'another one' });
    await expect(engine.predict(model, inputs(1))).rejects.toMatchObject({
      name: 'AttuneError',
      ...{ code: 'unsupported', message: 'no such layer', layer: 'conv1', feature: undefined, hint: 'another one' },
    });
    expect(outputs(await engine.predict(model, inputs(1)))).toHaveLength(1);
    expect(lost()).toBe(0);
  });

  it.each([
    ['a trap', new WebAssembly.RuntimeError('unreachable')],
    ['a stack that ran over', new RangeError('Maximum call stack size exceeded')],
    ['an error with a code that is none of ours', Object.assign(new Error('?'), { code: 'ERR_X' })],
  ])('is lost for good after %s', async (_name, crash) => {
    const { core, engine, lost } = start();
    const { model } = await engine.loadModel(fakeModel(1), {});
    core.failures.predict = crash;
    await expect(engine.predict(model, inputs(1))).rejects.toMatchObject({ code: 'core-restarted', cause: crash });
    const calls = { ...core.calls };
    await expect(engine.predict(model, inputs(1))).rejects.toMatchObject({ code: 'core-restarted' });
    await expect(engine.disposeModel(model)).rejects.toMatchObject({ code: 'core-restarted' });
    expect(core.calls).toEqual(calls);
    expect(lost()).toBe(1);
  });

  it('lets others in while an update runs', async () => {
    const { core, engine } = start();
    const { model } = await engine.loadModel(fakeModel(1), {});
    const { task } = await engine.beginUpdate(model, { epochs: 1_000_000_000 }, {});
    await engine.addExamples(task, block(1, 1), 'training');
    core.sliceMs = 1;
    const advancing = engine.advance(task, { miniBatchEnd: false, epochEnd: false });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(outputs(await engine.predict(model, inputs(4)))).toEqual([{ kind: 'double', value: 4 }]);
    await engine.disposeTask(task);
    expect((await advancing).finished).toBeUndefined();
  });
});

function block(x: number, y: number): Uint8Array<ArrayBuffer> {
  const writer = new BlockWriter();
  writer.add([
    ['x', { kind: 'double', value: x }],
    ['y', { kind: 'double', value: y }],
  ]);
  return writer.take();
}
