// One update of a model, from outside: state, events, control.

import type { Advance, Engine, Finish, Watched } from '../engine/engine.js';
import { AttuneError } from '../errors.js';
import { FeatureReader } from '../inputs/feature-reader.js';
import type { Examples } from '../model/examples.js';
import type { Model } from '../model/model.js';
import type { ModelCore } from '../model/model-core.js';
import type { AnyModel, ModelTypes } from '../model/model-types.js';
import { type Parameters, type ParameterValues, readChanges, readParameters } from '../model/parameters.js';
import { type Plan, planUpdate } from '../recipes/plan.js';
import type { RecipeReport } from '../recipes/report.js';
import { type Made, recordTraining } from '../store/training-record.js';
import { Brake, STOPPED, type Stop } from './brake.js';
import { EpochIterator } from './epoch-iterator.js';
import { ListenerCount } from './listener-count.js';
import { NO_METRICS, type UpdateMetrics } from './metrics.js';
import type { ModelFace, Running } from './running.js';
import { addExamples } from './task-examples.js';
import { checkSnapshot, makeSnapshot, type TaskSnapshot } from './task-snapshot.js';
import { UpdateContext, UpdateEvent, type UpdateEventName, type UpdateListener } from './update-event.js';
import { readUpdateOptions, type UpdateOptions } from './update-options.js';
import type { UpdateResult, UpdateState } from './update-result.js';

let tasks = 0;

/**
 * A running update. Listen to `trainingbegin`, `minibatchend` and `epochend`, or loop over the ends of epochs with
 * `for await (const { metrics } of task)` (leaving the loop cancels); then `await task.finished`.
 *
 * It is an EventTarget and never thenable, so an async function can return it.
 */
export class UpdateTask<Types extends ModelTypes = AnyModel> extends EventTarget {
  /** Differs from that of every other update of this page. */
  readonly id: string = `update-${++tasks}`;
  /**
   * The new model. Rejects with an AttuneError when the update fails, `not-better` when `keepIfBetter` refused it, with an
   * `AbortError` (or the signal's reason) when it is cancelled. A rejection that nobody handles is no error of the page.
   */
  readonly finished: Promise<UpdateResult<Types>>;

  /** With a recipe the plan's. */
  #core: ModelCore;
  readonly #face: ModelFace<Types>;
  #plan: Plan | undefined;
  readonly #listeners = new ListenerCount();
  readonly #iterators = new Set<EpochIterator<UpdateContext<Types>>>();
  readonly #history: UpdateMetrics[] = [];
  /** Epochs that a snapshot brought along. */
  #before = 0;
  #finish: Finish | undefined;
  #latest: UpdateMetrics | undefined;
  #state: UpdateState = 'running';
  #error: unknown;
  #running: Running | undefined;
  #parameters: Parameters = {};
  /** What resume() asked for before there was a task to ask. */
  #early: Parameters = {};
  #advancing = false;
  /** How to do the same again; undefined once somebody steered by hand. */
  #made: Made | undefined;
  readonly #brake = new Brake();

