// The built page forbids itself the network, says which build it is, and keeps its files for the day without a network. Only the
// built one: hot reload does not work under such a policy.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Each line is one thing that the page may do; everything else is refused by the browser. */
const POLICY = [
  "default-src 'none'",
  // The page's own scripts, among them the models and the WebAssembly core; compiling the latter needs the second word.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  // Not even pictures of its own server: an address can carry a message.
  'img-src data: blob:',
  // Attune's worker is made from a string inside the page's own script; the other one keeps the files.
  "worker-src 'self' blob:",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types attune offline',
];

/** Files of the bundle as they will lie in the folder. */
type Bundle = Record<
  string,
  { readonly fileName: string; readonly code?: string; readonly source?: string | Uint8Array }
>;

export function seal(): Plugin {
  return {
    name: 'seal',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY.join('; ') },
          // Before the first script: a policy does not reach back.
          injectTo: 'head-prepend',
        },
        { tag: 'meta', attrs: { name: 'build', content: hashOf(bundle as Bundle) }, injectTo: 'head' },
      ],
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = bundle as Bundle;
        const names = Object.keys(files).filter((name) => !name.endsWith('.html'));
        const template = await readFile(fileURLToPath(new URL('./service-worker.js', import.meta.url)), 'utf8');
        const source = template
          .replace('__BUILD__', hashOf(files))
          .replace('__FILES__', JSON.stringify(['./', ...names.sort().map((name) => `./${name}`)]));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

/** Over names and bytes of everything but the page itself, which holds it. */
function hashOf(bundle: Bundle): string {
  const hash = createHash('sha256');
  for (const [name, { code, source }] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!name.endsWith('.html') && name !== 'sw.js') hash.update(`${name}\n`).update(code ?? source ?? '');
  }
  return hash.digest('hex').slice(0, 16);
}
