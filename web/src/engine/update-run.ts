// The loop of one update: slices of a few milliseconds, with everybody else's calls in between.

import { NO_METRICS, type UpdateMetrics } from '../task/metrics.js';
import type { Advance, Finish, StepResult, Watched } from './engine.js';
import { Pace } from './scheduling.js';

export class UpdateRun {
  /** Read after every slice: may change while advance() runs. */
  watched: Watched = { miniBatchEnd: false, epochEnd: false };
  /** All epochs that ended in this run. */
  readonly epochs: UpdateMetrics[] = [];
  readonly #step: () => StepResult;
  readonly #speed = new Speedometer();
  /** One over all calls: listeners of this thread may answer before the turn is over, and would starve everybody else. */
  readonly #pace = new Pace();
  #paused = false;

  /** @param step works on one slice of at most 32 examples */
  constructor(step: () => StepResult) {
    this.#step = step;
  }

  /** Ends advance() before the next slice. */
  pause(): void {
    this.#paused = true;
  }

  /** The run goes on where another one stopped after so many examples. */
  restored(examplesDone: number): void {
    this.#speed.begin(examplesDone);
  }

  async advance(watched: Watched): Promise<Advance> {
    this.watched = watched;
    this.#paused = false; // a pause that came too late was meant for the last advance()
    let restarted = false;
    const epochs: UpdateMetrics[] = [];
    let latest: UpdateMetrics | undefined;
    for (;;) {
      await this.#pace.yieldIfDue();
      if (this.#paused) {
        return { miniBatch: undefined, epoch: undefined, restarted, epochs, latest, finished: undefined };
      }
      const step = this.#speed.measure(this.#step);
      if (step.restarted) {
        restarted = true;
        latest = undefined;
        epochs.length = this.epochs.length = 0;
      }
      const miniBatch = step.miniBatchEnded ? this.#miniBatchMetrics(step) : undefined;
      const epoch = step.epochEnded ? this.#epochMetrics(step) : undefined;
      latest = miniBatch ?? latest;
      if (epoch !== undefined) {
        epochs.push(epoch);
        this.epochs.push(epoch);
      }

      const seen = {
        miniBatch: this.watched.miniBatchEnd ? miniBatch : undefined,
        epoch: this.watched.epochEnd ? epoch : undefined,
      };
      if (step.finished || seen.miniBatch !== undefined || seen.epoch !== undefined) {
        return { ...seen, restarted, epochs, latest, finished: step.finished ? finish(step) : undefined };
      }
    }
  }

  #miniBatchMetrics(step: StepResult): UpdateMetrics {
    return { ...NO_METRICS, ...this.#place(step), lossValue: step.lossValue };
  }

  #epochMetrics(step: StepResult): UpdateMetrics {
    const { epochLoss, epochAccuracy, validationLoss, validationAccuracy } = step;
    return {
      ...this.#place(step),
      ...{ lossValue: epochLoss, accuracy: epochAccuracy, validationLoss, validationAccuracy },
    };
  }

  #place(step: StepResult): Pick<UpdateMetrics, 'epochIndex' | 'miniBatchIndex' | 'examplesPerSecond'> {
    const { epochIndex, miniBatchIndex } = step;
    return { epochIndex, miniBatchIndex, examplesPerSecond: this.#speed.examplesPerSecond };
  }
}

function finish({ keptEpoch, gateBefore, gateAfter }: StepResult): Finish {
  return {
    keptEpoch: keptEpoch < 0 ? undefined : keptEpoch,
    gate: Number.isNaN(gateBefore) ? undefined : { before: gateBefore, after: gateAfter },
  };
}

/** Counts the core's own time only. */
class Speedometer {
  #before = 0;
  #examples = 0;
  #milliseconds = 0;

  begin(examplesDone: number): void {
    this.#before = examplesDone;
  }

  measure(work: () => StepResult): StepResult {
    const start = performance.now();
    const step = work();
    this.#milliseconds += performance.now() - start;
    this.#examples = step.examplesDone;
    return step;
  }

  /** Over the whole update, because browsers round the clock; NaN before it moved. */
  get examplesPerSecond(): number {
    return this.#milliseconds > 0 ? (1000 * (this.#examples - this.#before)) / this.#milliseconds : Number.NaN;
  }
}