  /** @internal Tasks come from `model.update()`. */
  constructor(
    core: ModelCore,
    face: ModelFace<Types>,
    examples: Examples<Types['examples']>,
    options: UpdateOptions<Types['examples']>,
  ) {
    super();
    this.#core = core;
    this.#face = face;
    this.#made = recordTraining(examples, options);
    if (options.suspended === true) this.suspend();
    const { signal } = options;
    const abort = (): void => this.#end({ outcome: 'cancelled', reason: signal?.reason });
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    this.finished = this.#run(examples, options).finally(() => signal?.removeEventListener('abort', abort));
    this.finished.catch(() => {});
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Why the state is `failed`. */
  get error(): unknown {
    return this.#error;
  }

  /**
   * Goes on after `suspend()`, or begins if the task was made suspended.
   *
   * @param parameters for the very next mini-batch on: `learningRate`, `momentum`, `beta1`, `beta2`, `eps`. A running update
   *   takes them too, most exactly from a listener.
   * @throws AttuneError `invalid-parameter`, and goes on as it was
   */
  resume(parameters?: ParameterValues): void {
    if (this.#state !== 'suspended' && this.#state !== 'running') return;
    if (parameters !== undefined)
      this.#change(readChanges(parameters, this.#core.description.parameters, this.#parameters));
    this.#state = 'running';
    this.#brake.release();
  }

  /** Stops after the slice of examples at hand. No event comes until `resume()`. */
  suspend(): void {
    if (this.#state !== 'running') return;
    this.#state = 'suspended';
    this.#brake.hold();
    this.#pause();
  }

  /**
   * Puts the update away as plain data, to be stored and gone on with later: `model.update(examples, { resumeFrom })`, in
   * another page or on another day, leads to the same bits as an update that was never interrupted. The update itself is not
   * disturbed; `suspend()` or `cancel()` it as you like.
   *
   * Of a mini-batch that is not whole nothing is kept: it begins again.
   *
   * @throws AttuneError `invalid-parameter` before the first slice of examples was worked on (at `trainingbegin`, say), when
   *   the update is over, and for a model that does not learn by gradient
   */
  async snapshot(): Promise<TaskSnapshot> {
    const running = this.#running;
    if (running?.ready !== true) {
      throw new AttuneError(
        'invalid-parameter',
        `an update that ${this.#state === 'completed' ? 'is over' : 'does not run'} has no snapshot`,
      );
    }
    const { state, epochs, coreVersion } = await running.engine.saveTask(running.task);
    const history = [...this.#history.slice(0, this.#before), ...epochs];
    return makeSnapshot({ coreVersion, state, parameters: this.#parameters, options: running.options.core, history });
  }

  /**
   * Ends the update; a mini-batch that is not whole is given up.
   *
   * @param options.keep complete with what was learned so far instead, the best epoch of it with `earlyStopping`: `finished`
   *   resolves (or rejects with `not-better`). Default false: it rejects with an `AbortError`.
   */
  cancel(options: { readonly keep?: boolean } = {}): void {
    const reason = new DOMException('the update was cancelled', 'AbortError');
    this.#end({ outcome: options.keep === true ? 'completed' : 'cancelled', reason });
  }

  override addEventListener(
    type: UpdateEventName,
    listener: UpdateListener<Types> | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener as EventListener | null, options);
    this.#listeners.add(type, listener, options);
    this.#watchAnew();
  }

  override removeEventListener(
    type: UpdateEventName,
    listener: UpdateListener<Types> | null,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener as EventListener | null, options);
    this.#listeners.remove(type, listener, options);
    this.#watchAnew();
  }

  /** The end of each epoch from now on. Training waits while the loop's body runs. */
  [Symbol.asyncIterator](): AsyncIterableIterator<UpdateContext<Types>, undefined> {
    const iterator = new EpochIterator<UpdateContext<Types>>(() => {
      this.#iterators.delete(iterator);
      this.cancel();
    });
    this.#iterators.add(iterator);
    this.finished.then(
      () => iterator.end({}),
      (error: unknown) => iterator.end({ error }),
    );
    this.#watchAnew();
    return iterator;
  }

  async #run(
    examples: Examples<Types['examples']>,
    options: UpdateOptions<Types['examples']>,
  ): Promise<UpdateResult<Types>> {
    try {
      const plain = (options.recipe ?? 'none') === 'none';
      const planned = plain ? undefined : await this.#planned(examples, options as UpdateOptions<unknown>);
      const planning = planned as { examples: typeof examples; options: typeof options } | undefined;
      const result = await this.#train(planning?.examples ?? examples, planning?.options ?? options);
      this.#state = 'completed';
      return result;
    } catch (error) {
      const stop: Stop =
        error === STOPPED && this.#brake.stopped !== undefined
          ? this.#brake.stopped
          : { outcome: 'failed', reason: error };
      this.#state = stop.outcome;
      if (stop.outcome === 'failed') this.#error = stop.reason;
      throw stop.reason;
    }
  }

  /** What the recipe makes of the examples and options; from then on the update is one like any other. */
  async #planned(examples: Examples<unknown>, options: UpdateOptions<unknown>): Promise<Plan> {
    const held = this.#brake.checkpoint();
    if (held !== undefined) await held;
    const model = this.#face.toModel(this.#core) as Model;
    this.#plan = await this.#brake.wait(planUpdate(model, examples, options, () => this.#brake.checkpoint()));
    this.#core = this.#face.toCore(this.#plan.model);
    return this.#plan;
  }

  async #train(
    examples: Examples<Types['examples']>,
    options: UpdateOptions<Types['examples']>,
  ): Promise<UpdateResult<Types>> {
    let beginning: Promise<Running> | undefined;
    const begin = (): Promise<Running> => {
      beginning ??= this.#begin(options);
      beginning.catch((reason: unknown) => this.#end({ outcome: 'failed', reason })); // no further example is read then
      return beginning;
    };
    try {
      try {
        const held = this.#brake.checkpoint();
        if (held !== undefined) await held; // without it examples are read in this very turn
        await this.#brake.wait(this.#readAll(examples, options, begin()));
        await this.#advanceToEnd(await begin());
      } catch (error) {
        if (error !== STOPPED || this.#brake.stopped?.outcome !== 'completed') throw error;
      }
      return await this.#result(await begin());
    } finally {
      this.#running = undefined;
      // Waited for: who hears that the task has ended may rely on the core being idle.
      await beginning?.then(({ engine, task }) => engine.disposeTask(task)).catch(() => {});
    }
  }

  async #begin(options: UpdateOptions<Types['examples']>): Promise<Running> {
    if (options.resumeFrom !== undefined) checkSnapshot(options.resumeFrom);
    const read = readUpdateOptions(options);
    const parameters = options.resumeFrom?.parameters ?? readParameters(options.parameters);
    const running = await this.#core.call(async (engine, model) => ({
      engine,
      ready: false,
      options: read,
      ...(await engine.beginUpdate(model, parameters, read.core)),
    }));
    this.#running = running;
    this.#parameters = running.parameters;
    return running;
  }

  /** The update's own examples first: these may be read in the turn that update() was called in. */
  async #readAll(
    examples: Examples<Types['examples']>,
    { imageOptions, resumeFrom }: UpdateOptions<Types['examples']>,
    beginning: Promise<Running>,
  ): Promise<void> {
    const reader = new FeatureReader(this.#core.description.trainingInputs, imageOptions);
    const check = (): Promise<void> | undefined => this.#brake.checkpoint();
    await addExamples(examples, reader, 'training', beginning, check);
    const running = await beginning;
    for (const role of ['validation', 'replay', 'gate'] as const) {
      const more = running.options[role];
      if (more !== undefined) await addExamples(more, reader, role, beginning, check);
    }
    if (resumeFrom !== undefined) {
      this.#parameters = await running.engine.restoreTask(running.task, new Uint8Array(resumeFrom.state));
      this.#history.push(...resumeFrom.history);
      this.#before = resumeFrom.history.length;
    }
    running.ready = true;
    if (Object.keys(this.#early).length > 0) this.#change(this.#early);
  }

  async #advanceToEnd(running: Running): Promise<void> {
    await this.#announce(running, 'trainingbegin', NO_METRICS);
    for (;;) {
      await this.#brake.checkpoint();
      const { miniBatch, epoch, finished } = await this.#advance(running);
      if (miniBatch !== undefined) await this.#announce(running, 'minibatchend', miniBatch);
      if (epoch !== undefined) await this.#announce(running, 'epochend', epoch);
      if (finished !== undefined) return;
    }
  }

  async #advance({ engine, task }: Running): Promise<Advance> {
    this.#advancing = true;
    try {
      const done = await engine.advance(task, this.#watched());
      if (done.restarted) this.#history.length = this.#before = 0;
      this.#history.push(...done.epochs);
      this.#latest = done.latest ?? this.#latest;
      this.#finish = done.finished;
      return done;
    } finally {
      this.#advancing = false;
    }
  }

  /** Tells whoever listens, and waits for them. */
  async #announce(running: Running, name: UpdateEventName, metrics: UpdateMetrics): Promise<void> {
    await this.#brake.checkpoint(); // an event that meets a suspension waits for its end
    const iterators = name === 'epochend' ? [...this.#iterators] : [];
    if (iterators.length === 0 && !this.#listeners.has(name)) return;
    const context = new UpdateContext<Types>(this, name, metrics, this.#parameters, () => this.#snapshot(running));
    try {
      this.dispatchEvent(new UpdateEvent(context));
      this.#listeners.dispatched(name);
      for (const iterator of iterators) context.waitUntil(iterator.deliver(context));
      await this.#brake.wait(context.settled());
    } finally {
      context.close();
    }
  }

  #snapshot({ engine, task }: Running): Model<Types> {
    return this.#face.toModel(this.#core.expected(engine, engine.snapshotModel(task)));
  }

  async #result(running: Running): Promise<UpdateResult<Types>> {
    const { engine, task } = running;
    if (this.#finish === undefined) {
      // Cancelled, but to be kept: what belongs to the end is still to be done.
      await engine.finishUpdate(task);
      while (this.#finish === undefined) await this.#advance(running);
    }
    const path = this.#brake.stopped === undefined && this.#made ? [this.#made] : undefined;
    const core = this.#core.descendant(engine, await engine.snapshotModel(task), path);
    if (this.#brake.stopped !== undefined && this.#brake.stopped.outcome !== 'completed') {
      core.dispose();
      throw STOPPED;
    }
    const { keptEpoch, gate } = this.#finish;
    const model = this.#face.toModel(core);
    const recipe = await this.#judged(model);
    const metrics = this.#history.at(keptEpoch ?? -1) ?? this.#latest ?? NO_METRICS;
    return {
      ...{ model, metrics: recipe === undefined ? metrics : { ...metrics, recipe }, history: this.#history },
      ...(gate === undefined ? {} : { compared: gate }),
    };
  }

  /** What the recipe has to say. @throws AttuneError `not-better` */
  async #judged(model: Model<Types>): Promise<RecipeReport | undefined> {
    if (this.#plan === undefined) return undefined;
    try {
      return { ...this.#plan.report, gate: await this.#plan.judge(model as Model) };
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  #end(stop: Stop): void {
    if (this.#state !== 'running' && this.#state !== 'suspended') return;
    if (stop.outcome !== 'failed') this.#state = 'cancelling';
    this.#brake.stop(stop);
    this.#pause();
  }

  #pause(): void {
    if (this.#advancing) this.#tell((engine, task) => engine.pause(task));
  }

  #change(parameters: Parameters): void {
    this.#made = undefined;
    if (this.#running?.ready !== true) {
      this.#early = { ...this.#early, ...parameters };
      return;
    }
    // At once: the engine hears of it before the next advance().
    this.#tell(async (engine, task) => {
      this.#parameters = await engine.setParameters(task, parameters);
    });
  }

  #watched(): Watched {
    return {
      miniBatchEnd: this.#listeners.has('minibatchend'),
      epochEnd: this.#listeners.has('epochend') || this.#iterators.size > 0,
    };
  }

  #watchAnew(): void {
    if (this.#advancing) this.#tell((engine, task) => engine.watch(task, this.#watched()));
  }

  /** Says something to the engine that nobody waits for. */
  #tell(say: (engine: Engine, task: Running['task']) => Promise<void>): void {
    if (this.#running === undefined) return;
    say(this.#running.engine, this.#running.task).catch((reason: unknown) => this.#end({ outcome: 'failed', reason }));
  }
}
