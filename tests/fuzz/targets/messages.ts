// Messages to the worker: each is answered, with a value or with an error that has a code; none costs the core, and the
// model that was loaded before answers as before.
//
// An input is a seed of four bytes: messages hold more than bytes can.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type createCoreType from '../../../bindings/module.js';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import type { LoadedModel } from '../../../web/src/engine/engine.js';
import type { Reply, Request, Start, Started } from '../../../web/src/engine/protocol.js';
import { runGlue } from '../../../web/src/engine/run-glue.js';
import { type ServerPort, serve } from '../../../web/src/engine/serve.js';
import { isErrorCode } from '../../../web/src/errors.js';
import { exampleBlock } from '../../web/support/example-block.js';
import { BrokenPromise, main, mutateBytes, Random, type WebTarget } from '../web/driver.js';
import { mutateJson } from '../web/json.js';

const root = process.env.ATTUNE_ROOT ?? '.';
const { default: createCore } = (await import(pathToFileURL(`${root}/build/wasm/core.mjs`).href)) as {
  default: typeof createCoreType;
};
const module = await WebAssembly.compile(readFileSync(`${root}/build/wasm/core.wasm`));
const startCore = () => runGlue(createCore, module);

const modelBytes = new Uint8Array(readFileSync(`${root}/tests/models/keras-mlp-updatable.mlmodel`));
const tree = new Uint8Array(readFileSync(`${root}/tests/models/knn-kdtree-updatable.mlmodel`));

/** The worker's end, and this one. */
class Port implements ServerPort {
  readonly replies = new Map<number, (reply: Reply) => void>();
  onStarted: (started: Started) => void = () => {};
  #listener: ((event: { readonly data: unknown }) => void) | undefined;

  postMessage(message: unknown): void {
    const reply = structuredClone(message) as Reply | Started;
    if ('id' in reply) this.replies.get(reply.id)?.(reply);
    else this.onStarted(reply);
  }
  addEventListener(_: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.#listener = listener;
  }
  send(data: unknown): void {
    this.#listener?.({ data });
  }
  ask(request: Record<string, unknown>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const id = request.id as number;
      const timer = setTimeout(() => reject(new BrokenPromise(`no answer to ${String(request.method)}`)), 5000);
      this.replies.set(id, (reply) => {
        clearTimeout(timer);
        this.replies.delete(id);
        resolve(reply);
      });
      this.send(structuredClone(request)); // what comes is the worker's own, to keep or to give back
    });
  }
}

const port = new Port();
let lost = false;
serve(
  port,
  async () =>
    new CoreEngine(await startCore(), () => {
      lost = true;
    }),
);
const started = new Promise<Started>((resolve) => {
  port.onStarted = resolve;
});
port.send({ module, threads: 1 } satisfies Start);
if (!('ready' in (await started))) throw new Error('the core did not start');

let lastId = 0;
const ask = async (method: string, ...args: unknown[]): Promise<Reply> => port.ask({ id: ++lastId, method, args });
const resultOf = async (reply: Promise<Reply>): Promise<unknown> => {
  const answer = await reply;
  if ('error' in answer) throw new BrokenPromise(`${answer.error.code}: ${answer.error.message}`);
  return answer.value;
};

const loaded = (await resultOf(ask('loadModel', modelBytes.slice(), {}))) as LoadedModel;
const question = exampleBlock(loaded.description, 'inputs');
const lesson = exampleBlock(loaded.description, 'trainingInputs');
const answer = (): Promise<unknown> => resultOf(ask('predict', loaded.model, question.slice()));
const expected = Buffer.from((await answer()) as Uint8Array);

