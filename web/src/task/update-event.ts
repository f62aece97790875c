// What listeners of an update get to see.

import { AttuneError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { AnyModel, ModelTypes } from '../model/model-types.js';
import type { Parameters } from '../model/parameters.js';
import type { UpdateMetrics } from './metrics.js';
import type { UpdateTask } from './update-task.js';

/** Core ML's progress events, in the order in which they come. */
export type UpdateEventName = 'trainingbegin' | 'minibatchend' | 'epochend';

/** One moment of an update. Training waits until every listener has returned and every `waitUntil()` is settled. */
export class UpdateContext<Types extends ModelTypes = AnyModel> {
  readonly event: UpdateEventName;
  readonly metrics: UpdateMetrics;
  /** The ones in force. `task.resume({ learningRate })` changes them for the very next mini-batch. */
  readonly parameters: Parameters;
  readonly task: UpdateTask<Types>;
  #takeModel: (() => Model<Types>) | undefined;
  #model: Model<Types> | undefined;
  readonly #holds: Promise<unknown>[] = [];

  /** @internal */
  constructor(
    task: UpdateTask<Types>,
    event: UpdateEventName,
    metrics: UpdateMetrics,
    parameters: Parameters,
    takeModel: () => Model<Types>,
  ) {
    this.event = event;
    this.metrics = metrics;
    this.parameters = parameters;
    this.task = task;
    this.#takeModel = takeModel;
  }

  /**
   * The weights of this moment, as a model of its own that predicts, evaluates and can be kept. It is made when it is first
   * asked for, which must be while training waits. Its description is that of the model the update began with.
   *
   * @throws AttuneError `invalid-parameter` when it is first asked for after training went on
   */
  get model(): Model<Types> {
    this.#model ??= this.#open('context.model was asked for')();
    return this.#model;
  }

  /**
   * Holds the training until the promise is settled, e.g. to look at `context.model`. If it rejects, training goes on, and
   * the page hears of it as of any rejection that nobody handles.
   *
   * @throws AttuneError `invalid-parameter` when training has gone on already
   */
  waitUntil(promise: Promise<unknown>): void {
    this.#open('waitUntil() was called');
    this.#holds.push(promise);
  }

  /** @internal Resolves when nobody holds the training any more; later calls are refused. */
  async settled(): Promise<void> {
    for (let hold = this.#holds.shift(); hold !== undefined; hold = this.#holds.shift()) {
      try {
        await hold;
      } catch (error) {
        Promise.reject(error); // deliberately unhandled
      }
    }
    this.close();
  }

  /** @internal */
  close(): void {
    this.#takeModel = undefined;
  }

  #open(what: string): () => Model<Types> {
    if (this.#takeModel === undefined) {
      throw new AttuneError('invalid-parameter', `${what} after training went on`, {
        hint: 'ask in the listener itself, or hold the training with context.waitUntil(promise)',
      });
    }
    return this.#takeModel;
  }
}

/** What a listener of an UpdateTask receives. */
export class UpdateEvent<Types extends ModelTypes = AnyModel> extends Event {
  readonly context: UpdateContext<Types>;

  /** @internal */
  constructor(context: UpdateContext<Types>) {
    super(context.event);
    this.context = context;
  }
}

/** A listener of an UpdateTask. */
export type UpdateListener<Types extends ModelTypes = AnyModel> =
  | ((event: UpdateEvent<Types>) => void)
  | { handleEvent(event: UpdateEvent<Types>): void };
