// The loop of one update: slices of a few milliseconds, with everybody else's calls in between.

import type { UpdateMetrics } from '../task/metrics.js';
import type { Advance, StepResult, Watched } from './engine.js';
import { Pace } from './scheduling.js';

export class UpdateRun {
  /** Read after every slice: may change while advance() runs. */
  watched: Watched = { miniBatchEnd: false, epochEnd: false };
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

  async advance(watched: Watched): Promise<Advance> {
    this.watched = watched;
    this.#paused = false; // a pause that came too late was meant for the last advance()
    const epochs: UpdateMetrics[] = [];
    let latest: UpdateMetrics | undefined;
    for (;;) {
      await this.#pace.yieldIfDue();
      if (this.#paused) return { miniBatch: undefined, epoch: undefined, epochs, latest, finished: false };
      const step = this.#speed.measure(this.#step);
      const miniBatch = step.miniBatchEnded ? this.#miniBatchMetrics(step) : undefined;
      const epoch = step.epochEnded ? this.#epochMetrics(step) : undefined;
      latest = miniBatch ?? latest;
      if (epoch !== undefined) epochs.push(epoch);

      const seen = {
        miniBatch: this.watched.miniBatchEnd ? miniBatch : undefined,
        epoch: this.watched.epochEnd ? epoch : undefined,
      };
      if (step.finished || seen.miniBatch !== undefined || seen.epoch !== undefined) {
        return { ...seen, epochs, latest, finished: step.finished };
      }
    }
  }

  #miniBatchMetrics(step: StepResult): UpdateMetrics {
    return { ...this.#place(step), lossValue: step.lossValue, accuracy: Number.NaN };
  }

  #epochMetrics(step: StepResult): UpdateMetrics {
    return { ...this.#place(step), lossValue: step.epochLoss, accuracy: step.epochAccuracy };
  }

  #place(step: StepResult): Pick<UpdateMetrics, 'epochIndex' | 'miniBatchIndex' | 'examplesPerSecond'> {
    const { epochIndex, miniBatchIndex } = step;
    return { epochIndex, miniBatchIndex, examplesPerSecond: this.#speed.examplesPerSecond };
  }
}

/** Counts the core's own time only. */
class Speedometer {
  #examples = 0;
  #milliseconds = 0;

  measure(work: () => StepResult): StepResult {
    const start = performance.now();
    const step = work();
    this.#milliseconds += performance.now() - start;
    this.#examples = step.examplesDone;
    return step;
  }

  /** Over the whole update, because browsers round the clock; NaN before it moved. */
  get examplesPerSecond(): number {
    return this.#milliseconds > 0 ? (1000 * this.#examples) / this.#milliseconds : Number.NaN;
  }
}
