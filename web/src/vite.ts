// attune/vite: `import model from './some.mlmodel'`.

import { type AttuneOptions, type AttunePlugin, modelPlugin } from './vite/plugin.js';

export type { AttuneOptions, AttunePlugin };

/**
 * Makes model files and packages modules of the page.
 *
 * @example
 * // vite.config.ts
 * export default defineConfig({ plugins: [attune({ types: true })] });
 */
export function attune(options?: AttuneOptions): AttunePlugin {
  return modelPlugin(async () => (await import('./core.js')).Model, options);
}

export default attune;
