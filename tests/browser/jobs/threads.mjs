// Threads that help, in a page that is cross-origin isolated: the same bits, from a core of its own.

import { createRuntime } from 'attune/external';
import { cores } from './scenarios/cores.mjs';
import { digits } from './scenarios/models.mjs';

const read = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** What two epochs leave: the file, and what it says of the first digits. */
async function learned(options, loading) {
  const { Model } = createRuntime(options);
  const examples = await digits.examples(read);
  const base = await Model.load(digits.path, loading);
  const parameters = { ...digits.parameters, epochs: 2 };
  const { model } = await base.update(examples, { parameters }).finished;
  const answers = await model.predictBatch(examples.slice(0, 24).map(digits.inputOf));
  const hash = await crypto.subtle.digest('SHA-256', await model.export());
  await Promise.all([base.dispose(), model.dispose()]);
  return [...new Uint8Array(hash)].join() + answers.map(({ output }) => [...output.data].join()).join();
}

/** WebKitGTK 2.50 hands no shared memory on, isolated or not: there it stays at one thread. */
function handsMemoryOn() {
  const { port1 } = new MessageChannel();
  try {
    port1.postMessage(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
    return true;
  } catch {
    return false;
  } finally {
    port1.close();
  }
}

export const steps = [
  async (test) => {
    test.check('the page is cross-origin isolated', crossOriginIsolated);
    const alone = await learned({});
    performance.clearResourceTimings();
    const together = await learned({ threads: 2 });
    test.check('two threads leave the same bits as one', alone === together);
    test.check('they have a core of their own', cores() === 'core-threads.wasm', cores());
    const workers = await (await fetch('/workers')).json();
    // One for the core alone; the two that work together.
    test.check('a helper came, where memory can be handed on', workers === (handsMemoryOn() ? 3 : 2), workers);
    test.check('so do four', alone === (await learned({ threads: 4 })));

    const fast = await learned({}, { numerics: 'fast' });
    test.check('and in fast numerics', fast === (await learned({ threads: 2 }, { numerics: 'fast' })));
    await test.refuses('half a thread is none', 'invalid-parameter', () => createRuntime({ threads: 1.5 }));
    await test.refuses('nor are a hundred', 'invalid-parameter', () => createRuntime({ threads: 100 }));

    const { Model } = createRuntime({ threads: 2 });
    await test.refuses('what is no model is refused in words', 'model-invalid', () =>
      Model.load(new Uint8Array([255, 255, 255])),
    );
  },
];
