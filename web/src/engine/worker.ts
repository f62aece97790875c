// The worker's entry. It fetches nothing, the page sends the compiled module; only custom code that the page names by URL
// is imported.

import { CoreEngine } from './core-engine.js';
import { holdLifeline } from './lifeline.js';
import type { Wanted } from './protocol.js';
import { serve } from './serve.js';
import { startCore } from './start-core.js';
import { help, isHelpWanted } from './team.js';

serve(
  self,
  // A crash answers the call that met it with `core-restarted`, and the page then ends this worker.
  async ({ module, threads }) =>
    new CoreEngine(
      await startCore(module, { threads, hire: (wanted) => self.postMessage({ wanted } satisfies Wanted) }),
      () => {},
      (url) => import(url),
    ),
  holdLifeline,
);

// A worker of this very script that is to help another one.
self.addEventListener('message', ({ data }: { readonly data?: unknown }) => {
  if (!isHelpWanted(data)) return;
  self.postMessage('at work'); // from here on the core counts on it
  help(data);
});
