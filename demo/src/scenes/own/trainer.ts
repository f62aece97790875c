// One training: its curves while it runs, what it changed once it is over.

import { signal } from '@preact/signals';
import type { EvaluationResult, Model, UpdateMetrics, UpdateTask } from 'attune';
import type { ChartRows } from '../../frame/chart.tsx';
import { type OwnExample, split, targetOf, toExample } from './examples.ts';

type Learn = typeof import('./learn.ts');

/** What the visitor may set. */
export interface Choices {
  readonly epochs: number;
  readonly learningRate: number;
  /** Ends early, with the weights of the best epoch. */
  readonly keepBest: boolean;
}

/** One example and what was made of it. */
export interface Answered {
  readonly example: OwnExample;
  readonly before: string;
  readonly after: string;
}

/** The same examples, asked before and after. */
export interface Comparison {
  readonly before: EvaluationResult;
  readonly after: EvaluationResult;
  /** One by one, where there are pictures and labels. */
  readonly answers: readonly Answered[];
  /** They were not learned from. */
  readonly isUnseen: boolean;
  /** But the best round was chosen by them. */
  readonly isChosen: boolean;
  readonly ms: number;
  readonly learned: number;
}

export type TrainingState = 'idle' | 'running' | 'paused';

/** Epochs; loss, loss on what was put aside, and the share of those that is right. */
const NO_ROWS: ChartRows = [[], [], [], []];

export class Trainer {
  readonly state = signal<TrainingState>('idle');
  readonly rows = signal<ChartRows>(NO_ROWS);
  readonly epoch = signal(0);
  readonly comparison = signal<Comparison | undefined>(undefined);
  #task: UpdateTask | undefined;

  /**
   * @returns the new model, or undefined when it was cancelled
   * @throws what the update throws
   */
  async train(
    learn: Learn,
    model: Model,
    examples: readonly OwnExample[],
    { epochs, learningRate, keepBest }: Choices,
  ): Promise<Model | undefined> {
    const target = targetOf(model.description)?.name ?? '';
    const { learned, aside } = split(examples);
    const toRows = (some: readonly OwnExample[]) => some.map((example) => toExample(example, target));
    const byGradient = learnsByGradient(model);
    this.reset();
    this.state.value = 'running';
    try {
      const validation = byGradient && aside.length > 0 ? { validation: toRows(aside) } : {};
      const earlyStopping = byGradient && keepBest ? { earlyStopping: { patience: Math.max(10, epochs / 5) } } : {};
      const settings = byGradient ? { parameters: { epochs, learningRate }, ...validation, ...earlyStopping } : {};
      const asked = aside.length > 0 ? aside : learned;
      const before = await model.evaluate(toRows(asked));
      const began = performance.now();
      this.#task = learn.train(model, toRows(learned), settings, (metrics) => this.#add(metrics));
      const result = await this.#task.finished;
      const ms = performance.now() - began;
      const after = await result.model.evaluate(toRows(asked));
      const answers = await answersOf(model, result.model, asked);
      this.comparison.value = {
        before,
        after,
        answers,
        isUnseen: aside.length > 0,
        isChosen: byGradient && keepBest,
        ms,
        learned: learned.length,
      };
      return result.model;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined;
      throw error;
    } finally {
      this.#task = undefined;
      this.state.value = 'idle';
    }
  }

  pause(): void {
    this.#task?.suspend();
    this.state.value = 'paused';
  }

  resume(): void {
    this.#task?.resume();
    this.state.value = 'running';
  }

  cancel(): void {
    this.#task?.cancel();
  }

  /** Ends it with what was learned so far. */
  finish(): void {
    this.#task?.cancel({ keep: true });
  }

  reset(): void {
    this.rows.value = NO_ROWS;
    this.epoch.value = 0;
    this.comparison.value = undefined;
  }

  #add({ epochIndex, lossValue, validationLoss, accuracy, validationAccuracy }: UpdateMetrics): void {
    const [epochs = [], loss = [], aside = [], right = []] = this.rows.value;
    const share = Number.isNaN(validationAccuracy) ? accuracy : validationAccuracy;
    this.epoch.value = epochIndex + 1;
    this.rows.value = [
      [...epochs, epochIndex + 1],
      [...loss, finite(lossValue)],
      [...aside, finite(validationLoss)],
      [...right, finite(share)],
    ];
  }
}

/** The others remember, and have nothing to be set. */
export function learnsByGradient(model: Model): boolean {
  return model.description.parameters.some(({ key }) => key === 'learningRate');
}

/** Pictures only: of numbers there is nothing to see. */
async function answersOf(before: Model, after: Model, examples: readonly OwnExample[]): Promise<Answered[]> {
  const label = after.description.predictedFeatureName ?? '';
  if (after.description.predictedProbabilitiesName === undefined || examples[0]?.picture === undefined) return [];
  const inputs = examples.map((example) => example.inputs);
  const [old, now] = await Promise.all([before.predictBatch(inputs), after.predictBatch(inputs)]);
  return examples.map((example, i) => ({
    example,
    before: String(old[i]?.[label]),
    after: String(now[i]?.[label]),
  }));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
