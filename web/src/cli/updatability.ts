// Whether a model can be updated, and if not, why not.

import type { Model } from '../model/model.js';

export interface Updatability {
  readonly isUpdatable: boolean;
  /** One sentence. */
  readonly reason?: string | undefined;
  readonly hint?: string | undefined;
  /** What stands in the way, or is trained, layer by layer. */
  readonly layers?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** The one place that knows how it is found out. */
export function updatabilityOf(model: Model): Promise<Updatability> {
  return byTrying(model);
}

/** Begins an update of no examples: the core checks its own rules first, so a model that may learn lacks examples only. */
async function byTrying(model: Model): Promise<Updatability> {
  const { isUpdatable, modelType } = model.description;
  if (!isUpdatable) {
    return {
      isUpdatable: false,
      reason: `this ${modelType} is not marked as updatable`,
      hint: 'make it updatable when it is converted: coremltools’ NeuralNetworkBuilder.make_updatable()',
    };
  }
  try {
    await model.update([]).finished;
  } catch (error) {
    const { code, message, hint } = error as { code?: string; message: string; hint?: string };
    if (code === undefined) throw error;
    if (code !== 'bad-example') return { isUpdatable: false, reason: message, hint };
  }
  return { isUpdatable: true };
}
