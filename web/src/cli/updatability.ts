// Whether a model can be updated, and if not, why not.

import type { Model } from '../model/model.js';

export interface Updatability {
  readonly updatable: boolean;
  /** Apple's tools would train it, too. */
  readonly portable?: boolean;
  /** What stands in the way. */
  readonly reasons: readonly { readonly message: string; readonly layer?: string; readonly hint?: string }[];
  /** One record a layer, where the core gives them. */
  readonly layers: readonly object[];
}

/** The core's own report, or undefined where it gives none. */
export async function reportOf(model: Model): Promise<Updatability | undefined> {
  return (model as Model & { checkUpdatable?(): Promise<Updatability> }).checkUpdatable?.();
}

export async function updatabilityOf(model: Model): Promise<Updatability> {
  return (await reportOf(model)) ?? byTrying(model);
}

/** Begins an update of no examples: the core checks its own rules first, so a model that may learn lacks examples only. */
async function byTrying(model: Model): Promise<Updatability> {
  const { isUpdatable, modelType } = model.description;
  const hint = 'make it updatable when it is converted: coremltools’ NeuralNetworkBuilder.make_updatable()';
  if (!isUpdatable) return refused(`this ${modelType} is not marked as updatable`, hint);
  try {
    await model.update([]).finished;
  } catch (error) {
    const { code, message, hint } = error as { code?: string; message: string; hint?: string };
    if (code === undefined) throw error;
    if (code !== 'bad-example') return refused(message, hint);
  }
  return { updatable: true, reasons: [], layers: [] };
}

function refused(message: string, hint: string | undefined): Updatability {
  return { updatable: false, reasons: [hint === undefined ? { message } : { message, hint }], layers: [] };
}
