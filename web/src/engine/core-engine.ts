// The engine where the wasm core runs in this very thread: inside our worker, in Node, in somebody else's worker.

import { AttuneError } from '../errors.js';
import type { CoreDescription } from '../model/description.js';
import type { Edit } from '../model/edits.js';
import type { Parameters } from '../model/parameters.js';
import type { UpdatableReport } from '../model/updatable-report.js';
import type { ModelLimits } from '../package/limits.js';
import { coreCrashed, understood } from './core-errors.js';
import { discard } from './discard.js';
import type {
  Advance,
  BegunUpdate,
  CoreModule,
  CoreUpdateOptions,
  EditedModel,
  Engine,
  Evaluation,
  ExampleRole,
  LoadedModel,
  ModelHandle,
  OpenedModel,
  SavedTask,
  TaskHandle,
  Watched,
} from './engine.js';
import { hostOf, type ImportModule, type Outside } from './outside.js';
import { UpdateRun } from './update-run.js';

export class CoreEngine implements Engine {
  readonly #core: CoreModule;
  readonly #onLost: () => void;
  readonly #importModule: ImportModule | undefined;
  readonly #runs = new Map<TaskHandle, UpdateRun>();
  #lost: AttuneError | undefined;

  /**
   * @param onLost       called once, when the core crashed: this engine answers nothing any more
   * @param importModule brings the classes of custom layers and models; absent where they are handed in themselves
   */
  constructor(core: CoreModule, onLost: () => void, importModule?: ImportModule) {
    this.#core = core;
    this.#onLost = onLost;
    this.#importModule = importModule;
  }

  async loadModel(
    bytes: Uint8Array<ArrayBuffer>,
    parameters: Parameters,
    limits: ModelLimits = {},
    outside?: Outside,
  ): Promise<OpenedModel> {
    const host = outside && (await hostOf(outside, this.#importModule));
    const { length } = bytes;
    const address = this.#lend(bytes);
    const loaded = this.#loaded(this.#call((core) => core.loadModel(address, length, parameters, limits, host)));
    return { ...loaded, missingLinks: this.#call((core) => core.missingLinks(loaded.model)) };
  }

  async disposeModel(model: ModelHandle): Promise<void> {
    this.#call((core) => core.disposeModel(model));
  }

  async predict(model: ModelHandle, block: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return this.#withBytes(block, (address, size) => this.#copyOut((core) => core.predict(model, address, size)));
  }

  async evaluate(model: ModelHandle, block: Uint8Array<ArrayBuffer>): Promise<Evaluation> {
    return this.#withBytes(block, (address, size) => this.#call((core) => core.evaluate(model, address, size)));
  }

  async fitImages(model: ModelHandle, block: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return this.#withBytes(block, (address, size) => this.#copyOut((core) => core.fitImages(model, address, size)));
  }

  async exportModel(model: ModelHandle): Promise<Uint8Array<ArrayBuffer>> {
    return this.#copyOut((core) => core.exportModel(model));
  }

  async exportDelta(model: ModelHandle): Promise<Uint8Array<ArrayBuffer>> {
    return this.#copyOut((core) => core.exportDelta(model));
  }

  async applyDelta(base: ModelHandle, delta: Uint8Array<ArrayBuffer>): Promise<LoadedModel> {
    return this.#loaded(
      this.#withBytes(delta, (address, size) => this.#call((core) => core.applyDelta(base, address, size))),
    );
  }

  async beginUpdate(model: ModelHandle, parameters: Parameters, options: CoreUpdateOptions): Promise<BegunUpdate> {
    const task = this.#call((core) => core.beginUpdate(model, parameters, options));
    return this.#orElse(
      () => {
        const begun = { task, parameters: this.#parametersOf(task) };
        this.#runs.set(task, new UpdateRun(() => this.#call((core) => core.step(task))));
        return begun;
      },
      (core) => core.disposeTask(task),
    );
  }

  async addExamples(task: TaskHandle, block: Uint8Array<ArrayBuffer>, role: ExampleRole): Promise<void> {
    this.#withBytes(block, (address, size) => this.#call((core) => core.addExamples(task, address, size, role)));
  }

  async saveTask(task: TaskHandle): Promise<SavedTask> {
    const { epochs } = this.#run(task);
    const state = this.#copyOut((core) => core.saveTask(task));
    return { state, epochs: [...epochs], coreVersion: this.#call((core) => core.coreVersion()) };
  }

  async restoreTask(task: TaskHandle, state: Uint8Array<ArrayBuffer>): Promise<Parameters> {
    const done = this.#withBytes(state, (address, size) => this.#call((core) => core.restoreTask(task, address, size)));
    this.#run(task).restored(done);
    return this.#parametersOf(task);
  }

  async finishUpdate(task: TaskHandle): Promise<void> {
    this.#call((core) => core.finishUpdate(task));
  }

  async advance(task: TaskHandle, watched: Watched): Promise<Advance> {
    return this.#run(task).advance(watched);
  }

  async watch(task: TaskHandle, watched: Watched): Promise<void> {
    this.#run(task).watched = watched;
  }

  async pause(task: TaskHandle): Promise<void> {
    this.#run(task).pause();
  }

  async setParameters(task: TaskHandle, parameters: Parameters): Promise<Parameters> {
    this.#call((core) => core.setParameters(task, parameters));
    return this.#parametersOf(task);
  }

  async snapshotModel(task: TaskHandle): Promise<LoadedModel> {
    return this.#loaded(this.#call((core) => core.snapshotModel(task)));
  }

  async disposeTask(task: TaskHandle): Promise<void> {
    this.#runs.get(task)?.pause();
    this.#runs.delete(task);
    this.#call((core) => core.disposeTask(task));
  }

  async updatableReport(model: ModelHandle): Promise<UpdatableReport> {
    return this.#call((core) => core.updatableReport(model)) as UpdatableReport;
  }

  async editModel(model: ModelHandle, edit: Edit, block: Uint8Array<ArrayBuffer>): Promise<EditedModel> {
    const edited = this.#withBytes(block, (address, size) =>
      this.#call((core) => core.editModel(model, edit, address, size)),
    );
    return { ...this.#loaded(edited.model), rewrites: edited.rewrites };
  }

  async learnedArray(model: ModelHandle, layer: string, role: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#copyOut((core) => core.learnedArray(model, { layer, role }));
  }

  async storedExamples(model: ModelHandle): Promise<Uint8Array<ArrayBuffer>> {
    return this.#copyOut((core) => core.storedExamples(model));
  }

  #run(task: TaskHandle): UpdateRun {
    const run = this.#runs.get(task);
    if (run === undefined) throw new AttuneError('invalid-parameter', 'this update is over');
    return run;
  }

  #loaded(model: ModelHandle): LoadedModel {
    return this.#orElse(
      () => ({
        model,
        // The one place where the core's plain data gets its type; tests/web compares both on real models.
        description: this.#call((core) => core.describeModel(model)) as CoreDescription,
        coreVersion: this.#call((core) => core.coreVersion()),
      }),
      (core) => core.disposeModel(model),
    );
  }

