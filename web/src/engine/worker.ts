// The worker's entry. It fetches nothing, the page sends the compiled module; only custom code that the page names by URL
// is imported.

import { CoreEngine } from './core-engine.js';
import { holdLifeline } from './lifeline.js';
import { serve } from './serve.js';
import { startCore } from './start-core.js';
import { type Helper, help, isHelpWanted } from './team.js';

serve(
  self,
  // A crash answers the call that met it with `core-restarted`, and the page then ends this worker.
  async ({ module, threads }) =>
    new CoreEngine(
      await startCore(module, () => hire(threads - 1)),
      () => {},
      (url) => import(url),
    ),
  holdLifeline,
);

// A worker of this very script that another one made, to help it.
self.addEventListener('message', ({ data }: { readonly data?: unknown }) => {
  if (isHelpWanted(data)) help(data);
});

/** Fewer than asked for, or none, where the page's policies say so: those who came do all of the work. */
function hire(count: number): Helper[] {
  const helpers: Helper[] = [];
  if (!self.crossOriginIsolated) return helpers;
  try {
    while (helpers.length < count)
      helpers.push(new Worker(self.location.href, { type: 'module', name: 'attune-helper' }));
  } catch {
    // A Content-Security-Policy of the worker's own forbids it.
  }
  return helpers;
}
