// A core without wasm: one weight w, prediction y = w · x, loss (w · x − y)². It keeps the border's rules as the real one
// does (memory that grows and so detaches, results that die at the next call, handles, slices of 32), and can be told to fail.

import type {
  CoreModule,
  CoreUpdateOptions,
  EditResult,
  Evaluation,
  ExampleRole,
  ModelHandle,
  StepResult,
  TaskHandle,
} from '../../../bindings/module.js';
import { readBlock } from '../../../web/src/engine/block-reader.js';
import { BlockWriter } from '../../../web/src/engine/block-writer.js';
import type { FeatureList } from '../../../web/src/engine/feature-block.js';
import type { CoreDescription } from '../../../web/src/model/description.js';
import type { Edit } from '../../../web/src/model/edits.js';

const SLICE = 32;

interface Row {
  readonly x: number;
  readonly y: number;
}

/** All of it is plain data: saveTask() is JSON. */
interface FakeTask {
  weight: number;
  parameters: Record<string, unknown>;
  readonly options: CoreUpdateOptions;
  readonly examples: Row[];
  readonly others: Record<Exclude<ExampleRole, 'training'>, Row[]>;
  /** Before anything was learned. */
  readonly start: number;
  ended: boolean;
  /** Examples of the epoch whose gradient is in. */
  done: number;
  batchDone: number;
  gradient: number;
  loss: number;
  epochLoss: number;
  epoch: number;
  batch: number;
}

export class FakeCore implements CoreModule {
  HEAPU8: Uint8Array = new Uint8Array(1 << 10);
  /** Where its stack ends; a call that throws does not give back what it took. */
  stackEnd = 1 << 20;
  readonly stackSave = (): number => this.stackEnd;
  readonly stackRestore = (end: number): void => {
    this.stackEnd = end;
  };
  /** How often each function was called. */
  readonly calls: Record<string, number> = {};
  /** The learning rate of every mini-batch that ended. */
  readonly learningRates: number[] = [];
  /** What updates were begun with, the newest last. */
  readonly options: CoreUpdateOptions[] = [];
  /** How many examples were added, by role. */
  readonly added: Record<ExampleRole, number> = { training: 0, validation: 0, replay: 0, gate: 0 };
  /** Thrown by the next call of that function: an Error with a code is a refusal, anything else a crash. */
  failures: Partial<Record<keyof CoreModule, unknown>> = {};
  /** What was asked of editModel(), with the features of its block. */
  readonly edits: { readonly edit: Edit; readonly block: FeatureList[] }[] = [];
  /** Milliseconds that a slice takes. */
  sliceMs = 0;

  readonly #models = new Map<ModelHandle, number>();
  readonly #tasks = new Map<TaskHandle, FakeTask>();
  readonly #allocated = new Map<number, number>();
  #end = 16;
  #lastHandle = 0;
  #view: Uint8Array = new Uint8Array();

