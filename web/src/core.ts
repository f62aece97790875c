// The entry without a worker: the core runs in the thread that calls it. For Node, for workers of your own, for tests.

import { CoreEngine } from './engine/core-engine.js';
import { EngineProvider } from './engine/engine-provider.js';
import { inlineModule } from './engine/inline-module.js';
import { startCore } from './engine/start-core.js';
import { type ModelClass, modelClass } from './model/model-class.js';

const provider: EngineProvider = /* @__PURE__ */ new EngineProvider(
  async (onLost) => new CoreEngine(await startCore(await inlineModule()), onLost),
);

/** Core ML models that run and learn in this thread, a few milliseconds at a time. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(provider);
export { AttuneError, ERROR_CODES } from './errors.js';
export type * from './public-types.js';
