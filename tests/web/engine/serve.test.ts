import { describe, expect, it } from 'vitest';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import type { Reply } from '../../../web/src/engine/protocol.js';
import { serve } from '../../../web/src/engine/serve.js';
import { FakeCore, fakeModel } from '../support/fake-core.js';
import { emptyModule } from '../support/fake-worker.js';

/** The worker's side with the page's end in hand. */
async function start() {
  const answers: Reply[] = [];
  let listen: (event: { readonly data: unknown }) => void = () => {};
  let lost = 0;
  serve(
    {
      postMessage: (message) => answers.push(message as Reply),
      addEventListener: (_, listener) => {
        listen = listener;
      },
    },
    async () => new CoreEngine(new FakeCore(), () => lost++),
  );
  const say = async (data: unknown): Promise<Reply | undefined> => {
    listen({ data });
    await new Promise((resolve) => setTimeout(resolve));
    return answers.pop();
  };
  await say({ module: emptyModule(), threads: 1 });
  return { say, lost: () => lost };
}

describe('the worker', () => {
  it.each([
    ['a method that there is not', { method: 'open', args: [] }],
    ['what every object has', { method: 'constructor', args: [] }],
    ['no method', { args: [1] }],
    ['no arguments', { method: 'predict' }],
    ['too few', { method: 'predict', args: [1] }],
    ['too many', { method: 'disposeModel', args: [1, 2] }],
    ['text in the place of bytes', { method: 'loadModel', args: ['x', {}] }],
    ['an array in the place of bytes', { method: 'predict', args: [1, [1, 2]] }],
    ['half a handle', { method: 'exportModel', args: [1.5] }],
    ['nothing in the place of options', { method: 'beginUpdate', args: [1, {}, null] }],
  ])('refuses %s, and goes on', async (_, request) => {
    const { say, lost } = await start();
    expect(await say({ id: 7, ...request })).toMatchObject({ id: 7, error: { code: 'invalid-parameter' } });
    expect(lost()).toBe(0);
    expect(await say({ id: 8, method: 'loadModel', args: [fakeModel(2), {}] })).toMatchObject({
      id: 8,
      value: { model: 1 },
    });
  });

  it.each([null, 'text', 7, {}, { id: 'x', method: 'predict' }, []])(
    'has no answer to %j, which asks for nothing',
    async (message) => {
      const { say } = await start();
      expect(await say(message)).toBeUndefined();
      expect(await say({ id: 1, method: 'loadModel', args: [fakeModel(2), {}] })).toMatchObject({ id: 1 });
    },
  );

  it('is ready as soon as the core is, and tells of its lifeline when that is held', async () => {
    const said: unknown[] = [];
    let listen: (event: { readonly data: unknown }) => void = () => {};
    let hold: (name: string) => void = () => {};
    const held = new Promise<string>((resolve) => {
      hold = resolve;
    });
    const port = {
      postMessage: (message: unknown) => said.push(message),
      addEventListener: (_: 'message', listener: typeof listen) => {
        listen = listener;
      },
    };
    serve(
      port,
      async () => new CoreEngine(new FakeCore(), () => {}),
      () => held,
    );
    listen({ data: { module: emptyModule(), threads: 1 } });
    await new Promise((resolve) => setTimeout(resolve));
    expect(said).toEqual([{ ready: true }]);
    hold('a lock');
    await new Promise((resolve) => setTimeout(resolve));
    expect(said).toEqual([{ ready: true }, { lifeline: 'a lock' }]);
  });
});
