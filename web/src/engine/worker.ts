// The worker's entry. It fetches nothing, the page sends the compiled module; only custom code that the page names by URL
// is imported.

import { CoreEngine } from './core-engine.js';
import { holdLifeline } from './lifeline.js';
import { serve } from './serve.js';
import { startCore } from './start-core.js';

serve(
  self,
  // A crash answers the call that met it with `core-restarted`, and the page then ends this worker.
  async (module) =>
    new CoreEngine(
      await startCore(module),
      () => {},
      (url) => import(url),
    ),
  holdLifeline,
);