  #parametersOf(task: TaskHandle): Parameters {
    return this.#call((core) => core.taskParameters(task)) as Parameters;
  }

  /** Nobody gets to know the handle of something that failed half-way, so it is given back here. */
  #orElse<T>(work: () => T, undo: (core: CoreModule) => void): T {
    try {
      return work();
    } catch (error) {
      if (this.#lost === undefined) this.#call(undo);
      throw error;
    }
  }

  /** Lends bytes to the core for the length of one call. */
  #withBytes<T>(bytes: Uint8Array<ArrayBuffer>, use: (address: number, size: number) => T): T {
    const { length } = bytes;
    const address = this.#lend(bytes);
    try {
      return use(address, length);
    } finally {
      if (this.#lost === undefined) this.#call((core) => core.release(address));
    }
  }

  /** The bytes in the core's memory, to be released; their own memory is given back. */
  #lend(bytes: Uint8Array<ArrayBuffer>): number {
    const address = this.#call((core) => core.allocate(Math.max(bytes.length, 1)));
    this.#core.HEAPU8.set(bytes, address); // read afresh: allocate() may have grown, and so replaced, the memory
    discard(bytes);
    return address;
  }

  /** A copy of the view that a call answers: the view dies at the next call. */
  #copyOut(call: (core: CoreModule) => Uint8Array): Uint8Array<ArrayBuffer> {
    const view = this.#call(call);
    try {
      return new Uint8Array(view);
    } catch (cause) {
      throw new AttuneError('memory', `no memory for a result of ${view.length} bytes`, { cause });
    }
  }

  /** The only way into the core. */
  #call<T>(call: (core: CoreModule) => T): T {
    if (this.#lost !== undefined) throw this.#lost;
    const stack = this.#core.stackSave();
    try {
      return call(this.#core);
    } catch (error) {
      const refusal = understood(error);
      if (refusal !== undefined) {
        this.#core.stackRestore(stack);
        throw refusal;
      }
      this.#lost = coreCrashed(error);
      this.#runs.clear();
      this.#onLost();
      throw this.#lost;
    }
  }
}
