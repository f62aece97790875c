import { Model, type ModelSource, type UpdateMetrics } from 'attune';
import { type Example, GENTLE, type Settings } from './settings.ts';

export const open = (source: ModelSource) => Model.load(source);
/** Layer by layer: what can learn, what cannot, and why. */
export const inspect = (model: Model) => model.checkUpdatable();
/** A model that was made without learning in mind learns all the same: these layers of it. */
export const prepare = (model: Model, layers: readonly string[]) => model.makeUpdatable({ layers, ...GENTLE });

/** Runs in a worker; task.suspend(), task.resume() and task.cancel() do what they say. */
export function train(model: Model, examples: Example[], settings: Settings, onEpoch: (row: UpdateMetrics) => void) {
  const task = model.update(examples, settings);
  if (settings.parameters !== undefined) task.addEventListener('epochend', ({ context }) => onEpoch(context.metrics));
  return task;
}