  /** Everything that is alive: nothing should be, once all was disposed of. */
  get alive(): { models: number; tasks: number; allocations: number } {
    return { models: this.#models.size, tasks: this.#tasks.size, allocations: this.#allocated.size };
  }

  coreVersion(): string {
    this.#enter('coreVersion');
    return '0.0.0-fake';
  }

  allocate(byteLength: number): number {
    this.#enter('allocate');
    const address = this.#end;
    this.#end += Math.ceil(byteLength / 16) * 16;
    this.#allocated.set(address, byteLength);
    if (this.#end > this.HEAPU8.length) {
      const grown = new Uint8Array(2 * this.#end);
      grown.set(this.HEAPU8);
      structuredClone(this.HEAPU8.buffer, { transfer: [this.HEAPU8.buffer as ArrayBuffer] });
      this.HEAPU8 = grown;
    }
    return address;
  }

  release(address: number): void {
    this.#enter('release');
    if (!this.#allocated.delete(address)) throw new WebAssembly.RuntimeError('released twice');
  }

  loadModel(address: number, byteLength: number, parameters: Record<string, unknown>): ModelHandle {
    this.#enter('loadModel');
    const text = this.#text(address, byteLength);
    this.release(address);
    const weight = Number(parameters.weight ?? text);
    if (Number.isNaN(weight)) throw refusal('model-invalid', 'this is no fake model');
    return this.#newModel(weight);
  }

  missingLinks(): [] {
    return [];
  }

  describeModel(model: ModelHandle): unknown {
    this.#enter('describeModel');
    this.#weight(model);
    return describeFake();
  }

  disposeModel(model: ModelHandle): void {
    this.#enter('disposeModel');
    this.#weight(model);
    this.#models.delete(model);
  }

  predict(model: ModelHandle, address: number, byteLength: number): Uint8Array {
    this.#enter('predict');
    const weight = this.#weight(model);
    const writer = new BlockWriter();
    for (const features of this.#block(address, byteLength)) {
      writer.add([['y', { kind: 'double', value: weight * numberOf(features, 'x') }]]);
    }
    return this.#lend(writer.take());
  }

  evaluate(model: ModelHandle, address: number, byteLength: number): Evaluation {
    this.#enter('evaluate');
    const weight = this.#weight(model);
    const wanted: number[] = [];
    const errors = this.#block(address, byteLength).map((features) => {
      wanted.push(numberOf(features, 'y'));
      return weight * numberOf(features, 'x') - numberOf(features, 'y');
    });
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    const mean = sum(wanted) / wanted.length;
    const squared = sum(errors.map((error) => error * error));
    const spread = sum(wanted.map((value) => (value - mean) ** 2));
    return {
      ...{ count: errors.length, lossSum: squared, correct: Number.NaN },
      residuals: new Float64Array([mean, spread, squared, sum(errors.map(Math.abs))]),
    };
  }

  fitImages(model: ModelHandle, address: number, byteLength: number): Uint8Array {
    this.#enter('fitImages');
    this.#weight(model);
    return this.#lend(this.HEAPU8.slice(address, address + byteLength));
  }

  exportModel(model: ModelHandle): Uint8Array {
    this.#enter('exportModel');
    return this.#lend(fakeModel(this.#weight(model)));
  }

  exportDelta(model: ModelHandle): Uint8Array {
    this.#enter('exportDelta');
    return this.#lend(fakeModel(this.#weight(model)));
  }

  applyDelta(base: ModelHandle, address: number, byteLength: number): ModelHandle {
    this.#enter('applyDelta');
    this.#weight(base);
    const text = this.#text(address, byteLength);
    return this.#newModel(Number(text));
  }

  beginUpdate(model: ModelHandle, parameters: Record<string, unknown>, options: CoreUpdateOptions): TaskHandle {
    this.#enter('beginUpdate');
    this.options.push(options);
    const weight = this.#weight(model);
    const task: FakeTask = {
      ...{ weight, start: weight, options, ended: false },
      parameters: { learningRate: 0.1, miniBatchSize: 2, epochs: 3, ...parameters },
      ...{ examples: [], others: { validation: [], replay: [], gate: [] } },
      ...{ done: 0, batchDone: 0, gradient: 0, loss: 0, epochLoss: 0, epoch: 0, batch: 0 },
    };
    this.#tasks.set(++this.#lastHandle, task);
    return this.#lastHandle;
  }

  taskParameters(task: TaskHandle): Record<string, unknown> {
    this.#enter('taskParameters');
    return { ...this.#task(task).parameters };
  }

  addExamples(handle: TaskHandle, address: number, byteLength: number, role: ExampleRole): void {
    this.#enter('addExamples');
    const task = this.#task(handle);
    for (const features of this.#block(address, byteLength)) {
      const row = { x: numberOf(features, 'x'), y: numberOf(features, 'y') };
      (role === 'training' ? task.examples : task.others[role]).push(row);
      this.added[role]++;
    }
  }

  step(handle: TaskHandle): StepResult {
    this.#enter('step');
    for (const end = performance.now() + this.sliceMs; performance.now() < end; );
    const task = this.#task(handle);
    const { examples, parameters } = task;
    if (task.ended) return this.#ended(task);
    const batchSize = Math.min(Number(parameters.miniBatchSize), examples.length - (task.done - task.batchDone));
    for (let left = Math.min(SLICE, batchSize - task.batchDone); left > 0; left--) {
      const { x, y } = examples[task.done] as { x: number; y: number };
      const error = task.weight * x - y;
      task.gradient += 2 * error * x;
      task.loss += error * error;
      task.done++;
      task.batchDone++;
    }
    const result = {
      restarted: false,
      miniBatchEnded: task.batchDone === batchSize,
      epochEnded: task.batchDone === batchSize && task.done === examples.length,
      ...{ finished: false, epochIndex: task.epoch, miniBatchIndex: task.batch },
      ...NOTHING,
      examplesDone: task.epoch * examples.length + task.done,
      examplesTotal: Number(parameters.epochs) * examples.length,
    };
    if (result.miniBatchEnded) {
      const learningRate = Number(parameters.learningRate);
      this.learningRates.push(learningRate);
      result.lossValue = task.loss / batchSize;
      task.weight -= (learningRate * task.gradient) / batchSize;
      task.epochLoss += task.loss;
      Object.assign(task, { gradient: 0, loss: 0, batchDone: 0, batch: task.batch + 1 });
      if (!Number.isFinite(task.weight))
        throw refusal('diverged', 'the loss is not finite', { hint: 'a smaller step' });
    }
    if (result.epochEnded) {
      result.epochLoss = task.epochLoss / examples.length;
      result.validationLoss = lossOf(task.weight, task.others.validation);
      Object.assign(task, { done: 0, batch: 0, epochLoss: 0, epoch: task.epoch + 1 });
      task.ended = task.epoch === Number(parameters.epochs);
      result.finished = task.ended && task.options.keepIfBetter === undefined;
    }
    return result;
  }

  #ended(task: FakeTask): StepResult {
    const { keepIfBetter } = task.options;
    const compared = task.others.gate.length > 0 ? task.others.gate : task.others.validation;
    const gate = { gateBefore: lossOf(task.start, compared), gateAfter: lossOf(task.weight, compared) };
    if (keepIfBetter !== undefined && !(gate.gateAfter < gate.gateBefore - keepIfBetter.minDelta))
      throw refusal('not-better', 'the update did not make the model better');
    return {
      ...{
        restarted: false,
        miniBatchEnded: false,
        epochEnded: false,
        finished: true,
        epochIndex: task.epoch,
        miniBatchIndex: 0,
      },
      ...{ ...NOTHING, ...(keepIfBetter === undefined ? {} : gate), examplesDone: 0, examplesTotal: 0 },
    };
  }

  finishUpdate(task: TaskHandle): void {
    this.#enter('finishUpdate');
    this.#task(task).ended = true;
  }

  saveTask(task: TaskHandle): Uint8Array {
    this.#enter('saveTask');
    return this.#lend(new TextEncoder().encode(JSON.stringify(this.#task(task))));
  }

  restoreTask(handle: TaskHandle, address: number, byteLength: number): number {
    this.#enter('restoreTask');
    const text = this.#text(address, byteLength);
    const saved = JSON.parse(text) as FakeTask;
    const task = this.#task(handle);
    for (const part of ['options', 'examples', 'others', 'start'] as const) {
      if (JSON.stringify(saved[part]) !== JSON.stringify(task[part])) throw refusal('integrity', `other ${part}`);
    }
    Object.assign(task, saved);
    return saved.epoch * saved.examples.length + saved.done;
  }

  setParameters(task: TaskHandle, parameters: Record<string, unknown>): void {
    this.#enter('setParameters');
    Object.assign(this.#task(task).parameters, parameters);
  }

  snapshotModel(task: TaskHandle): ModelHandle {
    this.#enter('snapshotModel');
    return this.#newModel(this.#task(task).weight);
  }

  disposeTask(task: TaskHandle): void {
    this.#enter('disposeTask');
    this.#task(task);
    this.#tasks.delete(task);
  }

  updatableReport(model: ModelHandle): unknown {
    this.#enter('updatableReport');
    return { updatable: true, portable: false, reasons: [], layers: [], lossInput: `w = ${this.#weight(model)}` };
  }

  /** Arrays set the weight, examples and rewrites keep it, everything else makes a file of weight + 100. */
  editModel(model: ModelHandle, edit: object, address: number, byteLength: number): EditResult {
    this.#enter('editModel');
    const block = byteLength === 0 ? [] : this.#block(address, byteLength);
    this.edits.push({ edit: edit as Edit, block });
    const weight = this.#weight(model);
    switch ((edit as Edit).kind) {
      case 'arrays': {
        const value = block[0]?.find(([name]) => name === 'line.weights')?.[1];
        if (value?.kind !== 'float32' && value?.kind !== 'float64') throw refusal('invalid-parameter', 'no such layer');
        return { model: this.#newModel(Number(value.data[0])), rewrites: [] };
      }
      case 'examples':
        return { model: this.#newModel(weight), rewrites: [] };
      case 'rewrite':
        return {
          model: this.#newModel(weight),
          rewrites: [
            { layer: 'a', from: 'softmaxND', to: 'softmax', refused: weight === 0 ? 'no reason' : '' },
            { layer: 'b', from: 'reshape', to: 'flatten', refused: 'no vector' },
          ],
        };
      default:
        return { model: this.#newModel(weight + 100), rewrites: [] };
    }
  }

  learnedArray(model: ModelHandle, where: { layer: string; role: string }): Uint8Array {
    this.#enter('learnedArray');
    if (where.layer !== 'line') throw refusal('invalid-parameter', `no layer '${where.layer}'`, { layer: where.layer });
    const writer = new BlockWriter();
    const data = new Float32Array([this.#weight(model)]);
    writer.add([['array', { kind: 'float32', shape: [1, 1], data }]]);
    return this.#lend(writer.take());
  }

  storedExamples(model: ModelHandle): Uint8Array {
    this.#enter('storedExamples');
    const writer = new BlockWriter();
    for (const [label, number] of [
      ['cat', 1],
      [2n ** 60n, this.#weight(model)],
    ] as const) {
      const vector = { kind: 'float32', shape: [1], data: new Float32Array([number]) } as const;
      const value =
        typeof label === 'string'
          ? { kind: 'string' as const, value: label }
          : { kind: 'int64' as const, value: label };
      writer.add([
        ['vector', vector],
        ['label', value],
      ]);
    }
    return this.#lend(writer.take());
  }

  #enter(name: keyof CoreModule): void {
    this.calls[name] = (this.calls[name] ?? 0) + 1;
    if (this.#view.length > 0) this.#view.fill(0xee); // what the last call lent is dead now
    const failure = this.failures[name];
    if (failure === undefined) return;
    delete this.failures[name];
    this.stackEnd -= 80;
    throw failure;
  }

  #lend(bytes: Uint8Array): Uint8Array {
    const address = this.allocate(bytes.length);
    this.#allocated.delete(address);
    this.#view = this.HEAPU8.subarray(address, address + bytes.length);
    this.#view.set(bytes);
    return this.#view;
  }

  #text(address: number, byteLength: number): string {
    return new TextDecoder().decode(this.HEAPU8.subarray(address, address + byteLength));
  }

  #block(address: number, byteLength: number): FeatureList[] {
    return readBlock(this.HEAPU8.slice(address, address + byteLength));
  }

  #newModel(weight: number): ModelHandle {
    this.#models.set(++this.#lastHandle, weight);
    return this.#lastHandle;
  }

  #weight(model: ModelHandle): number {
    const weight = this.#models.get(model);
    if (weight === undefined) throw new WebAssembly.RuntimeError(`no model ${model}`);
    return weight;
  }

  #task(task: TaskHandle): FakeTask {
    const found = this.#tasks.get(task);
    if (found === undefined) throw new WebAssembly.RuntimeError(`no task ${task}`);
    return found;
  }
}

const NOTHING = {
  ...{ lossValue: Number.NaN, epochLoss: Number.NaN, epochAccuracy: Number.NaN },
  ...{ validationLoss: Number.NaN, validationAccuracy: Number.NaN, keptEpoch: -1 },
  ...{ gateBefore: Number.NaN, gateAfter: Number.NaN },
};

function lossOf(weight: number, rows: readonly Row[]): number {
  return rows.reduce((sum, { x, y }) => sum + (weight * x - y) ** 2, 0) / rows.length; // NaN of none
}

/** What the core throws when it refuses. */
export function refusal(code: string, message: string, details: { layer?: string; hint?: string } = {}): Error {
  return Object.assign(new Error(message), { code, ...details });
}

/** The file of a model with that weight. */
export function fakeModel(weight: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(String(weight));
}

function describeFake(): CoreDescription {
  const double = { type: 'double', optional: false, shortDescription: '' } as const;
  return {
    modelType: 'neuralNetworkRegressor',
    specificationVersion: 4,
    isUpdatable: true,
    inputs: [{ ...double, name: 'x' }],
    outputs: [{ ...double, name: 'y' }],
    trainingInputs: [
      { ...double, name: 'x' },
      { ...double, name: 'y' },
    ],
    predictedFeatureName: 'y',
    updatableLayers: ['weight'],
    parameters: [
      { key: 'learningRate', scope: '', type: 'double', defaultValue: 0.1, minimum: 0, maximum: 1 },
      { key: 'miniBatchSize', scope: '', type: 'int64', defaultValue: 2, values: [1, 2, 64] },
    ],
    metadata: {
      shortDescription: '',
      versionString: '1',
      author: '',
      license: '',
      userDefined: [['__proto__', 'safe']],
    },
  };
}

function numberOf(features: FeatureList, name: string): number {
  const value = features.find(([key]) => key === name)?.[1];
  if (value?.kind !== 'double') throw refusal('bad-example', `feature '${name}' is missing`);
  return value.value;
}
