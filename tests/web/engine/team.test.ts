import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { transformSync } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import { EngineProvider } from '../../../web/src/engine/engine-provider.js';
import { gather, isHelpWanted, sharedMemory, type Team, type TeamExports } from '../../../web/src/engine/team.js';
import { type ModelClass, modelClass } from '../../../web/src/model/model-class.js';
import { emptyModule } from '../support/fake-worker.js';
import { inThread, modelFile, skipped, startRealCore } from '../support/real-core.js';

const source = readFileSync(new URL('../../../web/src/engine/team.ts', import.meta.url), 'utf8');
/** A helper's script, as a thread of Node runs it. */
const script = `${transformSync(source, { loader: 'ts', format: 'cjs' }).code}
require('node:worker_threads').parentPort.once('message', (wanted) => module.exports.help(wanted));`;

const hired: Worker[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(hired.splice(0).map((worker) => worker.terminate()));
});

function together(threads: number): Team {
  return {
    threads,
    hire(wanted) {
      for (const help of wanted) {
        const worker = new Worker(script, { eval: true });
        hired.push(worker);
        worker.postMessage(help);
      }
    },
  };
}

function modelsOf(team?: Team): ModelClass {
  const start = async (onLost: () => void) =>
    new CoreEngine(await startRealCore(undefined, 'threads/core.wasm', team), onLost);
  return modelClass({ exact: new EngineProvider(start) });
}

/** The file that training leaves, and what it then says of the first examples. */
async function trained(Model: ModelClass): Promise<[string, string]> {
  const model = await Model.load(modelFile('mnist-cnn-updatable.mlmodel'));
  const [input] = model.description.inputs;
  if (input === undefined) throw new Error('the model has no input');
  const image = (seed: number) => Float32Array.from({ length: 784 }, (_, i) => ((i * 31 + seed * 97) % 255) / 255);
  const examples = Array.from({ length: 48 }, (_, i) => ({ [input.name]: image(i), digit: i % 10 }));
  const [labels] = model.description.trainingInputs.filter(({ name }) => name !== input.name);
  const named = examples.map(({ digit, ...x }) => ({ ...x, [labels?.name ?? '']: digit }));
  const { model: learned } = await model.update(named, { parameters: { epochs: 2 } }).finished;
  const file = Buffer.from(await learned.export()).toString('base64');
  return [file, JSON.stringify(await learned.predictBatch(named.slice(0, 24)))];
}

describe.skipIf(skipped)('a core for several threads', () => {
  it('leaves the same bits, alone, with helpers, and with helpers that never come', async () => {
    const alone = await trained(inThread());
    expect(await trained(modelsOf())).toEqual(alone);
    expect(await trained(modelsOf(together(3)))).toEqual(alone);
    expect(hired).toHaveLength(2);
    expect(await trained(modelsOf({ threads: 3, hire: () => {} }))).toEqual(alone);
  }, 60_000);

  it('works alone where the engine does not hand its memory on', async () => {
    const refusing: Team = {
      threads: 2,
      hire: () => {
        throw new DOMException('The object can not be cloned.', 'DataCloneError');
      },
    };
    expect(await trained(modelsOf(refusing))).toEqual(await trained(inThread()));
  }, 60_000);

  it('asks nobody to work without a stack', async () => {
    let size = 1;
    const hire = vi.fn();
    gather({ threads: 3, hire }, { module: emptyModule(), memory: new WebAssembly.Memory({ initial: 1 }) }, {
      attune_helper_stack: () => 0,
      attune_set_team_size: (members: number) => {
        size = members;
      },
    } as unknown as TeamExports);
    expect([hire.mock.calls.length, size]).toEqual([0, 1]);
  });

  it('gives texts back as they are, though decoders refuse shared memory', async () => {
    const core = await startRealCore(undefined, 'threads/core.wasm');
    expect(core.coreVersion()).toMatch(/^\d+\.\d+\.\d+/);
    const Model = modelsOf();
    await expect(Model.load(new Uint8Array([255, 255, 255]))).rejects.toMatchObject({ code: 'model-invalid' });
  });
});

describe('sharedMemory', () => {
  const importing = new WebAssembly.Module(
    // (module (import "env" "memory" (memory 1 32768 shared)))
    new Uint8Array([
      ...[0, 97, 115, 109, 1, 0, 0, 0, 2, 18, 1, 3, 101, 110, 118],
      ...[6, 109, 101, 109, 111, 114, 121, 2, 3, 1, 128, 128, 2],
    ]),
  );

  it('is for modules that ask for it', () => {
    expect(sharedMemory(emptyModule())).toBeUndefined();
    expect(sharedMemory(importing)?.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('is smaller where so much is refused', () => {
    const asked: number[] = [];
    vi.stubGlobal('WebAssembly', {
      Module: WebAssembly.Module,
      Memory: class extends WebAssembly.Memory {
        constructor(descriptor: WebAssembly.MemoryDescriptor) {
          asked.push(descriptor.maximum ?? 0);
          if (asked.length < 3) throw new RangeError('could not allocate memory');
          super(descriptor);
        }
      },
    });
    expect(sharedMemory(importing)).toBeDefined();
    expect(asked).toEqual([32_768, 16_384, 8_192]);
  });
});

describe('isHelpWanted', () => {
  it.each([null, 7, {}, { module: emptyModule(), threads: 2 }, { id: 1, method: 'predict', args: [] }])(
    'knows that %j is something else',
    (message) => expect(isHelpWanted(message)).toBe(false),
  );
});