/** A request that makes sense, of every method. */
async function sensible(random: Random): Promise<{ method: string; args: unknown[] }> {
  const model = loaded.model;
  const task = (): Promise<number> =>
    resultOf(ask('beginUpdate', model, {}, {})).then((value) => {
      const { task } = value as { task: number };
      begun.push(task);
      return task;
    });
  const watched = { miniBatchEnd: random.chance(2), epochEnd: random.chance(2) };
  const options = {
    validationFraction: 0.2,
    replayRatio: 1,
    gradientClipNorm: 1,
    anchor: { strength: 0.1, toStart: true },
    classWeights: random.chance(2) ? 'balanced' : [['a', 2]],
    earlyStopping: { monitor: 'lossValue', patience: 2, minDelta: 0, restoreBest: true },
    keepIfBetter: { accuracy: false, minDelta: 0 },
  };
  const edits: unknown[] = [
    { kind: 'parameters', parameters: { epochs: 2 } },
    { kind: 'makeUpdatable', layers: 1, loss: 'auto', optimizer: 'sgd', parameters: {} },
    { kind: 'addClass', label: 'new' },
    { kind: 'examples', remove: [0], relabel: [] },
    { kind: 'array', layer: 'dense', role: 'weights' },
  ];
  switch (random.below(18)) {
    case 0:
      return { method: 'loadModel', args: [random.chance(2) ? tree.slice() : mutateBytes(modelBytes, random), {}] };
    case 1:
      return { method: 'loadModel', args: [modelBytes.slice(), { learningRate: 0.1, epochs: 3n, shuffle: true }] };
    case 2:
      return { method: 'predict', args: [model, random.chance(2) ? question.slice() : mutateBytes(question, random)] };
    case 3:
      return { method: 'evaluate', args: [model, random.chance(2) ? lesson.slice() : mutateBytes(lesson, random)] };
    case 4:
      return { method: 'exportModel', args: [model] };
    case 5:
      return { method: 'exportDelta', args: [model] };
    case 6:
      return { method: 'applyDelta', args: [model, new Uint8Array([8, 1])] };
    case 7:
      return { method: 'beginUpdate', args: [model, { epochs: 2 }, options] };
    case 8:
      return { method: 'addExamples', args: [await task(), mutateBytes(lesson, random), 'training'] };
    case 9:
      return { method: 'setParameters', args: [await task(), { learningRate: 0.5 }] };
    case 10:
      return { method: 'restoreTask', args: [await task(), mutateBytes(new Uint8Array(64), random)] };
    case 11:
      return { method: 'snapshotModel', args: [await task()] };
    case 12:
      return { method: 'updatableReport', args: [model] };
    case 13:
      return { method: 'editModel', args: [model, random.of(edits), new Uint8Array(8)] };
    case 14:
      return { method: 'learnedArray', args: [model, 'dense', 'weights'] };
    case 15:
      return { method: 'storedExamples', args: [model] };
    case 16:
      return {
        method: random.of(['watch', 'advance', 'pause', 'saveTask', 'finishUpdate']),
        args: [await task(), watched],
      };
    default:
      return { method: random.of(['disposeTask', 'disposeModel']), args: [2_000_000] };
  }
}

/** Whatever was begun or made is ended again: a core has room for so many models only. */
const begun: number[] = [];
async function giveBack(reply: Reply): Promise<void> {
  for (const task of begun.splice(0)) await ask('disposeTask', task);
  const value = ('value' in reply ? reply.value : undefined) as Partial<{ model: number; task: number }> | undefined;
  if (typeof value?.task === 'number') await ask('disposeTask', value.task);
  if (typeof value?.model === 'number' && value.model !== loaded.model) await ask('disposeModel', value.model);
}

const target: WebTarget = {
  slowestMs: 5000,
  next: (random) => new Uint8Array(new Uint32Array([random.below(2 ** 32)]).buffer),
  async run(input) {
    const random = new Random(new DataView(input.buffer).getUint32(0, true));
    const good = await sensible(random);
    // The model that has to answer afterwards is not given up by accident.
    const request = { id: ++lastId, ...(random.chance(4) ? good : mutateJson(good, random)) } as Record<
      string,
      unknown
    >;
    request.id = lastId;
    if (request.method === 'disposeModel' && (request.args as unknown[])?.[0] === loaded.model) return 'left out';
    const reply = await port.ask(request);
    if (lost) throw new BrokenPromise(`the core was lost to ${JSON.stringify(reply)}`);
    if ('error' in reply && (!isErrorCode(reply.error.code) || reply.error.code === 'core-restarted'))
      throw new BrokenPromise(`${reply.error.code}: ${reply.error.message}`);
    await giveBack(reply);
    if (!expected.equals((await answer()) as Uint8Array)) throw new BrokenPromise('the model answers otherwise');
    return 'error' in reply ? reply.error.code : String((request as unknown as Request).method);
  },
};

await main(target);
